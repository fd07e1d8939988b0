"""What is sent to Slack, and what becomes of it when Slack has trouble."""

import logging
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from gateway.channels.completable import CardName
from gateway.channels.postbox import Postbox
from gateway.channels.slack.blocks import LIMITS, SlackMessage
from gateway.channels.slack.client import RULES, SlackClient, judge
from gateway.channels.slack.places import in_private, in_thread
from gateway.metrics import Metrics
from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited, ServiceRefused
from gateway.outside.service import OutsideService
from tests.fakes.slack_platform import BOT_TOKEN, BROKEN, CHANNEL, LIMITED, SILENT, TEAM, Fault, SlackPlatform
from tests.gateway.house import Clock

pytestmark = pytest.mark.anyio

NO_TOKEN = SecretStr("")
PRIVATE = in_private(TEAM, "U1")
THREAD = in_thread(TEAM, CHANNEL, "1700000000.000100", "U1")
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "a secret"}}
HELLO = SlackMessage("a secret", (SECTION,))
SONG = CardName(7, "song-1")
READING = SlackMessage("_sad_", (SECTION,), for_author_only=True)


async def test_a_message_goes_to_the_persons_direct_messages(
    slack: SlackPlatform, client: SlackClient
) -> None:
    await client.send(PRIVATE, HELLO)
    (posted,) = slack.posted
    assert (posted.method, posted.channel, posted.thread_ts) == ("chat.postMessage", "U1", None)
    assert (posted.text, posted.blocks) == ("a secret", [SECTION])
    assert posted.fields["parse"] == "none"
    assert (posted.fields["unfurl_links"], posted.fields["unfurl_media"]) == (False, False)


async def test_a_conversation_gets_a_message_a_second(slack: SlackPlatform, client: SlackClient) -> None:
    waits = list[float]()

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    box = Postbox(client, LIMITS, lambda: sum(waits), wait)
    for _ in range(3):
        box.put(PRIVATE, "ann", HELLO)
    await box.flush()
    assert len(slack.posted) == 3
    assert waits[:2] == [1.0, 1.0]


async def test_a_message_stays_in_its_thread(slack: SlackPlatform, client: SlackClient) -> None:
    await client.send(THREAD, HELLO)
    (posted,) = slack.posted
    assert (posted.channel, posted.thread_ts) == (CHANNEL, "1700000000.000100")


async def test_how_somebody_feels_is_shown_to_them_alone_where_others_read_along(
    slack: SlackPlatform, client: SlackClient
) -> None:
    await client.send(THREAD, READING)
    await client.send(PRIVATE, READING)
    in_channel, alone = slack.posted
    assert (in_channel.method, in_channel.user) == ("chat.postEphemeral", "U1")
    assert (in_channel.channel, in_channel.thread_ts) == (CHANNEL, "1700000000.000100")
    assert alone.method == "chat.postMessage"


def row(url: str) -> dict[str, Any]:
    """A card's buttons."""
    text = {"type": "plain_text", "text": "Open in Spotify"}
    button = {"type": "button", "action_id": "open:spotify", "text": text, "url": url}
    return {"type": "actions", "block_id": "card", "elements": [button]}


async def test_a_card_is_completed_in_the_message_that_has_it(
    slack: SlackPlatform, client: SlackClient
) -> None:
    search, song = row("https://open.spotify.com/search/a"), row("https://open.spotify.com/track/1")
    await client.send(PRIVATE, SlackMessage("A song", (SECTION, search), card=SONG))
    await client.send(THREAD, SlackMessage("A song", (SECTION, search), card=SONG))
    await client.send(PRIVATE, SlackMessage("", (song,), completes=SONG))
    completed, other = slack.posted
    assert (completed.text, completed.blocks) == ("A song", [SECTION, song])
    assert other.blocks == [SECTION, search]


async def test_a_card_is_completed_once_and_in_no_message_with_another(
    slack: SlackPlatform, client: SlackClient
) -> None:
    search, song = row("https://open.spotify.com/search/a"), row("https://open.spotify.com/track/1")
    await client.send(PRIVATE, SlackMessage("A song", (SECTION, search), card=SONG))
    await client.send(PRIVATE, SlackMessage("", (song,), completes=CardName(7, "song-2")))
    assert slack.calls == ["chat.postMessage"]
    for _ in range(2):
        await client.send(PRIVATE, SlackMessage("", (song,), completes=SONG))
    assert slack.calls == ["chat.postMessage", "chat.update"]


