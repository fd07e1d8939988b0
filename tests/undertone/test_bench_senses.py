"""`undertone bench senses --voice` with sound made by rule, as fast as it can be handed on."""

import asyncio
from typing import Any

import pytest

from gateway.pipeline_senses import PipelineSenses
from perception.emotion import EmotionReading, Modality
from perception.pipeline import Pipeline
from perception.window import Window
from tests.fakes.perceiver import GLAD, ScriptedPerceiver
from tests.fakes.transcriber import ScriptedTranscriber
from tests.gateway.scripted.sound import LoudIsSpeech, quiet, voice
from undertone.bench import senses


class Glad(ScriptedPerceiver):
    def perceive(self, window: Window) -> EmotionReading | None:
        return GLAD if window.voice is not None else None


class Microphone:
    """Hands on what is said at once, and the quiet after it for as long as it is not closed."""

    def __init__(self) -> None:
        self._after: asyncio.Task[None] | None = None

    async def hand_on(self, take: Any, samples: Any) -> None:
        take(samples)
        self._after = self._after or asyncio.create_task(self._quiet(take))

    async def _quiet(self, take: Any) -> None:
        while True:
            take(quiet(0.01))
            await asyncio.sleep(0.001)  # a loop that never rests leaves no time to the threads that listen


@pytest.mark.parametrize("transcriber", [None, ScriptedTranscriber()], ids=["no words", "words"])
def test_what_was_opened_is_closed_when_nothing_is_heard_any_more(
    monkeypatch: pytest.MonkeyPatch, transcriber: ScriptedTranscriber | None
) -> None:
    monkeypatch.setattr(senses, "in_real_time", Microphone().hand_on)
    monkeypatch.setattr(senses, "spoken", lambda _n: voice(0.8))
    monkeypatch.setattr(senses, "SileroVoiceActivity", LoudIsSpeech)
    failures: list[dict[str, Any]] = []

    async def run() -> dict[str, Any]:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
        return await senses.after_speech(PipelineSenses(Pipeline([Glad([], Modality.VOICE)])), transcriber, 3)

    found = asyncio.run(run())
    assert failures == []
    assert found["reading"]["p50"] > 0.0
