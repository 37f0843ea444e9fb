"""What can be looked for on a screen: the names in the tree a driver gives as XML.

A name is the accessibility identifier or, where the app gave none, the label; both are found by accessibility id.
"""

from __future__ import annotations

from xml.etree import ElementTree

# XCUIElementType… of what no app names, or what is not the app's
_NOT_THE_APPS = ("Application", "StatusBar", "Keyboard")


def names(tree: str) -> list[str]:
    """The names of an app's elements in document order, each once, those that are no label first."""
    try:
        root = ElementTree.fromstring(tree)
    except ElementTree.ParseError:
        return []
    identifiers: dict[str, None] = {}
    labels: dict[str, None] = {}
    left = [root]
    while left:
        element = left.pop()
        if not element.tag.endswith(_NOT_THE_APPS[1:]):
            left.extend(reversed(element))
            if (name := element.get("name")) and not element.tag.endswith(_NOT_THE_APPS):
                (labels if name == element.get("label") else identifiers)[name] = None
    return list(dict.fromkeys([*identifiers, *labels]))
