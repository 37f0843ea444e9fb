"""The run report: one self-contained HTML page, built from the journals and pictures of a run alone.

Nothing is fetched from elsewhere: styles and the one small script are in the page, pictures are data URIs. What takes
much room and is rarely looked at, pictures of scenarios that passed and timelines, is data until somebody opens it. The
folder can be rendered again later: `python -m harness.report.render evidence`.
"""

from __future__ import annotations

import json
import platform
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.errors import HarnessError
from harness.report import artifacts, journal, ring_times, roster, words
from harness.report.pictures import Pictures, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.report.result import Result
    from harness.settings import Settings

RUN = "run.json"
PAGE = "report.html"
INPUTS = (
    *("target", "driver", "ios", "push_route", "clock", "patience", "device_type", "fresh", "apns_environment"),
    *("defects", "rules_off", "lacks"),
)
LAST_EVENTS = 15  # on a failure card
DRAWN_EVENTS = 200  # in a timeline; of longer ones the end is drawn, since that is where a failure is
FAILED = ("failed", "error", "quarantined")
ORDER = (*FAILED, "passed", "skipped")
LANES = (
    *("test", "call service", "apns", "simctl", "apsd", "lifecycle"),
    *("springboard", "app", "callkitd", "usernotificationsd", "reportcrash"),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """An event in the timeline.

    Attributes:
        lane: Number of its lane.
        time: Seconds since the scenario began; empty when the event before has the same.
        cause: Number of the event that caused it.
    """

    lane: int
    time: str
    text: str
    cause: int | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes side by side, time downwards, arrows from cause to effect. The page's script draws it when it is opened."""

    lanes: tuple[str, ...]
    dots: tuple[Dot, ...]
    left_out: int


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
    picture: str = ""  # of a failure: a data URI
    small_picture: str = ""  # of any other scenario: a key of the page's pictures
    files: list[str] = field(default_factory=list)  # relative to the page
    timeline: Timeline | None = None
    timeline_number: int = 0  # among those of the page


def write_run(folder: Path, results: Sequence[Result], settings: Settings) -> Path:
    """Write what the run was into the evidence folder, then its page; returns the page."""
    rows = [asdict(result) for result in results]
    for row in rows:
        if row["evidence"]:
            row["evidence"] = Path(row["evidence"]).name
    run = {
        "target": settings.target,
        "driver": settings.driver,
        "ios": ", ".join(settings.ios),
        "inputs": inputs(settings),
        "results": rows,
    }
    (folder / RUN).write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")
    return render(folder)


def inputs(settings: Settings) -> dict[str, str]:
    """What decides about a verdict beside the scenario: what was asked for, and what it ran on. Names to values.

    Two verdicts of a scenario that differ although these and the code are the same tell of something that is left to
    chance. Where evidence goes, addresses and keys are no inputs.
    """
    given: dict[str, Any] = {name: getattr(settings, name) for name in INPUTS}
    if settings.clock == "eager":
        given["seed"] = f"{settings.seed:g}"
    given["python"] = f"{sys.version_info.major}.{sys.version_info.minor}"
    given["system"] = platform.system()
    told = {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in given.items()}
    return {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in told.items() if value}


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
    pictures = Pictures()
    cards = [card(folder, row, pictures) for row in run["results"]]
    # Failures first: they are what the page is opened for.
    cards.sort(key=lambda card: ORDER.index(card.verdict))
    shown = ("passed", *FAILED, "skipped")
    counts = {verdict: sum(card.verdict == verdict for card in cards) for verdict in shown}
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    timelines: list[Timeline] = []
    for made in cards:
        if made.timeline is not None:
            made.timeline_number = len(timelines)
            timelines.append(made.timeline)
    rings = ring_times.rows(measured for row in run["results"] for measured in row.get("rings", ()))
    ring_times.write(folder, rings)
    page = environment.get_template("page.html.j2").render(
        run=run,
        rings=rings,
        rings_file=ring_times.FILE,
        cards=cards,
        counts=counts,
        roster=roster.of_run(run["results"]),
        groups=roster.groups,
        told=roster.summary,
        pictures=for_script(pictures.small()),
        timelines=drawing(timelines),
    )
    file = folder / PAGE
    file.write_text(page, encoding="utf-8")
    return file


def card(folder: Path, row: dict[str, Any], pictures: Pictures) -> Card:
    """A scenario's card, from its row in the run and its journal."""
    quarantine = row.get("quarantine", "") if row["verdict"] in FAILED else ""
    verdict = "quarantined" if quarantine else row["verdict"]
    made = Card(row["title"], row["node_id"], verdict, row["seconds"], row["story"], row["reason"])
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
            made.facts += [("counts", f"no, {quarantine}")] if quarantine else []
        elif phone["kind"] == "verdict":
            made.failure = data.get("failure") or {}
        else:
            made.steps.append((_time(phone["t"]), phone["kind"], str(data.get("text", ""))))
    told = [entry for entry in entries if entry["phone"]["kind"] not in ("scenario", "verdict")]
    last = words.last_events(told, LAST_EVENTS, until=made.failure.get("until"))
    made.last_events = [(_time(at), source, text) for at, source, text in last]
    screen = evidence / artifacts.SCREENSHOT
    if screen.exists() and made.verdict in FAILED:
        made.picture = whole(screen.read_bytes())
    elif screen.exists():
        made.small_picture = pictures.add(screen)
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
    at = {name: number for number, name in enumerate(names)}
    places: dict[str, int] = {}
    dots = []
    before = ""
    for number, entry in enumerate(drawn):
        phone = entry["phone"]
        if "id" in phone:
            places[str(phone["id"])] = number
        time = _time(phone["t"])
        cause = places.get(str(phone.get("cause", "")))
        dots.append(Dot(at[phone["source"]], time if time != before else "", _text(entry), cause))
        before = time
    return Timeline(tuple(names), tuple(dots), len(entries) - len(drawn))


def drawing(timelines: Sequence[Timeline]) -> str:
    """The timelines as JSON for a script element: {texts, timelines: [{lanes, dots: [[lane, time, text, cause]]}]}.

    Texts are numbers of `texts`, since most of them are told in many scenarios.
    """
    texts: dict[str, int] = {}
    rows = [
        {
            "lanes": timeline.lanes,
            "dots": [
                [
                    dot.lane,
                    dot.time,
                    texts.setdefault(dot.text, len(texts)),
                    *(() if dot.cause is None else (dot.cause,)),
                ]
                for dot in timeline.dots
            ],
        }
        for timeline in timelines
    ]
    return for_script({"texts": list(texts), "timelines": rows})


def for_script(value: Any) -> str:
    """JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


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
