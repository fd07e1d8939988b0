"""`undertone bench voice-load`: visitors who speak at once in real time, and how late their readings are.

The real gateway in its own process, voice sense on, recognition off. Each visitor streams frames of 128 ms as
a microphone does. A reading is timed from the frame with which the silence that ends an utterance was
complete, as the visitor's side knows it; and from the gateway's own word that the utterance has ended.
"""

import asyncio
import contextlib
import json
import statistics
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

from gateway.voice.frames import AudioFrame, encode_frame
from perception.sound import RATE_HZ
from undertone.bench.speech import Pcm, talk
from undertone.cli_output import print_json
from undertone.errors import MissingPartError, ProcessError
from undertone.processes import ProcessSpec, is_healthy, log_path, process_specs, with_ports
from undertone.settings import Settings
from undertone.supervision import Supervision

FRAME: Final = 2048
PAUSE_S: Final = 1.5
READY_WITHIN_S: Final = 60.0
AFTER_S: Final = 5.0
LATE_GOAL_MS: Final = 300.0
GOAL_VOICES: Final = 20
STREAM: Final = 1
COUNTERS: Final = (
    "undertone_sound_taken_total", "undertone_sound_dropped_total", "undertone_partial_readings_total",
)  # fmt: skip


@dataclass
class Heard:
    """What one visitor sent and got; `waits_ms` of the readings after their utterances, `reading_ms` after
    the gateway said that these have ended."""

    n_frames: int = 0
    n_utterances: int = 0
    n_partial: int = 0
    waits_ms: list[float] = field(default_factory=list)
    reading_ms: list[float] = field(default_factory=list)
    behind_ms: float = 0.0


def bench(settings: Settings, voices: Sequence[int], duration_s: float, *, as_json: bool) -> None:
    """Run every load and print the table or one JSON document."""
    console = Console(stderr=True)
    document: dict[str, Any] = {"seconds": duration_s, "n_processors": psutil.cpu_count(), "loads": []}
    with tempfile.TemporaryDirectory(prefix="undertone-bench-") as folder:
        quiet = with_ports(
            settings.model_copy(
                update={
                    "data_dir": Path(folder), "database_url": "", "port": 0, "recognition": "off",
                    "speech": "off", "max_sessions_per_address": 10_000, "context": "public",
                }
            )
        )  # fmt: skip
        gateway = process_specs(quiet)[0]
        with Supervision(quiet, [gateway]) as supervision:
            wait_for(gateway, quiet)
            for n_voices in voices:
                console.print(f"{n_voices} voices for {duration_s:g} s …")
                document["loads"].append(measure(quiet.url, supervision, n_voices, duration_s))
    document["goals"] = goals(document["loads"])
    if as_json:
        print_json(document)
    else:
        show(document, Console())


def wait_for(gateway: ProcessSpec, settings: Settings) -> None:
    """Wait until the gateway is healthy. Raises ProcessError."""
    deadline = time.monotonic() + READY_WITHIN_S
    while not is_healthy(gateway.health_url):
        if time.monotonic() > deadline:
            raise ProcessError(f"the gateway did not start; {log_path(settings, gateway.name)} says why")
        time.sleep(0.1)


def measure(url: str, supervision: Supervision, n_voices: int, duration_s: float) -> dict[str, Any]:
    """One load: what was sent and taken, how late the readings were, what it cost."""
    before, cpu_before = counters(url), cpu_s(supervision)
    heard = asyncio.run(speak_at_once(url, n_voices, duration_s))
    after, cpu_after = counters(url), cpu_s(supervision)
    counted = {name: after.get(name, 0.0) - before.get(name, 0.0) for name in after}
    waits = sorted(wait for one in heard for wait in one.waits_ms)
    n_utterances = sum(one.n_utterances for one in heard)
    return {
        "voices": n_voices,
        "frames_sent": sum(one.n_frames for one in heard),
        "frames_taken": int(counted.get("undertone_sound_taken_total", 0)),
        "utterances": n_utterances,
        "readings": len(waits),
        "wait_ms": summary(waits),
        "after_end_ms": summary(sorted(ms for one in heard for ms in one.reading_ms)),
        "partial": {
            outcome: int(counted.get(f'undertone_partial_readings_total{{outcome="{outcome}"}}', 0))
            for outcome in ("made", "shed")
        },
        "visitors_behind_ms": round(max(one.behind_ms for one in heard), 1),
        "gateway_processors": round((cpu_after - cpu_before) / duration_s, 2),
    }


def summary(waits: Sequence[float]) -> dict[str, float] | None:
    """Median, 95th percentile and longest, in milliseconds."""
    if not waits:
        return None
    return {
        "p50": round(statistics.median(waits), 1),
        "p95": round(waits[min(len(waits) - 1, int(0.95 * len(waits)))], 1),
        "max": round(waits[-1], 1),
    }


async def speak_at_once(url: str, n_voices: int, duration_s: float) -> list[Heard]:
    """All visitors side by side, each with other words."""
    talks = [talk(n, duration_s, PAUSE_S) for n in range(n_voices)]
    return await asyncio.gather(*(visit(url, samples, ends) for samples, ends in talks))


