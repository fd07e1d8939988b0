"""Faces that are read in the visitor's own browser: the real packages and the real network in a worker, no
picture on the line, and the same numbers as the server finds in the same pictures."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import PIL.ImageEnhance
import pytest
from playwright.sync_api import Browser, expect

from perception.face.image import Image
from perception.face.observation import EXPRESSIONS, FaceObservation
from perception.face.observer import FaceObserver
from tests.browser.scripted_gateway import DEVICE, ScriptedGateway
from tests.browser.watching import Watch, empty, moving, portrait, watching, write_mjpeg

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        bool(DEVICE.missing()), reason=f"not here (make install): {', '.join(DEVICE.missing()[:2])}"
    ),
]

SOON_MS = 120_000
READ = """async (pictures) => {
  const { Reader } = await import("/element/face/device/reader.js");
  const reader = new Reader();
  await reader.wake(new URL("/device/", location.href));
  const found = [];
  for (const picture of pictures) {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    found.push((await reader.read(bitmap, { width: 320 }, true)).observation);
  }
  return found;
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


def frames() -> dict[str, PIL.Image.Image]:
    small = portrait().resize((320, 240), PIL.Image.Resampling.BOX)
    tall = portrait().crop((180, 0, 460, 480)).resize((210, 360), PIL.Image.Resampling.BOX)
    return {
        "plain": small,
        "tilted, dark": PIL.ImageEnhance.Brightness(small.rotate(12)).enhance(0.4),
        "tall": tall,
        "nobody": empty()[0].resize((320, 240)),
    }


def as_png(picture: PIL.Image.Image) -> str:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def test_the_browser_finds_the_same_numbers_as_the_server(
    watch: Watch, record_testsuite_property: Any
) -> None:
    pictures = frames()
    here: list[dict[str, Any] | None] = watch.page.evaluate(READ, [as_png(one) for one in pictures.values()])
    observer = FaceObserver(DEVICE.models)
    for (name, picture), found in zip(pictures.items(), here, strict=True):
        wanted = observer.observe(Image(np.asarray(picture)), 0.0)
        if wanted is None:
            assert found is None, name
            continue
        assert found is not None, name
        got = FaceObservation.from_wire(found, 0.0)
        apart = {
            "logits": float(np.abs(np.subtract(got.logits, wanted.logits)).max()),
            "pose": float(np.abs(np.subtract(got.pose, wanted.pose)).max()),
            "size_px": abs(got.size_px - wanted.size_px) / wanted.size_px,
            "quality": abs(got.quality - wanted.quality),
            "shape": float(np.abs(np.subtract(got.shape, wanted.shape)).max()),
            "brightness": abs(got.brightness - wanted.brightness),
        }
        record_testsuite_property(name, {key: round(value, 4) for key, value in apart.items()})
        assert EXPRESSIONS[int(np.argmax(got.logits))] == EXPRESSIONS[int(np.argmax(wanted.logits))], name
        assert apart["logits"] < 0.3, (name, apart)
        assert apart["pose"] < 2, (name, apart)
        assert apart["size_px"] < 0.02, (name, apart)
        assert max(apart["quality"], apart["shape"], apart["brightness"]) < 0.03, (name, apart)
    assert here[-1] is None
