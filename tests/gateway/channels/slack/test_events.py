"""What Slack tells, as what a visitor did."""

import json
from typing import Any

import pytest

from gateway.channels.channel import Asked, Author, PutRight, Rated, Said, SentElse
from gateway.channels.slack.events import incoming
from gateway.channels.slack.places import destination, in_private, in_thread
from gateway.errors import Refusal
from tests.fakes.slack_platform import BOT_USER, CHANNEL, DIRECT, TEAM, SlackPlatform

NOW = 1_800_000_000.0
SOMEBODY = Author("slack", f"{TEAM}:U1")


@pytest.fixture
def slack() -> SlackPlatform:
    return SlackPlatform(lambda: NOW)


def test_a_direct_message_is_said_in_private(slack: SlackPlatform) -> None:
    told = slack.message("I am &amp; was sad")
    (said,) = incoming(told, NOW)
    assert said == Said(told["event_id"], SOMEBODY, in_private(TEAM, "U1"), NOW + 1e-6, "I am & was sad")


def test_a_mention_begins_a_thread_under_it(slack: SlackPlatform) -> None:
    told = slack.mention("I am sad")
    (said,) = incoming(told, NOW)
    assert isinstance(said, Said)
    assert (said.text, said.place) == ("I am sad", in_thread(TEAM, CHANNEL, told["event"]["ts"], "U1"))


@pytest.mark.parametrize("channel", [DIRECT, CHANNEL])
def test_a_thread_is_kept(slack: SlackPlatform, channel: str) -> None:
    tell = slack.message if channel == DIRECT else slack.mention
    (said,) = incoming(tell("hello", thread_ts="1700000000.000100"), NOW)
    where = destination(said.place)
    assert (where.conversation, where.thread_ts) == (channel, "1700000000.000100")


def test_two_people_in_a_thread_have_places_of_their_own(slack: SlackPlatform) -> None:
    (one,), (two,) = (
        incoming(slack.mention("hi", user=user, thread_ts="1700000000.000100"), NOW) for user in ("U1", "U2")
    )
    assert one.place != two.place
    assert destination(one.place).thread_ts == destination(two.place).thread_ts


def test_only_a_thread_of_a_channel_has_other_readers() -> None:
    assert destination(in_thread(TEAM, CHANNEL, "1.1", "U1")).has_other_readers
    assert not destination(in_thread(TEAM, DIRECT, "1.1", "U1")).has_other_readers
    assert not destination(in_private(TEAM, "U1")).has_other_readers


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B0BOT"},
        {"user": BOT_USER},
        {"user": "USLACKBOT"},
        {"user": None},
        {"subtype": "bot_message"},
        {"subtype": "message_changed", "message": {"text": "edited"}, "text": None, "user": None},
        {"subtype": "message_deleted", "user": None},
        {"subtype": "channel_join"},
        {"subtype": "something_new"},
        {"edited": {"user": "U1", "ts": "1700000000.000200"}},
        {"channel": CHANNEL, "channel_type": "channel"},
        {"channel": "G0GROUP", "channel_type": "mpim"},
        {"type": "reaction_added", "channel": None},
        {"type": "app_mention"},
        {"text": "   "},
    ],
)
def test_what_nobody_has_just_said_to_the_companion_is_nothing(
    slack: SlackPlatform, event: dict[str, Any]
) -> None:
    assert not incoming(slack.message("hello", **event), NOW)


def test_a_message_that_was_edited_into_a_mention_is_not_said_again(slack: SlackPlatform) -> None:
    assert not incoming(slack.mention("hello", edited={"user": "U1", "ts": "1.2"}), NOW)


def test_a_bare_mention_asks_for_help(slack: SlackPlatform) -> None:
    (asked,) = incoming(slack.mention(""), NOW)
    assert isinstance(asked, Asked)
    assert asked.command == "help"


