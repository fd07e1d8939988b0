"""Speaking and being heard: a file, Chromium's fake microphone, the worklet, the line, and back aloud."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.script import emotion, say
from tests.browser.scripted_gateway import VOICE, ScriptedGateway
from tests.browser.talking import Talk, loud_s, sound_of, talking
from tests.browser.voices import ANNA, BEN, CLARA, Speaker, cough, noise, silence, speech, write_wav

pytestmark = pytest.mark.browser

SAD = "I feel so sad today"
OVER_MS = 200
"""How soon a reply is silent when the visitor speaks."""

Visit = Callable[..., AbstractContextManager[Talk]]


@pytest.fixture
def visit(browser: Browser, gateway: ScriptedGateway) -> Visit:
    """A visit to the demo page of the scripted gateway: `visit(microphone, …)`."""

    def begin(microphone: Path | None, *arguments: str, **given: Any) -> AbstractContextManager[Talk]:
        return talking(browser, given.pop("url", gateway.url), microphone, *arguments, **given)

    return begin


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "quiet.wav", silence(20))


def spoken(folder: Path, text: str = SAD, speaker: Speaker = ANNA, *, lead_s: float = 1.0) -> Path:
    """A microphone that says one thing after `lead_s` of silence."""
    return write_wav(folder / "spoken.wav", silence(lead_s), speech(text, speaker, folder), silence(12))


@pytest.mark.parametrize(
    ("speaker", "text"),
    [(ANNA, SAD), (BEN, "Just listen"), (CLARA, "I shouted at my brother")],
    ids=["anna", "ben", "clara"],
)
def test_words_are_heard_shown_while_they_are_said_and_answered(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path, speaker: Speaker, text: str
) -> None:
    gateway.spoken = [text]
    with visit(spoken(tmp_path, f"{text}, and I do not know why.", speaker)) as talk:
        talk.begin()
        expect(talk.sign).to_be_visible()
        expect(talk.live_words).to_contain_text(text.rpartition(" ")[0])
        expect(talk.visitor).to_have_text([text])
        expect(talk.live_words).to_be_hidden()
        talk.bot.nth(1).wait_for()
        assert loud_s(sound_of(gateway)) > 0.8
        assert [frame.sequence for frame in gateway.frames] == list(range(len(gateway.frames)))
        assert {len(frame.samples) for frame in gateway.frames[:12]} == {2048}
        assert [frame.t_ms for frame in gateway.frames[:3]] == [0, 128, 256]
        assert talk.violations() == []
        assert talk.unexpected() == []


def test_sound_arrives_as_it_was_spoken(visit: Visit, gateway: ScriptedGateway, tmp_path: Path) -> None:
    said = speech("One two three four five six seven.", BEN, tmp_path)
    with visit(write_wav(tmp_path / "a.wav", silence(1), said, silence(10))) as talk:
        talk.begin()
        gateway.await_frames(round((1.5 + len(said) / 48_000) / 0.128))
    heard = sound_of(gateway).astype(np.float64)
    wanted = said[::3].astype(np.float64)
    shape = [np.sqrt(np.convolve(part**2, np.ones(800) / 800, "same"))[::160] for part in (heard, wanted)]
    alike = max(
        float(np.corrcoef(shape[0][at : at + len(shape[1])], shape[1])[0, 1])
        for at in range(max(1, len(shape[0]) - len(shape[1])))
    )
    assert alike > 0.85, "the course of loudness is that of the file"


@pytest.mark.parametrize("part", [silence(4), noise(4, 0.004)], ids=["silence", "noise"])
def test_where_nobody_speaks_nothing_is_taken_for_words(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path, part: Any
) -> None:
    gateway.spoken = [SAD]
    with visit(write_wav(tmp_path / "a.wav", part)) as talk:
        talk.begin()
        gateway.await_frames(24)
        expect(talk.sign).to_contain_text("I’m listening")
        expect(talk.live_words).to_be_hidden()
        expect(talk.visitor).to_have_count(0)
        assert gateway.spoken == [SAD]


def test_the_ring_follows_the_voice_while_somebody_speaks(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    gateway.spoken = [SAD]
    both = {"text": 0.7, "voice": 0.3}
    gateway.script = lambda _: [emotion("sadness", -0.6, -0.3) | {"weights": both}, say("I hear you.")]
    with visit(spoken(tmp_path, f"{SAD}, and I do not know why, I really do not.")) as talk:
        talk.begin("Words and how I sound")
        ring = talk.page.locator(".mood-button .ring")
        expect(ring).to_have_attribute("data-mood", "anger")
        expect(talk.mood).to_have_accessible_name("Listening. See more or correct it")
        expect(talk.mood).to_have_accessible_name(re.compile("It sounds like sadness"))
        expect(ring).to_have_attribute("data-mood", "sadness")
        talk.mood.click()
        expect(talk.page.get_by_text("A guess from your words and how they sounded")).to_be_visible()
        expect(talk.page.locator(".bead")).to_have_count(1)


# --- consent ----------------------------------------------------------------------------------------------


def test_the_voice_is_asked_for_in_the_conversation_and_nothing_is_opened_before(
    visit: Visit, gateway: ScriptedGateway, quiet: Path
) -> None:
    with visit(quiet) as talk:
        talk.button("Speak").click()
        asking = talk.page.get_by_role("group", name="Before I listen")
        expect(asking).to_be_visible()
        assert talk.live_tracks() == 0
        talk.button("Not now").click()
        expect(asking).to_have_count(0)
        expect(talk.button("Speak")).to_be_focused()
        assert [message["type"] for message in gateway.received] == ["hello", "ack"]


@pytest.mark.parametrize(("choice", "granted"), [("Words only", []), ("Words and how I sound", [True])])
def test_the_answer_decides_about_the_consent_and_can_be_changed(
    visit: Visit, gateway: ScriptedGateway, quiet: Path, choice: str, granted: list[bool]
) -> None:
    with visit(quiet) as talk:
        talk.begin(choice)
        gateway.await_frames(2)
        assert [message["granted"] for message in gateway.of_type("consent")] == granted
        talk.button("Menu").click()
        switch = talk.page.get_by_role("switch", name="Sense the mood in my voice")
        expect(switch).to_have_attribute("aria-checked", "true" if granted else "false")
        switch.click()
        gateway.await_messages("audio.start", 2)
        assert gateway.of_type("consent")[-1]["granted"] is not bool(granted)
        assert len(gateway.of_type("audio.stop")) == 1
        talk.button("Back to the conversation").click()
        talk.button("Stop listening").click()
        talk.await_state("off")
        talk.button("Speak").click()
        talk.await_state("on")
        expect(talk.page.get_by_role("group", name="Before I listen")).to_have_count(0)


def test_where_the_site_may_not_sense_voices_only_words_are_heard_and_nothing_is_asked(
    visit: Visit, gateway: ScriptedGateway, quiet: Path
) -> None:
    gateway.voice_sense = "not_allowed"
    with visit(quiet) as talk:
        talk.button("Speak").click()
        talk.await_state("on")
        talk.button("Menu").click()
        expect(talk.page.get_by_role("switch", name="Sense the mood in my words")).to_be_visible()
        expect(talk.page.get_by_role("switch", name="Sense the mood in my voice")).to_be_hidden()
        assert gateway.of_type("consent") == []


def test_without_recognition_there_is_no_microphone(
    visit: Visit, gateway: ScriptedGateway, quiet: Path
) -> None:
    gateway.voice = VOICE | {"recognition": "off"}
    nothing = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"
    with visit(quiet, before=nothing) as talk:
        expect(talk.microphone).to_be_hidden()
        expect(talk.field).to_be_visible()


def test_a_site_may_leave_the_voice_out(visit: Visit, quiet: Path) -> None:
    with visit(quiet) as talk:
        talk.page.evaluate(
            """() => { const other = document.createElement("undertone-chat");
              other.setAttribute("mode", "inline"); other.setAttribute("voice", "off");
              document.querySelector("undertone-chat").replaceWith(other); }"""
        )
        expect(talk.bot.first).to_be_visible()
        expect(talk.microphone).to_be_hidden()


# --- when there is no sound -------------------------------------------------------------------------------

REFUSALS = [
    ("NotFoundError", "I find no microphone"),
    ("NotReadableError", "Another program is using the microphone"),
    ("TypeError", "That did not work with the microphone"),
]


def test_a_refused_permission_is_told_with_the_way_to_change_it(visit: Visit) -> None:
    with visit(None) as talk:
        talk.button("Speak").click()
        talk.button("Words only").click()
        status = talk.page.get_by_text("The browser keeps the microphone from me").first
        expect(status).to_be_visible()
        talk.await_state("off")
        talk.button("Dismiss").click()
        expect(status).to_be_hidden()
        talk.write("hello")
        expect(talk.bot.nth(1)).to_have_text("You said: hello")


@pytest.mark.parametrize(("name", "words"), REFUSALS)
def test_why_there_is_no_sound_is_said_in_plain_words(
    visit: Visit, quiet: Path, name: str, words: str
) -> None:
    broken = f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{name}'); }};"
    with visit(quiet, before=broken) as talk:
        talk.button("Speak").click()
        talk.button("Words only").click()
        expect(talk.page.get_by_text(words).first).to_be_visible()


def test_on_a_page_without_https_the_reason_is_told(
    visit: Visit, gateway: ScriptedGateway, quiet: Path
) -> None:
    url = gateway.url.replace("127.0.0.1", "insecure.example")
    with visit(quiet, "--host-resolver-rules=MAP insecure.example 127.0.0.1", url=url) as talk:
        talk.button("Speak").click()
        talk.button("Words only").click()
        expect(talk.page.get_by_text("works only on secure pages").first).to_be_visible()


def test_a_device_that_vanishes_in_the_middle_of_a_sentence_ends_it_with_what_was_said(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    gateway.spoken = [SAD]
    with visit(
        spoken(tmp_path, "I feel so sad today, and there is so much more that I wanted to say")
    ) as talk:
        talk.begin()
        talk.live_words.wait_for()
        talk.lose_device()
        expect(talk.page.get_by_text("The microphone went away").first).to_be_visible()
        expect(talk.visitor).to_have_text([SAD])
        expect(talk.sign).to_be_hidden()
        assert talk.live_tracks() == 0
        n_frames = len(gateway.frames)
        talk.bot.nth(1).wait_for()
        assert len(gateway.frames) == n_frames


HIDE = """() => { Object.defineProperty(document, "hidden", { configurable: true, value: true });
  document.dispatchEvent(new Event("visibilitychange")); }"""


@pytest.mark.parametrize(
    "leave",
    [
        lambda page: page.evaluate(HIDE),
        lambda page: page.evaluate("document.querySelector('undertone-chat').remove()"),
        lambda page: page.evaluate("document.querySelector('undertone-chat').silence()"),
        lambda page: page.evaluate("window.dispatchEvent(new Event('pagehide'))"),
    ],
    ids=["out of sight", "removed", "silenced by the page", "left"],
)
def test_the_microphone_is_let_go_at_once(
    visit: Visit, gateway: ScriptedGateway, quiet: Path, leave: Callable[[Page], None]
) -> None:
    with visit(quiet) as talk:
        talk.begin()
        gateway.await_frames(2)
        assert talk.live_tracks() == 1
        leave(talk.page)
        assert talk.live_tracks() == 0


def test_folding_the_conversation_away_lets_the_microphone_go(
    visit: Visit, gateway: ScriptedGateway, quiet: Path
) -> None:
    with visit(quiet) as talk:
        talk.page.get_by_label("In the corner").check()
        talk.button("Open the conversation").click()
        talk.begin()
        gateway.await_frames(2)
        talk.button("Fold the conversation away").click()
        assert talk.live_tracks() == 0


def test_a_gateway_that_cannot_listen_is_told_kindly(
    visit: Visit, gateway: ScriptedGateway, quiet: Path
) -> None:
    gateway.listens = False
    with visit(quiet) as talk:
        talk.button("Speak").click()
        talk.button("Words only").click()
        expect(talk.page.get_by_text("I can’t listen here right now").first).to_be_visible()
        talk.await_state("off")
        assert talk.live_tracks() == 0


def test_a_line_that_broke_is_taken_up_with_a_stream_of_its_own(
    visit: Visit, gateway: ScriptedGateway, quiet: Path
) -> None:
    with visit(quiet) as talk:
        talk.begin()
        gateway.await_frames(2)
        gateway.cut()
        expect(talk.sign).to_contain_text("I can’t hear you just now")
        gateway.mend()
        gateway.await_messages("audio.start", 2)
        assert [start["stream"] for start in gateway.of_type("audio.start")] == [0, 1]
        n_frames = len(gateway.frames)
        gateway.await_frames(n_frames + 2)
        assert gateway.frames[-1].stream == 1


# --- mute, hold, keys -------------------------------------------------------------------------------------


def test_muted_nothing_leaves_the_browser(visit: Visit, gateway: ScriptedGateway, quiet: Path) -> None:
    with visit(quiet) as talk:
        talk.begin()
        gateway.await_frames(2)
        talk.button("Mute").click()
        talk.await_state("muted")
        gateway.await_messages("audio.stop", 1)
        expect(talk.sign).to_contain_text("Muted")
        assert talk.page.evaluate("window.line.tracks.at(-1).enabled") is False
        n_frames = len(gateway.frames)
        talk.page.evaluate("new Promise((done) => setTimeout(done, 400))")
        assert len(gateway.frames) == n_frames
        talk.button("Unmute").click()
        gateway.await_frames(n_frames + 2)


def test_holding_the_button_listens_while_it_is_held(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    gateway.spoken = [SAD]
    gateway.voice_sense = "not_allowed"
    with visit(spoken(tmp_path, f"{SAD}, and I do not know why")) as talk:
        box = talk.microphone.bounding_box()
        assert box is not None
        talk.page.mouse.move(box["x"] + 10, box["y"] + 10)
        talk.page.mouse.down()
        talk.await_state("on")
        expect(talk.sign).to_contain_text("while you hold")
        talk.live_words.wait_for()
        gateway.await_frames(len(gateway.frames) + 8)
        talk.page.mouse.up()
        talk.await_state("off")
        expect(talk.visitor).to_have_text([SAD])
        assert gateway.of_type("audio.start")[-1]["mode"] == "push_to_talk"
        assert talk.live_tracks() == 0


@pytest.mark.parametrize("key", ["Space", "Alt+KeyM"])
def test_a_held_key_is_push_to_talk_and_a_short_press_goes_on(
    visit: Visit, gateway: ScriptedGateway, quiet: Path, key: str
) -> None:
    with visit(quiet) as talk:
        talk.begin()
        keyboard = talk.page.keyboard
        if key == "Space":
            talk.microphone.focus()
        else:
            talk.field.focus()
        keyboard.press(key)
        talk.await_state("off")
        for part in key.split("+"):
            keyboard.down(part)
        talk.await_state("on")
        gateway.await_messages("audio.start", 2)
        for part in reversed(key.split("+")):
            keyboard.up(part)
        talk.await_state("off")
        modes = [start["mode"] for start in gateway.of_type("audio.start")]
        assert modes == ["hands_free", "push_to_talk"]
        keyboard.press(key)
        talk.await_state("on")
        expect(talk.field).to_have_value("")


def test_a_whole_conversation_by_voice_and_keyboard_alone(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    gateway.spoken = [{"text": "i feel so sat today", "confirm": True, "words": []}]
    with visit(spoken(tmp_path)) as talk:
        page = talk.page
        talk.field.focus()
        page.keyboard.press("Tab")
        expect(talk.button("Speak")).to_be_focused()
        page.keyboard.press("Enter")
        expect(talk.button("Words and how I sound")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(talk.button("Stop listening")).to_be_focused()
        talk.button("Change it").wait_for()
        for _ in range(12):
            page.keyboard.press("Shift+Tab")
            if talk.button("Change it").evaluate("(node) => node.getRootNode().activeElement === node"):
                break
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox", name="What you said")).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.type(SAD)
        page.keyboard.press("Enter")
        expect(talk.visitor).to_have_text([SAD])
        talk.bot.nth(1).wait_for()
        assert [answer["text"] for answer in gateway.of_type("confirm")] == [SAD]


def test_the_microphone_and_its_end_are_announced(visit: Visit, quiet: Path) -> None:
    with visit(quiet) as talk:
        talk.begin()
        news = talk.page.locator(".voice-place [role=status]")
        expect(news).to_have_text("I’m listening")
        talk.button("Mute").click()
        expect(news).to_have_text("Muted")
        talk.button("Stop listening").click()
        expect(news).to_have_text("The microphone is off")


# --- unsure words -----------------------------------------------------------------------------------------

HEARD = ("i", "feel", "so", "sat", "today")
UNSURE = {
    "text": " ".join(HEARD),
    "confirm": True,
    "words": [{"text": word, "confidence": 0.2 if word == "sat" else 0.9} for word in HEARD],
}


def test_unsure_words_are_asked_about_before_they_lead_anywhere(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    gateway.spoken = [UNSURE]
    with visit(spoken(tmp_path)) as talk:
        talk.begin()
        doubt = talk.page.get_by_role("group", name="Did I hear this right?")
        expect(doubt).to_contain_text("i feel so sat today")
        expect(doubt.locator(".doubtful")).to_have_text(["sat"])
        expect(talk.bot).to_have_count(1)
        doubt.get_by_role("button", name="Yes").click()
        expect(talk.visitor).to_have_text(["i feel so sat today"])
        expect(talk.bot.nth(1)).to_have_text("You said: i feel so sat today")
        assert [answer["text"] for answer in gateway.of_type("confirm")] == ["i feel so sat today"]


def test_words_that_were_never_said_can_be_left(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    gateway.spoken = [UNSURE]
    with visit(spoken(tmp_path)) as talk:
        talk.begin()
        talk.button("Leave it").click()
        gateway.await_messages("confirm", 1)
        expect(talk.visitor).to_have_count(0)
        assert gateway.of_type("confirm")[0].get("text", "") == ""


# --- answers aloud ----------------------------------------------------------------------------------------


def test_an_answer_is_said_aloud_as_the_gateway_wants_it_and_stands_there_in_writing(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    gateway.spoken = [SAD]
    slow = {"rate": 0.86, "pitch": 0.9, "pause_ms": 350}
    gateway.script = lambda _: [say("I hear you. That is a lot to carry.") | {"delivery": slow}]
    with visit(spoken(tmp_path)) as talk:
        talk.begin()
        said = talk.await_aloud(2)
        assert [one["text"] for one in said] == ["I hear you.", "That is a lot to carry."]
        assert {(one["rate"], one["pitch"], one["lang"]) for one in said} == {(0.86, 0.9, "en-GB")}
        bubble = talk.page.locator(".row.bot").nth(1)
        expect(bubble).to_have_attribute("data-said", "now")
        expect(talk.bot.nth(1)).to_have_text("I hear you. That is a lot to carry.")
        expect(bubble).not_to_have_attribute("data-said", "now", timeout=10_000)
        assert talk.aloud()["silenced"] == []


def test_answers_are_silent_until_the_microphone_was_used_and_whenever_the_visitor_wants(
    visit: Visit, gateway: ScriptedGateway, quiet: Path
) -> None:
    with visit(quiet) as talk:
        speaker = talk.button("Read answers aloud")
        expect(speaker).to_be_hidden()
        talk.write("hello")
        expect(talk.bot.nth(1)).to_have_text("You said: hello")
        talk.begin()
        expect(speaker).to_have_attribute("aria-pressed", "true")
        talk.write("and now, with a good many words so that it takes a while")
        talk.await_aloud(1)
        speaker.click()
        talk.await_silence()
        expect(speaker).to_have_attribute("aria-pressed", "false")
        talk.write("quietly")
        expect(talk.bot.nth(3)).to_have_text("You said: quietly")
        assert len(talk.aloud()["said"]) == 1
        talk.page.reload()
        expect(talk.button("Read answers aloud")).to_have_attribute("aria-pressed", "false")


def test_a_page_may_know_that_there_is_talk_and_not_what_is_said(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    gateway.spoken = [SAD]
    with visit(spoken(tmp_path)) as talk:
        talk.page.evaluate(
            """() => { window.told = []; for (const name of ["voice", "message", "mood"])
              document.addEventListener(`undertone:${name}`,
                ({ detail }) => window.told.push([name, detail])); }"""
        )
        talk.begin()
        talk.await_aloud(1)
        talk.button("Stop listening").click()
        talk.await_state("off")
        told = talk.page.evaluate("window.told")
        assert {name for name, _ in told} == {"voice"}
        states = [(detail["microphone"], detail["speaking"]) for _, detail in told]
        assert states[:3] == [("opening", False), ("on", False), ("on", True)]
        assert states[-1][0] == "off"


def test_the_gateway_s_own_voice_is_fetched_and_played(
    visit: Visit, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    gateway.voice = VOICE | {"speech": "gateway"}
    answer = "You said: hello"
    gateway.sound = write_wav(tmp_path / "said.wav", speech(answer, BEN, tmp_path)).read_bytes()
    quiet = write_wav(tmp_path / "quiet.wav", silence(20))
    with visit(quiet) as talk:
        talk.begin()
        with talk.page.expect_response(re.compile("/v1/speech")) as response:
            talk.write("hello")
        assert response.value.ok
        bubble = talk.page.locator(".row.bot").nth(1)
        expect(bubble).to_have_attribute("data-said", "now")
        expect(bubble).not_to_have_attribute("data-said", "now", timeout=10_000)
        assert re.search(r"/v1/speech\?turn=turn-\d+&message=\d+$", response.value.url)
        assert talk.aloud()["said"] == []
        assert talk.violations() == []


def test_a_browser_without_a_voice_says_so_once(visit: Visit, quiet: Path) -> None:
    mute = """speechSynthesis.speak = (utterance) =>
      setTimeout(() => utterance.onerror({ error: "synthesis-failed" }), 5);"""
    with visit(quiet, before=mute) as talk:
        talk.begin()
        talk.write("hello")
        expect(talk.page.get_by_text("This browser has no voice to read with").first).to_be_visible()
        expect(talk.button("Read answers aloud")).to_have_attribute("aria-pressed", "false")


def test_an_answer_is_interrupted_by_a_voice_and_its_rest_is_marked(
    visit: Visit,
    gateway: ScriptedGateway,
    tmp_path: Path,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    gateway.spoken = [SAD, "Just listen"]
    first, second = (speech(text, ANNA, tmp_path) for text in (SAD, "No, just listen to me please, wait."))
    sound = write_wav(tmp_path / "a.wav", silence(0.8), first, silence(2.6), second, silence(10))
    with visit(sound) as talk:
        talk.begin()
        talk.await_aloud(1)
        talk.await_silence()
        unsaid = talk.page.locator(".unsaid")
        expect(unsaid).to_be_visible()
        gateway.await_messages("interrupt", 1)
        [interrupt] = gateway.of_type("interrupt")
        text = talk.bot.nth(1).inner_text()
        assert 0 < interrupt["spoken_chars"] < len(text)
        [silenced, *_] = talk.aloud()["silenced"]
        speech_at = [at for state, at in talk.page.evaluate("window.line.heard") if state == "speech"][-1]
        assert silenced - speech_at < OVER_MS
        record_testsuite_property("from_first_sound_to_silence_ms", round(talk.reaction_ms(silenced)))
        assert talk.reaction_ms(silenced) < OVER_MS
        expect(talk.visitor.nth(1)).to_have_text("Just listen")


def test_a_cough_lets_the_answer_go_on(visit: Visit, gateway: ScriptedGateway, tmp_path: Path) -> None:
    gateway.spoken = [SAD, ""]
    first = speech(SAD, ANNA, tmp_path)
    sound = write_wav(tmp_path / "a.wav", silence(0.8), first, silence(2.6), cough(), silence(12))
    with visit(sound) as talk:
        talk.begin()
        talk.await_silence()
        n = len(talk.aloud()["said"])
        said = talk.await_aloud(n + 1)
        full = talk.bot.nth(1).inner_text()
        assert said[n]["text"].split()[-1] in full
        expect(talk.page.locator(".unsaid")).to_have_count(0)
        assert gateway.of_type("interrupt") == []
