"""Faces that are read in the visitor's own browser: the real packages and the real network in a worker, no
picture on the line, and the same numbers as the server finds in the same pictures."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import PIL.ImageEnhance
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, expect

from perception.face.graph import Calibration
from perception.face.image import Image
from perception.face.observer import FaceObserver
from perception.signals.face_observation import EXPRESSIONS, FaceObservation
from tests.browser.script import answer
from tests.browser.scripted_gateway import DEVICE, ScriptedGateway, serving
from tests.browser.watching import Watch, empty, moving, portrait, smiling, watching, write_mjpeg

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        bool(DEVICE.missing()), reason=f"not here (make install): {', '.join(DEVICE.missing()[:2])}"
    ),
]

SOON_MS = 120_000
WAKE = """async () => {
  const { Reader } = await import("/element/face/device/reader.js");
  window.reader = new Reader();
  await window.reader.wake(new URL("/device/", location.href));
}"""
READ = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  return (await window.reader.read(bitmap, { width: 320 }, true)).observation;
}"""


@pytest.fixture
def device_gateway(gateway: ScriptedGateway) -> ScriptedGateway:
    gateway.allow_faces("device")
    return gateway


@pytest.fixture
def watch(browser: Browser, device_gateway: ScriptedGateway, tmp_path: Path) -> Iterator[Watch]:
    with watching(browser, device_gateway.url, write_mjpeg(tmp_path / "a.mjpeg", moving())) as opened:
        yield opened


def test_only_numbers_leave_the_browser(watch: Watch, device_gateway: ScriptedGateway) -> None:
    watch.button("Show my face").click()
    asking = watch.page.get_by_role("group", name="May I see your face while we talk?")
    expect(asking).to_contain_text("only numbers are sent, no picture ever")
    watch.button("Use the camera").click()
    watch.page.locator('.camera[data-state="on"]').wait_for(timeout=SOON_MS)
    expect(watch.ring).to_have_attribute("data-mood", "joy", timeout=SOON_MS)
    device_gateway.await_messages("look", 1)
    [start] = device_gateway.of_type("camera.start")
    assert start["where"] == "device"
    seen = [look["observation"] for look in device_gateway.of_type("look") if look.get("observation")]
    assert seen
    observations = [FaceObservation.from_wire(one, 0.0) for one in seen]
    assert {one.n_faces for one in observations} == {1}
    assert device_gateway.pictures == []
    assert (watch.violations(), watch.unexpected()) == ([], [])
    watch.button("Turn the camera off").click()
    watch.await_state("off")
    assert watch.n_live() == 0


def reduced(picture: PIL.Image.Image, width: int, height: int) -> PIL.Image.Image:
    return picture.resize((width, height), PIL.Image.Resampling.BOX)


def plain() -> PIL.Image.Image:
    """As wide as what the widget looks at, so that nothing is made smaller on the way."""
    return reduced(portrait(), 320, 240)


def turned(degrees: float) -> PIL.Image.Image:
    return plain().rotate(degrees, PIL.Image.Resampling.BICUBIC)


def lit(picture: PIL.Image.Image, share: float) -> PIL.Image.Image:
    return PIL.ImageEnhance.Brightness(picture).enhance(share)


def pasted(*places: tuple[int, int, int]) -> PIL.Image.Image:
    """The portrait so wide, at x and y, as often as it is given."""
    whole = PIL.Image.new("RGB", (320, 240), (96, 104, 110))
    for width, x, y in places:
        whole.paste(reduced(portrait(), width, width * 3 // 4), (x, y))
    return whole


FRAMES: dict[str, Callable[[], PIL.Image.Image]] = {
    "plain": plain,
    "small": lambda: reduced(portrait(), 160, 120),
    "tall": lambda: reduced(portrait().crop((180, 0, 460, 480)), 210, 360),
    "far and at the side": lambda: pasted((160, 20, 90)),
    "two faces": lambda: pasted((200, 120, 60), (140, 0, 0)),
    "tilted to the left": lambda: turned(25),
    "tilted to the right": lambda: turned(-30),
    "tilted, dark": lambda: lit(turned(12), 0.4),
    "hardly lit": lambda: lit(plain(), 0.15),
    "bright": lambda: lit(plain(), 1.5),
    "without its smile": lambda: reduced(smiling(0.0), 320, 240),
}


def as_png(picture: PIL.Image.Image) -> str:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.fixture(scope="module")
def reader(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """A page that has fetched all that is needed to read faces."""
    scripted = ScriptedGateway(answer)
    scripted.allow_faces("device")
    video = write_mjpeg(tmp_path_factory.mktemp("video") / "a.mjpeg", empty())
    with serving(scripted.app()) as url, watching(browser, url, video) as opened:
        opened.page.evaluate(WAKE)
        yield opened


Shares = Callable[[FaceObservation], NDArray[np.float64]]


@pytest.fixture(scope="module")
def shares() -> Shares:
    """The calibrated shares of the expressions."""
    calibration = Calibration.load(DEVICE.models / "serving.json")
    return lambda seen: calibration.probabilities(np.array(seen.logits))


@pytest.fixture(scope="module")
def observer() -> FaceObserver:
    return FaceObserver(DEVICE.models)


@pytest.mark.parametrize("name", FRAMES)
def test_the_browser_finds_the_same_numbers_as_the_server(
    reader: Watch,
    observer: FaceObserver,
    shares: Shares,
    name: str,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    picture = FRAMES[name]()
    wanted = observer.observe(Image(np.asarray(picture)), 0.0)
    found: dict[str, Any] | None = reader.page.evaluate(READ, as_png(picture))
    assert wanted is not None
    assert found is not None
    got = FaceObservation.from_wire(found, 0.0)
    apart = {
        "logits": float(np.abs(np.subtract(got.logits, wanted.logits)).max()),
        "shares": float(np.abs(shares(got) - shares(wanted)).max()),
        "pose": float(np.abs(np.subtract(got.pose, wanted.pose)).max()),
        "size_px": abs(got.size_px - wanted.size_px) / wanted.size_px,
        "quality": abs(got.quality - wanted.quality),
        "shape": float(np.abs(np.subtract(got.shape, wanted.shape)).max()),
        "brightness": abs(got.brightness - wanted.brightness),
    }
    record_testsuite_property(name, {key: round(value, 4) for key, value in apart.items()})
    assert EXPRESSIONS[int(np.argmax(got.logits))] == EXPRESSIONS[int(np.argmax(wanted.logits))]
    assert got.n_faces == wanted.n_faces
    assert apart["logits"] < 0.8, apart
    assert apart["shares"] < 0.15, apart
    assert apart["pose"] < 4, apart
    assert apart["size_px"] < 0.02, apart
    assert max(apart["quality"], apart["shape"], apart["brightness"]) < 0.03, apart


def test_the_browser_finds_nobody_where_the_server_finds_nobody(
    reader: Watch, observer: FaceObserver
) -> None:
    nobody = reduced(empty()[0], 320, 240)
    assert observer.observe(Image(np.asarray(nobody)), 0.0) is None
    assert reader.page.evaluate(READ, as_png(nobody)) is None
