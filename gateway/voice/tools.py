"""What all streams of sound share."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from gateway.metrics import Metrics
from gateway.voice.recognition import RecognitionDesk
from gateway.voice.voice_readings import VoiceReadings
from perception.hearing.endpointing import Endpointer, EndpointRules
from perception.hearing.voice_activity import VoiceActivity


@dataclass(frozen=True)
class VoiceTools:
    """`recognition` is None where no words are recognised here; `make_activity` one judge for each stream."""

    clock: Callable[[], float]
    listen_pool: ThreadPoolExecutor
    readings: VoiceReadings
    recognition: RecognitionDesk | None
    make_activity: Callable[[], VoiceActivity]
    rules: EndpointRules
    metrics: Metrics

    def endpointer(self, *, hands_free: bool) -> Endpointer:
        """One for a new stream."""
        return Endpointer(self.make_activity(), replace(self.rules, hands_free=hands_free))
