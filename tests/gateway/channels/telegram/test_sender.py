"""What is brought to a chat: tied to what it answers, with how it sounds under it where nobody else reads."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from gateway.channels.channel import Place
from gateway.channels.completable import CardName
from gateway.channels.postbox import Outcome, Postbox
from gateway.channels.telegram.places import Spot, spot_of
from gateway.channels.telegram.render import (
    LIMITS,
    NOT_SO,
    Button,
    Complete,
    Reading,
    Rows,
    Say,
    ShowTyping,
)
from gateway.outside.errors import ServiceAway, ServiceLimited, ServiceRefused
from gateway.vocabulary import LABELS
from tests.fakes.telegram_platform import Fault, cut_off, flood, status
from tests.gateway.channels.telegram.conftest import Bot

pytestmark = pytest.mark.anyio
CHAT = Spot(42).place()
GROUP = Spot(-5, thread=7, author=42).place()
READING = Reading("session.19a2f.3", "sounds like sadness")
ANSWER = Say("I hear you.", ((Button("Yes", "s:yes"),),), "session.19a2f.3")


@pytest.mark.parametrize("spot", [Spot(42), Spot(-100), Spot(-5, 7, 42), Spot(-5, None, 42), Spot(42, 7)])
def test_a_place_leads_back_to_its_chat(spot: Spot) -> None:
    assert spot_of(spot.place()) == spot


def test_a_place_of_another_channel_is_none_of_telegrams() -> None:
    with pytest.raises(ValueError, match="slack"):
        spot_of(Place("slack", "T1:C1"))


async def test_a_reading_stands_under_the_first_answer_to_its_turn_alone(bot: Bot) -> None:
    sender = bot.platform.sender
    await sender.send(CHAT, READING)
    assert bot.telegram.sent == []
    await sender.send(CHAT, Say("By the way.", turn=None))
    await sender.send(CHAT, ANSWER)
    await sender.send(CHAT, Say("And more.", turn=ANSWER.turn))
    assert bot.telegram.said_to(42) == ["By the way.", "I hear you.\n\nsounds like sadness", "And more."]
    assert bot.telegram.sent[1].titles == ["Yes", NOT_SO]
    assert bot.telegram.sent[2].titles == []


async def test_an_answer_that_has_to_be_sent_again_keeps_its_reading(bot: Bot) -> None:
    await bot.platform.sender.send(CHAT, READING)
    bot.telegram.faults.append(status(502))
    with pytest.raises(ServiceAway):
        await bot.platform.sender.send(CHAT, ANSWER)
    await bot.platform.sender.send(CHAT, ANSWER)
    assert bot.telegram.said_to(42) == ["I hear you.\n\nsounds like sadness"]


async def test_in_a_group_nobody_learns_how_somebody_feels(bot: Bot) -> None:
    sender = bot.platform.sender
    await sender.send(GROUP, READING)
    await sender.send(GROUP, ANSWER)
    await sender.send(GROUP, Say("Thank you: joy, as you say.", private=True))
    assert bot.telegram.said_to(-5) == ["I hear you."]
    assert bot.telegram.sent[0].titles == ["Yes"]


async def test_in_a_group_an_answer_is_tied_to_what_its_person_said_last(bot: Bot) -> None:
    other = Spot(-5, thread=7, author=43).place()
    bot.platform.sender.addressed(GROUP, 70)
    bot.platform.sender.addressed(other, 71)
    for place in (GROUP, other):
        await bot.platform.sender.send(place, ANSWER)
    assert [(sent.reply_to, sent.thread) for sent in bot.telegram.sent] == [(70, 7), (71, 7)]


async def test_a_group_gets_twenty_messages_a_minute_of_all_its_people_together(bot: Bot) -> None:
    sender = bot.platform.sender
    people = [Spot(-5, author=number).place() for number in (42, 43)]
    for number in range(20):
        await sender.send(people[number % 2], ANSWER)
        bot.clock.now += 1.0
    with pytest.raises(ServiceLimited) as limited:
        await sender.send(people[0], ANSWER)
    assert limited.value.retry_after_s == 40.0
    assert len(bot.telegram.sent) == 20
    await sender.send(Spot(-6, author=42).place(), ANSWER)
    await sender.send(CHAT, ANSWER)
    bot.clock.now += 40.0
    await sender.send(people[1], ANSWER)
    assert len(bot.telegram.sent) == 23


async def test_a_group_in_which_telegram_wants_quiet_is_quiet_for_all_its_people(bot: Bot) -> None:
    sender, other = bot.platform.sender, Spot(-5, author=43).place()
    bot.telegram.faults.append(flood(17))
    with pytest.raises(ServiceLimited):
        await sender.send(GROUP, ANSWER)
    bot.clock.now += 7.0
    with pytest.raises(ServiceLimited) as limited:
        await sender.send(other, ANSWER)
    assert limited.value.retry_after_s == 10.0
    await sender.send(CHAT, ANSWER)
    bot.clock.now += 10.0
    await sender.send(other, ANSWER)
    assert len(bot.telegram.sent) == 2


async def test_where_the_bot_itself_says_too_much_every_chat_waits(bot: Bot) -> None:
    sender = bot.platform.sender
    bot.telegram.faults.append(flood(17))
    for place in (CHAT, Spot(43).place(), GROUP):
        with pytest.raises(ServiceLimited) as limited:
            await sender.send(place, ANSWER)
        assert limited.value.retry_after_s == 17.0
    assert [method for method, _ in bot.telegram.calls] == ["sendMessage"]


async def test_what_was_remembered_of_a_place_can_be_forgotten(bot: Bot) -> None:
    sender = bot.platform.sender
    await sender.send(CHAT, READING)
    sender.addressed(GROUP, 70)
    sender.forget(CHAT)
    sender.forget(GROUP)
    await sender.send(CHAT, ANSWER)
    await sender.send(GROUP, ANSWER)
    assert bot.telegram.said_to(42) == ["I hear you."]
    assert bot.telegram.sent[-1].reply_to is None


# --- a card of which more becomes known -------------------------------------------------------------------

NAME = CardName(7, "song-1")
RATING = (Button("Like", "f:l:song-1"),)


def link(url: str) -> Rows:
    return ((Button("Spotify", url=url),),)


SONG = Say("♪ A Slow Morning", (*link("https://open.spotify.com/search/a"), RATING), ANSWER.turn, card=NAME)
COMPLETE = Complete(NAME, link("https://open.spotify.com/track/1"))


def urls(bot: Bot) -> list[str]:
    return [row[0].get("url", "") for sent in bot.telegram.sent for row in sent.buttons[:1]]


async def test_a_card_is_completed_in_its_message_and_what_else_stands_there_stays(bot: Bot) -> None:
    await bot.platform.sender.send(CHAT, READING)
    for place in (CHAT, GROUP):
        await bot.platform.sender.send(place, SONG)
    await bot.platform.sender.send(CHAT, COMPLETE)
    (song, other) = bot.telegram.sent
    assert bot.telegram.edited == [song.message_id]
    assert song.text.endswith("sounds like sadness")
    assert song.titles == ["Spotify", "Like", NOT_SO]
    assert urls(bot) == ["https://open.spotify.com/track/1", "https://open.spotify.com/search/a"]
    await bot.platform.sender.send(GROUP, COMPLETE)
    assert bot.telegram.edited == [song.message_id, other.message_id]


async def test_a_card_is_completed_once_and_in_no_other_message(bot: Bot) -> None:
    sender = bot.platform.sender
    await sender.send(CHAT, COMPLETE)
    await sender.send(CHAT, ANSWER)
    await sender.send(CHAT, SONG)
    await sender.send(CHAT, replace(COMPLETE, card=CardName(7, "song-2")))
    assert bot.telegram.edited == []
    for _ in range(2):
        await sender.send(CHAT, COMPLETE)
    assert bot.telegram.edited == [bot.telegram.sent[-1].message_id]


async def test_a_card_is_not_completed_where_everything_was_forgotten(bot: Bot) -> None:
    await bot.platform.sender.send(CHAT, SONG)
    bot.platform.sender.forget(CHAT)
    await bot.platform.sender.send(CHAT, COMPLETE)
    assert bot.telegram.edited == []


async def test_the_feelings_to_choose_from_are_not_taken_away_by_a_card(bot: Bot) -> None:
    intake = bot.platform.intake(bot.taken)
    await bot.platform.sender.send(CHAT, READING)
    await bot.platform.sender.send(CHAT, SONG)
    (song,) = bot.telegram.sent
    intake.take(bot.telegram.person().press(song, NOT_SO))
    await intake.settled()
    await bot.platform.sender.send(CHAT, COMPLETE)
    assert song.titles == list(LABELS)


@pytest.mark.parametrize(
    "fault", [status(400), status(502), flood(17), cut_off], ids=["400", "502", "flood", "cut off"]
)
async def test_a_card_that_cannot_be_completed_is_counted_and_nobody_waits_for_it(
    bot: Bot, fault: Fault
) -> None:
    outcomes: list[Outcome] = []
    postbox = Postbox(bot.platform.sender, LIMITS, bot.clock, bot.pause, tell=outcomes.append)
    postbox.put(CHAT, "ada", SONG)
    await postbox.flush()
    bot.telegram.faults.append(fault)
    with capture_logs() as logged:
        postbox.put(CHAT, "ada", COMPLETE)
        postbox.put(CHAT, "ada", ANSWER)
        await postbox.flush()
    assert outcomes[0] == outcomes[2] == "sent"
    assert outcomes[1] in ("refused", "too_old")
    assert bot.telegram.said_to(42) == ["♪ A Slow Morning", "I hear you."]
    assert [line for line in logged if line["event"] == "letter_not_sent"] == []
    assert urls(bot)[0] == "https://open.spotify.com/search/a"


# --- typing -----------------------------------------------------------------------------------------------


async def test_typing_is_shown_and_shown_again_until_the_answer_is_there(bot: Bot) -> None:
    sender = bot.platform.sender
    await sender.send(CHAT, ShowTyping(on=True))
    await sender.keep_typing()
    assert bot.telegram.actions == [(42, "typing")] * 2
    await sender.send(CHAT, ShowTyping(on=False))
    await sender.keep_typing()
    assert len(bot.telegram.actions) == 2


async def test_typing_ends_by_itself_and_where_it_cannot_be_shown(bot: Bot) -> None:
    sender = bot.platform.sender
    await sender.send(CHAT, ShowTyping(on=True))
    bot.clock.now += 61.0
    await sender.keep_typing()
    assert len(bot.telegram.actions) == 1
    await sender.send(CHAT, ShowTyping(on=True))
    bot.telegram.faults.append(cut_off)
    await sender.keep_typing()
    await sender.keep_typing()
    assert len(bot.telegram.actions) == 2


async def test_what_is_sent_to_somebody_who_blocked_the_bot_is_refused(bot: Bot) -> None:
    bot.telegram.blocked.add(42)
    with pytest.raises(ServiceRefused, match="blocked"):
        await bot.platform.sender.send(CHAT, ANSWER)