async def test_a_card_of_somebody_who_is_forgotten_is_remembered_no_more(
    slack: SlackPlatform, client: SlackClient
) -> None:
    search, song = row("https://open.spotify.com/search/a"), row("https://open.spotify.com/track/1")
    for place in (PRIVATE, THREAD):
        await client.send(place, SlackMessage("A song", (SECTION, search), card=SONG))
    client.forget(PRIVATE)
    for place in (PRIVATE, THREAD):
        await client.send(place, SlackMessage("", (song,), completes=SONG))
    forgotten, other = slack.posted
    assert forgotten.blocks == [SECTION, search]
    assert other.blocks == [SECTION, song]


async def test_a_card_of_a_message_that_was_never_posted_is_let_go(
    slack: SlackPlatform, client: SlackClient
) -> None:
    await client.send(PRIVATE, SlackMessage("", (row("https://example.org"),), completes=SONG))
    assert not slack.calls


async def test_too_many_messages_wait_as_long_as_slack_says(
    slack: SlackPlatform, client: SlackClient
) -> None:
    slack.faults.append(LIMITED)
    with pytest.raises(ServiceLimited) as limited:
        await client.send(PRIVATE, HELLO)
    assert limited.value.retry_after_s == 30.0
    assert slack.calls == ["chat.postMessage"]


async def test_the_others_do_not_find_out_each_for_themselves(slack: SlackPlatform, clock: Clock) -> None:
    service = OutsideService("slack", RULES, Metrics(), clock, judge)
    everyones = SlackClient(SecretStr(BOT_TOKEN), NO_TOKEN, slack.base_url, service, service)
    slack.faults.append(LIMITED)
    for place, wait_s in ((PRIVATE, 30.0), (THREAD, 20.0)):
        with pytest.raises(ServiceLimited) as limited:
            await everyones.send(place, HELLO)
        assert limited.value.retry_after_s == wait_s
        clock.now += 10.0
    assert slack.calls == ["chat.postMessage"]
    clock.now += 10.0
    await everyones.send(THREAD, HELLO)
    assert len(slack.posted) == 1
    await everyones.close()


@pytest.mark.parametrize("given", [None, 10**9])
async def test_a_wait_that_is_not_said_or_has_no_end_is_bounded(
    slack: SlackPlatform, client: SlackClient, given: int | None
) -> None:
    slack.faults.append(Fault(429, "ratelimited", retry_after_s=given))
    with pytest.raises(ServiceLimited) as limited:
        await client.send(PRIVATE, HELLO)
    assert limited.value.retry_after_s == (None if given is None else 3600.0)


@pytest.mark.parametrize(
    "fault",
    [
        BROKEN,
        SILENT,
        Fault(500),
        Fault(200, "internal_error"),
        Fault(200),
        Fault(503, "service_unavailable"),
    ],
    ids=str,
)
async def test_when_slack_has_trouble_it_may_be_sent_again(
    slack: SlackPlatform, client: SlackClient, fault: Fault
) -> None:
    slack.faults.append(fault)
    with pytest.raises(ServiceAway):
        await client.send(PRIVATE, HELLO)
    await client.send(PRIVATE, HELLO)
    assert len(slack.posted) == 1


async def test_when_slack_is_not_there_it_may_be_sent_again(
    slack: SlackPlatform, service: OutsideService
) -> None:
    nowhere = SlackClient(SecretStr(BOT_TOKEN), NO_TOKEN, "http://127.0.0.1:9/api/", service, service)
    with pytest.raises(ServiceAway):
        await nowhere.send(PRIVATE, HELLO)
    await nowhere.close()


