"""`undertone bench senses --all`: a turn with words, three seconds of voice and a face, in one run.

First in this process: the whole beside each sense alone, round by round, so that a busy machine is busy for
all of them. Then through the three real processes (`undertone.bench.seen_and_heard`).
"""

import asyncio
import copy
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any, Final

import psutil
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from gateway.pipeline_senses import PipelineSenses, VisitorsTrajectory
from perception.bootstrap import FUSION_GRAPH
from perception.emotion import EmotionReading, Modality
from perception.pipeline import Pipeline
from perception.signals.face_observation import FaceTrack
from perception.window import Window
from undertone.bench.faces import SIZES, face_image, pictures
from undertone.bench.report import show_goals
from undertone.bench.seen_and_heard import (
    SPOKEN,
    TIMES,
    TYPED,
    gateway_parts,
    mean_ms,
    summary,
    visit,
    with_least,
)
from undertone.bench.senses import READ_S, rss_mib, three_seconds
from undertone.bench.speech import SENTENCES
from undertone.bench.turn import memory_mb, wait_until_ready
from undertone.cli_output import print_json
from undertone.errors import MissingPartError
from undertone.processes import process_specs, with_ports
from undertone.sense import pipeline_for
from undertone.settings import Settings
from undertone.supervision import Supervision
from undertone.up import ensure_dialogue_model

WHOLE: Final = "all together"
FUSION: Final = "fusion alone"
P95_GOAL_MS: Final = 40.0
RATIO_GOAL: Final = 1.6
FUSION_GOAL_MS: Final = 3.0
FLAT_GOAL: Final = 1.3
REPLY_GOAL_MS: Final = 60.0
FPS: Final = 5.0
LATE_TURN: Final = 500
N_FOR_ONE: Final = 5
"""Readings for each round of the conversation: they take milliseconds, a spoken turn seconds."""

WARM_UP: Final = 2
LEAST_MS: Final = 0.01
"""Figures are rounded to it, so a sense may seem to take no time."""

Calls = Mapping[str, Callable[[], object]]


def bench(settings: Settings, n_rounds: int, *, as_json: bool) -> None:
    """Run every measurement and print the table or one JSON document."""
    console = Console(stderr=True)
    shown = pictures(face_image(), SIZES[0])
    learned = (settings.models_dir / "fusion" / FUSION_GRAPH).is_file()
    document: dict[str, Any] = {
        "n_processors": psutil.cpu_count(),
        "rounds": n_rounds,
        "fusion": "learned" if learned else "plain mean",
    }
    console.print("All senses of a turn …")
    rss_before = rss_mib()
    pipeline = pipeline_for(settings)
    senses = PipelineSenses(pipeline)
    if not pipeline.modalities >= {Modality.TEXT, Modality.VOICE, Modality.FACE} or not pipeline.observes:
        raise MissingPartError("not all senses are here; models/text, voice and face hold their graphs")
    window = Window(text=SENTENCES[0], voice=three_seconds(), face=seen(senses, shown))
    document |= measure(pipeline, window, n_rounds * N_FOR_ONE)
    document["rss_mib"] = {"senses": round(rss_mib() - rss_before, 1)}
    document["load_of_readings"] = load()
    document |= converse(settings, shown, n_rounds, console)
    document["load_of_turns"] = load()
    document["goals"] = goals(document)
    if as_json:
        print_json(document)
    else:
        show(document, Console())


def seen(senses: PipelineSenses, shown: list[bytes]) -> FaceTrack:
    """Real observations of three seconds, five a second. Raises MissingPartError where no face is found."""
    found = [senses.see(shown[n % len(shown)], n / FPS) for n in range(int(READ_S * FPS))]
    observations = tuple(one for one in found if one is not None)
    if len(observations) < len(found):
        raise MissingPartError("the face in the benchmark's picture was not found; models/face is damaged")
    return FaceTrack(observations)


def measure(pipeline: Pipeline, window: Window, n_rounds: int) -> dict[str, Any]:
    """The whole turn, each sense alone, the fusion of given readings; and turn 2 beside turn 500."""
    senses = PipelineSenses(pipeline)
    trajectory = senses.new_trajectory()
    readings = pipeline.readings(window)

    def whole() -> None:
        senses.sense(window.text or "", trajectory, window.voice, window.face)

    calls: dict[str, Callable[[], object]] = {
        WHOLE: whole,
        "text": lambda: pipeline.sense_batch([window.text or ""]),
        "voice": lambda: senses.hear(window.voice, trajectory) if window.voice else None,
        "face": lambda: senses.look(window.face) if window.face else None,
        FUSION: lambda: pipeline.fuse(readings, trajectory),
    }
    found = side_by_side(calls, n_rounds)
    copies = {turn: courses(pipeline, readings, turn - 1, n_rounds + WARM_UP) for turn in (2, LATE_TURN)}
    turns = side_by_side(
        {
            f"turn {turn}": lambda waiting=waiting: pipeline.fuse(readings, waiting.pop())  # type: ignore[misc]
            for turn, waiting in copies.items()
        },
        n_rounds,
    )
    return {"reading_ms": found, "ratio": ratio(found), "turns_ms": turns}


def courses(
    pipeline: Pipeline, readings: dict[Modality, EmotionReading], n_turns: int, n_copies: int
) -> list[VisitorsTrajectory]:
    """One course after `n_turns` turns, so many times: each for one more turn."""
    course = VisitorsTrajectory()
    for n in range(n_turns):
        pipeline.fuse(readings, course, 10.0 * (n + 1))
    return [copy.deepcopy(course) for _ in range(n_copies)]


