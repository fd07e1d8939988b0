"""`undertone bench senses --voice`: from the end of speech to reading and transcript, in one run.

A reading of three seconds is timed beside the same network in torch and beside wav2vec2-base (random weights:
only the time counts), where the train extra is installed.
"""

import asyncio
import importlib
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from gateway.bootstrap import transcriber_of
from gateway.effects import CloseStream, Hear, OpenStream
from gateway.metrics import Metrics
from gateway.pipeline_senses import PipelineSenses
from gateway.voice.events import SpeechEnded, UtteranceHeard, VoiceEvent, VoiceRead
from gateway.voice.hearing import Hearing
from gateway.voice.recognition import RecognitionDesk
from gateway.voice.tools import VoiceTools
from gateway.voice.voice_readings import VoiceReadings
from perception.hearing.endpointing import EndpointRules
from perception.hearing.transcriber import Transcriber
from perception.hearing.voice_activity import BLOCK, SileroVoiceActivity
from perception.sound import RATE_HZ, Sound
from undertone.bench.speech import Pcm, room, spoken
from undertone.cli_output import print_json
from undertone.configs import gateway_config
from undertone.errors import MissingPartError
from undertone.processes import with_ports
from undertone.sense import pipeline_for
from undertone.settings import Settings

READ_S: Final = 3.0
READING_GOAL_MS: Final = 25.0
FRAME: Final = 2048
MIB: Final = 2**20
PEERS: Final = "models.voice.peers"


def bench(settings: Settings, n_rounds: int, *, as_json: bool) -> None:
    """Run every measurement and print the table or one JSON document."""
    console = Console(stderr=True)
    rss_before = rss_mib()
    senses = PipelineSenses(pipeline_for(settings))
    if not senses.hears_voices:
        raise MissingPartError("there is no voice sense here; models/voice holds its graph")
    document: dict[str, Any] = {"n_processors": psutil.cpu_count(), "rounds": n_rounds}
    document["rss_mib"] = {"senses": round(rss_mib() - rss_before, 1)}
    console.print(f"A reading of {READ_S:g} s …")
    sound, stranger = three_seconds(), senses.new_trajectory()
    document["reading_ms"] = {"undertone": timed(lambda: senses.hear(sound, stranger), n_rounds)}
    document["reading_ms"] |= peers(sound, n_rounds)
    document["voice_activity"] = voice_activity(n_rounds)
    transcriber = transcriber_of(gateway_config(with_ports(settings)))
    try:
        if transcriber is not None:
            console.print(f"Recognition by {transcriber.name} …")
            document["recognition"] = recognition(transcriber, min(n_rounds, 12))
            document["rss_mib"]["recognition"] = round(children_mib(), 1)
        console.print("From the end of speech …")
        document["after_speech_ms"] = asyncio.run(after_speech(senses, transcriber, min(n_rounds, 12)))
    finally:
        if transcriber is not None:
            transcriber.close()
    document["goals"] = goals(document)
    if as_json:
        print_json(document)
    else:
        show(document, Console())


def three_seconds(n: int = 0) -> Sound:
    """Speech of three seconds, which begins with the n-th utterance."""
    samples = np.concatenate([spoken(n), spoken(n + 1)])[: int(READ_S * RATE_HZ)]
    return Sound(samples.astype(np.float32) / 32768.0)


def timed(call: Callable[[], object], n_rounds: int) -> dict[str, float]:
    """Median and 95th percentile of a call, and the median of its processor time, in milliseconds.

    The first calls do not count. Processor time says more where a machine has other work to do.
    """
    for _ in range(2):
        call()
    spent, computed = [], []
    for _ in range(n_rounds):
        began, began_cpu = time.perf_counter(), time.process_time()
        call()
        spent.append(1000.0 * (time.perf_counter() - began))
        computed.append(1000.0 * (time.process_time() - began_cpu))
    return figures(spent) | {"cpu": round(statistics.median(computed), 2)}


def figures(spent: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    ordered = sorted(spent)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"p50": round(statistics.median(ordered), 2), "p95": round(p95, 2)}


def peers(sound: Sound, n_rounds: int) -> dict[str, Any]:
    """The same network in torch, and wav2vec2-base; or why they are not measured."""
    missing = [name for name in ("torch", "speechbrain", "transformers") if find_spec(name) is None]
    if missing:
        reason = f"not measured: {', '.join(missing)} not installed (`make install-train`)"
        return {"torch": reason, "wav2vec2-base": reason}
    made = importlib.import_module(PEERS)
    return {name: timed(partial(run, sound), n_rounds) for name, run in made.peers().items()}


