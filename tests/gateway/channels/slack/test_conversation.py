"""Whole conversations in Slack: a gateway, a database, and a workspace on loopback that has its troubles."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from gateway.channels import commands
from gateway.channels.text_form import cannot_take
from tests.fakes.chat import chats_in
from tests.fakes.slack_platform import (
    APP_TOKEN,
    BOT_TOKEN,
    BROKEN,
    CHANNEL,
    HELD,
    LIMITED,
    RETRY_REASONS,
    SIGNING_SECRET,
    TEAM,
    Fault,
    Posted,
    SlackPlatform,
    request_of,
)
from tests.fakes.spotify_service import spotify_service, track
from tests.gateway.house import Clock
from tests.gateway.lasting import Lasting, lasting
from tests.gateway.music.setting_up import config_of
from tests.gateway.scripted.bot import words

pytestmark = pytest.mark.anyio

WITHIN_S = 20.0
HTTP = {"slack_signing_secret": SecretStr(SIGNING_SECRET)}
SOCKET = {"slack_app_token": SecretStr(APP_TOKEN)}


@dataclass
class Office:
    """The companion in a workspace; its postbox waits by the test's clock. `back_at` ends Slack's absence."""

    there: Lasting
    slack: SlackPlatform
    clock: Clock
    back_at: float = 0.0
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        chats_in(self.there.house)._outlets["slack"].postbox._sleep = self.wait

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.clock.now += seconds
        if self.slack.away and self.clock.now >= self.back_at:
            self.slack.away = False
        await asyncio.sleep(0)

    async def hears(self, payload: dict[str, Any], **more: Any) -> list[Posted]:
        """What is posted when Slack tells something."""
        n_before = len(self.slack.posted)
        answer = await self.slack.tell(self.there.house.http, payload, **more)
        assert answer.status_code == 200
        await self.settled()
        return self.slack.posted[n_before:]

    async def settled(self) -> None:
        async with asyncio.timeout(WITHIN_S):
            await chats_in(self.there.house).settled()

    @property
    def turns(self) -> list[str]:
        """What the bot was asked."""
        return [turn["text"] for turn in self.there.house.bot.turns]


@contextlib.asynccontextmanager
async def office(
    folder: Path, clock: Clock, slack: SlackPlatform, reached: dict[str, SecretStr] | None = None, **more: Any
) -> AsyncIterator[Office]:
    settings: dict[str, Any] = {
        "slack_bot_token": SecretStr(BOT_TOKEN), "slack_api_url": slack.base_url,
        **(reached or HTTP), **more,
    }  # fmt: skip
    async with lasting(folder, clock, **settings) as there:
        await slack.until(lambda: "auth.test" in slack.calls)
        yield Office(there, slack, clock)


def texts(posted: list[Posted]) -> list[str]:
    return [one.text for one in posted]


# --- talking ----------------------------------------------------------------------------------------------


async def test_the_first_reply_comes_after_the_notice_that_this_is_a_place_of_work(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        notice, reading, reply = await here.hears(slack.message("I am sad today"))
        assert notice.text == commands.WORKPLACE_NOTICE
        assert reading.text == "_To me this sounds like sadness._"
        assert reply.text == "It sounds like sadness. Tell me more?"
        assert [one["text"]["text"] for one in reply.actions()] == ["Play music", "An exercise"]
        assert {(one.channel, one.thread_ts) for one in (notice, reading, reply)} == {("U1", None)}


async def test_a_mention_is_answered_in_its_thread_and_the_reading_is_for_its_author(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        told = slack.mention("I am sad today")
        posted = await here.hears(told)
        assert {(one.channel, one.thread_ts) for one in posted} == {(CHANNEL, told["event"]["ts"])}
        (reading,) = [one for one in posted if one.method == "chat.postEphemeral"]
        assert (reading.text, reading.user) == ("_To me this sounds like sadness._", "U1")
        thread = {"channel": CHANNEL, "thread_ts": told["event"]["ts"]}
        (noted,) = await here.hears(slack.press(reading.button("mood"), choose="joy", **thread))
        assert (noted.text, noted.method) == ("_Noted: joy, as you say._", "chat.postEphemeral")


async def test_a_song_that_is_found_is_put_into_the_message_that_showed_it(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    song = track("slow", "A Slow Morning", "The Example Band", released="1999-05-01")
    with spotify_service(song) as spotify:
        async with office(tmp_path, clock, slack, spotify=config_of(spotify)) as here:
            await here.hears(slack.message("play music"))
            await slack.until(lambda: "chat.update" in slack.calls)
            await here.settled()
            (shown,) = [one for one in slack.posted if "A Slow Morning" in one.text]
            assert shown.button("open:spotify")["url"] == f"https://open.spotify.com/track/{song['id']}"
            assert slack.calls.count("chat.update") == 1


async def test_one_person_cannot_put_right_how_another_is_read(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        told = slack.mention("I am sad today")
        (reading,) = [one for one in await here.hears(told) if one.method == "chat.postEphemeral"]
        thread = {"channel": CHANNEL, "thread_ts": told["event"]["ts"]}
        await here.hears(slack.press(reading.button("mood"), "U2", choose="joy", **thread))
        await slack.until(lambda: "cannot be put right" in slack.posted[-1].text)
        mood = (await here.hears(slack.command("mood")))[-1]
        assert "sadness" in mood.text
        assert "joy" not in mood.text


async def test_an_earlier_reading_can_be_put_right_after_channels_were_linked(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        _, reading, _ = await here.hears(slack.message("I am sad today"))
        code = (await here.hears(slack.command("link", user="U2")))[-1].text.split("“/link ")[1][:9]
        asked = (await here.hears(slack.command(f"link {code}")))[-1]
        assert texts(await here.hears(slack.press(asked.button("reply:0"))))[-1].startswith("Done")
        await here.hears(slack.press(reading.button("mood"), choose="joy"))
        await slack.until(lambda: slack.posted[-1].text == "_Noted: joy, as you say._")


async def test_the_owner_is_told_how_slack_does_before_anybody_writes(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    slack.faults.append(Fault(200, "token_revoked"))
    async with office(tmp_path, clock, slack) as here:
        status = here.there.house.services.outside[1]
        await here.there.house.until(lambda: status().state != "ok")
        services = (await here.there.house.http.get("/v1/outside")).json()["services"]
        (told,) = [one for one in services if one["name"] == "slack"]
        assert (told["state"], told["setting"]) == ("failing", "slack_bot_token")
        assert told["why"] == "token_revoked"


async def test_a_button_answers_a_card_is_rated_and_a_mood_is_put_right(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        _, reading, reply = await here.hears(slack.message("I am sad today"))
        card = (await here.hears(slack.press(reply.button("reply:0"))))[-1]
        assert here.turns[-1] == "play music"
        assert "*♪ A Slow Morning*" in card.text
        assert texts(await here.hears(slack.press(card.button("rate:like")))) == ["Noted, you like it."]
        assert not await here.hears(slack.press(card.button("open:spotify")))
        menu = reading.button("mood")
        assert texts(await here.hears(slack.press(menu, choose="joy"))) == ["_Noted: joy, as you say._"]
        (mood,) = await here.hears(slack.command("mood"))
        assert "joy (as you say)" in mood.text
        (user,) = {turn["metadata"]["user"] for turn in here.there.house.bot.turns}
        stored = here.there.companion.export(user, datetime.fromtimestamp(clock.now, UTC))
        assert [one["kind"] for one in stored["interactions"]] == ["correction"]


async def test_two_people_in_one_thread_are_two(tmp_path: Path, clock: Clock, slack: SlackPlatform) -> None:
    async with office(tmp_path, clock, slack) as here:
        began = slack.mention("I am sad")
        await here.hears(began)
        thread = began["event"]["ts"]
        await here.hears(slack.mention("I am glad", user="U2", thread_ts=thread))
        senders = {turn["sender"] for turn in here.there.house.bot.turns}
        assert len(senders) == 2
        mood = (await here.hears(slack.command("mood", user="U2")))[-1]
        assert "joy" in mood.text
        assert "sadness" not in mood.text
        assert mood.channel == "U2"


async def test_the_notice_comes_once_to_a_person(tmp_path: Path, clock: Clock, slack: SlackPlatform) -> None:
    async with office(tmp_path, clock, slack) as here:
        for tell in (slack.mention, slack.mention, slack.message):
            await here.hears(tell("hello"))
        assert texts(slack.posted).count(commands.WORKPLACE_NOTICE) == 1
        await here.hears(slack.message("hello", user="U2"))
        assert texts(slack.posted).count(commands.WORKPLACE_NOTICE) == 2


async def test_a_long_answer_comes_in_pieces_that_slack_takes(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    answer = " ".join(f"This is sentence {n} & no more." for n in range(400))
    async with office(tmp_path, clock, slack) as here:
        here.there.house.bot.script = lambda turn: [words(answer)]
        posted = [one for one in await here.hears(slack.message("tell me")) if "sentence" in one.text]
        assert len(posted) > 2
        assert " ".join(texts(posted)) == answer.replace("&", "&amp;")
        assert all(one.text.endswith("more.") for one in posted)


async def test_a_voice_clip_is_refused_in_words_and_nothing_is_fetched(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    files = [{"id": "F1", "mimetype": "audio/webm", "url_private_download": f"{slack.base_url}files/F1"}]
    async with office(tmp_path, clock, slack) as here:
        _, refusal = await here.hears(slack.message("", subtype="file_share", files=files))
        assert refusal.text == cannot_take("a voice clip")
        assert set(slack.calls) == {"auth.test", "chat.postMessage"}
        assert here.turns == []


async def test_voice_and_face_cannot_be_allowed(tmp_path: Path, clock: Clock, slack: SlackPlatform) -> None:
    async with office(tmp_path, clock, slack) as here:
        for what in ("voice", "face"):
            answer = (await here.hears(slack.command(f"allow_{what}")))[-1]
            assert "whoever runs me has ruled it out" in answer.text


async def test_sensing_is_paused_and_taken_up_by_command(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        await here.hears(slack.message("I am sad today"))
        await here.hears(slack.command("pause"))
        assert texts(await here.hears(slack.message("I am sad still"))) == ["I hear you. Tell me more?"]
        await here.hears(slack.command("resume"))
        assert len(await here.hears(slack.message("I am sad again"))) == 2


async def test_forgetting_is_asked_once_more_and_then_nothing_is_left(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        await here.hears(slack.message("I am sad today"))
        (question,) = await here.hears(slack.command("forget"))
        assert question.text == commands.ASK_FORGET.text
        await here.hears(slack.press(question.button("reply:0")))
        notice, data = texts(await here.hears(slack.command("data")))
        assert notice == commands.WORKPLACE_NOTICE
        assert data == "Nothing is stored about you."


# --- exactly once -----------------------------------------------------------------------------------------


async def test_each_event_is_acted_on_once_however_often_and_in_whatever_order_it_comes(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        told = []
        for n in range(6):
            clock.now += 1.0
            told.append(slack.message(f"thought {n}"))
        button = {"type": "button", "action_id": "reply:0", "value": "a button"}
        told.append(slack.press(button))
        told.append(slack.command("a command of words"))
        again = itertools.chain.from_iterable(
            [(one, (n, reason)) for one in reversed(told) for n in (1, 2, 3)] for reason in RETRY_REASONS
        )
        await asyncio.gather(
            *(slack.tell(here.there.house.http, one, retry=retry) for one, retry in again),
            *(slack.tell(here.there.house.http, one) for one in told),
        )
        await here.settled()
        assert sorted(here.turns) == sorted(
            [f"thought {n}" for n in range(6)] + ["a button", "a command of words"]
        )
        replies = [one for one in slack.posted if one.text.endswith("Tell me more?")]
        assert len(replies) == 8


async def test_an_event_that_is_sent_again_after_a_restart_is_not_acted_on(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    told = slack.message("I am sad today")
    async with office(tmp_path, clock, slack) as here:
        await here.hears(told)
    clock.now += 60.0
    async with office(tmp_path, clock, slack) as here:
        assert not await here.hears(told, retry=(2, "connection_failed"))
        assert here.turns == []
        posted = texts(await here.hears(slack.message("I am still sad")))
        assert posted[-1].endswith("Tell me more?")
        assert commands.WORKPLACE_NOTICE not in posted


async def test_slack_is_answered_before_the_turn_is(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        bot = here.there.house.bot
        bot.go_on.clear()
        answer = await slack.tell(here.there.house.http, slack.message("hello"))
        assert answer.status_code == 200
        await bot.received.get()
        assert not [one for one in slack.posted if "Tell me more" in one.text]
        bot.go_on.set()
        await here.settled()
        assert slack.posted[-1].text.endswith("Tell me more?")


async def test_nothing_that_is_forged_is_acted_on(tmp_path: Path, clock: Clock, slack: SlackPlatform) -> None:
    async with office(tmp_path, clock, slack) as here:
        http = here.there.house.http
        told = [
            slack.message("forged"),
            slack.mention("forged"),
            slack.press({"type": "button", "action_id": "reply:0", "value": "forged"}),
            slack.command("forged"),
        ]
        for payload in told:
            path, kind, body = request_of(payload)
            for headers in (
                {},
                slack.signed(body, secret="guessed"),
                slack.signed(body.replace(b"forged", b"signed")),
                slack.signed(body, at=clock.now - 301),
                slack.signed(body, at=clock.now + 301),
            ):
                answer = await http.post(path, content=body, headers={"Content-Type": kind} | headers)
                assert answer.status_code == 401
        await here.settled()
        assert (here.turns, slack.posted) == ([], [])


async def test_what_somebody_recorded_and_plays_again_is_acted_on_once(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        path, kind, body = request_of(slack.message("hello"))
        headers = {"Content-Type": kind} | slack.signed(body)
        statuses = []
        for later_s in (0.0, 1.0, 298.0, 2.0, 86_400.0):
            clock.now += later_s
            answer: httpx.Response = await here.there.house.http.post(path, content=body, headers=headers)
            statuses.append(answer.status_code)
            await here.settled()
        assert statuses[0] == 200
        assert statuses[-2:] == [401, 401]
        assert here.turns == ["hello"]


# --- trouble ----------------------------------------------------------------------------------------------


async def test_no_answer_is_lost_while_slack_is_away_for_a_minute(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        began = clock.now
        slack.away, here.back_at = True, began + 60.0
        for n in range(3):
            assert (await slack.tell(here.there.house.http, slack.message(f"thought {n}"))).status_code == 200
        await here.settled()
        assert clock.now >= began + 60.0
        assert here.turns == ["thought 0", "thought 1", "thought 2"]
        assert texts(slack.posted) == [
            commands.WORKPLACE_NOTICE,
            *["It sounds like neutral. Tell me more?"] * 3,
        ]


async def test_a_wait_that_slack_asks_for_is_kept_and_the_order_with_it(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        slack.faults.extend([LIMITED, BROKEN, LIMITED])
        posted = await here.hears(slack.message("I am sad today"))
        assert here.waits.count(30.0) == 2
        assert texts(posted) == [
            commands.WORKPLACE_NOTICE,
            "_To me this sounds like sadness._",
            "It sounds like sadness. Tell me more?",
        ]


async def test_one_conversation_does_not_wait_for_another(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack) as here:
        slack.faults.append(HELD)
        await slack.tell(here.there.house.http, slack.message("hello", user="U1"))
        await slack.until(lambda: "chat.postMessage" in slack.calls)
        await slack.tell(here.there.house.http, slack.message("hello", user="U2"))
        await slack.until(lambda: [one for one in slack.posted if one.channel == "U2"])
        assert not [one for one in slack.posted if one.channel == "U1"]
        slack.go_on.set()
        await here.settled()
        assert len([one for one in slack.posted if one.channel == "U1"]) == 2


# --- Socket Mode ------------------------------------------------------------------------------------------


async def test_the_same_conversation_without_a_public_address(
    tmp_path: Path, clock: Clock, slack: SlackPlatform
) -> None:
    async with office(tmp_path, clock, slack, SOCKET) as here:
        await slack.until(lambda: slack.sockets)
        told = slack.message("I am sad today")
        envelopes = [await slack.push(told, retry=n, reason="timeout") for n in range(3)]
        command = await slack.push(slack.command("mood"))
        await slack.until(lambda: len(slack.acknowledged) == 4)
        await here.settled()
        assert here.turns == ["I am sad today"]
        assert [receipt["envelope_id"] for receipt in slack.acknowledged] == [*envelopes, command]
        assert (await here.there.house.http.post("/channels/slack/events")).status_code in (404, 405)


# --- privacy ----------------------------------------------------------------------------------------------


def stored_in(folder: Path) -> bytes:
    """The whole database."""
    return b"".join(path.read_bytes() for path in folder.glob("people.db*"))


async def test_nothing_of_slacks_is_stored_or_logged(
    tmp_path: Path,
    clock: Clock,
    slack: SlackPlatform,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG", "gateway")
    async with office(tmp_path, clock, slack) as here:
        told = slack.mention("I am sad about the zeppelin", user="U0SOMEBODY")
        await here.hears(told)
        slack.faults.append(BROKEN)
        await here.hears(slack.message("glad of the zeppelin", user="U0SOMEBODY"))
        await here.there.settled()
    kept = stored_in(tmp_path)
    said = caplog.text + "".join(capsys.readouterr())
    assert b"known." in kept
    for secret in ("zeppelin", "U0SOMEBODY", TEAM, CHANNEL, told["event_id"], BOT_TOKEN, SIGNING_SECRET):
        assert secret.encode() not in kept
        assert secret not in said
