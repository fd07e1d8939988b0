"""A visit with a camera: Chromium's fake one, fed from a video of the public-domain face in scikit-image."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import PIL.ImageEnhance
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator

from tests.browser.conftest import ARGUMENTS, REPORT_VIOLATIONS, Chat, chromium_path

SIZE = (640, 480)
N_MOVING = 20
FRAMES_A_SECOND = 30
"""Of Chromium's fake camera, whatever a file of JPEG pictures says."""
MOUTH_BOX, MOUTH_HALF = (187, 212, 407, 372), 46.0
"""Around the mouth of the portrait, and half the mouth's width, in pixels."""
NOTE_THE_CAMERA = """
window.seen = { tracks: [] };
if (navigator.mediaDevices) {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (...given) => {
    const stream = await open(...given);
    window.seen.tracks.push(...stream.getTracks());
    return stream;
  };
}
"""


def portrait() -> PIL.Image.Image:
    """The astronaut's head and shoulders, 4 to 3."""
    skimage_data = __import__("skimage.data", fromlist=["astronaut"])
    whole = PIL.Image.fromarray(skimage_data.astronaut())
    return whole.crop((75, 0, 395, 240)).resize(SIZE, PIL.Image.Resampling.BICUBIC)


def jpeg(picture: PIL.Image.Image, quality: int = 90) -> bytes:
    """As a file."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def still() -> list[PIL.Image.Image]:
    """A face that does not move."""
    return [portrait()]


def moving() -> list[PIL.Image.Image]:
    """A face that sways, as a living one does."""
    angles = 4 * np.sin(np.linspace(0, 2 * np.pi, N_MOVING, endpoint=False))
    return [portrait().rotate(float(angle), PIL.Image.Resampling.BILINEAR) for angle in angles]


def darkened(share: float = 0.06) -> list[PIL.Image.Image]:
    """The lamp has gone out."""
    return [PIL.ImageEnhance.Brightness(portrait()).enhance(share)]


def empty() -> list[PIL.Image.Image]:
    """Nobody is there."""
    return [PIL.Image.new("RGB", SIZE, (96, 104, 110))]


def light_going_out() -> list[PIL.Image.Image]:
    """Five seconds of lamplight, then five of hardly any."""
    lit, dark = moving(), [PIL.ImageEnhance.Brightness(one).enhance(0.12) for one in moving()]
    n_times = 5 * FRAMES_A_SECOND // N_MOVING
    return lit * n_times + dark * n_times


def smile_fading() -> list[PIL.Image.Image]:
    """Four seconds of a smile, which goes within half a second, four without it, and back."""
    going = [smiling(share) for share in np.linspace(1.0, 0.0, FRAMES_A_SECOND // 2)]
    with_smile, without = [going[0]] * 4 * FRAMES_A_SECOND, [going[-1]] * 4 * FRAMES_A_SECOND
    return with_smile + going + without + going[::-1]


def smiling(share: float) -> PIL.Image.Image:
    """The portrait, of its smile this share: at 0 the corners of the mouth hang, and it is closed."""
    transform = __import__("skimage.transform", fromlist=["warp"])
    picture = portrait()
    mouth = np.asarray(picture.crop(MOUTH_BOX))
    x_mouth, y_mouth = 0.5 * mouth.shape[1], 0.5 * mouth.shape[0]

    def source(places: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = (places[:, 0] - x_mouth) / MOUTH_HALF, (places[:, 1] - y_mouth) / MOUTH_HALF
        drawn = (1.0 - share) * np.exp(-((x / 1.6) ** 4) - (y / 1.1) ** 4)
        x, y = x * (1 + 0.25 * drawn), (y - 0.53 * drawn * (x**2 - 0.35)) * (1 + 0.6 * drawn)
        return np.stack([x_mouth + MOUTH_HALF * x, y_mouth + MOUTH_HALF * y], 1)

    drawn = transform.warp(mouth, source, mode="edge", preserve_range=True)
    picture.paste(PIL.Image.fromarray(drawn.astype(np.uint8)), MOUTH_BOX[:2])
    return picture


def leaving(away_s: float = 1.5) -> list[PIL.Image.Image]:
    """A face for a second and a half, then nobody."""
    return moving()[:10] * 4 + empty() * round(away_s * FRAMES_A_SECOND)


def write_mjpeg(path: Path, pictures: list[PIL.Image.Image]) -> Path:
    """A video for the fake camera, which plays it again and again."""
    files = {id(picture): jpeg(picture) for picture in pictures}
    path.write_bytes(b"".join(files[id(picture)] for picture in pictures))
    return path


class Watch(Chat):
    """A visit with a camera."""

    @property
    def camera(self) -> Locator:
        return self.page.locator(".camera")

    @property
    def sign(self) -> Locator:
        """The visible sign that the camera is on."""
        return self.page.locator(".camera-bar")

    @property
    def self_view(self) -> Locator:
        return self.page.locator("video.self")

    @property
    def ring(self) -> Locator:
        return self.page.locator(".mood-button .ring")

    def begin(self) -> None:
        """Press the camera and answer the question that comes first."""
        self.button("Show my face").click()
        self.button("Use the camera").click()
        self.await_state("on")

    def await_state(self, state: str) -> None:
        """Wait for the camera's: off, coming or on."""
        self.page.locator(f'.camera[data-state="{state}"]').wait_for()

    def n_opened(self) -> int:
        """How often a camera was opened."""
        n: int = self.page.evaluate("window.seen.tracks.length")
        return n

    def n_live(self) -> int:
        """How many are open."""
        n: int = self.page.evaluate(
            "window.seen.tracks.filter(({ readyState }) => readyState === 'live').length"
        )
        return n

    def lose_device(self) -> None:
        """What a browser does when the device is pulled out."""
        self.page.evaluate("window.seen.tracks.at(-1).dispatchEvent(new Event('ended'))")

    def hide_page(self) -> None:
        """Another tab is looked at."""
        self.page.evaluate(
            """Object.defineProperty(document, "hidden", { configurable: true, value: true });
              document.dispatchEvent(new Event("visibilitychange"))"""
        )


@contextmanager
def watching(
    browser: Browser, url: str, video: Path | None, *arguments: str, before: str = "", **given: Any
) -> Iterator[Watch]:
    """The page at `url`, greeted, before a camera that plays `video`; None: the permission is refused."""
    fake = ["--use-fake-device-for-media-stream"]
    if video is None:
        fake += ["--use-fake-ui-for-media-stream=deny"]
    else:
        fake += ["--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={video}"]
    launched = browser.browser_type.launch(
        executable_path=chromium_path(browser.browser_type), args=[*ARGUMENTS, *fake, *arguments]
    )
    options: dict[str, Any] = {"locale": "en-GB", "viewport": {"width": 1180, "height": 860}}
    try:
        context = launched.new_context(**{**options, "reduced_motion": "reduce", **given})
        for script in (REPORT_VIOLATIONS, NOTE_THE_CAMERA, before):
            context.add_init_script(script)
        watch = Watch(context.new_page())
        watch.page.set_default_timeout(60_000)
        watch.page.goto(url)
        watch.bot.first.wait_for()
        yield watch
    finally:
        launched.close()
