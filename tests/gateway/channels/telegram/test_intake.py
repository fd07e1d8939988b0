"""What becomes of an update: what a visitor did is taken, and a press is always answered."""

import pytest

from gateway.channels.channel import Rated, Said
from gateway.channels.telegram.places import Spot
from gateway.channels.telegram.render import Button, Say, put_right_row
from gateway.vocabulary import LABELS
from tests.fakes.telegram_platform import BOT_NAME, SentMessage, status
from tests.gateway.channels.telegram.conftest import Bot

pytestmark = pytest.mark.anyio
CHAT = Spot(42).place()


async def shown(bot: Bot, *buttons: Button) -> SentMessage:
    await bot.platform.sender.send(CHAT, Say("Here.", (buttons,)))
    return bot.telegram.sent[-1]


async def test_a_press_is_taken_and_answered(bot: Bot) -> None:
    intake = bot.platform.intake(bot.taken)
    message = await shown(bot, Button("Like", "f:l:song-1"), Button("Play", "s:play"))
    ada = bot.telegram.person()
    intake.take(ada.press(message, "Like"))
    intake.take(ada.press(message, "Play"))
    await intake.settled()
    assert [type(one) for one in bot.taken.incoming] == [Rated, Said]
    assert sorted(bot.telegram.presses_answered) == ["query-1", "query-2"]


async def test_a_press_of_no_button_of_ours_is_answered_and_nothing_follows(bot: Bot) -> None:
    intake = bot.platform.intake(bot.taken)
    intake.take(bot.telegram.person().press_data(await shown(bot, Button("Like", "f:l:x")), "forged"))
    await intake.settled()
    assert bot.taken.incoming == []
    assert bot.telegram.presses_answered == ["query-1"]


async def test_putting_right_shows_the_nine_feelings_under_the_same_message(bot: Bot) -> None:
    intake = bot.platform.intake(bot.taken)
    ((button,),) = put_right_row("session.19a2f.3")
    message = await shown(bot, button)
    intake.take(bot.telegram.person().press(message, button.title))
    await intake.settled()
    assert message.titles == list(LABELS)
    assert message.button("fear")["callback_data"] == "c:3:19a2f.3"
    assert bot.taken.incoming == []


async def test_a_press_that_cannot_be_answered_counts_all_the_same(bot: Bot) -> None:
    intake = bot.platform.intake(bot.taken)
    message = await shown(bot, Button("Like", "f:l:song-1"))
    bot.telegram.faults.append(status(400, "Bad Request: query is too old"))
    intake.take(bot.telegram.person().press(message, "Like"))
    await intake.settled()
    assert len(bot.taken.incoming) == 1


async def test_what_is_said_in_a_group_is_what_the_answer_is_tied_to(bot: Bot) -> None:
    await bot.platform.set_up()
    intake = bot.platform.intake(bot.taken)
    ada = bot.telegram.in_group(42)
    for words in (f"@{BOT_NAME} hello", "not to the bot"):
        update = ada.words(words)
        intake.take(update)
    (said,) = bot.taken.incoming
    await bot.platform.sender.send(said.place, Say("Hello."))
    assert bot.telegram.sent[-1].reply_to == update["message"]["message_id"] - 1
