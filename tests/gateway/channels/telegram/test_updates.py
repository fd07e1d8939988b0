"""What a visitor did, read out of Telegram's updates."""

from collections.abc import Sequence
from typing import Any

import pytest

from gateway.channels.channel import (
    Confirmed,
    Incoming,
    PutRight,
    Rated,
    Said,
    SentElse,
    Showed,
    Spoke,
)
from gateway.channels.telegram import presses
from gateway.channels.telegram.channel import TelegramChannel
from gateway.channels.telegram.updates import Arrived, Me
from gateway.errors import Refusal
from tests.fakes.telegram_platform import BOT_ID, BOT_NAME, NOW, Person, SentMessage, TelegramStandIn

CHANNEL = TelegramChannel(Me(BOT_ID, BOT_NAME))
AT = NOW + 5.0
ADA, BOB = 42, 43
SMALL, MIDDLE, LARGE = (b"s" * 10, 90, 120), (b"m" * 100, 480, 640), (b"l" * 1000, 960, 1280)


@pytest.fixture
def ada() -> Person:
    return TelegramStandIn().person(ADA)


@pytest.fixture
def in_group() -> Person:
    return TelegramStandIn().in_group(ADA)


def received(update: Any, channel: TelegramChannel = CHANNEL) -> Sequence[Incoming]:
    return channel.receive(Arrived(update, AT))


def the_one(update: Any) -> Incoming:
    (found,) = received(update)
    return found


def said(update: Any) -> str:
    found = the_one(update)
    assert isinstance(found, Said)
    return found.text


def refused_kind(update: Any) -> str:
    found = the_one(update)
    assert isinstance(found, SentElse)
    return found.kind


# --- in a private chat ------------------------------------------------------------------------------------


def test_what_somebody_writes_is_said_by_them_in_their_chat_when_they_wrote_it(ada: Person) -> None:
    found = the_one(ada.words("I feel sad"))
    assert isinstance(found, Said)
    assert (found.text, found.author.id, found.place.id, int(found.at)) == ("I feel sad", "42", "42", NOW)
    assert found.private


def test_the_same_update_again_is_the_same_event_and_another_is_not(ada: Person) -> None:
    first, second = ada.words("hello"), ada.words("hello")
    assert the_one(first).event == the_one(first).event
    assert the_one(first).event != the_one(second).event


@pytest.mark.parametrize("code", ["en", "pt-br", "en-GB", "zh-hant-tw", "es-419", "de-CH-1996", "en-x-home"])
def test_what_their_app_is_set_to_comes_along(ada: Person, code: str) -> None:
    ada.language = code
    assert the_one(ada.words("hello")).locale == code
    assert the_one(ada.press_data(SentMessage(1, ADA, "", "", [], None, None), "s:hello")).locale == code


@pytest.mark.parametrize(
    "code",
    ["", "e", "en_GB", "en-", "-GB", "en--GB", "x-gb", "en GB", "en-GB\n", "é", "e" * 36, 3, None, ["en"]],
)
def test_what_is_no_language_tag_is_dropped_and_the_message_is_not(ada: Person, code: Any) -> None:
    ada.language = code
    found = the_one(ada.words("hello"))
    assert isinstance(found, Said)
    assert (found.text, found.locale) == ("hello", None)


def test_messages_of_one_second_keep_their_order(ada: Person) -> None:
    times = [the_one(ada.words("hello")).at for _ in range(5)]
    assert times == sorted(set(times))
    assert {int(at) for at in times} == {NOW}


def test_a_command_stays_one_and_loses_the_name_of_the_bot(ada: Person) -> None:
    assert said(ada.words(f"/link@{BOT_NAME} 123 456")) == "/link 123 456"
    assert said(ada.words("/start")) == "/start"
    assert said(ada.words("write to me@home.example")) == "write to me@home.example"


def test_a_voice_note_is_spoken_and_nothing_of_it_is_fetched_to_know_so(ada: Person) -> None:
    found = the_one(ada.note(b"ogg", duration=7))
    assert isinstance(found, Spoke)
    assert (found.media, found.duration_s) == ("file-1", 7)
    assert ada.platform.downloads == []


def test_a_voice_note_of_more_than_a_minute_is_not_taken(ada: Person) -> None:
    assert isinstance(the_one(ada.note(b"ogg", duration=60)), Spoke)
    assert refused_kind(ada.note(b"ogg", duration=61)) == "a voice note of more than 60 seconds"
    assert "60 seconds" in refused_kind(ada.note(b"o" * 2_000_001))


def test_of_a_photo_the_largest_size_that_is_looked_at_is_taken_with_its_caption(ada: Person) -> None:
    found = the_one(ada.photo(SMALL, MIDDLE, LARGE, caption="me today"))
    assert isinstance(found, Showed)
    assert (found.media, found.caption) == ("file-3", "me today")
    huge = (b"h", 4000, 3000)
    found = the_one(ada.photo(SMALL, huge))
    assert isinstance(found, Showed)
    assert found.media == "file-4"
    assert refused_kind(ada.photo(huge)) == "a photo of this size"


