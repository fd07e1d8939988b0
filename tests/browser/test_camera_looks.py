"""Every state of seeing: contrast, targets, axe-core's rules, and pictures of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import faults
from tests.browser.conftest import KeepPicture
from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_looks import settle
from tests.browser.test_palettes import CONTRAST, SMALL
from tests.browser.watching import Watch, still, watching, write_mjpeg

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def face(tmp_path: Path) -> Path:
    return write_mjpeg(tmp_path / "face.mjpeg", still())


def states(watch: Watch, gateway: ScriptedGateway) -> Iterator[str]:
    """One state after the other, each as long as the caller looks at it."""
    watch.button("Show my face").click()
    watch.button("Use the camera").wait_for()
    yield "asking"
    watch.page.get_by_role("radio", name="It goes to this server").check()
    watch.button("Use the camera").click()
    gateway.await_pictures(1)
    expect(watch.sign).to_contain_text("I see you")
    yield "seen"
    gateway.sign("several", n_faces=3)
    expect(watch.sign).to_contain_text("several faces")
    yield "several"
    watch.button("Hide picture").click()
    yield "hidden"
    watch.lose_device()
    watch.page.get_by_text("The camera went away").first.wait_for()
    yield "lost"
    watch.button("Menu").click()
    watch.page.get_by_role("switch", name="Sense the mood in my face").wait_for()
    yield "menu"
    watch.page.get_by_role("button", name="Without a camera").click()
    watch.page.get_by_role("heading", name="How do you feel?").wait_for()
    yield "mood"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("given", [{}, PHONE], ids=["desktop", "phone"])
def test_every_state_can_be_read_pressed_and_passes_axe(
    browser: Browser, gateway: ScriptedGateway, face: Path, axe: str, scheme: str, given: dict[str, Any]
) -> None:
    gateway.allow_faces("server", "device")
    with watching(browser, gateway.url, face, color_scheme=scheme, **given) as watch:
        for state in states(watch, gateway):
            found = watch.page.evaluate(CONTRAST)
            faint = [(one["words"], one["ratio"]) for one in found if one["ratio"] < 4.5]
            assert (state, faint) == (state, [])
            assert (state, faults(watch, axe)) == (state, [])
            assert (state, watch.page.evaluate(SMALL)) == (state, [])
            assert watch.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert watch.violations() == []


def test_pictures_of_a_visit_with_a_camera(
    browser: Browser, gateway: ScriptedGateway, face: Path, keep_picture: KeepPicture
) -> None:
    gateway.allow_faces("server", "device")
    with watching(browser, gateway.url, face, device_scale_factor=2) as watch:
        widget = watch.page.locator("undertone-chat")
        for state in states(watch, gateway):
            settle(watch)
            if state == "asking":
                keep_picture(widget, "camera-asking-light")
            if state == "seen":
                expect(watch.ring).to_have_attribute("data-mood", "joy")
                watch.button("Hide picture").click()
                settle(watch)
                keep_picture(widget, "camera-on-light")
                break


def test_a_picture_of_a_mood_chosen_on_a_phone(
    browser: Browser, gateway: ScriptedGateway, face: Path, keep_picture: KeepPicture
) -> None:
    gateway.allow_faces()
    given: dict[str, Any] = PHONE | {"device_scale_factor": 2, "color_scheme": "dark"}
    with watching(browser, gateway.url, face, **given) as watch:
        watch.button("Show my face").click()
        watch.button("Without a camera").click()
        expect(watch.page.get_by_role("heading", name="How do you feel?")).to_be_focused()
        widget = watch.page.locator("undertone-chat")
        widget.scroll_into_view_if_needed()
        settle(watch)
        keep_picture(widget, "phone-camera-mood-dark")
