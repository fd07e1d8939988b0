"""Being seen: a video of a face, Chromium's fake camera, small pictures on the line, and the ring."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.browser.axe import faults
from tests.browser.scripted_gateway import FACE, ScriptedGateway
from tests.browser.watching import Watch, jpeg, portrait, still, watching, write_mjpeg

pytestmark = pytest.mark.browser

Visit = Callable[..., AbstractContextManager[Watch]]
WITHOUT = "Without a camera"


@pytest.fixture
def face(tmp_path: Path) -> Path:
    return write_mjpeg(tmp_path / "face.mjpeg", still())


@pytest.fixture
def visit(browser: Browser, gateway: ScriptedGateway, face: Path) -> Visit:
    """A visit to a gateway that reads faces; `video=None`: the permission is refused."""
    gateway.allow_faces()

    def begin(*arguments: str, **given: Any) -> AbstractContextManager[Watch]:
        return watching(browser, gateway.url, given.pop("video", face), *arguments, **given)

    return begin


def sizes(gateway: ScriptedGateway) -> set[tuple[str | None, tuple[int, int]]]:
    opened = [PIL.Image.open(io.BytesIO(picture.data)) for picture in gateway.pictures]
    return {(one.format, one.size) for one in opened}


def announced(watch: Watch, words: str) -> None:
    expect(watch.page.get_by_role("status").filter(has_text=words)).to_have_count(1)


def photo(picture: PIL.Image.Image, name: str = "face.jpg") -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(picture)}


# --- while the camera is on -------------------------------------------------------------------------------


def test_small_pictures_arrive_at_the_pace_and_the_ring_moves(visit: Visit, gateway: ScriptedGateway) -> None:
    with visit() as watch:
        watch.begin()
        expect(watch.sign).to_be_visible()
        expect(watch.sign).to_contain_text("I see you")
        announced(watch, "I see you")
        gateway.await_pictures(6)
        expect(watch.ring).to_have_attribute("data-mood", "joy")
        expect(watch.ring).to_have_attribute("data-live", "")
        [start] = gateway.of_type("camera.start")
        assert (start["where"], start["source"]) == ("server", "camera")
        assert [picture.stream for picture in gateway.pictures[:6]] == [start["stream"]] * 6
        assert [picture.sequence for picture in gateway.pictures[:6]] == list(range(6))
        t_ms = [picture.t_ms for picture in gateway.pictures]
        assert all(later - earlier > 100 for earlier, later in pairwise(t_ms))
        assert sizes(gateway) == {("JPEG", (320, 240))}
        assert max(len(picture.data) for picture in gateway.pictures) < 30_000
        watch.write("hello")
        expect(watch.bot.nth(1)).to_have_text("You said: hello")
        assert (watch.violations(), watch.unexpected()) == ([], [])


def test_nothing_is_opened_before_the_visitor_has_answered_and_not_now_is_respected(
    visit: Visit, gateway: ScriptedGateway, axe: str
) -> None:
    with visit() as watch:
        watch.button("Show my face").click()
        expect(watch.button("Use the camera")).to_be_focused()
        asking = watch.page.get_by_role("group", name="May I see your face while we talk?")
        expect(asking).to_contain_text("looked at in memory and thrown away")
        expect(asking.get_by_role("radio")).to_have_count(0)
        assert faults(watch, axe) == []
        assert watch.n_opened() == 0
        watch.button("Not now").click()
        expect(asking).to_have_count(0)
        expect(watch.button("Show my face")).to_be_focused()
        assert watch.n_opened() == 0
        assert gateway.of_type("consent") == []


def test_the_pace_is_the_gateway_s_and_none_is_sent_where_it_has_no_room(
    visit: Visit, gateway: ScriptedGateway
) -> None:
    with visit() as watch:
        watch.begin()
        gateway.await_pictures(2)
        gateway.sign("busy", fps=0.0)
        expect(watch.sign).to_contain_text("it will be your turn soon")
        n_before = len(gateway.pictures)
        gateway.sign("busy", fps=0.0)
        watch.page.evaluate("() => new Promise((done) => setTimeout(done, 1500))")
        assert len(gateway.pictures) <= n_before + 1
        gateway.sign("looking", fps=10.0)
        gateway.await_pictures(n_before + 4)


@pytest.mark.parametrize(
    ("state", "n_faces", "words"),
    [
        ("no_face", 0, "I can’t see your face just now"),
        ("several", 3, "There are several faces; I follow the one in front"),
        ("too_dark", 1, "some light on your face would help"),
    ],
)
def test_what_is_seen_is_told_kindly(
    visit: Visit, gateway: ScriptedGateway, state: str, n_faces: int, words: str
) -> None:
    with visit() as watch:
        watch.begin()
        gateway.await_pictures(1)
        gateway.sign(state, n_faces=n_faces)
        expect(watch.sign).to_contain_text(words)
        announced(watch, words)


def test_the_self_view_can_be_hidden_and_stays_hidden_while_pictures_go_on(
    visit: Visit, gateway: ScriptedGateway
) -> None:
    with visit() as watch:
        watch.begin()
        expect(watch.self_view).to_be_visible()
        watch.button("Hide picture").click()
        expect(watch.self_view).to_be_hidden()
        expect(watch.sign).to_be_visible()
        gateway.await_pictures(len(gateway.pictures) + 3)
        watch.button("Turn the camera off").click()
        watch.await_state("off")
        watch.button("Show my face").click()
        watch.await_state("on")
        expect(watch.self_view).to_be_hidden()
        watch.button("Show picture").click()
        expect(watch.self_view).to_be_visible()


def test_typing_goes_on_while_pictures_are_made(visit: Visit, gateway: ScriptedGateway) -> None:
    with visit() as watch:
        watch.begin()
        gateway.await_pictures(2)
        watch.field.click()
        watch.page.keyboard.type("I would like to tell you about it", delay=20)
        expect(watch.field).to_have_value("I would like to tell you about it")
        expect(watch.field).to_be_focused()


def test_without_a_worker_pictures_are_made_all_the_same(visit: Visit, gateway: ScriptedGateway) -> None:
    with visit(before="delete window.Worker;") as watch:
        watch.begin()
        gateway.await_pictures(3)
        assert sizes(gateway) == {("JPEG", (320, 240))}


# --- stopping ---------------------------------------------------------------------------------------------


def test_one_press_stops_it_and_the_device_is_let_go(visit: Visit, gateway: ScriptedGateway) -> None:
    with visit() as watch:
        watch.begin()
        gateway.await_pictures(1)
        watch.button("Turn the camera off").click()
        watch.await_state("off")
        assert watch.n_live() == 0
        gateway.await_messages("camera.stop", 1)
        expect(watch.sign).to_be_hidden()
        announced(watch, "The camera is off")
        expect(watch.ring).not_to_have_attribute("data-mood", "joy")


def test_consent_that_is_taken_back_stops_the_camera_before_anything_else(
    visit: Visit, gateway: ScriptedGateway
) -> None:
    with visit() as watch:
        watch.begin()
        gateway.await_pictures(2)
        watch.button("Menu").click()
        watch.page.get_by_role("switch", name="Sense the mood in my face").click()
        assert watch.n_live() == 0
        watch.await_state("off")
        gateway.await_messages("consent", 2)
        assert [message["granted"] for message in gateway.of_type("consent")] == [True, False]
        expect(watch.ring).not_to_have_attribute("data-mood", "joy")
        watch.button("Back to the conversation").click()
        watch.button("Show my face").click()
        expect(watch.button("Use the camera")).to_be_visible()
        assert watch.n_live() == 0


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (Watch.hide_page, "I stopped looking while this page was out of sight."),
        (Watch.lose_device, "The camera went away."),
    ],
    ids=["hidden tab", "device gone"],
)
def test_it_stops_at_once_and_says_why(
    visit: Visit, gateway: ScriptedGateway, end: Callable[[Watch], None], words: str
) -> None:
    with visit() as watch:
        watch.begin()
        gateway.await_pictures(1)
        end(watch)
        assert watch.n_live() == 0
        watch.await_state("off")
        announced(watch, words)
        gateway.await_messages("camera.stop", 1)


def test_a_lost_line_turns_it_off(visit: Visit, gateway: ScriptedGateway) -> None:
    with visit() as watch:
        watch.begin()
        gateway.await_pictures(1)
        gateway.cut()
        watch.await_state("off")
        assert watch.n_live() == 0
        announced(watch, "The line was interrupted, so I turned the camera off.")


def test_pausing_the_sensing_turns_it_off_and_keeps_it_off(visit: Visit, gateway: ScriptedGateway) -> None:
    with visit() as watch:
        watch.begin()
        gateway.await_pictures(1)
        watch.button("Menu").click()
        watch.page.get_by_role("switch", name="Sense the mood in my words").click()
        assert watch.n_live() == 0
        watch.button("Back to the conversation").click()
        watch.button("Show my face").click()
        announced(watch, "Sensing is paused, so I don’t look.")
        assert watch.n_live() == 0


# --- when there is no picture -----------------------------------------------------------------------------


def test_a_permission_that_is_refused_is_told_with_another_way(visit: Visit, axe: str) -> None:
    with visit(video=None) as watch:
        watch.button("Show my face").click()
        watch.button("Use the camera").click()
        announced(watch, "The browser keeps the camera from me.")
        watch.await_state("off")
        assert faults(watch, axe) == []
        watch.button(WITHOUT).click()
        expect(watch.page.get_by_role("heading", name="How do you feel?")).to_be_focused()


def test_a_gateway_that_cannot_look_now_is_told(visit: Visit, gateway: ScriptedGateway) -> None:
    gateway.sees = False
    with visit() as watch:
        watch.button("Show my face").click()
        watch.button("Use the camera").click()
        announced(watch, "I can’t look here right now.")
        assert watch.n_live() == 0


@pytest.mark.parametrize("sense", ["not_allowed", "not_available"])
def test_where_faces_are_not_read_there_is_no_button(
    visit: Visit, gateway: ScriptedGateway, sense: str
) -> None:
    gateway.face_sense = sense
    with visit() as watch:
        expect(watch.field).to_be_visible()
        expect(watch.camera).to_be_hidden()


# --- a photo, or a mood, instead --------------------------------------------------------------------------


def test_a_photo_is_asked_about_made_small_seen_once_and_moves_the_ring(
    visit: Visit, gateway: ScriptedGateway
) -> None:
    with visit() as watch:
        watch.button("Show my face").click()
        watch.button(WITHOUT).click()
        large = portrait().resize((2400, 1800))
        watch.page.locator("input[type=file]").set_input_files(photo(large))
        watch.button("Show this photo").click()
        gateway.await_pictures(1)
        announced(watch, "I’ve seen your photo and thrown it away.")
        expect(watch.ring).to_have_attribute("data-mood", "joy")
        assert sizes(gateway) == {("JPEG", (640, 480))}
        assert len(gateway.pictures[0].data) <= FACE["max_image_bytes"]
        assert [start["source"] for start in gateway.of_type("camera.start")] == ["photo"]
        assert watch.n_opened() == 0
        watch.write("I feel so sad today")
        expect(watch.ring).to_have_attribute("data-mood", "sadness")
        assert len(gateway.pictures) == 1
        assert watch.violations() == []


def test_a_file_that_is_no_picture_is_told(visit: Visit, gateway: ScriptedGateway) -> None:
    with visit() as watch:
        watch.button("Show my face").click()
        watch.button(WITHOUT).click()
        broken: FilePayload = {"name": "face.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
        watch.page.locator("input[type=file]").set_input_files(broken)
        watch.button("Show this photo").click()
        announced(watch, "I can’t open this picture.")
        assert gateway.pictures == []


def test_a_mood_is_chosen_by_hand_with_the_keyboard(visit: Visit, gateway: ScriptedGateway, axe: str) -> None:
    with visit() as watch:
        watch.button("Show my face").click()
        watch.button(WITHOUT).focus()
        watch.page.keyboard.press("Enter")
        expect(watch.page.get_by_role("heading", name="How do you feel?")).to_be_focused()
        assert faults(watch, axe) == []
        watch.button("sadness").focus()
        watch.page.keyboard.press("Enter")
        gateway.await_messages("text", 1)
        [text] = gateway.of_type("text")
        assert (text["text"], text["mood"]) == ("I feel sad.", "sadness")
        expect(watch.visitor).to_have_text(["I feel sad."])
        expect(watch.field).to_be_focused()
        assert gateway.of_type("consent") == []


def test_a_chosen_mood_that_failed_is_sent_again_as_it_was(visit: Visit, gateway: ScriptedGateway) -> None:
    with visit() as watch:
        watch.button("Show my face").click()
        watch.button(WITHOUT).click()
        watch.button("sadness").click()
        gateway.await_messages("text", 1)
        [text] = gateway.of_type("text")
        gateway.say(type="error", code="bot_failed", detail="I'm sorry.", id=text["id"])
        watch.button("Send again").click()
        gateway.await_messages("text", 2)
        again = gateway.of_type("text")[-1]
        assert again["id"] != text["id"]
        assert (again["text"], again["mood"]) == ("I feel sad.", "sadness")


def test_escape_folds_the_choice_of_a_mood_away(visit: Visit) -> None:
    with visit() as watch:
        watch.button("Menu").click()
        watch.page.get_by_role("button", name=WITHOUT).click()
        title = watch.page.get_by_role("heading", name="How do you feel?")
        expect(title).to_be_visible()
        watch.page.keyboard.press("Escape")
        expect(title).to_be_hidden()


# --- where the picture is looked at -----------------------------------------------------------------------


def test_where_both_ways_are_offered_the_visitor_chooses_and_may_change_it(
    visit: Visit, gateway: ScriptedGateway, axe: str
) -> None:
    gateway.allow_faces("server", "device")
    with visit() as watch:
        watch.button("Show my face").click()
        stays = watch.page.get_by_role("radio", name="It stays on this device")
        expect(stays).to_be_checked()
        assert faults(watch, axe) == []
        watch.page.get_by_role("radio", name="It goes to this server").check()
        watch.button("Use the camera").click()
        gateway.await_pictures(1)
        assert [start["where"] for start in gateway.of_type("camera.start")] == ["server"]
        watch.button("Menu").click()
        assert faults(watch, axe) == []
        switch = watch.page.get_by_role("switch", name="Keep my picture on this device")
        expect(switch).to_have_attribute("aria-checked", "false")


def test_a_browser_that_cannot_read_faces_says_so_and_offers_the_server(
    visit: Visit, gateway: ScriptedGateway
) -> None:
    gateway.allow_faces("server", "device")
    with visit(before="delete window.WebAssembly;") as watch:
        watch.button("Show my face").click()
        watch.button("Use the camera").click()
        announced(watch, "This browser can’t read faces by itself here. No picture was sent.")
        assert (watch.n_opened(), gateway.pictures) == (0, [])
        watch.button("Let the server look").click()
        gateway.await_pictures(1)
