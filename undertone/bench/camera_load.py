"""`undertone bench camera-load`: cameras that are open at once, and how old their readings are.

The real gateway in its own process, face sense on, voice off. Each visitor sends pictures as a camera gives
them, as many a second as the gateway's last `seeing` asks for, and in the middle of it one text. A live
reading is as old as the newest picture in it: its `at_ms` against the clock when it arrives.
"""

import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import psutil
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect

from gateway.face.frames import PictureFrame, encode_picture
from undertone.bench.faces import SIZES, face_image, pictures
from undertone.bench.report import show_goals
from undertone.bench.voice_load import cpu_s, summary, wait_for
from undertone.cli_output import print_json
from undertone.errors import MissingPartError
from undertone.processes import process_specs, with_ports
from undertone.settings import Settings
from undertone.supervision import Supervision

AGE_GOAL_MS: Final = 400.0
GOAL_CAMERAS: Final = 30
SETTLE_S: Final = 5.0
"""The pace finds its place meanwhile; what is read in that time is counted apart."""
STREAM: Final = 1
COUNTERS: Final = (
    "undertone_pictures_taken_total",
    "undertone_pictures_dropped_total",
    "undertone_pictures_seen_total",
)


@dataclass
class Watched:
    """What one visitor sent and got, in milliseconds; `paces` are those that were asked for."""

    n_sent: int = 0
    ages_ms: list[float] = field(default_factory=list)
    first_ages_ms: list[float] = field(default_factory=list)
    paces: list[float] = field(default_factory=list)
    text_ms: float | None = None
    n_errors: int = 0


def bench(settings: Settings, cameras: Sequence[int], duration_s: float, *, as_json: bool) -> None:
    """Run every load and print the table or one JSON document."""
    console = Console(stderr=True)
    shown = pictures(face_image(), SIZES[0])
    document: dict[str, Any] = {"seconds": duration_s, "n_processors": psutil.cpu_count(), "loads": []}
    with tempfile.TemporaryDirectory(prefix="undertone-bench-") as folder:
        quiet = with_ports(
            settings.model_copy(
                update={
                    "data_dir": Path(folder), "database_url": "", "port": 0, "recognition": "off",
                    "speech": "off", "max_sessions_per_address": 10_000, "context": "public", "face": True,
                    "face_where": "server",
                }
            )
        )  # fmt: skip
        gateway = process_specs(quiet)[0]
        with Supervision(quiet, [gateway]) as supervision:
            wait_for(gateway, quiet)
            for n_cameras in cameras:
                console.print(f"{n_cameras} cameras for {duration_s:g} s …")
                document["loads"].append(measure(quiet.url, supervision, shown, n_cameras, duration_s))
    document["goals"] = goals(document["loads"])
    if as_json:
        print_json(document)
    else:
        show(document, Console())


def measure(
    url: str, supervision: Supervision, shown: Sequence[bytes], n_cameras: int, duration_s: float
) -> dict[str, Any]:
    """One load: what was sent and looked at, how old the readings were, what it cost."""
    before, cpu_before = counters(url), cpu_s(supervision)
    watched = asyncio.run(watch_all(url, shown, n_cameras, duration_s))
    after, cpu_after = counters(url), cpu_s(supervision)
    counted = {name: int(after[name] - before.get(name, 0.0)) for name in after}
    return {
        "cameras": n_cameras,
        "sent": sum(one.n_sent for one in watched),
        "taken": counted.get("undertone_pictures_taken_total", 0),
        "seen": counted.get('undertone_pictures_seen_total{outcome="face"}', 0),
        "dropped": {
            name.split('"')[1]: n for name, n in counted.items() if n and name.startswith(COUNTERS[1])
        },
        "readings": sum(len(one.ages_ms) for one in watched),
        "age_ms": summary(sorted(age for one in watched for age in one.ages_ms)),
        "age_while_settling_ms": summary(sorted(age for one in watched for age in one.first_ages_ms)),
        "fps": {"least": min(paces_of(watched)), "most": max(paces_of(watched))},
        "text_ms": summary(sorted(one.text_ms for one in watched if one.text_ms is not None)),
        "errors": sum(one.n_errors for one in watched),
        "gateway_processors": round((cpu_after - cpu_before) / duration_s, 2),
    }


def paces_of(watched: Sequence[Watched]) -> list[float]:
    """The pace that each camera had at the end."""
    return [one.paces[-1] for one in watched if one.paces] or [0.0]


async def watch_all(url: str, shown: Sequence[bytes], n_cameras: int, duration_s: float) -> list[Watched]:
    """All visitors side by side; they begin one after the other, as people do."""
    return await asyncio.gather(*(visit(url, shown, n, n_cameras, duration_s) for n in range(n_cameras)))


