"""Visits with a camera against the real gateway and the real face sense: MediaPipe's mesh and the network."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from perception.emotion import EmotionReading
from perception.face.observation import FaceTrack
from perception.face.observer import FaceObserver
from perception.face.perceiver import FacePerceiver
from perception.window import Window
from tests.browser.gateway_thread import CONFIG, GatewayThread
from tests.browser.scripted_gateway import ROOT
from tests.browser.watching import leaving, watching, write_mjpeg
from tests.gateway.scripted.senses import ScriptedSenses

FOLDER = ROOT / "models" / "face"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (FOLDER / "face.onnx").exists(), reason="no network of faces: undertone train face"
    ),
]

SOON_MS = 60_000


class SeeingSenses(ScriptedSenses):
    """Words by a script, faces in truth."""

    def __init__(self) -> None:
        super().__init__(sees_faces=True)
        self._observer = FaceObserver(FOLDER)
        self._perceiver = FacePerceiver(FOLDER)
        self.observer = self._observer  # type: ignore[assignment]

    def look(self, track: FaceTrack) -> EmotionReading | None:  # type: ignore[override]
        return self._perceiver.perceive(Window(text="", face=track))


@pytest.fixture(scope="module")
def seeing() -> Iterator[GatewayThread]:
    running = GatewayThread(replace(CONFIG, face_where="server"), senses=SeeingSenses())
    running.start()
    yield running
    running.stop()


def test_a_smile_moves_the_ring_joins_the_turn_and_who_leaves_is_missed(
    browser: Browser, seeing: GatewayThread, tmp_path: Path
) -> None:
    with watching(browser, seeing.url, write_mjpeg(tmp_path / "a.mjpeg", leaving())) as watch:
        watch.begin()
        expect(watch.ring).to_have_attribute("data-live", "", timeout=SOON_MS)
        expect(watch.ring).to_have_attribute("data-mood", "joy", timeout=SOON_MS)
        watch.write("hello")
        expect(watch.page.locator(".row.bot")).to_have_count(2, timeout=SOON_MS)
        expect(watch.sign).to_contain_text("I can’t see your face just now", timeout=SOON_MS)
        expect(watch.sign).to_contain_text("I see you", timeout=SOON_MS)
        watch.button("Turn the camera off").click()
        watch.await_state("off")
        assert watch.n_live() == 0
        assert (watch.violations(), watch.unexpected()) == ([], [])
    assert len(seeing.senses.faces) == 1
    assert seeing.senses.faces[0].observations
