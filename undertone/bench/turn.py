"""`undertone bench turn`: whole text turns, beside the same dialogue on stock Rasa, in one run.

Both systems use the same trained dialogue and the same action server. Stock Rasa is `rasa run` with its REST
channel and none of our repairs; it does no sensing and keeps no record, so the comparison is in its favour.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from undertone.bench.report import show
from undertone.bench.visitors import Enter, Load, burst_s, converse, stock_door, undertone_door
from undertone.cli_output import print_json
from undertone.errors import ProcessError
from undertone.processes import (
    BOT_PYTHON,
    LOOPBACK,
    ProcessSpec,
    bot_environment,
    free_port,
    is_healthy,
    log_path,
    process_specs,
    with_ports,
)
from undertone.settings import PROJECT_ROOT, Settings
from undertone.supervision import Supervision
from undertone.up import ensure_dialogue_model

SESSIONS = (1, 10, 50)
BURST = 6
BURST_REPEATS = 5
LONG_CONVERSATION_TURNS = 300
FLATNESS_WINDOW = 50
READY_WITHIN_S = 180.0


def bench(settings: Settings, n_turns: int, *, as_json: bool) -> None:
    """Run every measurement and print the table or one JSON document."""
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="undertone-bench-") as folder:
        quiet = with_ports(
            settings.model_copy(
                update={
                    "data_dir": Path(folder),
                    "database_url": "",
                    "port": 0,
                    "messages_per_s": 1e6,
                    "message_burst": 1_000_000,
                    "max_sessions_per_address": 10_000,
                }
            )
        )
        ensure_dialogue_model(quiet, console)
        with both_systems(quiet, console) as (stock_url, supervision):
            doors = {"undertone": undertone_door(quiet.url), "stock": stock_door(stock_url)}
            document = measure(doors, n_turns, console, lambda: cpu_s(supervision))
            document["rss_mb"] = memory_mb(supervision)
    document["goals"] = goals(document)
    if as_json:
        print_json(document)
    else:
        show(document, Console())


def measure(
    doors: dict[str, Enter], n_turns: int, console: Console, cpu: Callable[[], dict[str, float]]
) -> dict[str, Any]:
    """All loads on both systems, one system at a time, so that neither disturbs the other.

    `cpu` says how many seconds each process has computed so far.
    """
    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    document: dict[str, Any] = {"turns": {}, "burst": {}, "long_conversation": {}}
    with Progress(*columns, console=console, refresh_per_second=2) as progress:

        def run(name: str, what: str, n_visitors: int, turns_each: int) -> Load:
            task = progress.add_task(f"{name}: {what}", total=n_visitors * turns_each)
            return asyncio.run(converse(doors[name], n_visitors, turns_each, lambda: progress.advance(task)))

        for n_sessions in SESSIONS:
            each = max(5, n_turns // n_sessions)
            before = cpu()
            loads = {"undertone": run("undertone", f"{n_sessions} sessions", n_sessions, each)}
            after = cpu()
            loads["stock"] = run("stock", f"{n_sessions} sessions", n_sessions, each)
            document["turns"][str(n_sessions)] = {
                **{name: load.as_dict() for name, load in loads.items()},
                "ratio": ratios(loads),
                "cpu_ms": per_turn_ms(before, after, n_sessions * (each + 1)),
            }
        for name in doors:
            long = run(name, f"one conversation of {LONG_CONVERSATION_TURNS}", 1, LONG_CONVERSATION_TURNS)
            document["long_conversation"][name] = flatness(long.latencies_s[0])
    for name, door in doors.items():
        seconds = [asyncio.run(burst_s(door, BURST)) for _ in range(BURST_REPEATS)]
        document["burst"][name] = {"n_messages": BURST, "p50_ms": round(statistics.median(seconds) * 1000, 1)}
    return document


def per_turn_ms(before: dict[str, float], after: dict[str, float], n_turns: int) -> dict[str, float]:
    """What each of Undertone's processes, and the visitors, computed for a turn; warm-up turns count, too."""
    return {
        name: round((after[name] - before[name]) / n_turns * 1000, 2) for name in after if name != "stock"
    }


def ratios(loads: dict[str, Load]) -> dict[str, float]:
    """Undertone's latency and throughput over stock Rasa's."""
    ours, stock = loads["undertone"], loads["stock"]
    return {
        "p50": round(ours.p50_ms / stock.p50_ms, 3),
        "p95": round(ours.p95_ms / stock.p95_ms, 3),
        "per_s": round(ours.per_s / stock.per_s, 2),
    }