def test_what_was_forwarded_from_somebody_else_is_neither_heard_nor_seen(ada: Person) -> None:
    of_bob = {"type": "user", "date": NOW, "sender_user": {"id": BOB, "is_bot": False, "first_name": "B"}}
    hidden = {"type": "hidden_user", "date": NOW, "sender_user_name": "B"}
    own = {"type": "user", "date": NOW, "sender_user": {"id": ADA, "is_bot": False, "first_name": "A"}}
    assert refused_kind(ada.note(b"ogg", forward_origin=of_bob)) == "a voice note of somebody else"
    assert refused_kind(ada.photo(SMALL, forward_origin=hidden)) == "a photo of somebody else"
    assert isinstance(the_one(ada.note(b"ogg", forward_origin=own)), Spoke)
    assert said(ada.words("read this", forward_origin=of_bob)) == "read this"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"sticker": {"file_id": "x"}}, "a sticker"),
        ({"video_note": {"file_id": "x"}}, "a video"),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "a location"),
        ({"animation": {"file_id": "x"}, "document": {"file_id": "x"}}, "a file"),
    ],
)
def test_what_cannot_be_taken_is_named(ada: Person, content: dict[str, Any], kind: str) -> None:
    assert refused_kind(ada.message(**content)) == kind


def test_words_beside_a_video_count(ada: Person) -> None:
    assert said(ada.message(video={"file_id": "x"}, caption="look at this")) == "look at this"


def test_what_the_chat_tells_of_itself_is_of_no_concern(ada: Person) -> None:
    assert received(ada.message(pinned_message={"message_id": 1})) == ()
    assert received(ada.platform.next_update(edited_message={"anything": 1})) == ()
    assert received(ada.platform.next_update(my_chat_member={"anything": 1})) == ()


def test_bots_and_channels_are_not_listened_to(ada: Person) -> None:
    update = ada.words("hello")
    update["message"]["from"]["is_bot"] = True
    assert received(update) == ()
    update = ada.words("hello")
    del update["message"]["from"]
    assert received(update) == ()


@pytest.mark.parametrize(
    "update",
    [
        None, [], "hello", {}, {"update_id": "one"}, {"update_id": 1, "message": "hello"},
        {"update_id": 1, "message": {"message_id": 1}}, {"update_id": 1, "callback_query": {"id": "1"}},
    ],
)  # fmt: skip
def test_what_is_no_update_is_refused_without_quoting_it(update: Any) -> None:
    with pytest.raises(Refusal) as refused:
        received(update)
    assert refused.value.code == "malformed"
    assert "hello" not in refused.value.detail


def test_nothing_of_what_was_said_is_in_the_repr_of_anything(ada: Person) -> None:
    update = ada.words("a secret")
    assert "secret" not in repr(Arrived(update, AT)) + repr(received(update))


# --- in a group -------------------------------------------------------------------------------------------


def test_in_a_group_nobody_is_heard_who_does_not_speak_to_the_bot(in_group: Person) -> None:
    to_another = {"message_id": 1, "from": {"id": BOB, "is_bot": False, "first_name": "B"}}
    for update in (
        in_group.words("I feel so sad"),
        in_group.words("@somebody_else look"),
        in_group.words("/help"),
        in_group.words("/help@another_bot"),
        in_group.words("yes", reply_to_message=to_another),
        in_group.note(b"ogg"),
        in_group.photo(SMALL, caption="all of us"),
        in_group.message(new_chat_members=[{"id": BOB, "is_bot": False, "first_name": "B"}]),
    ):
        assert received(update) == ()


def test_in_a_group_it_is_heard_by_its_name_in_answer_and_with_a_command_that_names_it(
    in_group: Person,
) -> None:
    to_bot = {"message_id": 1, "from": {"id": BOT_ID, "is_bot": True, "first_name": "U"}}
    by_text = {"entities": [{"type": "text_mention", "offset": 0, "length": 3, "user": to_bot["from"]}]}
    assert said(in_group.words(f"@{BOT_NAME} I feel sad")) == "I feel sad"
    assert said(in_group.words(f"Hey 🙂 @{BOT_NAME.upper()}, any music?")) == "Hey 🙂 , any music?"
    assert said(in_group.words("any music?", reply_to_message=to_bot)) == "any music?"
    assert said(in_group.words(f"/mood@{BOT_NAME}")) == "/mood"
    assert said(in_group.message(text="You there?", **by_text)) == "there?"
    assert said(in_group.words(f"@{BOT_NAME}")) == "/help"


def test_what_is_said_in_a_group_belongs_to_one_person_and_is_not_private(in_group: Person) -> None:
    platform = in_group.platform
    places = [
        the_one(platform.in_group(who, thread=thread).words(f"@{BOT_NAME} hello")).place.id
        for who, thread in ((ADA, None), (BOB, None), (ADA, 7))
    ]
    assert places == ["-500::42", "-500::43", "-500:7:42"]
    assert not the_one(in_group.words(f"@{BOT_NAME} hello")).private


