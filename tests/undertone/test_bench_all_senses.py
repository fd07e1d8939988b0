"""The arithmetic of `bench senses --all`, and its visitor before a scripted gateway."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, cast

import numpy as np
import pytest
from prometheus_client import generate_latest
from rich.console import Console
from typer.testing import CliRunner
from websockets.asyncio.client import ClientConnection

from gateway.metrics import Metrics
from perception.emotion import Modality
from perception.pipeline import Pipeline
from perception.signals.face_observation import FaceTrack
from perception.sound import RATE_HZ, Sound
from perception.window import Window
from tests.fakes.observer import observation
from tests.fakes.perceiver import ANGRY, GLAD, SAD, ScriptedPerceiver
from undertone.bench import all_senses, seen_and_heard
from undertone.bench.all_senses import FUSION, WHOLE
from undertone.bench.seen_and_heard import SPOKEN, TYPED, Microphone, TurnTimes, Visitor, times_of
from undertone.bench.senses import FRAME
from undertone.bench.speech import SENTENCES
from undertone.cli import app
from undertone.errors import ConversationError

TURN: list[dict[str, Any]] = [
    {"type": "typing", "turn": "t.1", "on": True, "seq": 5},
    {"type": "emotion", "turn": None, "partial": True, "weights": {"face": 1.0}, "seq": 0},
    {"type": "emotion", "turn": "t.1", "partial": False, "weights": {"text": 0.7, "face": 0.3}, "seq": 6},
    {"type": "message", "turn": "t.1", "text": "That sounds heavy.", "seq": 7},
    {"type": "message", "turn": "t.1", "text": "Tell me more?", "seq": 8},
    {"type": "done", "turn": "t.1", "seq": 9},
]


SPEAKS = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed (Debian: apt-get install espeak-ng)"
)


def came(messages: list[dict[str, Any]]) -> list[tuple[float, dict[str, Any]]]:
    """One message every ten milliseconds, the first at 100 s."""
    return [(100.0 + 0.01 * n, message) for n, message in enumerate(messages)]


def test_a_turn_is_timed_to_its_own_reading_its_first_message_and_its_end() -> None:
    times = times_of(came(TURN), 99.99)
    assert (times.emotion, times.reply, times.done) == pytest.approx((30.0, 40.0, 60.0))
    assert times.senses == {"text", "face"}


def test_a_turn_without_a_message_was_answered_when_it_was_done() -> None:
    silent = [message for message in TURN if message["type"] != "message"]
    times = times_of(came(silent), 100.0)
    assert times.reply == times.done == pytest.approx(30.0)


def test_a_turn_that_failed_or_was_not_read_is_no_figure() -> None:
    failed = [{"type": "error", "code": "bot_timeout", "detail": "no answer", "id": "m1"}, *TURN]
    with pytest.raises(ConversationError, match="bot_timeout: no answer"):
        times_of(came(failed), 100.0)
    unread = [message for message in TURN if message["type"] != "emotion"]
    with pytest.raises(ConversationError, match="without a reading"):
        times_of(came(unread), 100.0)


def test_turns_that_lack_a_sense_are_not_counted_as_turns_of_all() -> None:
    turns = [
        TurnTimes(10.0, 20.0, 30.0, frozenset({"text", "voice", "face"})),
        TurnTimes(12.0, 22.0, 32.0, frozenset({"text", "face"})),
    ]
    spoken = seen_and_heard.summary(SPOKEN, turns)
    assert (spoken["turns"], spoken["with_all_senses"]) == (2, 1)
    assert spoken["done"] == {"least": 30.0, "p50": 31.0, "p95": 32.0}
    assert seen_and_heard.summary(TYPED, turns)["with_all_senses"] == 2


def test_a_microphone_carries_what_is_said_and_a_quiet_room_around_it() -> None:
    microphone = Microphone()
    loud = np.full(FRAME + 100, 9000, np.int16)
    before = microphone.frame()
    microphone.say(loud)
    frames = [microphone.frame(), microphone.frame(), microphone.frame()]
    assert not microphone.speaking
    assert [frame.sequence for frame in (before, *frames)] == [0, 1, 2, 3]
    assert [frame.t_ms for frame in frames] == [128, 256, 384]
    assert all(len(frame.samples) == FRAME for frame in (before, *frames))
    sent = np.concatenate([frame.samples for frame in frames])
    assert (sent[: len(loud)] == loud).all()
    for quiet in (before.samples, sent[len(loud) :]):
        assert 0 < np.abs(quiet).max() < 200


class ScriptedGateway:
    """A socket behind which each text and each utterance gets the same turn."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.waiting: asyncio.Queue[str] = asyncio.Queue()

    async def send(self, frame: str) -> None:
        self.sent.append(json.loads(frame))
        if self.sent[-1]["type"] in ("text", "utterance"):
            for message in TURN:
                self.say(**message)

    def say(self, **message: Any) -> None:
        self.waiting.put_nowait(json.dumps(message))

    async def __aiter__(self) -> AsyncIterator[str]:
        while True:
            yield await self.waiting.get()