def flatness(latencies_s: list[float]) -> dict[str, float]:
    """Medians of the first and the last turns of one long conversation, and their ratio."""
    first = statistics.median(latencies_s[:FLATNESS_WINDOW])
    last = statistics.median(latencies_s[-FLATNESS_WINDOW:])
    return {
        "first_p50_ms": round(first * 1000, 2),
        "last_p50_ms": round(last * 1000, 2),
        "ratio": round(last / first, 2),
    }


def goals(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What the design asks for, what was measured, and whether it holds."""
    one, ten = document["turns"]["1"], document["turns"]["10"]
    rows = [
        ("p95 at one session over stock's", one["ratio"]["p95"], "<=", 0.5),
        ("p95 at one session, ms", one["undertone"]["p95_ms"], "<", 20.0),
        ("throughput at 10 sessions over stock's", ten["ratio"]["per_s"], ">=", 4.0),
        (
            f"a burst of {BURST} in turns' time",
            round(document["burst"]["undertone"]["p50_ms"] / one["undertone"]["p50_ms"], 2),
            "<=",
            10.0,
        ),
        (
            "last 50 of 300 turns over the first 50",
            document["long_conversation"]["undertone"]["ratio"],
            "<=",
            1.3,
        ),
    ]
    holds = {"<=": lambda a, b: a <= b, "<": lambda a, b: a < b, ">=": lambda a, b: a >= b}
    return [
        {
            "goal": goal,
            "measured": measured,
            "wanted": f"{sign} {bound:g}",
            "met": holds[sign](measured, bound),
        }
        for goal, measured, sign, bound in rows
    ]


def memory_mb(supervision: Supervision) -> dict[str, float]:
    """Resident memory of each process with its children, in MiB."""
    found = {}
    for state in supervision.states():
        process = psutil.Process(state.pid)
        family = [process, *process.children(recursive=True)]
        found[state.name] = round(sum(one.memory_info().rss for one in family) / 2**20, 1)
    return found


def cpu_s(supervision: Supervision) -> dict[str, float]:
    """Processor time of each process and of the visitors, who are this process, in seconds."""
    processes = {state.name: psutil.Process(state.pid) for state in supervision.states()}
    times = {name: process.cpu_times() for name, process in processes.items()}
    used = {name: spent.user + spent.system for name, spent in times.items()}
    return {**used, "visitors": time.process_time()}


@contextmanager
def both_systems(settings: Settings, console: Console) -> Iterator[tuple[str, Supervision]]:
    """Undertone's three processes and stock Rasa beside them; yields stock's address.

    Raises ProcessError when one is not ready in time.
    """
    stock = stock_spec(settings)
    with Supervision(settings, [*process_specs(settings), stock]) as supervision:
        with console.status("Starting Undertone and stock Rasa …"):
            waiting = [f"{settings.url}/readyz", stock.health_url]
            wait_until_ready(waiting, settings, supervision, stock.name)
        yield f"http://{LOOPBACK}:{_port_of(stock)}", supervision


def wait_until_ready(
    urls: Sequence[str],
    settings: Settings,
    supervision: Supervision,
    name: str,
    within_s: float = READY_WITHIN_S,
) -> None:
    """Wait until all `urls` answer. Raises ProcessError, with the end of `name`'s log."""
    deadline = time.monotonic() + within_s
    waiting = list(urls)
    while waiting := [url for url in waiting if not is_healthy(url)]:
        supervision.states()
        if time.monotonic() > deadline:
            log = log_path(settings, name).read_text(errors="replace")[-2000:]
            raise ProcessError(f"not ready after {within_s:.0f} s: {waiting}\n{log}")
        time.sleep(0.3)


def stock_spec(settings: Settings) -> ProcessSpec:
    """`rasa run` as Rasa's documentation has it: REST channel, default stores, no repairs."""
    port = free_port()
    credentials = settings.data_dir / "stock_credentials.yml"
    credentials.write_text("rest:\n")
    endpoints = settings.data_dir / "stock_endpoints.yml"
    endpoints.write_text(f"action_endpoint:\n  url: http://{LOOPBACK}:{settings.actions_port}/webhook\n")
    command = (
        str(BOT_PYTHON), "-m", "rasa", "run",
        "--port", str(port), "--interface", LOOPBACK,
        "--model", str(settings.models_dir / "dialogue"),
        "--credentials", str(credentials), "--endpoints", str(endpoints),
    )  # fmt: skip
    environment = {**bot_environment(settings), "PYTHONPATH": str(PROJECT_ROOT)}
    return ProcessSpec("stock", command, f"http://{LOOPBACK}:{port}/", environment)


def _port_of(spec: ProcessSpec) -> str:
    return spec.command[spec.command.index("--port") + 1]