def test_files_and_voice_clips_are_named_and_never_taken(slack: SlackPlatform) -> None:
    files = [
        {"id": "F1", "mimetype": "audio/webm", "subtype": "slack_audio"},
        {"id": "F2", "mimetype": "video/mp4", "subtype": "slack_video"},
        {"id": "F3", "mimetype": "image/png"},
        {"id": "F4", "mimetype": "application/pdf"},
        {"id": "F5"},
    ]
    told = slack.message("look", subtype="file_share", files=files)
    *sent, said = incoming(told, NOW)
    kinds = [one.kind for one in sent if isinstance(one, SentElse)]
    assert kinds == ["a voice clip", "a video", "a picture", "a file", "a file"]
    assert isinstance(said, Said)
    assert (said.event, said.text) == (told["event_id"], "look")
    assert len({one.event for one in (*sent, said)}) == 6


def test_a_voice_clip_alone_says_nothing(slack: SlackPlatform) -> None:
    files = [{"id": "F1", "mimetype": "audio/webm"}]
    (sent,) = incoming(slack.message("", subtype="file_share", files=files), NOW)
    assert isinstance(sent, SentElse)


def test_whatever_somebody_does_it_is_known_in_which_workspace_they_do_it(slack: SlackPlatform) -> None:
    button = {"type": "button", "action_id": "reply:0", "value": "play something"}
    for done in (slack.message("hello"), slack.mention("hello"), slack.press(button), slack.command("mood")):
        (one,) = incoming(done, NOW)
        assert one.author.workplace == TEAM


def test_a_quick_reply_is_said_where_it_was_pressed(slack: SlackPlatform) -> None:
    button = {"type": "button", "action_id": "reply:0", "value": "play something"}
    (here,) = incoming(slack.press(button), NOW)
    (there,) = incoming(slack.press(button, channel=CHANNEL, thread_ts="1.1"), NOW)
    assert isinstance(here, Said)
    assert (here.text, here.author) == ("play something", SOMEBODY)
    assert here.place == in_private(TEAM, "U1")
    assert there.place == in_thread(TEAM, CHANNEL, "1.1", "U1")


def test_a_command_among_the_quick_replies_is_answered_in_private(slack: SlackPlatform) -> None:
    button = {"type": "button", "action_id": "reply:0", "value": "/forget yes"}
    (asked,) = incoming(slack.press(button, channel=CHANNEL, thread_ts="1.1"), NOW)
    assert isinstance(asked, Asked)
    assert (asked.command, asked.place) == ("forget_confirmed", in_private(TEAM, "U1"))


def test_what_is_said_in_a_channel_is_not_private_and_in_direct_messages_it_is(slack: SlackPlatform) -> None:
    button = {"type": "button", "action_id": "reply:0", "value": "yes"}
    told = {
        True: [
            slack.message("hi"),
            slack.message("hi", thread_ts="1.1"),
            slack.command("mood"),
            slack.press(button),
        ],
        False: [
            slack.mention("hi"),
            slack.mention(""),
            slack.mention("", files=[{"id": "F1"}]),
            slack.press(button, channel=CHANNEL, thread_ts="1.1"),
        ],
    }
    for private, payloads in told.items():
        assert [incoming(one, NOW)[0].private for one in payloads] == [private] * 4


@pytest.mark.parametrize("action", ["like", "dislike", "skip", "complete", "play"])
def test_a_card_is_rated(slack: SlackPlatform, action: str) -> None:
    (rated,) = incoming(
        slack.press({"type": "button", "action_id": f"rate:{action}", "value": "song-1"}), NOW
    )
    assert isinstance(rated, Rated)
    assert (rated.item, rated.action) == ("song-1", action)


def test_a_mood_is_put_right_by_the_menu(slack: SlackPlatform) -> None:
    menu = {"type": "static_select", "action_id": "mood", "block_id": "mood:s.1:2"}
    (put,) = incoming(slack.press(menu, choose="joy"), NOW)
    assert isinstance(put, PutRight)
    assert (put.turn, put.label) == ("s.1:2", "joy")