def before_a_gateway(
    script: Callable[[ScriptedGateway, Visitor], Coroutine[Any, Any, TurnTimes]],
) -> tuple[TurnTimes, list[dict[str, Any]]]:
    """What the script of a visitor gives, and what the visitor sent."""

    async def run() -> tuple[TurnTimes, list[dict[str, Any]]]:
        gateway = ScriptedGateway()
        visitor = Visitor(cast("ClientConnection", gateway))
        async with seen_and_heard.beside(visitor.listen()):
            return await script(gateway, visitor), gateway.sent

    return asyncio.run(run())


def test_a_typed_turn_is_acknowledged_and_timed() -> None:
    times, sent = before_a_gateway(lambda _, visitor: visitor.type(4))
    assert 0.0 < times.emotion <= times.reply <= times.done
    assert [message["type"] for message in sent] == ["text", "ack"]
    assert sent[1]["seq"] == 9


@SPEAKS
def test_the_words_of_an_utterance_are_sent_when_it_has_ended() -> None:
    async def script(gateway: ScriptedGateway, visitor: Visitor) -> TurnTimes:
        speaking = asyncio.create_task(visitor.speak(0))
        await asyncio.sleep(0)
        frames = 0
        while visitor.microphone.speaking:
            visitor.microphone.frame()
            frames += 1
        assert frames == -(-3 * RATE_HZ // FRAME)
        assert not gateway.sent
        gateway.say(type="hearing", state="speech", utterance="s.1")
        gateway.say(type="hearing", state="ended", utterance="s.1")
        return await speaking

    _, sent = before_a_gateway(script)
    assert [message["type"] for message in sent] == ["utterance", "ack"]
    assert sent[0]["text"] == SENTENCES[0]


@SPEAKS
def test_an_utterance_that_is_cut_in_two_is_no_figure() -> None:
    async def script(gateway: ScriptedGateway, visitor: Visitor) -> TurnTimes:
        gateway.say(type="hearing", state="ended", utterance="s.1")
        return await visitor.speak(0)

    with pytest.raises(ConversationError, match="cut in two"):
        before_a_gateway(script)


def test_a_gateway_that_falls_silent_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen_and_heard, "WITHIN_S", 0.0)
    monkeypatch.setattr(ScriptedGateway, "say", lambda *_, **__: None)
    with pytest.raises(ConversationError, match="not finished within"):
        before_a_gateway(lambda _, visitor: visitor.type(0))


def test_the_gateways_own_means_are_those_of_its_metrics_between_two_times() -> None:
    metrics = Metrics()
    metrics.part_seconds.labels("sense").observe(9.0)
    before = seen_and_heard.parts_of(generate_latest(metrics.registry).decode())
    for seconds in (0.010, 0.020):
        metrics.part_seconds.labels("sense").observe(seconds)
    after = seen_and_heard.parts_of(generate_latest(metrics.registry).decode())
    assert before["sense"] == (9.0, 1)
    assert seen_and_heard.mean_ms(before, after) == {"sense": 15.0, "bot": 0.0, "total": 0.0}