@pytest.mark.parametrize("error", ["channel_not_found", "is_archived", "invalid_blocks", "A secret!"])
async def test_what_slack_will_never_take_is_refused_without_its_words(
    slack: SlackPlatform, client: SlackClient, error: str, service: OutsideService
) -> None:
    slack.faults.append(Fault(200, error))
    with pytest.raises(ServiceRefused) as refused:
        await client.send(PRIVATE, HELLO)
    assert not refused.value.everything
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "error", ["access_denied", "no_permission", "team_access_not_granted", "ekm_access_denied"]
)
async def test_a_conversation_that_denies_access_holds_up_no_other(
    slack: SlackPlatform, client: SlackClient, error: str
) -> None:
    slack.faults.append(Fault(200, error))
    with pytest.raises(ServiceRefused) as refused:
        await client.send(THREAD, HELLO)
    assert not refused.value.everything
    await client.send(PRIVATE, HELLO)
    assert len(slack.posted) == 1


@pytest.mark.parametrize("fault", [BROKEN, Fault(500), Fault(200, "internal_error")], ids=str)
async def test_what_slack_failed_at_has_not_been_posted(
    slack: SlackPlatform, client: SlackClient, fault: Fault
) -> None:
    slack.faults.append(fault)
    with pytest.raises(ServiceAway) as away:
        await client.send(PRIVATE, HELLO)
    assert not away.value.perhaps


@pytest.mark.parametrize(
    "fault", [SILENT, Fault(200, after=True), Fault(504, after=True), Fault(200)], ids=str
)
async def test_what_slack_did_not_answer_may_have_been_posted(
    slack: SlackPlatform, client: SlackClient, fault: Fault
) -> None:
    slack.faults.append(fault)
    with pytest.raises(ServiceAway) as away:
        await client.send(PRIVATE, HELLO)
    assert away.value.perhaps


async def test_where_slack_was_not_reached_nothing_has_been_posted(
    slack: SlackPlatform, service: OutsideService
) -> None:
    nowhere = SlackClient(SecretStr(BOT_TOKEN), NO_TOKEN, "http://127.0.0.1:9/api/", service, service)
    with pytest.raises(ServiceAway) as away:
        await nowhere.send(PRIVATE, HELLO)
    assert not away.value.perhaps
    await nowhere.close()


async def test_a_connection_that_does_not_come_about_in_time_is_known_as_such(
    client: SlackClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def too_late(*args: Any, **more: Any) -> None:
        raise aiohttp.ConnectionTimeoutError

    monkeypatch.setattr(client.session().connector, "connect", too_late)
    with pytest.raises(ServiceAway) as away:
        await client.send(PRIVATE, HELLO)
    assert not away.value.perhaps


async def test_a_wrong_token_is_told_to_the_owner_and_is_in_no_words(
    slack: SlackPlatform, service: OutsideService
) -> None:
    wrong = SlackClient(SecretStr("xoxb-wrong"), NO_TOKEN, slack.base_url, service, service)
    with pytest.raises(ServiceRefused) as refused:
        await wrong.send(PRIVATE, HELLO)
    assert refused.value.everything
    status = service.status
    assert (status.state, status.setting, status.why) == ("failing", "slack_bot_token", "invalid_auth")
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None
    await wrong.close()


async def test_nothing_that_is_sent_gets_into_a_log(
    slack: SlackPlatform, client: SlackClient, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("slack_sdk").setLevel(logging.WARNING)  # as `gateway.logs` has it
    caplog.set_level(logging.DEBUG)
    slack.faults.extend([BROKEN, Fault(200, "invalid_blocks"), LIMITED])
    for _ in range(4):
        try:
            await client.send(PRIVATE, HELLO)
        except OutsideError:
            continue
    assert len(slack.posted) == 1
    assert "secret" not in caplog.text
    assert BOT_TOKEN not in caplog.text


async def test_after_five_failures_slack_is_left_alone_for_a_while(
    slack: SlackPlatform, client: SlackClient, clock: Clock, service: OutsideService
) -> None:
    slack.away = True
    for _ in range(7):
        with pytest.raises(ServiceAway):
            await client.send(PRIVATE, HELLO)
    assert len(slack.calls) == 5
    assert service.status.state == "failing"
    slack.away = False
    clock.now += 31.0
    await client.send(PRIVATE, HELLO)
    assert (len(slack.posted), service.status.state) == (1, "ok")
