"""The contract of whoever says replies aloud on this server."""

from typing import Protocol

from gateway.protocol import Delivery


class Speaker(Protocol):
    """Blocking: called on worker threads only, several calls at a time."""

    def speak(self, text: str, delivery: Delivery | None) -> bytes:
        """The text as a WAV file, said as `delivery` asks; plainly without it. Raises SpeechError."""
