"""Speech by espeak-ng, a program of the machine: many languages, a plain voice, nothing to fetch."""

import re
import shutil
import subprocess
from typing import Final

from gateway.errors import ConfigError, SpeechError
from gateway.protocol import Delivery

WORDS_PER_MINUTE: Final = 160
"""espeak-ng's speed at rate 1; its own default of 175 is hurried for a companion."""

PITCH: Final = 50
"""espeak-ng's pitch at pitch 1, of 0 to 99."""

VOICE: Final = re.compile(r"[A-Za-z][\w+\-]{0,40}")
WITHIN_S: Final = 20.0
UNSPEAKABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class EspeakSpeaker:
    """See `Speaker`. Raises ConfigError when the program or the voice's name cannot be used."""

    def __init__(self, voice: str) -> None:
        program = shutil.which("espeak-ng")
        if program is None:
            raise ConfigError(
                "speech is espeak, and espeak-ng is not installed; install it "
                "(Debian: apt-get install espeak-ng) or set speech to browser"
            )
        if not VOICE.fullmatch(voice):
            raise ConfigError(
                f"speech_voice was {voice!r}; give a name that `espeak-ng --voices` lists, "
                "such as en-us or en-gb+f3"
            )
        self._program = program
        self._voice = voice

    def speak(self, text: str, delivery: Delivery | None) -> bytes:
        """The text as a WAV file (mono, 16 bit). Raises SpeechError."""
        plain = UNSPEAKABLE.sub(" ", text)
        try:
            made = subprocess.run(  # noqa: S603 - a program found at the start; the words go in by standard input
                self._command(delivery),
                input=plain.encode(),
                capture_output=True,
                check=False,
                timeout=WITHIN_S,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SpeechError(f"espeak-ng did not answer: {type(error).__name__}") from error
        if made.returncode != 0 or not made.stdout.startswith(b"RIFF"):
            raise SpeechError(
                f"espeak-ng failed with status {made.returncode}; is there a voice {self._voice!r}?"
            )
        return with_lengths(made.stdout)

    def _command(self, delivery: Delivery | None) -> list[str]:
        rate, pitch = (delivery.rate, delivery.pitch) if delivery else (1.0, 1.0)
        speed = round(WORDS_PER_MINUTE * rate)
        tone = min(99, max(0, round(PITCH * pitch)))
        return [
            self._program, "-v", self._voice, "-s", str(speed), "-p", str(tone), "-b", "1",
            "--stdin", "--stdout",
        ]  # fmt: skip


def with_lengths(wav: bytes) -> bytes:
    """A WAV file written to a pipe, with the true lengths in its header: browsers look at them."""
    riff = wav[:4] + (len(wav) - 8).to_bytes(4, "little") + wav[8:]
    at = riff.find(b"data") + 4
    return riff[:at] + (len(riff) - at - 4).to_bytes(4, "little") + riff[at + 4 :]