def side_by_side(calls: Calls, n_rounds: int) -> dict[str, dict[str, float]]:
    """As `undertone.bench.senses.timed` with the least beside it, the calls in turns: what else the machine
    does is shared fairly."""
    spent: dict[str, list[float]] = {name: [] for name in calls}
    computed: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(WARM_UP):
        for call in calls.values():
            call()
    for _ in range(n_rounds):
        for name, call in calls.items():
            began, began_cpu = time.perf_counter(), time.process_time()
            call()
            spent[name].append(1000.0 * (time.perf_counter() - began))
            computed[name].append(1000.0 * (time.process_time() - began_cpu))
    return {name: with_least(spent[name]) | {"cpu": round(median(computed[name]), 2)} for name in calls}


def ratio(found: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """The whole over the slowest sense alone; which that is, is told by its median."""
    slowest = max(
        (name for name in found if name not in (WHOLE, FUSION)), key=lambda name: found[name]["p50"]
    )
    over = {
        name: round(found[WHOLE][name] / max(found[slowest][name], LEAST_MS), 2)
        for name in ("p50", "p95", "cpu")
    }
    return {"slowest": slowest, **over}


def converse(settings: Settings, shown: list[bytes], n_rounds: int, console: Console) -> dict[str, Any]:
    """Turns of a visitor who is seen and heard, through gateway, bot and action server."""
    with tempfile.TemporaryDirectory(prefix="undertone-bench-") as folder:
        quiet = with_ports(
            settings.model_copy(
                update={
                    "data_dir": Path(folder), "database_url": "", "port": 0, "messages_per_s": 1e6,
                    "message_burst": 1_000_000, "recognition": "off", "speech": "off", "context": "public",
                    "face": True, "face_where": "server", "face_fps": FPS,
                }
            )
        )  # fmt: skip
        ensure_dialogue_model(quiet, console)
        with Supervision(quiet, process_specs(quiet)) as supervision:
            with console.status("Starting Undertone …"):
                wait_until_ready([f"{quiet.url}/readyz"], quiet, supervision, "gateway")
            found = {kind: turns_of(kind, quiet.url, shown, n_rounds, console) for kind in (SPOKEN, TYPED)}
            return {"turn_ms": found, "rss_mb": memory_mb(supervision)}


def turns_of(kind: str, url: str, shown: list[bytes], n_rounds: int, console: Console) -> dict[str, Any]:
    """Turns of one kind: their times, and what the gateway itself says of its parts."""
    before = gateway_parts(url)
    with Progress(console=console, refresh_per_second=2) as progress:
        task = progress.add_task(f"{kind} turns", total=n_rounds + 1)
        times = asyncio.run(visit(url, shown, kind, n_rounds, lambda: progress.advance(task)))
    return summary(kind, times) | {"gateway_mean": mean_ms(before, gateway_parts(url))}


def load() -> float:
    """Processes that wanted to run in the last minute, ours among them."""
    return round(os.getloadavg()[0], 1)


def goals(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was wanted, and what came of it."""
    reading, turns = document["reading_ms"], document["turns_ms"]
    grown = round(turns[f"turn {LATE_TURN}"]["p50"] / max(turns["turn 2"]["p50"], LEAST_MS), 2)
    rows = (
        ("a turn of all senses to its reading, p95 ms", reading[WHOLE]["p95"], P95_GOAL_MS),
        ("times the slowest sense alone, p95", document["ratio"]["p95"], RATIO_GOAL),
        ("fusion of given readings, p50 ms", reading[FUSION]["p50"], FUSION_GOAL_MS),
        (f"fusion at turn {LATE_TURN} over turn 2", grown, FLAT_GOAL),
        (
            "a spoken turn to the end of its reply, p95 ms",
            document["turn_ms"][SPOKEN]["done"]["p95"],
            REPLY_GOAL_MS,
        ),
    )
    return [
        {"goal": goal, "wanted": f"< {bound:g}", "measured": measured, "met": measured < bound}
        for goal, measured, bound in rows
    ]


def show(document: Mapping[str, Any], console: Console) -> None:
    """Print the figures and the goals."""
    readings = Table(
        f"readings ({document['fusion']})",
        "least",
        "p50",
        "p95 ms",
        "processor ms",
        title="In one process",
        box=None,
    )
    for name, row in (*document["reading_ms"].items(), *document["turns_ms"].items()):
        readings.add_row(name, *(f"{row[key]:.2f}" for key in ("least", "p50", "p95", "cpu")))
    console.print(readings)
    over = document["ratio"]
    console.print(f"all together over {over['slowest']} alone: p50 {over['p50']}, p95 {over['p95']}")
    times = ("read least", "p50", "p95", "message least", "p50", "p95", "reply least", "p50", "p95 ms")
    title = "Turns before a camera, through the three processes"
    turns = Table("", *times, "all senses", title=title, box=None)
    for kind, row in document["turn_ms"].items():
        cells = [f"{row[name][key]:.1f}" for name in TIMES for key in ("least", "p50", "p95")]
        turns.add_row(kind, *cells, f"{row['with_all_senses']} of {row['turns']}")
    console.print(turns)
    for kind, row in document["turn_ms"].items():
        parts = ", ".join(f"{name} {ms:.1f}" for name, ms in row["gateway_mean"].items())
        console.print(f"the gateway's own mean of a {kind} turn, ms: {parts}")
    memory = {"senses here": document["rss_mib"]["senses"], **document["rss_mb"]}
    console.print("memory: " + ", ".join(f"{name} {size:.0f} MiB" for name, size in memory.items()))
    loads = document["load_of_readings"], document["load_of_turns"]
    console.print(f"load of {document['n_processors']} processors: {loads[0]} then {loads[1]}")
    show_goals(document["goals"], console)
