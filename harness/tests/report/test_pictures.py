"""The pictures of a page: each once, small where nothing failed, whole where something did."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from harness.report.pictures import Pictures
from harness.report.render import render


def screen(text: str) -> bytes:
    """A phone's screen, as a phone takes it."""
    picture = Image.linear_gradient("L").resize((1206, 2622)).convert("RGB")
    ImageDraw.Draw(picture).text((100, 200), text, fill="white", font_size=80)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def opened(uri: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Three scenarios that passed, two of them on equal screens, and one that failed."""
    results = []
    for name, verdict, text in (
        ("one", "passed", "home"),
        ("two", "passed", "home"),
        ("three", "passed", "call"),
        ("four", "failed", "home"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "screenshot.png").write_bytes(screen(text))
        (folder / "journal.jsonl").write_text("")
        row = {"node_id": f"t.py::{name}", "title": name, "verdict": verdict, "seconds": 0.1, "story": "", "reason": ""}
        results.append({**row, "evidence": name})
    facts = {"target": "embedded", "driver": "wda", "ios": "26.4", "results": results}
    (tmp_path / "run.json").write_text(json.dumps(facts))
    return tmp_path


def test_a_page_holds_each_picture_once_and_small_and_a_failures_whole(run: Path) -> None:
    page = render(run).read_text()
    held = re.search(r'id="pictures">(.*?)</script>', page)
    assert held
    pictures = json.loads(held[1])
    assert len(pictures) == 2
    wanted = re.findall(r'data-picture="(\w+)"', page)
    assert len(wanted) == 3 and set(wanted) == set(pictures)
    for uri in pictures.values():
        assert uri.startswith("data:image/webp;") and opened(uri).size == (402, 874)
        assert len(uri) < len(screen("home")) / 5
    (failed,) = re.findall(r'<img src="(data:image/png;base64,[^"]+)"', page)
    assert base64.b64decode(failed.partition(",")[2]) == screen("home")


def test_what_is_no_picture_is_kept_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    pictures = Pictures()
    key = pictures.add(tmp_path / "x.png")
    assert base64.b64decode(pictures.small()[key].partition(",")[2]) == b"\x89PNG\r\n\x1a\nbroken"
