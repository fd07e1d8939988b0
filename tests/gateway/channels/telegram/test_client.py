"""The bot's client before a Telegram that answers as documented, and as it does on bad days."""

import logging

import pytest
from pydantic import SecretStr

from gateway.channels.telegram import client
from gateway.channels.telegram.client import judge
from gateway.channels.telegram.config import TelegramConfig
from gateway.channels.telegram.places import Spot
from gateway.channels.telegram.platform import MENU
from gateway.channels.telegram.render import Button
from gateway.errors import ConfigError, Refusal
from gateway.logs import TALKATIVE
from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited, ServiceRefused
from tests.fakes.telegram_platform import (
    BOT_ID,
    BOT_NAME,
    SECRET,
    TOKEN,
    cut_off,
    flood,
    only,
    page_of_a_proxy,
    silent,
    status,
)
from tests.gateway.channels.telegram.conftest import Bot, bot_before_telegram

pytestmark = pytest.mark.anyio
ADA = Spot(42)


async def failure(bot: Bot) -> OutsideError:
    """How saying something fails."""
    with pytest.raises(OutsideError) as raised:
        await bot.platform.client.say(ADA, "a word of mine")
    return raised.value


async def test_the_bot_learns_its_name_and_sets_its_menu(bot: Bot) -> None:
    await bot.platform.set_up()
    assert (bot.platform.channel.me.id, bot.platform.channel.me.username) == (BOT_ID, BOT_NAME)
    assert [command["command"] for command in bot.telegram.commands] == [name for name, _ in MENU]
    assert {"mood", "privacy", "pause", "resume", "forget", "link", "unlink", "stop", "help"} <= {
        command["command"] for command in bot.telegram.commands
    }


async def test_a_message_arrives_with_its_buttons_and_answers_what_it_is_tied_to(bot: Bot) -> None:
    rows = ((Button("Yes", "s:yes"), Button("Open", url="https://example.org/")),)
    await bot.platform.client.say(Spot(-5, thread=7, author=42), "1 &lt; 2 <i>so</i>", rows, reply_to=99)
    (sent,) = bot.telegram.sent
    assert (sent.chat, sent.thread, sent.reply_to, sent.text) == (-5, 7, 99, "1 < 2 so")
    assert sent.titles == ["Yes", "Open"]


async def test_flood_control_says_when_to_come_back(bot: Bot) -> None:
    bot.telegram.faults.append(flood(17))
    error = await failure(bot)
    assert isinstance(error, ServiceLimited)
    assert error.retry_after_s == 17.0
    bot.telegram.faults.append(status(429, "Too Many Requests"))
    error = await failure(bot)
    assert isinstance(error, ServiceLimited)
    assert error.retry_after_s is None


@pytest.mark.parametrize("code", [500, 502, 503, 504])
async def test_an_answer_of_its_own_trouble_is_worth_another_try(bot: Bot, code: int) -> None:
    bot.telegram.faults.append(status(code, "Internal Server Error"))
    assert isinstance(await failure(bot), ServiceAway)
    await bot.platform.client.say(ADA, "again")
    assert bot.telegram.said_to(42) == ["again"]


async def test_a_broken_connection_is_worth_another_try(bot: Bot) -> None:
    bot.telegram.faults.append(cut_off)
    assert isinstance(await failure(bot), ServiceAway)


async def test_no_answer_in_time_is_worth_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_S", 0.05)
    async with bot_before_telegram() as bot:
        bot.telegram.faults.append(silent)
        error = await failure(bot)
        assert isinstance(error, ServiceAway)
        assert "in time" in error.why
        await bot.platform.client.say(ADA, "again")
        assert bot.telegram.said_to(42) == ["again"]


async def test_an_answer_that_is_no_json_is_worth_another_try(bot: Bot) -> None:
    bot.telegram.faults.append(page_of_a_proxy)
    assert isinstance(await failure(bot), ServiceAway)
    assert bot.telegram.sent == []


async def test_it_is_known_whether_a_message_may_have_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_S", 0.05)
    async with bot_before_telegram() as bot:
        for fault, perhaps in (
            (status(502), False),
            (status(504), True),
            (cut_off, True),
            (silent, True),
            (page_of_a_proxy, True),
        ):
            bot.telegram.faults.append(fault)
            error = await failure(bot)
            assert isinstance(error, ServiceAway)
            assert error.perhaps is perhaps


async def test_where_telegram_was_not_reached_nothing_arrived() -> None:
    async with bot_before_telegram(api_url="http://127.0.0.1:9") as bot:
        error = await failure(bot)
        assert isinstance(error, ServiceAway)
        assert not error.perhaps


def test_a_fault_of_our_own_is_not_tried_again_and_again() -> None:
    assert isinstance(judge(KeyError("a word of mine")), ServiceRefused)
    assert "word" not in judge(KeyError("a word of mine")).why


async def test_who_blocked_the_bot_is_left_alone_and_others_are_not(bot: Bot) -> None:
    bot.telegram.blocked.add(42)
    error = await failure(bot)
    assert isinstance(error, ServiceRefused)
    assert not error.everything
    await bot.platform.client.say(Spot(43), "hello")
    assert bot.telegram.said_to(43) == ["hello"]


async def test_a_wrong_token_is_said_so_and_not_tried_again_and_again() -> None:
    async with bot_before_telegram(token=SecretStr(f"{TOKEN}x")) as bot:
        error = await failure(bot)
        assert isinstance(error, ServiceRefused)
        assert error.everything
        assert "telegram_token" in bot.platform.service.status.why
        n_calls = len(bot.telegram.calls)
        await failure(bot)
        assert len(bot.telegram.calls) == n_calls