def test_a_command_of_a_button_is_answered_in_private(slack: SlackPlatform) -> None:
    button = {"type": "button", "action_id": "ask:my_data"}
    (asked,) = incoming(slack.press(button, channel=CHANNEL, thread_ts="1.1"), NOW)
    assert isinstance(asked, Asked)
    assert (asked.command, asked.place) == ("my_data", in_private(TEAM, "U1"))


@pytest.mark.parametrize(
    "action",
    [
        {"action_id": "open:spotify"},
        {"action_id": "ask:everything"},
        {"action_id": "rate:love", "value": "song-1"},
        {"action_id": "rate:like"},
        {"action_id": "reply:0"},
        {"action_id": "mood", "block_id": "mood:t1"},
        {"action_id": "mood", "block_id": "mood:t1", "selected_option": {"value": "bliss"}},
        {"action_id": "of another version"},
    ],
)
def test_a_button_that_means_nothing_here_is_nothing(slack: SlackPlatform, action: dict[str, Any]) -> None:
    told = slack.press({"type": "button"} | action)
    told["actions"][0] |= action
    assert not incoming(told, NOW)


def test_each_press_is_an_event_of_its_own_and_the_same_when_it_is_sent_again(slack: SlackPlatform) -> None:
    button = {"type": "button", "action_id": "rate:like", "value": "song-1"}
    one, two = slack.press(button), slack.press(button)
    events = [incoming(told, NOW)[0].event for told in (one, two, one)]
    assert events[0] == events[2] != events[1]
    assert all(len(event) <= 64 for event in events)


@pytest.mark.parametrize(
    ("text", "command"),
    [("", "help"), ("help", "help"), ("Pause", "pause"), ("data", "my_data"), (" mood ", "mood")],
)
def test_a_slash_command_is_asked_in_private(slack: SlackPlatform, text: str, command: str) -> None:
    (asked,) = incoming(slack.command(text), NOW)
    assert isinstance(asked, Asked)
    assert (asked.command, asked.place, asked.at) == (command, in_private(TEAM, "U1"), NOW)


def test_a_code_stands_behind_link(slack: SlackPlatform) -> None:
    (asked,) = incoming(slack.command("link 4711-0815"), NOW)
    assert isinstance(asked, Asked)
    assert (asked.command, asked.words) == ("link", "4711-0815")


def test_other_words_of_a_slash_command_are_said(slack: SlackPlatform) -> None:
    (said,) = incoming(slack.command("help me, I can't go on"), NOW)
    assert isinstance(said, Said)
    assert said.text == "help me, I can't go on"


@pytest.mark.parametrize(
    "change",
    [
        {"event_id": ""},
        {"event_id": "Ev 1"},
        {"event_id": "x" * 151},
        {"event_id": 7},
        {"team_id": "T:1"},
        {"team_id": None},
        {"event": {"type": "message", "user": "U1", "ts": "1.1"}},
        {"event": {"type": "message", "user": "U1", "ts": "now", "channel": DIRECT}},
        {"event": {"type": "message", "user": "U1", "ts": "1.1", "channel": "D:1"}},
        {"event": {"type": "message", "user": "U:1", "ts": "1.1", "channel": DIRECT, "text": "x"}},
        {"event": {"type": "message", "user": "U1", "ts": "1.1", "channel": DIRECT, "text": "\ud800"}},
        {"event": {"type": "message", "user": "U1", "ts": "1.1", "channel": DIRECT, "text": 7}},
    ],
)
def test_what_cannot_be_read_is_refused_without_its_words(
    slack: SlackPlatform, change: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refused:
        incoming(slack.message("a secret") | change, NOW)
    assert refused.value.code == "invalid"
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "payload",
    [{}, {"type": "event_callback"}, {"type": "event_callback", "event": 7}, {"type": "view_submission"}],
)
def test_what_is_of_another_kind_is_nothing(payload: dict[str, Any]) -> None:
    assert not incoming(payload, NOW)


def test_what_came_shows_no_words_and_no_ids(slack: SlackPlatform) -> None:
    (said,) = incoming(slack.message("a secret"), NOW)
    assert "secret" not in repr(said)
    assert "U1" not in repr(said)
    assert json.dumps(TEAM) not in repr(said)