def all_scripted() -> Pipeline:
    senses = (Modality.TEXT, GLAD), (Modality.VOICE, ANGRY), (Modality.FACE, SAD)
    return Pipeline([ScriptedPerceiver([(0.0, found)], modality) for modality, found in senses])


def test_the_whole_each_sense_and_the_fusion_are_measured_in_one_run() -> None:
    window = Window(text="hm", voice=Sound(np.zeros(160, np.float32)), face=FaceTrack((observation(0.0),)))
    found = all_senses.measure(all_scripted(), window, 3)
    assert list(found["reading_ms"]) == [WHOLE, "text", "voice", "face", FUSION]
    assert list(found["turns_ms"]) == ["turn 2", "turn 500"]
    rows = [*found["reading_ms"].values(), *found["turns_ms"].values()]
    assert all(set(row) == {"least", "p50", "p95", "cpu"} for row in rows)
    assert found["ratio"]["slowest"] in ("text", "voice", "face")


def test_the_copies_of_a_course_are_as_old_as_asked_and_each_its_own() -> None:
    pipeline = all_scripted()
    readings = pipeline.readings(Window(text="hm", voice=Sound(np.zeros(160, np.float32))))
    first, second = all_senses.courses(pipeline, readings, 7, 2)
    assert first.point.n_turns == second.point.n_turns == 7
    pipeline.fuse(readings, first)
    assert (first.point.n_turns, second.point.n_turns) == (8, 7)


def row(p50: float, p95: float) -> dict[str, float]:
    return {"least": p50, "p50": p50, "p95": p95, "cpu": p50}


def document(whole: float, fusion: float, late: float, done: float) -> dict[str, Any]:
    readings = {
        WHOLE: row(15.0, whole), "text": row(4.0, 90.0), "voice": row(10.0, 25.0), FUSION: row(fusion, 9.0)
    }  # fmt: skip
    turn = {
        "turns": 9, "with_all_senses": 8, "emotion": row(1.0, 2.0), "reply": row(3.0, 4.0),
        "done": row(5.0, done), "gateway_mean": {"sense": 7.0},
    }  # fmt: skip
    found = {
        "n_processors": 2, "fusion": "plain mean", "reading_ms": readings,
        "ratio": all_senses.ratio(readings),
        "turns_ms": {"turn 2": row(1.0, 1.0), "turn 500": row(late, 9.0)},
        "turn_ms": {SPOKEN: turn, TYPED: turn}, "rss_mib": {"senses": 100.0}, "rss_mb": {"bot": 200.0},
        "load_of_readings": 0.5, "load_of_turns": 1.5,
    }  # fmt: skip
    return found | {"goals": all_senses.goals(found)}


def test_the_whole_is_compared_with_the_sense_that_takes_longest_by_its_median() -> None:
    assert document(39.0, 2.0, 1.0, 59.0)["ratio"] == {
        "slowest": "voice",
        "p50": 1.5,
        "p95": 1.56,
        "cpu": 1.5,
    }


def test_the_goals_of_a_turn_of_all_senses_are_met_and_missed_by_what_was_measured() -> None:
    assert [goal["met"] for goal in document(39.0, 2.9, 1.2, 59.0)["goals"]] == [True] * 5
    assert [goal["met"] for goal in document(41.0, 3.1, 1.4, 61.0)["goals"]] == [False] * 5


def test_the_tables_say_what_was_fused_how_many_turns_had_all_and_how_busy_it_was() -> None:
    console = Console(record=True, width=160)
    all_senses.show(document(39.0, 2.9, 1.2, 61.0), console)
    text = console.export_text()
    for shown in ("plain mean", "8 of 9", "load of 2 processors: 0.5 then 1.5", "missed", "bot 200 MiB"):
        assert shown in text


def test_the_option_leads_to_the_turns_of_all_senses(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, bool]] = []
    monkeypatch.setattr(all_senses, "bench", lambda _, n, *, as_json: asked.append((n, as_json)))
    CliRunner().invoke(app, ["bench", "senses", "--all", "--rounds", "7", "--json"], catch_exceptions=False)
    assert asked == [(7, True)]
