"""Visits with a camera against the real gateway and the real face sense: MediaPipe's mesh and the network."""

from collections.abc import Callable, Iterator, Sized
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import PIL.Image
import pytest
from playwright.sync_api import Browser, expect

from perception.emotion import EmotionReading
from perception.face.observer import FaceObserver
from perception.face.perceiver import FacePerceiver
from perception.signals.face_observation import FaceObservation, FaceTrack
from perception.window import Window
from tests.browser.gateway_thread import CONFIG, GatewayThread
from tests.browser.scripted_gateway import ROOT
from tests.browser.watching import (
    Watch,
    leaving,
    light_going_out,
    smile_fading,
    still,
    watching,
    write_mjpeg,
)
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
        self._perceiver = FacePerceiver(FOLDER)
        self.observer = FaceObserver(FOLDER)  # type: ignore[assignment]
        self.seen: list[FaceObservation | None] = []
        self.readings: list[EmotionReading] = []

    def begin_anew(self) -> None:
        for noted in (self.seen, self.readings, self.faces):
            noted.clear()

    def see(self, data: bytes, t_s: float, *, is_photo: bool = False) -> FaceObservation | None:
        found = super().see(data, t_s, is_photo=is_photo)
        self.seen.append(found)
        return found

    def look(self, track: FaceTrack) -> EmotionReading:  # type: ignore[override]
        reading = self._perceiver.perceive(Window(text="", face=track))
        assert reading is not None
        self.readings.append(reading)
        return reading


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[GatewayThread, SeeingSenses]]:
    senses = SeeingSenses()
    gateway = GatewayThread(replace(CONFIG, face_where="server"), senses=senses)
    gateway.start()
    yield gateway, senses
    gateway.stop()


@pytest.fixture
def senses(running: tuple[GatewayThread, SeeingSenses]) -> SeeingSenses:
    running[1].begin_anew()
    return running[1]


Visit = Callable[[list[PIL.Image.Image]], AbstractContextManager[Watch]]


@pytest.fixture
def visit(
    browser: Browser, running: tuple[GatewayThread, SeeingSenses], senses: SeeingSenses, tmp_path: Path
) -> Visit:
    """A visit before a camera that shows these pictures again and again."""
    return lambda video: watching(browser, running[0].url, write_mjpeg(tmp_path / "a.mjpeg", video))


def await_more(watch: Watch, noted: Sized, n: int) -> None:
    """Wait until so many more were noted."""
    wanted = len(noted) + n
    for _ in range(SOON_MS // 100):
        if len(noted) >= wanted:
            return
        watch.page.wait_for_timeout(100)
    pytest.fail(f"{len(noted)} were noted; {wanted} were awaited")


def confidences(senses: SeeingSenses) -> list[float]:
    return [reading.confidence for reading in senses.readings]


def test_a_smile_moves_the_ring_joins_the_turn_and_who_leaves_is_missed(
    visit: Visit, senses: SeeingSenses
) -> None:
    with visit(leaving()) as watch:
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
    assert len(senses.faces) == 1
    assert senses.faces[0].observations


def test_of_who_has_left_nothing_is_read(visit: Visit, senses: SeeingSenses) -> None:
    with visit(leaving(away_s=12)) as watch:
        watch.begin()
        expect(watch.sign).to_contain_text("I see you", timeout=SOON_MS)
        expect(watch.sign).to_contain_text("I can’t see your face just now", timeout=SOON_MS)
        n_seen, n_read = len(senses.seen), len(senses.readings)
        await_more(watch, senses.seen, 6)
        assert set(senses.seen[n_seen:][:6]) == {None}
        assert n_read >= 1
        assert len(senses.readings) == n_read


def test_the_ring_follows_a_smile_that_fades_and_comes_back(visit: Visit, senses: SeeingSenses) -> None:
    with visit(smile_fading()) as watch:
        watch.begin()
        expect(watch.ring).to_have_attribute("data-live", "", timeout=SOON_MS)
        expect(watch.ring).to_have_attribute("data-mood", "joy", timeout=SOON_MS)
        expect(watch.ring).not_to_have_attribute("data-mood", "joy", timeout=SOON_MS)
        expect(watch.ring).to_have_attribute("data-mood", "joy", timeout=SOON_MS)
        expect(watch.sign).to_contain_text("I see you")
    valences = [reading.valence for reading in senses.readings]
    assert max(valences) - min(valences) > 0.3


def test_a_face_in_which_nothing_ever_moves_counts_for_little_and_is_told(
    visit: Visit, senses: SeeingSenses
) -> None:
    with visit(still()) as watch:
        watch.begin()
        expect(watch.ring).to_have_attribute("data-mood", "joy", timeout=SOON_MS)
        expect(watch.sign).to_contain_text("Nothing moves, as in a picture of a face", timeout=SOON_MS)
        await_more(watch, senses.readings, 2)
    early, late = confidences(senses)[0], confidences(senses)[-1]
    assert late < 0.5 * early


def test_when_the_light_goes_out_it_is_told_and_little_is_believed_until_it_is_back(
    visit: Visit, senses: SeeingSenses
) -> None:
    with visit(light_going_out()) as watch:
        watch.begin()
        expect(watch.sign).to_contain_text("I see you", timeout=SOON_MS)
        expect(watch.ring).to_have_attribute("data-mood", "joy", timeout=SOON_MS)
        expect(watch.sign).to_contain_text("some light on your face would help", timeout=SOON_MS)
        expect(watch.ring).not_to_have_attribute("data-mood", "joy", timeout=SOON_MS)
        expect(watch.sign).to_contain_text("I see you", timeout=SOON_MS)
    assert max(confidences(senses)) > 0.6
    assert min(confidences(senses)) < 0.2