async def visit(url: str, samples: Pcm, ends: Sequence[float]) -> Heard:
    """One visitor: grants the voice, opens the microphone, speaks in real time."""
    heard = Heard(n_utterances=len(ends))
    async with connect(f"{url.replace('http', 'ws', 1)}/ws", proxy=None) as socket:
        await socket.send(json.dumps({"type": "hello", "protocol": "undertone.v1"}))
        welcome = json.loads(await socket.recv())
        if welcome["senses"]["voice"] != "off":
            raise MissingPartError(
                f"the voice sense is {welcome['senses']['voice']} here; models/voice holds its graph"
            )
        end_of_speech_s = welcome["voice"]["end_of_speech_ms"] / 1000.0
        await socket.send(json.dumps({"type": "consent", "id": "c", "sense": "voice", "granted": True}))
        start = {"rate_hz": RATE_HZ, "mode": "hands_free", "recognition": "server"}
        await socket.send(json.dumps({"type": "audio.start", "id": "a", "stream": STREAM, **start}))
        due: list[float] = []
        listening = asyncio.create_task(listen(socket, heard, due))
        await stream(socket, samples, [end + end_of_speech_s for end in ends], heard, due)
        await asyncio.sleep(AFTER_S)
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
    return heard


async def stream(
    socket: ClientConnection, samples: Pcm, ends: Sequence[float], heard: Heard, due: list[float]
) -> None:
    """Send the frames when a microphone would; `due` gets the time at which each utterance was complete."""
    began = time.perf_counter()
    waiting = list(ends)
    for n, first in enumerate(range(0, len(samples), FRAME)):
        t_s = (first + FRAME) / RATE_HZ  # a frame leaves when its last sample was spoken
        await asyncio.sleep(max(0.0, began + t_s - time.perf_counter()))
        heard.behind_ms = max(heard.behind_ms, 1000.0 * (time.perf_counter() - began - t_s))
        while waiting and waiting[0] <= t_s:
            waiting.pop(0)
            due.append(time.perf_counter())
        part = samples[first : first + FRAME]
        frame = AudioFrame(STREAM, n % 65_536, 1000 * first // RATE_HZ, part)
        await socket.send(encode_frame(frame))
        heard.n_frames += 1


async def listen(socket: ClientConnection, heard: Heard, due: list[float]) -> None:
    """Count partial readings, time those of whole utterances."""
    over: dict[str, float] = {}
    n_read = 0
    async for frame in socket:
        now = time.perf_counter()
        message = json.loads(frame)
        if message["type"] == "hearing" and message["state"] == "ended":
            over[message["utterance"]] = now
        elif message["type"] == "emotion" and message["utterance"] in over:
            n_read += 1
            heard.reading_ms.append(1000.0 * (now - over[message["utterance"]]))
            if n_read <= len(due):
                heard.waits_ms.append(1000.0 * (now - due[n_read - 1]))
            else:  # its end was heard within the frame in which it fell
                heard.waits_ms.append(0.0)
        elif message["type"] == "emotion":
            heard.n_partial += 1


def counters(url: str) -> dict[str, float]:
    """The gateway's own figures of sound."""
    lines = httpx.get(f"{url}/metrics", timeout=10.0).text.splitlines()
    return {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line.startswith(COUNTERS)
    }


def cpu_s(supervision: Supervision) -> float:
    """Seconds that the gateway has computed so far."""
    times = [psutil.Process(state.pid).cpu_times() for state in supervision.states() if state.pid]
    return sum(spent.user + spent.system for spent in times)


def goals(loads: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was wanted of 20 voices, and what came of it."""
    load = next((one for one in loads if one["voices"] == GOAL_VOICES), None)
    if load is None:
        return []
    longest = load["wait_ms"]["max"] if load["wait_ms"] else float("inf")
    return [
        {
            "goal": "every frame of 20 voices taken", "wanted": load["frames_sent"],
            "measured": load["frames_taken"], "met": load["frames_taken"] == load["frames_sent"],
        },
        {
            "goal": "every utterance of 20 voices read", "wanted": load["utterances"],
            "measured": load["readings"], "met": load["readings"] >= load["utterances"],
        },
        {
            "goal": "longest wait for a reading of 20 voices, ms", "wanted": f"<= {LATE_GOAL_MS:g}",
            "measured": longest, "met": longest <= LATE_GOAL_MS,
        },
    ]  # fmt: skip


def show(document: dict[str, Any], console: Console) -> None:
    """Print the loads and the goals."""
    table = Table(
        "voices", "frames taken", "utterances read", "wait p50", "p95", "max ms", "partial made", "shed",
        "gateway's processors", box=None,
    )  # fmt: skip
    for load in document["loads"]:
        wait = load["wait_ms"] or {"p50": "–", "p95": "–", "max": "–"}
        table.add_row(
            str(load["voices"]), f"{load['frames_taken']} of {load['frames_sent']}",
            f"{load['readings']} of {load['utterances']}",
            *(str(wait[name]) for name in ("p50", "p95", "max")),
            str(load["partial"]["made"]), str(load["partial"]["shed"]), str(load["gateway_processors"]),
        )  # fmt: skip
    console.print(table)
    for goal in document["goals"]:
        mark = "[green]met[/]" if goal["met"] else "[red]missed[/]"
        console.print(f"{mark}  {goal['goal']}: {goal['measured']} (wanted {goal['wanted']})")
