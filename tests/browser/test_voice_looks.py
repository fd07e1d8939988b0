"""Every state of hearing and speaking: contrast, targets, axe-core's rules, and pictures of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.axe import faults
from tests.browser.conftest import KeepPicture, writes_pictures
from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.talking import Talk, talking
from tests.browser.test_looks import settle
from tests.browser.test_palettes import CONTRAST, PALETTES, SMALL
from tests.browser.voices import ANNA, cough, silence, speech, write_wav

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
HEARD = "i have been so tired of all this"
WORDS = [{"text": word, "confidence": 0.3 if word == "tired" else 0.9} for word in HEARD.split()]
SPEAKING = {"type": "hearing", "stream": 0, "state": "speech", "utterance": "u1"}
SO_FAR = {"type": "transcript", "utterance": "u1", "text": "i have been so", "final": False, "words": []}
UNSURE = {"type": "transcript", "utterance": "u1", "text": HEARD, "final": True, "words": WORDS}


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "quiet.wav", silence(20))


def transcript(gateway: ScriptedGateway, message: dict[str, Any]) -> None:
    gateway.say(**message, confidence=0.4, confirm=message["final"])


def states(talk: Talk, gateway: ScriptedGateway) -> Iterator[str]:
    """One state after the other, each as long as the caller looks at it."""
    talk.button("Speak").click()
    talk.button("Words only").wait_for()
    yield "asking"
    talk.button("Words and how I sound").click()
    talk.await_state("on")
    yield "listening"
    gateway.say(**SPEAKING)
    transcript(gateway, SO_FAR)
    talk.live_words.wait_for()
    yield "hearing"
    gateway.say(**SPEAKING | {"state": "ended"})
    transcript(gateway, UNSURE)
    talk.button("Change it").wait_for()
    yield "unsure"
    talk.button("Change it").click()
    yield "putting right"
    talk.button("Send").first.click()
    talk.bot.nth(1).wait_for()
    talk.await_aloud(1)
    yield "speaking"
    gateway.say(**SPEAKING | {"utterance": "u2"})
    transcript(gateway, SO_FAR | {"utterance": "u2", "text": "no wait a moment"})
    talk.page.locator(".unsaid").wait_for()
    gateway.say(**SPEAKING | {"utterance": "u2", "state": "ended"})
    gateway.say(**UNSURE | {"utterance": "u2", "text": ""}, confidence=0.0, confirm=False)
    yield "interrupted"
    talk.button("Mute").click()
    talk.await_state("muted")
    yield "muted"
    talk.lose_device()
    talk.page.get_by_text("The microphone went away").first.wait_for()
    yield "lost"
    talk.button("Menu").click()
    yield "menu"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("palette", PALETTES)
def test_every_word_keeps_its_contrast_and_axe_finds_no_fault(
    browser: Browser, gateway: ScriptedGateway, quiet: Path, axe: str, palette: str, scheme: str
) -> None:
    with talking(browser, gateway.url, quiet, color_scheme=scheme) as talk:
        widget = talk.page.locator("undertone-chat")
        widget.evaluate("(it, name) => it.setAttribute('palette', name)", palette)
        for state in states(talk, gateway):
            found = talk.page.evaluate(CONTRAST)
            faint = [(one["words"], one["ratio"]) for one in found if one["ratio"] < 4.5]
            assert (state, faint) == (state, [])
            assert (state, faults(talk, axe)) == (state, [])
        assert talk.violations() == []


@pytest.mark.parametrize("given", [{}, PHONE], ids=["desktop", "phone"])
def test_every_target_is_44_pixels(
    browser: Browser, gateway: ScriptedGateway, quiet: Path, given: dict[str, Any]
) -> None:
    with talking(browser, gateway.url, quiet, **given) as talk:
        for state in states(talk, gateway):
            assert (state, talk.page.evaluate(SMALL)) == (state, [])
            assert talk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_who_wants_no_motion_gets_a_level_and_no_movement(
    browser: Browser, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    loud = write_wav(tmp_path / "loud.wav", speech("One two three four five six seven.", ANNA, tmp_path))
    with talking(browser, gateway.url, loud) as talk:
        talk.begin()
        gateway.await_frames(6)
        moving = """(chat) => [...chat.shadowRoot.querySelectorAll("*")]
          .filter((node) => getComputedStyle(node).animationName !== "none").length"""
        assert talk.page.locator("undertone-chat").evaluate(moving) == 0
        levels = talk.page.locator(".bars i").evaluate_all(
            "(bars) => bars.map((bar) => bar.style.getPropertyValue('--level'))"
        )
        assert set(levels) <= {"0.00", "1.00"}


@pytest.mark.parametrize("scheme", ["light", "dark"] if writes_pictures() else ["light"])
def test_pictures_of_a_spoken_conversation(
    browser: Browser, gateway: ScriptedGateway, tmp_path: Path, keep_picture: KeepPicture, scheme: str
) -> None:
    gateway.spoken = ["I feel so sad today", "No, just listen"]
    said = [
        speech("I feel so sad today, and I do not know why.", ANNA, tmp_path),
        speech("No, please, just listen.", ANNA, tmp_path),
    ]
    sound = write_wav(tmp_path / "a.wav", silence(1.5), said[0], silence(3), cough(), said[1], silence(9))
    given: dict[str, Any] = {
        "device_scale_factor": 2,
        "reduced_motion": "no-preference",
        "color_scheme": scheme,
    }
    with talking(browser, gateway.url, sound, **given) as talk:
        widget = talk.page.locator("undertone-chat")
        talk.button("Speak").click()
        talk.button("Words only").wait_for()
        settle(talk)
        keep_picture(widget, f"voice-asking-{scheme}")
        talk.button("Words and how I sound").click()
        expect(talk.live_words).to_contain_text("I feel so sad")
        keep_picture(widget, f"voice-hearing-{scheme}")
        talk.page.locator(".unsaid").wait_for()
        expect(talk.visitor).to_have_count(2)
        settle(talk)
        keep_picture(widget, f"voice-interrupted-{scheme}")


def test_pictures_of_unsure_words_on_a_phone(
    browser: Browser, gateway: ScriptedGateway, quiet: Path, keep_picture: KeepPicture
) -> None:
    given: dict[str, Any] = PHONE | {
        "device_scale_factor": 2,
        "color_scheme": "dark",
        "reduced_motion": "no-preference",
    }
    with talking(browser, gateway.url, quiet, **given) as talk:
        panel: Locator = talk.page.locator("undertone-chat")
        talk.begin()
        transcript(gateway, UNSURE)
        talk.button("Change it").wait_for()
        panel.scroll_into_view_if_needed()
        settle(talk)
        keep_picture(panel, "phone-voice-unsure-dark")
