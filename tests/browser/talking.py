"""A visitor who speaks: Chromium with a fake microphone, and a page that notes what is said aloud.

Headless Chromium has no voices, so the page's speech synthesis is a stand-in that takes as long as one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser, Locator

from tests.browser.conftest import ARGUMENTS, REPORT_VIOLATIONS, Chat, chromium_path
from tests.browser.scripted_gateway import ScriptedGateway

CHARS_PER_S = 14
"""How fast the stand-in speaks, at rate 1."""
WAIT_MS = 30_000
LOUD = 300
"""Root mean square of 16-bit samples from which a piece of 8 ms is somebody's voice."""
STAND_IN = """
window.aloud = { said: [], silenced: [], n_ended: 0 };
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const timers = [];
let current = null;
const synthesis = {
  speak(utterance) {
    if (!utterance.text) return;
    window.aloud.said.push({ text: utterance.text, rate: utterance.rate, pitch: utterance.pitch,
      lang: utterance.lang, at: performance.now() });
    current = utterance;
    const ms = 1000 / (CHARS_PER_S * (utterance.rate || 1));
    timers.push(setTimeout(() => utterance.onstart?.(), 5));
    for (const { index } of utterance.text.matchAll(/\\\\S+/g))
      timers.push(setTimeout(() => utterance.onboundary?.({ charIndex: index }), 5 + index * ms));
    timers.push(setTimeout(() => { current = null; window.aloud.n_ended += 1; utterance.onend?.(); },
      10 + utterance.text.length * ms));
  },
  cancel() {
    if (current) window.aloud.silenced.push(performance.now());
    current = null;
    for (const timer of timers.splice(0)) clearTimeout(timer);
  },
};
Object.defineProperty(window, "speechSynthesis", { configurable: true, value: synthesis });
""".replace("CHARS_PER_S", str(CHARS_PER_S)).replace("\\\\S", "\\S")
NOTE_THE_LINE = """
window.line = { heard: [], frames: [], lengths: [], pieces: [], tracks: [] };
const note = (samples) => {
  window.line.frames.push(performance.now());
  window.line.lengths.push(samples.length);
  const power = (piece) => piece.reduce((sum, sample) => sum + sample * sample, 0) / piece.length;
  for (let at = 0; at + 128 <= samples.length; at += 128)
    window.line.pieces.push(Math.sqrt(power(samples.subarray(at, at + 128))));
};
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "hearing") window.line.heard.push([message.state, performance.now()]);
    });
  }
  send(data) {
    if (typeof data !== "string") note(new Int16Array(data.slice(8)));
    super.send(data);
  }
};
if (navigator.mediaDevices) {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (...given) => {
    const stream = await open(...given);
    window.line.tracks.push(...stream.getTracks());
    return stream;
  };
}
"""