async def visit(url: str, shown: Sequence[bytes], number: int, n_cameras: int, duration_s: float) -> Watched:
    """One visitor: allows the camera, opens it, sends pictures and one text."""
    watched = Watched()
    await asyncio.sleep(number / n_cameras)
    async with connect(f"{url.replace('http', 'ws', 1)}/ws", proxy=None) as socket:
        await socket.send(json.dumps({"type": "hello", "protocol": "undertone.v1"}))
        welcome = json.loads(await socket.recv())
        if welcome["senses"]["face"] == "not_available":
            raise MissingPartError("the gateway has no face sense; models/face holds its network")
        for message in (
            {"type": "consent", "id": "c", "sense": "face", "granted": True},
            {"type": "camera.start", "id": "s", "stream": STREAM, "where": "server", "source": "camera"},
        ):
            await socket.send(json.dumps(message))
        began = time.time()
        listening = asyncio.create_task(listen(socket, watched, began))
        talking = asyncio.create_task(talk(socket, watched, duration_s * (0.5 + 0.4 * number / n_cameras)))
        await send(socket, shown, watched, duration_s)
        await asyncio.sleep(1.0)
        for task in (listening, talking):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
    return watched


async def send(socket: ClientConnection, shown: Sequence[bytes], watched: Watched, duration_s: float) -> None:
    """Pictures at the pace that is asked for."""
    began = time.perf_counter()
    due = began
    while (now := time.perf_counter()) < began + duration_s:
        if now < due:
            await asyncio.sleep(due - now)
            continue
        fps = watched.paces[-1] if watched.paces else 0.0
        if fps:
            taken_ms = round(1000 * (now - began))
            data = shown[watched.n_sent % len(shown)]
            await socket.send(encode_picture(PictureFrame(STREAM, watched.n_sent, taken_ms, data)))
            watched.n_sent += 1
        due = max(due + 1.0 / (fps or 5.0), now)


async def talk(socket: ClientConnection, watched: Watched, after_s: float) -> None:
    """One text, whose reading is timed by `listen`."""
    await asyncio.sleep(after_s)
    watched.text_ms = -time.perf_counter() * 1000.0
    await socket.send(json.dumps({"type": "text", "id": "t", "text": "I feel fine today"}))


async def listen(socket: ClientConnection, watched: Watched, began: float) -> None:
    """Note the pace, the age of each live reading, and when the text was read."""
    async for frame in socket:
        message = json.loads(frame)
        if message["type"] == "seeing":
            watched.paces.append(message["fps"])
        elif message["type"] == "error":
            watched.n_errors += 1
        elif message["type"] == "emotion" and message["partial"]:
            now = time.time()
            ages = watched.ages_ms if now - began > SETTLE_S else watched.first_ages_ms
            ages.append(1000.0 * now - message["at_ms"])
        elif message["type"] == "emotion" and watched.text_ms is not None and watched.text_ms < 0:
            watched.text_ms += time.perf_counter() * 1000.0


def counters(url: str) -> dict[str, float]:
    """The gateway's own figures of pictures."""
    lines = httpx.get(f"{url}/metrics", timeout=10.0).text.splitlines()
    return {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line.startswith(COUNTERS)
    }


def goals(loads: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was wanted of 30 cameras, and what came of it."""
    load = next((one for one in loads if one["cameras"] == GOAL_CAMERAS), None)
    if load is None:
        return []
    oldest = load["age_ms"]["max"] if load["age_ms"] else float("inf")
    return [
        {
            "goal": "oldest live reading of 30 cameras, ms", "wanted": f"<= {AGE_GOAL_MS:g}",
            "measured": oldest, "met": oldest <= AGE_GOAL_MS,
        },
        {
            "goal": "pace of 30 cameras on two processors, pictures a second", "wanted": ">= 5",
            "measured": load["fps"]["least"], "met": load["fps"]["least"] >= 5.0,
        },
        {
            "goal": "the same pace for all, slowest beside fastest", "wanted": load["fps"]["most"],
            "measured": load["fps"]["least"], "met": load["fps"]["least"] == load["fps"]["most"],
        },
    ]  # fmt: skip


def show(document: dict[str, Any], console: Console) -> None:
    """Print the loads and the goals."""
    columns = (
        "cameras", "fps at the end", "seen", "dropped", "readings", "age p50", "p95", "max ms",
        "text read, max ms", "gateway's processors",
    )  # fmt: skip
    table = Table(*columns, box=None)
    nothing = {"p50": "–", "p95": "–", "max": "–"}
    for load in document["loads"]:
        age, text = load["age_ms"] or nothing, load["text_ms"] or nothing
        fps = load["fps"]
        pace = f"{fps['least']:g}" if fps["least"] == fps["most"] else f"{fps['least']:g}–{fps['most']:g}"
        table.add_row(
            str(load["cameras"]), pace, f"{load['seen']} of {load['sent']}",
            ", ".join(f"{reason} {n}" for reason, n in load["dropped"].items()) or "–", str(load["readings"]),
            *(str(age[name]) for name in ("p50", "p95", "max")), str(text["max"]),
            str(load["gateway_processors"]),
        )  # fmt: skip
    console.print(table)
    show_goals(document["goals"], console)
