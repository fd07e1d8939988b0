"""What of one person is shown, kept and undone where: at work, in public, and while something is away."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import commands
from gateway.channels.channel import Author, Showed, Spoke
from gateway.channels.text_form import FORGOTTEN, PAUSED
from gateway.errors import Refusal
from tests.fakes.chat import FakePlatform, chats_in, joined
from tests.gateway.channels.in_chats import (
    Talking,
    a_photo,
    chatting,
    code_in,
    home_and_two_at_work,
    home_and_work,
    linked,
    rows_of_people,
    talking_house,
    user_of,
)
from tests.gateway.house import open_house
from tests.gateway.lasting import a_day, lasting

pytestmark = pytest.mark.anyio


# --- a pause ----------------------------------------------------------------------------------------------


async def test_a_pause_that_comes_along_holds_although_the_other_resumed_later(tmp_path: Path) -> None:
    async with home_and_work(tmp_path) as (_there, home, at_work):
        await at_work.asks("pause")
        await home.asks("pause")
        await home.asks("resume")
        await linked(home, at_work)
        await at_work.says("I am sad")
        assert at_work.platform.emotions() == []


async def test_a_pause_that_comes_along_holds_where_the_other_is_talking(tmp_path: Path) -> None:
    async with home_and_work(tmp_path) as (_there, home, at_work):
        await at_work.asks("pause")
        await linked(home, at_work)
        await home.says("I am sad")
        assert home.platform.emotions() == []


# --- several places of one author --------------------------------------------------------------------------


async def test_who_is_linked_in_one_place_is_the_same_person_in_their_other_open_places_at_once(
    tmp_path: Path,
) -> None:
    async with home_and_two_at_work(tmp_path) as (there, home, direct, thread):
        await thread.says("I am glad")
        await linked(home, direct)
        assert len(there.house.services.registry.of_user(user_of(there, home))) == 3
        assert there.house.services.registry.of_user(user_of(there, direct)) == []
        await home.forgets()
        await thread.settled()
        assert direct.platform.last("thread") == FORGOTTEN
        await there.settled()
        assert rows_of_people(there.companion.store) == {}


async def test_what_is_under_way_in_another_place_goes_along_with_a_link(tmp_path: Path) -> None:
    async with home_and_two_at_work(tmp_path) as (there, home, direct, thread):
        code = code_in((await home.asks("link"))[-1])
        there.house.bot.go_on.clear()
        thread.posts("I am sad")
        await there.house.bot.received.get()
        direct.posts(f"/link {code} yes")
        await there.house.until(lambda: direct.visits._visits[direct.author, direct.place]._n_held)
        there.house.bot.go_on.set()
        await direct.settled()
        assert direct.platform.last() == commands.LINKED.text
        (mood,) = await home.asks("mood")
        assert "sadness" in mood


async def test_a_link_that_is_undone_in_one_place_is_undone_in_the_others_at_once(tmp_path: Path) -> None:
    async with home_and_two_at_work(tmp_path) as (there, home, direct, thread):
        await linked(home, direct)
        await thread.says("I am glad")
        await direct.asks("unlink")
        (at_home,) = there.house.services.registry.of_user(user_of(there, home))
        assert at_home.session.identity.user == user_of(there, home)
        await home.asks("pause")
        await thread.says("I am sad")
        assert direct.platform.emotions() == ["joy", "sadness"]


async def test_whoever_made_the_code_undoes_the_link_where_it_was_taken_at_once(tmp_path: Path) -> None:
    async with home_and_work(tmp_path) as (there, home, at_work):
        await linked(home, at_work)
        assert (await home.asks("unlink"))[-1] == commands.UNLINKED.text
        assert len(there.house.services.registry.of_user(user_of(there, home))) == 1
        assert len(there.house.services.registry.of_user(user_of(there, at_work))) == 1


async def test_a_link_that_is_undone_on_the_page_is_undone_in_open_chats_at_once(tmp_path: Path) -> None:
    clock, slack = a_day(), FakePlatform("slack")
    async with lasting(tmp_path, clock) as there:
        at_work, bearer = joined(there.house, slack, clock), await there.house.bearer()
        code = (await there.house.http.post("/v1/links/code", headers=bearer)).json()["code"]
        await at_work.says(f"/link {code} yes")
        assert there.house.services.registry.of_user(user_of(there, at_work)) == []
        await there.house.http.delete("/v1/links", headers=bearer)
        await at_work.settled()
        assert len(there.house.services.registry.of_user(user_of(there, at_work))) == 1


async def test_a_link_that_is_undone_on_the_page_opens_each_place_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, slack = a_day(), FakePlatform("slack")
    async with lasting(tmp_path, clock) as there:
        places = [joined(there.house, slack, clock, where=where) for where in ("p1", "p2", "p3")]
        bearer = await there.house.bearer()
        code = (await there.house.http.post("/v1/links/code", headers=bearer)).json()["code"]
        await places[0].says(f"/link {code} yes")
        for place in places:
            await place.says("hello")
        doorman, seated = chats_in(there.house)._desk.doorman, []
        seat = doorman.seat

        async def noted(user: str, *more: Any) -> Any:
            seated.append(user)
            return await seat(user, *more)

        monkeypatch.setattr(doorman, "seat", noted)
        await there.house.http.delete("/v1/links", headers=bearer)
        await places[0].settled()
        assert seated == [user_of(there, places[0])] * 3


async def test_who_has_undone_the_link_themselves_meanwhile_is_left_in_peace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with home_and_work(tmp_path) as (there, home, at_work):
        await linked(home, at_work)
        (visit,) = (one for one in at_work.visits._visits.values() if one.place == at_work.place)
        async with visit._same_author.lock:
            at_work.visits.part(user_of(there, home))
            visit.user = visit.own_user
        doorman, seated = chats_in(there.house)._desk.doorman, []

        async def noted(user: str, *_: Any) -> Any:
            seated.append(user)
            raise Refusal("too_many_sessions", "none is to be opened")

        monkeypatch.setattr(doorman, "seat", noted)
        await at_work.settled()
        assert seated == []


@pytest.mark.parametrize("held", ["claim", "seat"])
async def test_a_link_that_is_undone_on_the_page_is_undone_where_somebody_is_coming_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    clock, slack = a_day(), FakePlatform("slack")
    async with lasting(tmp_path, clock) as there:
        at_work, bearer = joined(there.house, slack, clock), await there.house.bearer()
        code = (await there.house.http.post("/v1/links/code", headers=bearer)).json()["code"]
        await at_work.says(f"/link {code} yes")
        desk = chats_in(there.house)._desk
        began, go_on = asyncio.Event(), asyncio.Event()
        database, seat = desk.database, desk.doorman.seat

        async def claimed_slowly(call: Any, *args: Any) -> Any:
            found = await database(call, *args)
            if call == desk.links.claim and not began.is_set():
                began.set()
                await go_on.wait()
            return found

        async def seated_slowly(*args: Any) -> Any:
            if not began.is_set():
                began.set()
                await go_on.wait()
            return await seat(*args)

        if held == "claim":
            object.__setattr__(desk, "database", claimed_slowly)
        else:
            monkeypatch.setattr(desk.doorman, "seat", seated_slowly)
        at_work.where = "thread"
        at_work.posts("I am sad")
        await began.wait()
        await there.house.http.delete("/v1/links", headers=bearer)
        go_on.set()
        await at_work.settled()
        assert there.house.bot.turns[-1]["metadata"]["user"] == user_of(there, at_work)
        assert len(there.house.services.registry.of_user(user_of(there, at_work))) == 2


async def test_codes_that_are_taken_in_two_places_at_once_end_in_one_person(tmp_path: Path) -> None:
    clock, telegram, slack = a_day(), FakePlatform(), FakePlatform("slack")
    async with lasting(tmp_path, clock) as there:
        people = [joined(there.house, telegram, clock, who=who, where=who) for who in ("ann", "bob")]
        codes = [code_in((await person.asks("link"))[-1]) for person in people]
        places = [joined(there.house, slack, clock, where=where) for where in ("p1", "p2")]
        for place, code in zip(places, codes, strict=True):
            await place.says("hello")
            place.posts(f"/link {code} yes")
        await places[0].settled()
        owners = {live.session.identity.user for live in there.house.services.registry.all()}
        assert owners == {chats_in(there.house).digests.user(person.author) for person in people}
        assert user_of(there, places[0]) not in owners


async def test_who_is_forgotten_while_being_linked_is_not_who_the_code_was_of(tmp_path: Path) -> None:
    async with home_and_two_at_work(tmp_path) as (there, home, direct, thread):
        await home.says("I am sad")
        code = code_in((await home.asks("link"))[-1])
        there.house.bot.go_on.clear()
        thread.posts("forget me")
        await there.house.bot.received.get()
        await there.house.bot.received.get()
        direct.posts(f"/link {code} yes")
        await there.house.until(lambda: direct.visits._visits[direct.author, direct.place]._n_held)
        there.house.bot.go_on.set()
        await direct.settled()
        assert FORGOTTEN in direct.platform.texts("thread")
        await there.settled()
        (mood,) = await home.asks("mood")
        assert "sadness" in mood


async def test_a_photo_that_is_fetched_while_who_they_are_changes_is_not_the_end_of_the_chat(
    tmp_path: Path,
) -> None:
    talking, platform = Talking(tmp_path), FakePlatform(photo=a_photo())
    async with open_house(tmp_path, build=talking.build) as house:
        direct, thread = (joined(house, platform, talking.clock, where=where) for where in ("p1", "thread"))
        bearer = await house.bearer()
        code = (await house.http.post("/v1/links/code", headers=bearer)).json()["code"]
        await thread.asks("allow_face")
        platform.fetching.clear()
        thread.visits.take(Showed(*thread._about(None), media="photo-1", caption="look at me"))
        await house.until(lambda: platform.fetched)
        direct.posts(f"/link {code} yes")
        await house.until(lambda: commands.LINKED.text in platform.texts())
        n_before = len(platform.texts("thread"))
        platform.fetching.set()
        await thread.settled()
        assert len(platform.texts("thread")) > n_before
        await thread.says("are you there?")
        assert house.bot.turns[-1]["text"] == "are you there?"


async def test_a_voice_note_that_is_fetched_while_who_they_are_changes_is_told_of_at_once(
    tmp_path: Path,
) -> None:
    async with talking_house(tmp_path) as (talking, house, ann):
        direct = joined(house, ann.platform, talking.clock, where="direct")
        bearer = await house.bearer()
        code = (await house.http.post("/v1/links/code", headers=bearer)).json()["code"]
        await ann.asks("allow_voice")
        ann.platform.fetching.clear()
        ann.visits.take(Spoke(*ann._about(None), media="voice-1"))
        await house.until(lambda: ann.platform.fetched)
        direct.posts(f"/link {code} yes")
        await house.until(lambda: commands.LINKED.text in ann.platform.texts("direct"))
        n_before = len(ann.platform.texts())
        ann.platform.fetching.set()
        await ann.settled()
        assert len(ann.platform.texts()) > n_before
        assert commands.WENT_WRONG.text not in ann.platform.texts()


async def test_words_that_wait_while_who_they_are_changes_are_answered_as_who_they_are_then(
    tmp_path: Path,
) -> None:
    clock, telegram, slack = a_day(), FakePlatform(), FakePlatform("slack")
    async with lasting(tmp_path, clock, messages_per_s=1.0, burst=1) as there:
        home = joined(there.house, telegram, clock)
        direct, thread = (joined(there.house, slack, clock, where=where) for where in ("p1", "thread"))
        code = code_in((await home.asks("link"))[-1])
        waits, go_on = asyncio.Event(), asyncio.Event()

        async def wait(seconds: float) -> None:
            waits.set()
            await go_on.wait()
            clock.now += seconds

        object.__setattr__(chats_in(there.house)._desk, "sleep", wait)
        thread.posts("hello")
        thread.posts("I am sad")
        await waits.wait()
        direct.posts(f"/link {code} yes")
        await there.house.until(lambda: commands.LINKED.text in slack.texts())
        go_on.set()
        await thread.settled()
        assert there.house.bot.turns[-1]["text"] == "I am sad"
        assert there.house.bot.turns[-1]["metadata"]["user"] == user_of(there, home)


async def test_words_that_wait_while_everything_is_forgotten_are_gone_too(tmp_path: Path) -> None:
    async with chatting(tmp_path, messages_per_s=1.0, burst=1) as (there, ann):
        waits, go_on = asyncio.Event(), asyncio.Event()

        async def wait(seconds: float) -> None:
            waits.set()
            await go_on.wait()
            ann.clock.now += seconds

        object.__setattr__(chats_in(there.house)._desk, "sleep", wait)
        ann.posts("hello")
        ann.posts("I am sad")
        await waits.wait()
        (live,) = there.house.services.registry.all()
        live.apply(live.session.forget(ann.clock.now))
        (visit,) = ann.visits._visits.values()
        await there.house.until(lambda: visit._live is None and not visit._n_held)
        go_on.set()
        await ann.settled()
        assert [turn["text"] for turn in there.house.bot.turns] == ["hello"]
        assert ann.platform.last() == FORGOTTEN


async def test_a_pause_holds_for_who_is_forgotten_while_being_linked(tmp_path: Path) -> None:
    async with home_and_two_at_work(tmp_path) as (there, home, direct, thread):
        code = code_in((await home.asks("link"))[-1])
        await thread.asks("pause")
        there.house.bot.go_on.clear()
        thread.posts("forget me")
        await there.house.bot.received.get()
        direct.posts(f"/link {code} yes")
        await there.house.until(lambda: direct.visits._visits[direct.author, direct.place]._n_held)
        there.house.bot.go_on.set()
        await direct.settled()
        assert FORGOTTEN in direct.platform.texts("thread")
        await thread.says("I am sad")
        assert there.house.bot.turns[-1]["metadata"]["user"] == user_of(there, home)
        assert direct.platform.emotions() == []


# --- while the database is away ---------------------------------------------------------------------------


async def test_what_is_said_in_a_new_place_without_the_database_can_be_forgotten(
    tmp_path: Path,
) -> None:
    async with home_and_work(tmp_path) as (there, home, direct):
        await linked(home, direct)
        thread = joined(there.house, direct.platform, home.clock, where="thread")
        store = there.companion.store
        store._writer.acquire()
        try:
            assert "Tell me more?" in (await thread.says("I am sad"))[-1]
        finally:
            store._writer.release()
        await there.settled()
        await direct.forgets()
        await there.settled()
        assert rows_of_people(store) == {}


async def test_nothing_is_sensed_of_whom_nobody_could_look_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with home_and_work(tmp_path) as (there, home, direct):
        await linked(home, direct)
        thread = joined(there.house, direct.platform, home.clock, where="thread")

        def away(*_: Any) -> None:
            raise TimeoutError

        with monkeypatch.context() as patched:
            patched.setattr(chats_in(there.house).links, "claim", away)
            assert "Tell me more?" in (await thread.says("I am sad"))[-1]
        assert direct.platform.emotions() == []
        await thread.says("I am glad")
        assert direct.platform.emotions() == ["joy"]
        user = there.house.bot.turns[-1]["metadata"]["user"]
        assert user == chats_in(there.house).digests.user(Author("telegram", "u1"))
        await direct.forgets()
        await there.settled()
        assert rows_of_people(there.companion.store) == {}


async def test_what_cannot_be_looked_up_is_not_pretended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with chatting(tmp_path) as (there, ann):

        def away(*_: Any) -> None:
            raise TimeoutError

        with monkeypatch.context() as patched:
            patched.setattr(chats_in(there.house).links, "claim", away)
            for command in ("my_data", "forget", "forget_confirmed", "resume", "link"):
                assert (await ann.asks(command))[-1] == commands.STORE_AWAY.text
            assert (await ann.asks("help"))[-1] == commands.HELP.text
        assert (await ann.asks("forget"))[-1] == commands.ASK_FORGET.text


# --- at work ----------------------------------------------------------------------------------------------


async def test_at_work_nothing_is_told_of_what_was_said_at_home(tmp_path: Path) -> None:
    async with home_and_work(tmp_path) as (_there, home, at_work):
        await home.says("I am sad")
        await at_work.says("I am glad")
        await linked(home, at_work)
        (mood,) = await at_work.asks("mood")
        assert mood.count("UTC") == 1
        assert "joy" in mood
        assert "sadness" not in mood
        (data,) = await at_work.asks("my_data")
        assert "1 visits, 1 readings" in data
        assert "Linked" not in data
        (data,) = await at_work.says("show my data")
        assert "2 visits, 2 readings" in data
        assert "Linked" not in data
        (mood,) = await home.asks("mood")
        assert mood.count("UTC") == 3


async def test_at_work_nothing_is_told_of_what_was_said_at_another_workplace(tmp_path: Path) -> None:
    clock, telegram, slack = a_day(), FakePlatform(), FakePlatform("slack")
    async with lasting(tmp_path, clock) as there:
        home = joined(there.house, telegram, clock)
        mill, shop = (
            joined(there.house, slack, clock, who=f"{team}:u1", where=team, workplace=team)
            for team in ("mill", "shop")
        )
        await mill.says("I am sad")
        for at_work in (mill, shop):
            await linked(home, at_work)
        await mill.says("I am afraid")
        await shop.says("I am glad")
        mood = (await shop.asks("mood"))[-1]
        assert "joy" in mood
        assert "sadness" not in mood
        assert "fear" not in mood
        for told in (await shop.asks("my_data"), await shop.says("show my data")):
            assert "1 visits" in told[-1]
        mood = (await mill.asks("mood"))[-1]
        assert "sadness" in mood
        assert "fear" in mood
        assert "joy" not in mood
        mood = (await home.asks("mood"))[-1]
        assert mood.count("UTC") == 4
    async with lasting(tmp_path, clock) as again:
        shop = joined(again.house, slack, clock, who="shop:u1", where="elsewhere", workplace="shop")
        mood = (await shop.asks("mood"))[-1]
        assert "joy" in mood
        assert "sadness" not in mood


async def test_a_visit_that_was_kept_without_its_workplace_is_told_once_something_is_said_there(
    tmp_path: Path,
) -> None:
    clock, slack = a_day(), FakePlatform("slack")
    async with lasting(tmp_path, clock) as there:
        await joined(there.house, slack, clock).says("I am sad")
    async with lasting(tmp_path, clock) as again:
        ann = joined(again.house, slack, clock, workplace="mill")
        mood = (await ann.asks("mood"))[-1]
        assert "sadness" not in mood
        await ann.says("I am glad")
        mood = (await ann.asks("mood"))[-1]
        assert "sadness" in mood


async def test_nothing_that_is_kept_says_which_workplace_it_was(tmp_path: Path) -> None:
    clock, slack = a_day(), FakePlatform("slack")
    async with lasting(tmp_path, clock) as there:
        ann = joined(there.house, slack, clock, workplace="T0MILL")
        await ann.says("I am sad")
        await there.settled()
        user = there.house.bot.turns[-1]["metadata"]["user"]
        (visit,) = there.companion.export(user, datetime.fromtimestamp(clock.now, UTC))["sessions"]
        assert visit["channel"].startswith("slack:")
        assert len(visit["channel"]) <= 32
        assert "MILL" not in visit["channel"]
        assert there.house.bot.turns[-1]["metadata"]["channel"] == "slack"
        assert "T0MILL" not in repr(ann.author)


async def test_at_work_decisions_on_voice_and_taste_are_not_told(tmp_path: Path) -> None:
    talking, telegram, slack = Talking(tmp_path), FakePlatform(), FakePlatform("slack")
    async with open_house(tmp_path, build=talking.build, recognition="pocketsphinx") as house:
        home, at_work = joined(house, telegram, talking.clock), joined(house, slack, talking.clock)
        await home.asks("allow_voice")
        await linked(home, at_work)
        (data,) = await at_work.asks("my_data")
        assert "voice" not in data
        (data,) = await home.asks("my_data")
        assert "You allowed voice" in data


# --- where others read ------------------------------------------------------------------------------------


async def test_the_button_to_forget_is_not_shown_where_others_could_press_it(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        ann = joined(there.house, platform, clock, who="ann", where="g:ann", private=False)
        bob = joined(there.house, platform, clock, who="bob", where="g:bob", private=False)
        await bob.says("I am sad")
        assert (await ann.asks("forget"))[-1] == commands.IN_PRIVATE.text
        assert platform.buttons("g:ann") == ()
        assert (await bob.says("/forget yes"))[-1] == commands.IN_PRIVATE.text
        await there.settled()
        assert rows_of_people(there.companion.store)["turns"] == 1


async def test_what_is_done_at_home_is_not_told_in_public(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        home = joined(there.house, platform, clock)
        group = joined(there.house, platform, clock, where="group", private=False)
        direct = joined(there.house, platform, clock, where="direct")
        await group.says("hello")
        await direct.says("hello")
        await home.asks("pause")
        await home.forgets()
        await home.settled()
        assert not {PAUSED, FORGOTTEN} & set(platform.texts("group"))
        assert {PAUSED, FORGOTTEN} <= set(platform.texts("direct"))


async def test_what_is_done_in_public_is_told_there(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        group = joined(there.house, platform, clock, private=False)
        assert (await group.asks("pause"))[-1] == PAUSED
        assert FORGOTTEN in await group.says("forget me")


async def test_data_asked_for_in_words_are_not_told_where_others_read(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        group = joined(there.house, platform, clock, where="group", private=False)
        told = await group.says("show my data")
        assert told[-1] == commands.IN_PRIVATE.text
        assert not any("stored about you" in text for text in told)
        home = joined(there.house, platform, clock)
        assert commands.IN_PRIVATE.text not in await home.says("show my data")


# --- what goes wrong --------------------------------------------------------------------------------------


async def test_whatever_goes_wrong_the_person_hears_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with chatting(tmp_path) as (there, ann):
        await ann.says("hello")

        async def broken(_: Any) -> None:
            raise RuntimeError

        (live,) = there.house.services.registry.all()
        with monkeypatch.context() as patched:
            patched.setattr(live, "turn", broken)
            assert await ann.says("I am sad") == [commands.WENT_WRONG.text]
        assert "Tell me more?" in (await ann.says("I am sad"))[-1]


async def test_a_note_that_is_never_taken_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with talking_house(tmp_path) as (_talking, house, ann):
        await ann.asks("allow_voice")
        (live,) = house.services.registry.all()

        def full(_: Any) -> None:
            raise Refusal("queue_full", "too much waits", retry_after_ms=1)

        monkeypatch.setattr(live, "hear", full)
        assert await ann.speaks() == [commands.TOO_MANY.text]


async def test_one_author_cannot_fill_the_server(tmp_path: Path) -> None:
    clock, slack = a_day(), FakePlatform("slack")
    async with lasting(tmp_path, clock, max_sessions_per_address=3) as there:
        for number in range(6):
            await joined(there.house, slack, clock, where=f"thread-{number}").says("hello")
        assert len(there.house.services.registry) <= 3
        bob = joined(there.house, slack, clock, who="u2", where="direct")
        assert "Tell me more?" in (await bob.says("hello"))[-1]


# --- forgetting while something opens ---------------------------------------------------------------------


async def test_who_is_forgotten_while_a_session_opens_is_not_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with home_and_work(tmp_path) as (there, home, at_work):
        await linked(home, at_work)
        person = chats_in(there.house).digests.user(Author("telegram", "u1"))
        doorman = chats_in(there.house)._desk.doorman
        recall, recalled, go_on = doorman._recall, asyncio.Event(), asyncio.Event()

        async def slowly(user: str, session: str | None) -> Any:
            known = await recall(user, session)
            if user == person and not recalled.is_set():
                recalled.set()
                await go_on.wait()
            return known

        monkeypatch.setattr(doorman, "_recall", slowly)
        at_work.where = "thread"
        at_work.posts("I am sad")
        await recalled.wait()
        for live in there.house.services.registry.of_user(person):
            live.apply(live.session.forget(home.clock.now))
        await there.house.until(lambda: FORGOTTEN in home.platform.texts())
        go_on.set()
        await at_work.settled()
        await there.settled()
        assert there.house.bot.turns[-1]["metadata"]["user"] == user_of(there, at_work)
        await at_work.says("forget me")
        await there.settled()
        assert rows_of_people(there.companion.store) == {}


async def test_a_code_made_while_everything_is_forgotten_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with chatting(tmp_path) as (there, ann):
        await ann.says("I am sad")
        (live,) = there.house.services.registry.all()
        desk = chats_in(there.house)._desk
        make, began, go_on = desk.database, asyncio.Event(), asyncio.Event()

        async def slowly(call: Any, *args: Any) -> Any:
            if call == desk.links.new_code:
                began.set()
                await go_on.wait()
            return await make(call, *args)

        object.__setattr__(desk, "database", slowly)
        ann.posts("/link")
        await began.wait()
        live.apply(live.session.forget(ann.clock.now))
        (visit,) = ann.visits._visits.values()
        await there.house.until(lambda: visit._live is None and not visit._n_held)
        await there.settled()
        go_on.set()
        await ann.settled()
        await there.settled()
        assert rows_of_people(there.companion.store) == {}
