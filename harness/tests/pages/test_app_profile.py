"""The app profile: which names it has, and what is said of a wrong one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness import HarnessError
from harness.app_profile import AppProfile, page_locators
from harness.pages import sample_app


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("not toml = [", "cannot read the app profile"),
        ('[app]\nbundle_id = "x"', "missing: name"),
        ('[app]\nbundle_id = "x"\nname = "X"\ncolour = "red"', "unknown: colour"),
        ('[app]\nbundle_id = "x"\nname = "X"\njurnal = "j"', "unknown: jurnal (did you mean journal?)"),
        ('[app]\nbundle_id = "x"\nname = "X"\nlacks = "messages"', "no list: lacks"),
        ('[app]\nbundle_id = "x"\nname = "X"\n[locator]\na = "b"', "unknown: locator (did you mean locators?)"),
        (
            '[app]\nbundle_id = "x"\nname = "X"\n[locators]\n"incoming.caler" = "who"',
            "unknown: locator incoming.caler (did you mean incoming.caller?)",
        ),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "app.toml"
    file.write_text(text)
    with pytest.raises(HarnessError) as failure:
        AppProfile.load(file)
    assert sentence in str(failure.value)


def test_a_profile_may_name_elements_of_the_projects_own_pages(tmp_path: Path) -> None:
    file = tmp_path / "app.toml"
    names = ("incoming.caller", "incoming.callers", "incoming.video_preview", "settings.title")
    lines = "\n".join(f'"{name}" = "it"' for name in names)
    file.write_text(f'[app]\nbundle_id = "x"\nname = "X"\n[locators]\n{lines}\n')
    assert set(AppProfile.load(file).locators) == set(names)


def test_every_name_that_a_page_asks_for_is_one_a_profile_may_have() -> None:
    source = Path(sample_app.__file__).read_text(encoding="utf-8")
    asked = set(re.findall(r'self\._(?:text|locator)\("([\w.]+)"\)', source))
    assert "incoming.answer" in asked
    assert asked <= page_locators()
