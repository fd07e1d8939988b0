"""Whoever is to be erased is nobody known from that moment on, also while it is not yet written."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from gateway.erasures import Erasures
from gateway.memory import UserErased
from personalization.expression import ExpressionProfile
from tests.gateway.channels.in_chats import home_and_work, linked, rows_of_people, user_of
from tests.gateway.house import House
from tests.gateway.lasting import a_day, lasting
from tests.gateway.test_identity import SECRET, signed

pytestmark = pytest.mark.anyio


@contextlib.contextmanager
def erasures_held(house: House) -> Iterator[Event]:
    """No erasure is written until the event is set."""
    memory, go_on = house.services.memory, Event()
    write = memory.write

    def held(facts: Any) -> None:
        if any(isinstance(fact, UserErased) for fact in facts):
            go_on.wait(30.0)
        write(facts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "write", held)
        try:
            yield go_on
        finally:
            go_on.set()


async def test_who_comes_in_before_they_are_erased_comes_in_as_somebody_unknown(tmp_path: Path) -> None:
    async with lasting(tmp_path, a_day(), identity_secret=SECRET) as there, there.house.visitor() as one:
        token = (await one.hello(user=signed()))["token"]
        await one.ask("1", "i am sad")
        await there.settled()
        with erasures_held(there.house):
            await one.ask("2", "forget me")
            async with there.house.visitor() as other:
                welcome = await other.hello(user=signed())
                (live,) = there.house.services.registry.of_user(there.user_of(token))
                assert welcome["known"] is False
                assert live._expression.profile == ExpressionProfile()


async def test_a_new_place_of_who_is_being_erased_is_that_of_somebody_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with home_and_work(tmp_path) as (there, home, at_work):
        await linked(home, at_work)
        visit = at_work.visits._visits[at_work.author, at_work.place]
        await visit.leave("nothing was said for long")
        person = user_of(there, home)
        doorman = there.house.services.doorman
        seat = doorman.seat
        with erasures_held(there.house) as go_on:
            home.posts("forget me")
            await there.house.until(lambda: there.house.services.registry.of_user(person) == [])

            async def seated(user: str, *more: Any) -> Any:
                found = await seat(user, *more)
                if user == person:
                    assert not found[1].visited
                    go_on.set()
                return found

            monkeypatch.setattr(doorman, "seat", seated)
            at_work.where = "thread"
            at_work.posts("I am sad")
            await there.house.until(go_on.is_set)
            await at_work.settled()
        await there.settled()
        assert there.house.bot.turns[-1]["metadata"]["user"] == user_of(there, at_work) != person
        await at_work.says("forget me")
        await there.settled()
        assert rows_of_people(there.companion.store) == {}


def test_an_erasure_lasts_from_its_note_until_it_is_written() -> None:
    erasures, written = Erasures(), Future[None]()
    before = erasures.n
    erasures.note("ann", written)
    noted = erasures.n
    assert erasures.since(before, "ann")
    assert erasures.since(noted, "ann")
    assert not erasures.since(before, "bob")
    written.set_result(None)
    assert erasures.since(noted, "ann")
    assert not erasures.since(erasures.n, "ann")


def test_of_two_erasures_the_last_one_has_to_be_written() -> None:
    erasures, first, last = Erasures(), Future[None](), Future[None]()
    erasures.note("ann", first)
    erasures.note("ann", last)
    first.set_result(None)
    assert erasures.since(erasures.n, "ann")
    last.set_exception(OSError())
    assert not erasures.since(erasures.n, "ann")


def test_the_longest_past_erasures_are_known_no_more() -> None:
    erasures = Erasures(max_known=2)
    for user in ("ann", "bob", "eve"):
        written = Future[None]()
        erasures.note(user, written)
        written.set_result(None)
    assert [erasures.since(0, user) for user in ("ann", "bob", "eve")] == [False, True, True]