def voice_activity(n_rounds: int) -> dict[str, float]:
    """Time of one block of 32 ms, and the share of a processor that a stream takes."""
    activity = SileroVoiceActivity()
    samples = np.concatenate([spoken(n) for n in range(3)])
    blocks = [samples[n : n + BLOCK] for n in range(0, len(samples) - BLOCK, BLOCK)]
    began = time.process_time()
    n_blocks = 0
    for _ in range(max(1, n_rounds // 10)):
        for block in blocks:
            activity.probability(block)
            n_blocks += 1
    block_ms = 1000.0 * (time.process_time() - began) / n_blocks
    return {
        "block_ms": round(block_ms, 3),
        "processor_share": round(block_ms / (1000.0 * BLOCK / RATE_HZ), 4),
    }


def recognition(transcriber: Transcriber, n_rounds: int) -> dict[str, Any]:
    """How long recognition takes for a second of speech, given as it comes."""
    spent, length = 0.0, 0.0
    for n in range(n_rounds):
        samples = spoken(n % 12)
        hearing = transcriber.open()
        began = time.perf_counter()
        for first in range(0, len(samples), FRAME):
            hearing.accept(samples[first : first + FRAME])
        hearing.finish()
        spent += time.perf_counter() - began
        length += len(samples) / RATE_HZ
    return {"name": transcriber.name, "real_time_factor": round(spent / length, 3)}


async def after_speech(
    senses: PipelineSenses, transcriber: Transcriber | None, n_rounds: int
) -> dict[str, Any]:
    """Utterances in real time through the gateway's own workers: from the end of speech, as the gateway finds
    it after its silence, to the reading and to the words."""
    sense_pool, listen_pool = ThreadPoolExecutor(2), ThreadPoolExecutor(1)
    metrics = Metrics()
    tools = VoiceTools(
        clock=time.perf_counter,
        listen_pool=listen_pool,
        readings=VoiceReadings(senses, sense_pool, 2, metrics),
        recognition=RecognitionDesk(transcriber, 1) if transcriber else None,
        make_activity=SileroVoiceActivity,
        rules=EndpointRules(),
        metrics=metrics,
    )
    hearing = Hearing(tools)
    ended_at: dict[str, float] = {}
    readings: list[float] = []
    transcripts: list[float] = []
    heard = asyncio.Event()

    def tell(event: VoiceEvent) -> None:
        now = time.perf_counter()
        match event:
            case SpeechEnded(_, utterance):
                ended_at[utterance] = now
            case VoiceRead(utterance, _) if utterance in ended_at:
                readings.append(1000.0 * (now - ended_at[utterance]))
            case UtteranceHeard(_, utterance, _, _):
                transcripts.append(1000.0 * (now - ended_at[utterance]))
                heard.set()

    ear = hearing.ear(tell, senses.new_trajectory)
    ear.carry_out(OpenStream("s", "hands_free", "server", read=True))
    for n in range(n_rounds):
        heard.clear()
        samples = np.concatenate([room(0.3, n), spoken(n % 12), room(1.0, n)])
        await in_real_time(lambda part: ear.carry_out(Hear("s", part)), samples)
        await asyncio.wait_for(heard.wait(), 30.0)
    ear.carry_out(CloseStream("s"))
    async with asyncio.timeout(30.0):
        while not ear.idle:  # noqa: ASYNC110 - what it waits for happens in a thread
            await asyncio.sleep(0.01)
    hearing.stop()
    for pool in (sense_pool, listen_pool):
        pool.shutdown()
    return {
        "reading": figures(readings) if readings else None,
        "transcript": figures(transcripts) if transcriber else "not measured: recognition is off",
    }


async def in_real_time(take: Callable[[Pcm], None], samples: Pcm) -> None:
    """Hand frames on when a microphone would."""
    began = time.perf_counter()
    for first in range(0, len(samples), FRAME):
        await asyncio.sleep(max(0.0, began + (first + FRAME) / RATE_HZ - time.perf_counter()))
        take(samples[first : first + FRAME])


def rss_mib() -> float:
    """Memory of this process."""
    return float(psutil.Process().memory_info().rss / MIB)


def children_mib() -> float:
    """Memory of the recogniser's processes."""
    return float(sum(child.memory_info().rss for child in psutil.Process().children()) / MIB)


def goals(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What was wanted, and what came of it."""
    p50 = document["reading_ms"]["undertone"]["p50"]
    return [
        {
            "goal": f"{READ_S:g} s of sound to a reading, p50 ms", "wanted": f"<= {READING_GOAL_MS:g}",
            "measured": p50, "met": p50 <= READING_GOAL_MS,
        }
    ]  # fmt: skip


def show(document: dict[str, Any], console: Console) -> None:
    """Print the figures and the goals."""
    table = Table("", "p50 ms", "p95 ms", "processor ms", box=None)
    for name, row in document["reading_ms"].items():
        _row(table, f"a reading of {READ_S:g} s, {name}", row)
    for name, row in document["after_speech_ms"].items():
        _row(table, f"end of speech to {name}", row)
    console.print(table)
    activity = document["voice_activity"]
    share = f"{activity['processor_share']:.1%} of a processor"
    console.print(f"voice activity: {activity['block_ms']} ms a block, {share}")
    if found := document.get("recognition"):
        console.print(f"{found['name']}: {found['real_time_factor']} times as long as the speech")
    memory = ", ".join(f"{name} {size:.0f} MiB" for name, size in document["rss_mib"].items())
    console.print(f"memory: {memory}")
    for goal in document["goals"]:
        mark = "[green]met[/]" if goal["met"] else "[red]missed[/]"
        console.print(f"{mark}  {goal['goal']}: {goal['measured']} (wanted {goal['wanted']})")


def _row(table: Table, name: str, row: dict[str, float] | str | None) -> None:
    if isinstance(row, dict):
        table.add_row(name, f"{row['p50']:.1f}", f"{row['p95']:.1f}", str(row.get("cpu", "")))
    else:
        table.add_row(name, row or "–", "", "")