def test_a_reply_in_a_group_without_topics_names_no_thread(in_group: Person) -> None:
    update = in_group.words(f"@{BOT_NAME} hello")
    update["message"]["message_thread_id"] = 99
    assert the_one(update).place.id == "-500::42"


def test_in_a_group_nothing_is_heard_or_seen_of_anybody(in_group: Person) -> None:
    to_bot = {"message_id": 1, "from": {"id": BOT_ID, "is_bot": True, "first_name": "U"}}
    assert refused_kind(in_group.note(b"ogg", reply_to_message=to_bot)) == "a voice note in a group"
    assert refused_kind(in_group.photo(SMALL, reply_to_message=to_bot)) == "a photo in a group"
    captioned = in_group.photo(SMALL, caption="what do you say?", reply_to_message=to_bot)
    assert said(captioned) == "what do you say?"


def test_before_its_name_is_known_a_group_can_speak_to_it_in_answers(in_group: Person) -> None:
    nameless = TelegramChannel(Me(BOT_ID))
    to_bot = {"message_id": 1, "from": {"id": BOT_ID, "is_bot": True, "first_name": "U"}}
    assert received(in_group.words(f"@{BOT_NAME} hello"), nameless) == ()
    assert received(in_group.words("hello", reply_to_message=to_bot), nameless)


def test_somebody_who_speaks_as_the_group_is_nobody(in_group: Person) -> None:
    update = in_group.words(f"@{BOT_NAME} hello", sender_chat={"id": -500, "type": "supergroup"})
    assert received(update) == ()


# --- buttons ----------------------------------------------------------------------------------------------


def shown(*titles_and_data: tuple[str, str]) -> SentMessage:
    buttons = [[{"text": title, "callback_data": data} for title, data in titles_and_data]]
    return SentMessage(7, ADA, "text", "text", buttons, None, None)


def test_a_quick_reply_is_said_when_it_is_pressed(ada: Person) -> None:
    message = shown(("Play music", presses.say("play music", 0)))
    update = ada.press(message, "Play music")
    found = the_one(update)
    assert isinstance(found, Said)
    assert (found.text, found.author.id, found.place.id, found.at) == ("play music", "42", "42", AT)


def test_a_long_quick_reply_is_said_by_its_title(ada: Person) -> None:
    long = "something that is far too long for a button, which holds sixty-four bytes"
    message = shown(("Short one", presses.say("x", 0)), ("Long one", presses.say(long, 1)))
    assert said(ada.press(message, "Long one")) == "Long one"


def test_an_item_is_rated_a_mood_put_right_and_an_utterance_confirmed(ada: Person) -> None:
    turn, utterance = "Zk9session.19a2f.3", "Zk9session.19a2f.s1.1"
    message = shown(
        ("Like", presses.rate("like", "song-1") or ""),
        ("fear", presses.label("fear", turn) or ""),
        ("Yes", presses.heard(utterance, keep=True) or ""),
        ("No", presses.heard(utterance, keep=False) or ""),
    )
    rated = the_one(ada.press(message, "Like"))
    assert isinstance(rated, Rated)
    assert (rated.item, rated.action) == ("song-1", "like")
    right = the_one(ada.press(message, "fear"))
    assert isinstance(right, PutRight)
    assert (right.turn, right.label) == ("19a2f.3", "fear")
    for title, keep in (("Yes", True), ("No", False)):
        confirmed = the_one(ada.press(message, title))
        assert isinstance(confirmed, Confirmed)
        assert (confirmed.utterance, confirmed.keep) == ("19a2f.s1.1", keep)


@pytest.mark.parametrize(
    "data",
    ["", "x", "s:", "f:z:song", "f:l:", "c:9:1.2", "c:-1:1.2", "c:²:1", "h:q:1", "e:", "t:0", "c:1", "🙂"],
)
def test_a_button_that_is_none_of_ours_does_nothing(ada: Person, data: str) -> None:
    assert received(ada.press_data(shown(("Play", "s:play")), data)) == ()


def test_a_press_under_a_message_that_telegram_no_longer_shows_counts(ada: Person) -> None:
    update = ada.press(shown(("Like", "f:l:song-1")), "Like")
    update["callback_query"]["message"] = {
        "message_id": 7, "date": 0, "chat": {"id": ADA, "type": "private"},
    }  # fmt: skip
    assert isinstance(the_one(update), Rated)


def test_buttons_of_any_name_and_item_fit_into_what_telegram_keeps() -> None:
    turn = f"{'x' * 43}.{'f' * 11}.123456"
    made = [
        presses.label("anticipation", turn), presses.choose(turn), presses.say("ü" * 200, 99),
        presses.heard(f"{'x' * 43}.{'f' * 11}.s99.1", keep=True), presses.rate("complete", "i" * 60),
    ]  # fmt: skip
    assert all(data is not None and len(data.encode()) <= 64 for data in made)
    assert presses.rate("like", "i" * 61) is None
