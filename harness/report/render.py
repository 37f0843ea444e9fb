"""The run report: one self-contained HTML page, built from the journals and pictures of a run alone.

Nothing is fetched from elsewhere: styles and the one small script are in the page, pictures are data URIs. The folder
can be rendered again later: `python -m harness.report.render evidence`.
"""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.errors import HarnessError
from harness.report import artifacts, journal, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.report.terminal import Result
    from harness.settings import Settings

RUN = "run.json"
PAGE = "report.html"
LAST_EVENTS = 15  # on a failure card
DRAWN_EVENTS = 200  # in a timeline; of longer ones the end is drawn, since that is where a failure is
LANES = (
    *("test", "call service", "apns", "simctl", "apsd", "lifecycle"),
    *("springboard", "app", "callkitd", "usernotificationsd", "reportcrash"),
)
LANE_WIDTH = 120
ROW_HEIGHT = 18
LEFT = 80


@dataclass(frozen=True, slots=True)
class Dot:
    """An event in the timeline; `from_x`, `from_y` are where its cause is drawn."""

    x: int
    y: int
    time: str
    text: str
    from_x: int | None = None
    from_y: int | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes side by side, time downwards, arrows from cause to effect."""

    lanes: tuple[tuple[int, str], ...]
    dots: tuple[Dot, ...]
    left_out: int

    @property
    def width(self) -> int:
        return LEFT + LANE_WIDTH * max(1, len(self.lanes)) + 320

    @property
    def height(self) -> int:
        return ROW_HEIGHT * (len(self.dots) + 2)


@dataclass(slots=True)
class Card:
    """One scenario on the page."""

    title: str
    node_id: str
    verdict: str
    seconds: float
    story: str
    reason: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    command: str = ""
    failure: dict[str, Any] = field(default_factory=dict)
    steps: list[tuple[str, str, str]] = field(default_factory=list)  # (time, kind, text)
    last_events: list[tuple[str, str, str]] = field(default_factory=list)  # (time, source, text)
    picture: str = ""
    files: list[str] = field(default_factory=list)  # relative to the page
    timeline: Timeline | None = None


def write_run(folder: Path, results: Sequence[Result], settings: Settings) -> Path:
    """Write what the run was into the evidence folder, then its page; returns the page."""
    rows = [asdict(result) for result in results]
    for row in rows:
        if row["evidence"]:
            row["evidence"] = Path(row["evidence"]).name
    run = {"target": settings.target, "driver": settings.driver, "ios": ", ".join(settings.ios), "results": rows}
    (folder / RUN).write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")
    return render(folder)


def render(folder: Path) -> Path:
    """Build the page from the folder's files.

    Raises:
        HarnessError: The folder holds no run.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    try:
        run = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except OSError as error:
        raise HarnessError(
            f"{folder} holds no run", saw=f"{RUN}: {error.strerror}", hint="run with --evidence first"
        ) from None
    cards = [card(folder, row) for row in run["results"]]
    # Failures first: they are what the page is opened for.
    cards.sort(key=lambda card: ("failed", "error", "passed", "skipped").index(card.verdict))
    counts = {
        verdict: sum(card.verdict == verdict for card in cards) for verdict in ("passed", "failed", "error", "skipped")
    }
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("page.html.j2").render(run=run, cards=cards, counts=counts)
    file = folder / PAGE
    file.write_text(page, encoding="utf-8")
    return file


def card(folder: Path, row: dict[str, Any]) -> Card:
    """A scenario's card, from its row in the run and its journal."""
    made = Card(row["title"], row["node_id"], row["verdict"], row["seconds"], row["story"], row["reason"])
    evidence = folder / row["evidence"] if row["evidence"] else None
    if evidence is None or not (evidence / artifacts.JOURNAL).exists():
        return made
    entries = journal.read(evidence / artifacts.JOURNAL)
    for entry in entries:
        phone = entry["phone"]
        if phone["source"] != journal.HARNESS:
            continue
        data = phone["data"]
        if phone["kind"] == "scenario":
            made.command = str(entry["wall"].get("command", ""))
            made.facts = [
                (name, ", ".join(value) if isinstance(value, list) else str(value))
                for name, value in data.items()
                if name not in ("text", "node_id") and value
            ]
        elif phone["kind"] == "verdict":
            made.failure = data.get("failure") or {}
        else:
            made.steps.append((_time(phone["t"]), phone["kind"], str(data.get("text", ""))))
    told = [entry for entry in entries if entry["phone"]["kind"] not in ("scenario", "verdict")]
    last = words.last_events(told, LAST_EVENTS, until=made.failure.get("until"))
    made.last_events = [(_time(at), source, text) for at, source, text in last]
    picture = evidence / artifacts.SCREENSHOT
    if picture.exists():
        made.picture = f"data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()}"
    made.files = [f"{evidence.name}/{file.name}" for file in sorted(evidence.iterdir())]
    made.timeline = timeline(told)
    return made


def timeline(entries: Sequence[journal.Entry]) -> Timeline | None:
    """Where each event is drawn; None when there are none."""
    drawn = entries[-DRAWN_EVENTS:]
    if not drawn:
        return None
    sources = {entry["phone"]["source"] for entry in drawn}
    names = [lane for lane in LANES if lane in sources] + sorted(sources - set(LANES))
    at = {name: LEFT + LANE_WIDTH // 2 + LANE_WIDTH * number for number, name in enumerate(names)}
    places: dict[str, tuple[int, int]] = {}
    dots = []
    before = ""
    for number, entry in enumerate(drawn):
        phone = entry["phone"]
        x, y = at[phone["source"]], ROW_HEIGHT * (number + 2)
        if "id" in phone:
            places[str(phone["id"])] = (x, y)
        cause = places.get(str(phone.get("cause", "")), (None, None))
        time = _time(phone["t"])
        dots.append(Dot(x, y, time if time != before else "", _text(entry), *cause))
        before = time
    return Timeline(tuple((x, name) for name, x in at.items()), tuple(dots), len(entries) - len(drawn))


def _text(entry: journal.Entry) -> str:
    """An event in a few words."""
    phone = entry["phone"]
    data = phone.get("data", {})
    if "text" in data:
        return str(data["text"])
    told = ", ".join(f"{name} {value}" for name, value in data.items() if value not in (None, "", [], {}))
    text = f"{phone['kind']}: {told}" if told else str(phone["kind"])
    return text if len(text) <= 140 else text[:139] + "…"


def _time(micros: int) -> str:
    return f"{micros / 1_000_000:.3f}"


if __name__ == "__main__":
    try:
        print(render(Path(sys.argv[1] if len(sys.argv) > 1 else "evidence")))
    except HarnessError as error:
        sys.exit(str(error))
