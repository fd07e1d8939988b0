"""A visitor with a signed identity: the same person over sessions and channels, until forgotten."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.memory import SessionOpened, UserErased
from gateway.recollection import Recollection
from personalization.consent import Sense
from personalization.expression import ExpressionProfile
from tests.fakes.perceiver import SAD
from tests.gateway.house import House, open_house
from tests.gateway.test_identity import SECRET, signed

pytestmark = pytest.mark.anyio

OTHER = "somebody else's secret, as long as ours is"
EXPIRED = 1_800_000_000 - 3600


def opened(house: House) -> list[str]:
    """Whose visits were kept, in order."""
    return [fact.user for fact in house.memory.facts if isinstance(fact, SessionOpened)]


async def talked(house: House, **hello: Any) -> dict[str, Any]:
    """The welcome of a visit in which something was said, once it is remembered."""
    async with house.visitor() as visitor:
        welcome = await visitor.hello(**hello)
        assert welcome["type"] == "welcome"
        await visitor.ask("1", "I am sad")
    await house.until(lambda: house.bot.turns[-1]["metadata"]["user"] in opened(house))
    return welcome


async def test_the_same_sub_is_the_same_person_on_the_websocket_and_over_rest(tmp_path: Path) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        first = await talked(house, user=signed())
        second = await talked(house, user=signed(iat=1_800_000_000))
        started = (await house.http.post("/v1/sessions", json={"user": signed()})).json()
        assert [first["known"], second["known"], started["known"]] == [False, True, True]
        assert len({first["session"], second["session"], started["session"]}) == 3
        assert {turn["metadata"]["user"] for turn in house.bot.turns} == {started["user"]}


async def test_another_sub_and_nobody_are_other_people(tmp_path: Path) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        for hello in ({"user": signed()}, {"user": signed(sub="bob")}, {}):
            assert not (await talked(house, **hello))["known"]
        assert len({turn["metadata"]["user"] for turn in house.bot.turns}) == 3


async def test_a_session_is_resumed_by_its_person_and_by_nobody_else(tmp_path: Path) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        welcome = await talked(house, user=signed())
        async with house.visitor() as visitor:
            again = await visitor.hello(user=signed(), token=welcome["token"])
            assert (again["resumed"], again["session"]) == (True, welcome["session"])
        async with house.visitor() as visitor:
            other = await visitor.hello(user=signed(sub="bob"), token=welcome["token"], last_seq=3)
            assert not other["resumed"]
            assert other["session"] != welcome["session"]
            assert await visitor.until("history_lost")


async def test_who_says_their_name_in_a_session_without_one_goes_on_as_themselves(tmp_path: Path) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        nameless = await talked(house)
        named = await talked(house, user=signed(), token=nameless["token"])
        assert not named["resumed"]
        assert len({turn["metadata"]["user"] for turn in house.bot.turns}) == 2


@pytest.mark.parametrize("user", ["forged", signed(OTHER), signed(exp=EXPIRED)])
async def test_who_is_not_believed_is_told_so_and_may_try_again(tmp_path: Path, user: str) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        answer = await house.http.post("/v1/sessions", json={"user": user})
        assert answer.status_code == 401
        assert answer.json()["type"] == "urn:undertone:problem:identity_invalid"
        async with house.visitor() as visitor:
            error = await visitor.hello(user=user)
            assert (error["type"], error["code"]) == ("error", "identity_invalid")
            assert (await visitor.hello(user=signed()))["type"] == "welcome"


async def test_where_no_secret_is_set_signed_identities_are_not_available(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.post("/v1/sessions", json={"user": signed()})
        assert answer.json()["type"] == "urn:undertone:problem:not_available"
        async with house.visitor() as visitor:
            assert (await visitor.hello(user=signed()))["code"] == "not_available"


async def test_a_token_that_is_too_long_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        user = signed(padding="x" * 2048)
        assert (await house.http.post("/v1/sessions", json={"user": user})).status_code == 422
        async with house.visitor() as visitor:
            assert (await visitor.hello(user=user))["code"] == "invalid"


async def test_forgetting_a_person_ends_the_memory_of_all_their_sessions(tmp_path: Path) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        async with house.visitor() as one, house.visitor() as other:
            for visitor in (one, other):
                await visitor.hello(user=signed())
                await visitor.ask("1", "I am sad")
            person = house.bot.turns[0]["metadata"]["user"]
            await one.ask("2", "forget me")
            await other.until("forgotten")
            assert any(message["type"] == "forgotten" for message in one.heard)
            assert house.services.registry.of_user(person) == []
            await house.until(lambda: UserErased(person) in house.memory.facts)
            await other.ask("3", "hello")
            assert house.bot.turns[-1]["metadata"]["user"] != person
        assert not (await talked(house, user=signed()))["known"]


@pytest.mark.parametrize("paused", [False, True])
async def test_who_is_forgotten_while_coming_in_comes_in_as_somebody_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paused: bool
) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house, house.visitor() as one:
        assert not (await one.hello(user=signed()))["known"]
        await one.ask("1", "I am sad")
        person = house.bot.turns[0]["metadata"]["user"]
        await house.until(lambda: person in opened(house))
        house.memory.expressions[person] = ExpressionProfile().seen({Sense.TEXT: SAD.probabilities})
        house.memory.granted[person] = {"text": not paused}
        doorman = house.services.doorman
        recall, recalled, go_on = doorman._recall, asyncio.Event(), asyncio.Event()

        async def slowly(user: str, session: str | None) -> Recollection:
            known = await recall(user, session)
            recalled.set()
            await go_on.wait()
            return known

        monkeypatch.setattr(doorman, "_recall", slowly)
        async with house.visitor() as other:
            await other.send("hello", protocol="undertone.v1", user=signed())
            await recalled.wait()
            await one.ask("2", "forget me")
            go_on.set()
            welcome = await other.until("welcome")
            assert welcome["known"] is False
            assert welcome["senses"]["text"] == ("off" if paused else "on")
            (live,) = house.services.registry.of_user(person)
            assert live._expression.profile == ExpressionProfile()


async def test_forgetting_over_rest_reaches_a_person_with_no_session_open(tmp_path: Path) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        await talked(house, user=signed())
        started = (await house.http.post("/v1/sessions", json={"user": signed()})).json()
        bearer = {"Authorization": f"Bearer {started['token']}"}
        assert (await house.http.post("/v1/forget", headers=bearer)).json() == {"forgotten": True}
        assert not (await house.http.post("/v1/sessions", json={"user": signed()})).json()["known"]


async def test_neither_the_name_nor_the_token_is_stored_sent_on_or_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logs, caplog.at_level(logging.DEBUG):
        async with open_house(tmp_path, identity_secret=SECRET) as house:
            await talked(house, user=signed())
            await house.http.post("/v1/sessions", json={"user": signed()})
            await house.http.post("/v1/sessions", json={"user": signed(OTHER)})
            seen = f"{logs} {caplog.text} {house.memory.facts} {house.bot.turns}"
    assert "ann@shop" not in seen
    assert signed() not in seen
    assert signed().split(".")[1] not in seen


async def test_when_the_database_is_away_a_known_visitor_may_talk_unsensed(tmp_path: Path) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        house.memory.broken = True
        async with house.visitor() as visitor:
            welcome = await visitor.hello(user=signed())
            assert (welcome["known"], welcome["senses"]["text"]) == (False, "off")
            assert await visitor.ask("1", "hello")


async def test_the_bot_hears_the_hour_where_the_visitor_is(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        hour = {}
        for zone in ("UTC", "Asia/Tokyo", "Mars/Olympus", None):
            async with house.visitor() as visitor:
                await visitor.hello(**({"timezone": zone} if zone else {}))
                await visitor.ask("1", "hello")
            hour[zone] = house.bot.turns[-1]["metadata"]["local_hour"]
        assert hour["Asia/Tokyo"] == (hour["UTC"] + 9) % 24
        assert (hour["Mars/Olympus"], hour[None]) == (None, None)


async def test_what_a_person_withdraws_in_one_visit_is_read_in_none_of_theirs(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path, identity_secret=SECRET) as house,
        house.visitor() as one,
        house.visitor() as other,
    ):
        await one.hello(user=signed())
        await other.hello(user=signed())
        await other.ask("1", "I am sad")
        assert house.bot.turns[-1]["metadata"]["emotion"]["label"]
        await one.send("consent", id="c", sense="text", granted=False)
        assert (await other.until("sensing"))["paused"] is True
        await other.ask("2", "I am sad")
        assert not house.bot.turns[-1]["metadata"]["emotion"]
