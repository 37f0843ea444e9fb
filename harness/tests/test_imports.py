"""The harness's modules lean on each other in one direction: none needs itself by way of others, not even for types."""

from __future__ import annotations

import grimp


def test_no_imports_go_in_a_circle() -> None:
    graph = grimp.build_graph("harness", cache_dir=None)
    circles = set()
    for module in graph.modules:
        for needed in graph.find_modules_directly_imported_by(module):
            if way_back := graph.find_shortest_chain(importer=needed, imported=module):
                circles.add(" -> ".join((module, *way_back)))
    assert not circles