class Talk(Chat):
    """A visit with a microphone."""

    @property
    def microphone(self) -> Locator:
        return self.page.locator(".microphone")

    @property
    def sign(self) -> Locator:
        """The visible sign that the microphone is on."""
        return self.page.locator(".voice-bar")

    @property
    def live_words(self) -> Locator:
        return self.page.locator(".row.hearing .bubble")

    def begin(self, choice: str = "Words only") -> None:
        """Press the microphone and answer the question that comes first."""
        self.button("Speak").click()
        self.button(choice).click()
        self.await_state("on")

    def state(self) -> str | None:
        """The microphone's: off, opening, on or muted."""
        return self.microphone.get_attribute("data-state")

    def await_state(self, state: str) -> None:
        """Wait for it."""
        self.page.locator(f'.microphone[data-state="{state}"]').wait_for()

    def aloud(self) -> dict[str, Any]:
        """What was said aloud so far: `said`, `silenced` (page milliseconds), `n_ended`."""
        noted: dict[str, Any] = self.page.evaluate("window.aloud")
        return noted

    def await_aloud(self, n: int) -> list[dict[str, Any]]:
        """Wait until `n` sentences have begun to be said aloud."""
        self._await_page("(n) => window.aloud.said.length >= n", n)
        said: list[dict[str, Any]] = self.aloud()["said"]
        return said

    def await_silence(self, n: int = 1) -> None:
        """Wait until something that was being said has been silenced `n` times."""
        self._await_page("(n) => window.aloud.silenced.length >= n", n)

    def _await_page(self, is_so: str, n: int) -> None:
        """Wait inside the page: its policy allows no string to be evaluated again and again there."""
        waiting = f"""(n) => new Promise((done) => {{
          const until = performance.now() + {WAIT_MS};
          const look = () => {{ const so = ({is_so})(n);
            if (so || performance.now() > until) done(so); else setTimeout(look, 20); }};
          look(); }})"""
        assert self.page.evaluate(waiting, n), f"in {WAIT_MS} ms it did not become true that {is_so} for {n}"

    def reaction_ms(self, silenced_ms: float) -> float:
        """From the first sound of the last utterance before `silenced_ms` until then, in milliseconds.

        A frame leaves when its last sample has been heard: the one that was least delayed sets the clock.
        """
        line: dict[str, list[float]] = self.page.evaluate(
            "({ frames: window.line.frames, lengths: window.line.lengths, pieces: window.line.pieces })"
        )
        began_ms = float(np.min(np.array(line["frames"]) - np.cumsum(line["lengths"]) / 16))
        loud_ms = np.flatnonzero(np.array(line["pieces"]) > LOUD) * 8 + began_ms
        loud_ms = loud_ms[loud_ms < silenced_ms]
        gaps = np.flatnonzero(np.diff(loud_ms) > 1_000)
        return silenced_ms - float(loud_ms[gaps[-1] + 1] if len(gaps) else loud_ms[0])

    def await_sent(self, n: int) -> None:
        """Wait until `n` frames of sound have left."""
        self._await_page("(n) => window.line.frames.length >= n", n)

    def lose_device(self) -> None:
        """What a browser does when the device is pulled out."""
        self.page.evaluate("window.line.tracks.at(-1).dispatchEvent(new Event('ended'))")

    def live_tracks(self) -> int:
        """How many tracks of the microphone are open: the browser shows its own sign for each."""
        n: int = self.page.evaluate(
            "window.line.tracks.filter(({ readyState }) => readyState === 'live').length"
        )
        return n


@contextmanager
def talking_browser(browser: Browser, microphone: Path | None, *more: str) -> Iterator[Browser]:
    """A Chromium whose microphone plays a file once, then is silent; None: the permission is refused."""
    fake = ["--use-fake-device-for-media-stream"]
    if microphone is None:
        fake += ["--use-fake-ui-for-media-stream=deny"]
    else:
        played = f"--use-file-for-fake-audio-capture={microphone}%noloop"
        fake += ["--use-fake-ui-for-media-stream", played]
    launched = browser.browser_type.launch(
        executable_path=chromium_path(browser.browser_type),
        args=[*ARGUMENTS, *fake, *more],
    )
    try:
        yield launched
    finally:
        launched.close()


@contextmanager
def talking(
    browser: Browser,
    url: str,
    microphone: Path | None,
    *arguments: str,
    before: str = "",
    **given: Any,
) -> Iterator[Talk]:
    """The page at `url`, greeted; `before` is a script that runs ahead of the page's own."""
    options: dict[str, Any] = {"locale": "en-GB", "viewport": {"width": 1180, "height": 860}}
    with talking_browser(browser, microphone, *arguments) as launched:
        context = launched.new_context(**{**options, "reduced_motion": "reduce", **given})
        for script in (REPORT_VIOLATIONS, STAND_IN, NOTE_THE_LINE, before):
            context.add_init_script(script)
        talk = Talk(context.new_page())
        talk.page.goto(url)
        talk.bot.first.wait_for()
        yield talk


def sound_of(gateway: ScriptedGateway) -> npt.NDArray[np.int16]:
    """All that arrived, one frame after the other."""
    return np.concatenate([frame.samples for frame in gateway.frames] or [np.zeros(0, np.int16)])


def loud_s(samples: npt.NDArray[np.int16], floor: float = 300.0) -> float:
    """Seconds of 32 ms pieces whose root mean square is above `floor`."""
    pieces = samples[: len(samples) // 512 * 512].reshape(-1, 512).astype(np.float64)
    return float((np.sqrt((pieces**2).mean(axis=1)) > floor).sum() * 512 / 16_000)