async def test_what_telegram_says_of_a_message_it_refuses_is_in_no_error(bot: Bot) -> None:
    bot.telegram.faults.append(status(400, "Bad Request: can't parse “a word of mine”"))
    assert "word" not in str(await failure(bot))


async def test_a_group_that_was_moved_is_followed(bot: Bot) -> None:
    bot.telegram.moved[-5] = -1005
    group = Spot(-5, author=42)
    await bot.platform.client.say(group, "first", reply_to=99)
    await bot.platform.client.say(group, "second")
    await bot.platform.client.show_typing(group)
    assert bot.telegram.said_to(-1005) == ["first", "second"]
    assert [method for method, _ in bot.telegram.calls].count("sendMessage") == 3
    assert bot.telegram.actions == [(-1005, "typing")]


async def test_where_a_topic_is_gone_it_is_said_in_its_group(bot: Bot) -> None:
    bot.telegram.gone_threads.add(7)
    await bot.platform.client.say(Spot(-5, thread=7, author=42), "hello")
    assert bot.telegram.said_to(-5) == ["hello"]


async def test_a_file_is_fetched_whole_and_one_that_is_too_large_is_not(bot: Bot) -> None:
    fetch = bot.platform.client.file
    assert await fetch(bot.telegram.file(b"a" * 1000), 1000) == b"a" * 1000
    with pytest.raises(Refusal):
        await fetch(bot.telegram.file(b"a" * 1001), 1000)
    assert bot.telegram.downloads == ["file-1"]


async def test_a_file_that_is_larger_than_telegram_says_is_cut_off(bot: Bot) -> None:
    name = bot.telegram.file(b"a" * 10)
    file = await bot.platform.client._bot.get_file(name)
    bot.telegram.files[name] = b"a" * 100_000
    assert file.file_path is not None
    assert await bot.platform.client._download(file.file_path, 1000) is None


async def test_a_file_that_is_gone_is_refused_and_the_token_is_still_good(bot: Bot) -> None:
    name = bot.telegram.file(b"a")
    file = await bot.platform.client._bot.get_file(name)
    del bot.telegram.files[name]
    with pytest.raises(ServiceRefused) as gone:
        await bot.platform.client._call(
            "download", lambda: bot.platform.client._download(file.file_path or "", 10), repeat=False
        )
    assert not gone.value.everything


async def test_webhook_and_polling_are_set_up_by_the_mode() -> None:
    async with bot_before_telegram(mode="webhook", url="https://chat.example.org/") as bot:
        await bot.platform.set_up()
        assert bot.telegram.webhook is not None
        assert bot.telegram.webhook["url"] == "https://chat.example.org/channels/telegram"
        assert bot.telegram.webhook["secret_token"] == SECRET
        assert bot.telegram.webhook["allowed_updates"] == '["message", "callback_query"]'
    async with bot_before_telegram(mode="webhook") as bot:
        await bot.platform.set_up()
        assert bot.telegram.webhook is None
        assert "setWebhook" not in [method for method, _ in bot.telegram.calls]
    async with bot_before_telegram(mode="polling") as bot:
        bot.telegram.webhook = {"url": "https://old.example.org"}
        await bot.platform.set_up()
        assert bot.telegram.webhook is None


async def test_it_is_set_up_once_telegram_is_there_and_goes_on_without_a_menu(bot: Bot) -> None:
    bot.telegram.faults.extend([status(502), status(502)])
    await bot.platform.set_up()
    assert bot.platform.channel.me.username == BOT_NAME
    assert len(bot.pauses) == 2
    bot.telegram.away = only("setMyCommands", status(400, "Bad Request"))
    await bot.platform.set_up()


async def test_the_token_is_in_no_log_no_error_and_no_repr(
    bot: Bot, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for library in TALKATIVE:
        caplog.set_level(logging.WARNING, library)
    bot.telegram.faults.extend([cut_off, status(500), status(404), status(400, TOKEN)])
    said = [repr(bot.platform._config)]
    for _ in range(3):
        said.append(str(await failure(bot)))
        said.append(repr(bot.platform.service.status))
    out = capsys.readouterr()
    assert TOKEN.partition(":")[2] not in caplog.text + out.out + out.err + "".join(said)
    assert SECRET not in "".join(said)


# --- the settings -----------------------------------------------------------------------------------------


def test_a_webhook_without_a_good_secret_is_no_setting() -> None:
    token = SecretStr(TOKEN)
    for secret in ("", "short", "has a blank in it and is long"):
        with pytest.raises(ConfigError, match="telegram_secret"):
            TelegramConfig(token, "webhook", SecretStr(secret))
    assert TelegramConfig(token, "webhook", SecretStr("a" * 32)).webhook_url == ""


def test_what_is_no_token_and_no_https_address_is_said_without_the_token() -> None:
    with pytest.raises(ConfigError) as refused:
        TelegramConfig(SecretStr("my-secret-thing"))
    assert "my-secret-thing" not in str(refused.value)
    with pytest.raises(ConfigError, match="https"):
        TelegramConfig(SecretStr(TOKEN), "webhook", SecretStr("a" * 32), url="http://chat.example.org")
    assert TelegramConfig(SecretStr(TOKEN)).bot_id == BOT_ID
