"""Songs, reads and help lines: used as a visitor uses them."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.conftest import Chat
from tests.browser.script import READ, TRACK, say
from tests.browser.scripted_gateway import ScriptedGateway

LINKS: list[dict[str, str]] = [dict(link) for link in TRACK["links"]]  # type: ignore[attr-defined]
pytestmark = pytest.mark.browser

DRAW = """async (content) => { const { card } = await import("/element/view/cards/index.js");
  const { languageFor } = await import("/element/lang/index.js");
  const { say } = languageFor("en");
  const drawn = card(content, { say, request() {} });
  document.body.append(drawn.node);
  return drawn.node.querySelector(".cover")?.innerHTML.replaceAll(/ut-sky-\\d+/g, ""); }"""


def track(chat: Chat) -> Locator:
    chat.write("Some music")
    return chat.page.get_by_role("article", name=f"Song: {TRACK['title']}")


def read(chat: Chat) -> Locator:
    chat.write("Something to read")
    return chat.page.get_by_role("article", name=f"Something to read: {READ['title']}")


def actions(gateway: ScriptedGateway) -> list[tuple[str, str]]:
    return [(message["item"], message["action"]) for message in gateway.of_type("feedback")]


def test_a_song_says_who_when_and_why(chat: Chat) -> None:
    card = track(chat)
    for words in (f"{TRACK['artist']} · 2014", TRACK["why"]):
        expect(card.get_by_text(str(words))).to_be_visible()


def test_a_song_is_opened_where_the_visitor_listens(chat: Chat, gateway: ScriptedGateway) -> None:
    card = track(chat)
    expect(card.get_by_role("link")).to_have_count(0)
    card.get_by_role("button", name="Open in…").click()
    links = card.get_by_role("link")
    expect(links).to_have_text(["Spotify", "YouTube Music", "Apple Music", "Deezer"])
    for link, given in zip(links.all(), LINKS, strict=True):
        expect(link).to_have_attribute("href", given["url"])
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        expect(link).to_have_attribute("target", "_blank")
    expect(links.first).to_have_accessible_name(f"{TRACK['title']} on Spotify (opens a new tab)")
    chat.page.context.route("https://example.org/**", lambda route: route.abort())
    links.nth(1).click()
    gateway.await_messages("feedback", 1)
    assert actions(gateway) == [(TRACK["id"], "play")]


def test_escape_folds_the_services_and_not_the_panel(corner_chat: Chat) -> None:
    corner_chat.button("Open the conversation").click()
    card = track(corner_chat)
    toggle = card.get_by_role("button", name="Open in…")
    toggle.click()
    card.get_by_role("link").first.focus()
    corner_chat.page.keyboard.press("Escape")
    expect(toggle).to_be_focused()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(corner_chat.field).to_be_visible()


def test_liking_a_song_is_told_and_remembered(chat: Chat, gateway: ScriptedGateway) -> None:
    card = track(chat)
    card.get_by_role("button", name="I like it").click()
    expect(card.get_by_role("button", name="You like this")).to_have_attribute("aria-pressed", "true")
    gateway.await_messages("feedback", 1)
    chat.page.reload()
    expect(card.get_by_role("button", name="You like this")).to_have_attribute("aria-pressed", "true")
    assert actions(gateway) == [(TRACK["id"], "like")]


def test_a_change_of_mind_about_a_song_is_told_too(chat: Chat, gateway: ScriptedGateway) -> None:
    card = track(chat)
    card.get_by_role("button", name="I like it").click()
    card.get_by_role("button", name="Not like that").click()
    expect(card.get_by_role("button", name="I like it")).to_have_attribute("aria-pressed", "false")
    expect(card.get_by_role("button", name="Not for you")).to_have_attribute("aria-pressed", "true")
    chat.write("bye")
    chat.bot.last.get_by_text("You said: bye").wait_for()
    assert actions(gateway) == [(TRACK["id"], "like"), (TRACK["id"], "dislike")]


def test_something_else_skips_the_song_and_asks_for_another(chat: Chat, gateway: ScriptedGateway) -> None:
    card = track(chat)
    card.get_by_role("button", name="Something else").click()
    expect(chat.visitor.last).to_have_text("Something else")
    chat.bot.last.get_by_text("You said: Something else").wait_for()
    assert actions(gateway) == [(TRACK["id"], "skip")]
    assert gateway.texts()[-1] == "Something else"
    assert [one["type"] for one in gateway.received if one["type"] in ("text", "feedback")][-2:] == [
        "feedback",
        "text",
    ]


REPLIES = ("Something else", "Why this one?", "I like it")


def replies(chat: Chat) -> Locator:
    return chat.page.get_by_role("group", name="Suggested replies").get_by_role("button")


def test_what_a_card_offers_itself_is_offered_once(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.script = lambda text: [say(text, *REPLIES, card=TRACK if text == "Some music" else None)]
    card = track(chat)
    expect(replies(chat)).to_have_text(["Why this one?"])
    for name in ("I like it", "Something else"):
        expect(chat.button(name)).to_have_count(1)
    chat.button("Why this one?").click()
    expect(replies(chat)).to_have_text(list(REPLIES))
    card.get_by_role("button", name="I like it").click()
    expect(replies(chat)).to_have_text(["Something else", "Why this one?"])


def test_who_did_not_like_a_song_is_offered_something_else(chat: Chat, gateway: ScriptedGateway) -> None:
    card = track(chat)
    another = card.get_by_role("button", name="Something else")
    plain = another.evaluate("(button) => getComputedStyle(button).backgroundColor")
    card.get_by_role("button", name="Not like that").click()
    expect(another).to_be_in_viewport(ratio=1)
    expect(another).not_to_have_css("background-color", plain)
    another.click()
    chat.bot.last.get_by_text("You said: Something else").wait_for()
    assert actions(gateway) == [(TRACK["id"], "dislike")]


@pytest.mark.parametrize("kind", [READ, TRACK])
def test_the_card_of_an_answer_taller_than_the_view_is_seen_from_its_top(
    context: BrowserContext, gateway: ScriptedGateway, kind: dict[str, object]
) -> None:
    gateway.script = lambda text: [say(text * 20, *REPLIES, "A short exercise", card=kind)]
    chat = Chat(context.new_page())
    chat.page.set_viewport_size({"width": 360, "height": 340})
    chat.page.goto(f"{gateway.url}/bare")
    chat.button("Open the conversation").click()
    chat.write("Some music")
    title = chat.page.get_by_role("heading", name=str(kind["title"]))
    expect(title).to_be_in_viewport(ratio=1)
    expect(chat.button("Go to the latest message")).to_be_hidden()
    boxes = [reply.bounding_box() for reply in replies(chat).all()]
    assert len({box["y"] for box in boxes if box}) == 1
    log, head = chat.log.bounding_box(), title.bounding_box()
    assert log is not None
    assert head is not None
    assert log["y"] < head["y"] < log["y"] + log["height"] - head["height"]


def test_beside_help_lines_stands_no_course_of_the_mood(chat: Chat) -> None:
    for text in ("I feel so sad today", "Just listen"):
        chat.write(text)
    line = chat.page.locator(".head-line")
    expect(line).to_have_attribute("d", re.compile("C"))
    chat.write("I can't go on")
    chat.page.get_by_role("article", name="People who can help").wait_for()
    expect(line).to_have_attribute("d", "")


def test_a_cover_is_the_songs_own_and_follows_its_mood(chat: Chat) -> None:
    first = chat.page.evaluate(DRAW, TRACK)
    assert chat.page.evaluate(DRAW, TRACK) == first
    other = chat.page.evaluate(DRAW, TRACK | {"id": "song-another"})
    bright = chat.page.evaluate(DRAW, TRACK | {"valence": 0.9, "arousal": 0.8})
    assert len({first, other, bright}) == 3
    assert "cover-star" in first
    assert "cover-star" not in bright


def test_a_cover_stands_even_what_no_catalogue_would_send(chat: Chat) -> None:
    odd = {"kind": "track", "id": None, "valence": "x", "arousal": 1e9, "feelings": {"spite": 1, "joy": "?"}}
    drawn = chat.page.evaluate(DRAW, odd)
    assert "NaN" not in drawn
    assert "spite" not in drawn


def test_a_read_shows_its_beginning_unfolds_and_folds(chat: Chat, gateway: ScriptedGateway) -> None:
    card = read(chat)
    expect(card.get_by_text("Reflection · 2 min")).to_be_visible()
    expect(card.get_by_text("Some days are heavier than others.")).to_be_visible()
    words = card.get_by_text("They do not ask to be solved.")
    expect(words).to_be_hidden()
    card.get_by_role("button", name="Read", exact=True).click()
    expect(words).to_be_visible()
    toggle = card.get_by_role("button", name="Fold")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    toggle.click()
    expect(words).to_be_hidden()
    chat.write("bye")
    chat.bot.last.get_by_text("You said: bye").wait_for()
    assert actions(gateway) == [(READ["id"], "play")]


def test_help_lines_can_be_called_and_opened(chat: Chat) -> None:
    chat.write("I can't go on")
    card = chat.page.get_by_role("article", name="People who can help: Someone is there, right now")
    number = card.get_by_role("link", name="Call 116 123, Samaritans, any time, free")
    expect(number).to_have_attribute("href", "tel:116123")
    box = number.bounding_box()
    assert box is not None
    assert box["height"] >= 56
    expect(card.get_by_role("link", name="findahelpline.com")).to_be_visible()


def test_a_kind_of_card_that_is_not_known_still_shows_its_words(chat: Chat) -> None:
    chat.page.evaluate(DRAW, {"kind": "hologram", "title": "A thing", "why": "Because."})
    expect(chat.page.get_by_role("article", name="For you: A thing")).to_contain_text("A thingBecause.")


def test_what_arrives_while_the_log_glides_is_followed(chat: Chat) -> None:
    chat.page.emulate_media(reduced_motion="no-preference")
    for n in range(3):
        chat.write("Something to read")
        chat.page.get_by_role("article").nth(n).wait_for()
    chat.write("Some music")
    expect(chat.page.get_by_role("article", name="Song")).to_be_in_viewport(ratio=0.9)
    expect(chat.button("Go to the latest message")).to_be_hidden()
