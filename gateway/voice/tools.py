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

    def endpointer(self, *, hands_free: bool, whole: bool = False) -> Endpointer:
        """One for a new stream; `whole` says that it is one utterance, however long."""
        longest_s = float("inf") if whole else self.rules.max_utterance_s
        rules = replace(self.rules, hands_free=hands_free, max_utterance_s=longest_s)
        return Endpointer(self.make_activity(), rules)
