"""What goes out to a place comes there in order, once, and late rather than never."""

import asyncio
from dataclasses import dataclass, field

import pytest

from gateway.channels.channel import Limits, Place
from gateway.channels.postbox import Outcome, Postbox, PostRules
from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited, ServiceRefused

pytestmark = pytest.mark.anyio
HERE, THERE = Place("test", "here"), Place("test", "there")
AWAY = ServiceAway("no connection")
SILENT = ServiceAway("no answer in time", perhaps=True)


@dataclass(frozen=True)
class Typing:
    passing: bool = True


@dataclass
class Platform:
    """A clock, and a platform that fails as it is told."""

    now: float = 0.0
    failures: list[OutsideError | Exception] = field(default_factory=list)
    away_until: float = 0.0
    answers_late: float = 0.0
    got: list[tuple[str, object]] = field(default_factory=list)
    n_calls: int = 0
    waits: list[float] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    hold: asyncio.Event | None = None

    async def send(self, place: Place, outgoing: object) -> None:
        self.n_calls += 1
        if self.hold is not None:
            await self.hold.wait()
        if self.failures:
            raise self.failures.pop(0)
        if self.now < self.away_until:
            raise AWAY
        if self.answers_late:
            self.now += self.answers_late
            self.got.append((place.id, outgoing))
            raise SILENT
        self.got.append((place.id, outgoing))

    async def called(self, n_times: int) -> None:
        """Wait until it was asked to send so often."""
        while self.n_calls < n_times:  # noqa: ASYNC110 - counted in the code under test
            await asyncio.sleep(0)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def box(self, per_s: float | None = None, **rules: float) -> Postbox[object]:
        return Postbox(
            self,
            Limits(100, 3, per_s),
            lambda: self.now,
            self.sleep,
            PostRules(**rules),  # type: ignore[arg-type]
            self.outcomes.append,
            lambda: 1.0,
        )


@dataclass
class Remembering(Platform):
    """A platform whose sender keeps something of its places."""

    forgotten: list[Place] = field(default_factory=list)

    def forget(self, place: Place) -> None:
        self.forgotten.append(place)


async def test_letters_arrive_in_order() -> None:
    platform = Platform()
    box = platform.box()
    for number in range(5):
        box.put(HERE, "ann", number)
    await box.flush()
    assert platform.got == [("here", number) for number in range(5)]


async def test_nothing_is_lost_while_the_platform_is_away_for_a_minute() -> None:
    platform = Platform(away_until=60.0)
    box = platform.box()
    for number in range(3):
        box.put(HERE, "ann", number)
    await box.flush()
    assert [said for _, said in platform.got] == [0, 1, 2]
    assert platform.now < 75.0
    assert max(platform.waits) <= 10.0


async def test_a_limit_is_kept_to_the_second() -> None:
    platform = Platform(failures=[ServiceLimited("slowly", 7.0)])
    box = platform.box()
    box.put(HERE, "ann", "hello")
    await box.flush()
    assert platform.waits == [7.0]
    assert platform.got == [("here", "hello")]


async def test_one_place_does_not_wait_for_another() -> None:
    platform = Platform(hold=asyncio.Event())
    box = platform.box()
    box.put(HERE, "ann", 1)
    box.put(THERE, "bob", 2)
    await platform.called(2)
    assert platform.hold is not None
    platform.hold.set()
    await box.flush()
    assert sorted(platform.got) == [("here", 1), ("there", 2)]


async def test_what_is_refused_is_not_sent_again_and_holds_nothing_up() -> None:
    platform = Platform(failures=[ServiceRefused("not in this channel")])
    box = platform.box()
    box.put(HERE, "ann", "refused")
    box.put(HERE, "ann", "next")
    await box.flush()
    assert platform.got == [("here", "next")]
    assert platform.outcomes == ["refused", "sent"]


async def test_what_may_have_arrived_is_sent_twice_more_and_then_let_go() -> None:
    platform = Platform(answers_late=10.0)
    box = platform.box()
    box.put(HERE, "ann", "hello")
    box.put(HERE, "ann", "next")
    await box.flush()
    assert [said for _, said in platform.got] == ["hello"] * 3 + ["next"] * 3
    assert platform.outcomes == ["unsure", "unsure"]


@pytest.mark.parametrize("took_s", [0.0, 1.0, 8.0, 10.0, 30.0])
async def test_a_platform_that_was_silent_for_a_minute_gets_it_all_the_same(took_s: float) -> None:
    platform = Platform(failures=[SILENT])
    box = platform.box()

    async def silent(place: Place, outgoing: object) -> None:
        began, platform.now = platform.now, platform.now + took_s
        if began < 60.0:
            raise SILENT
        platform.got.append((place.id, outgoing))

    platform.send = silent  # type: ignore[method-assign]
    box.put(HERE, "ann", "hello")
    await box.flush()
    assert platform.got == [("here", "hello")]


async def test_what_surely_did_not_arrive_does_not_count_as_sent() -> None:
    platform = Platform(failures=[SILENT, AWAY, ServiceLimited("slowly", 1.0), AWAY])
    box = platform.box()
    box.put(HERE, "ann", "hello")
    await box.flush()
    assert platform.got == [("here", "hello")]


async def test_while_everything_is_refused_answers_wait_for_the_owner() -> None:
    platform = Platform(failures=[ServiceRefused("the token is not accepted", everything=True)] * 5)
    box = platform.box()
    box.put(HERE, "ann", "hello")
    await box.flush()
    assert platform.got == [("here", "hello")]
    assert platform.outcomes == ["sent"]


async def test_they_wait_no_longer_than_others() -> None:
    refused = ServiceRefused("the token is not accepted", everything=True)
    platform = Platform(failures=[refused] * 100)
    box = platform.box(keep_s=30.0)
    box.put(HERE, "ann", "hello")
    await box.flush()
    assert platform.outcomes == ["too_old"]
    assert platform.now <= 30.0


async def test_a_mistake_of_ours_holds_nothing_up_either() -> None:
    platform = Platform(failures=[KeyError("blocks")])
    box = platform.box()
    box.put(HERE, "ann", "broken")
    box.put(HERE, "ann", "next")
    await box.flush()
    assert platform.outcomes == ["failed", "sent"]


async def test_what_nobody_needs_any_more_is_let_go() -> None:
    platform = Platform(away_until=1000.0)
    box = platform.box(keep_s=30.0)
    box.put(HERE, "ann", "old")
    await box.flush()
    assert platform.got == []
    assert platform.outcomes == ["too_old"]
    assert platform.now <= 30.0


async def test_the_oldest_goes_where_too_many_wait() -> None:
    platform = Platform(hold=asyncio.Event())
    box = platform.box(max_waiting=3)
    for number in range(5):
        box.put(HERE, "ann", number)
    assert box.n_waiting == 3
    assert platform.hold is not None
    platform.hold.set()
    await box.flush()
    assert [said for _, said in platform.got] == [0, 3, 4]


async def test_the_pace_of_a_place_is_kept() -> None:
    platform = Platform()
    box = platform.box(per_s=2.0)
    for number in range(3):
        box.put(HERE, "ann", number)
    await box.flush()
    assert platform.waits[:2] == [0.5, 0.5]
    box.put(HERE, "ann", 3)
    await box.flush()
    assert platform.now >= 1.5


async def test_a_sign_of_typing_is_tried_once_and_counts_for_nothing() -> None:
    platform = Platform(failures=[AWAY])
    box = platform.box(per_s=1.0)
    box.put(HERE, "ann", Typing())
    box.put(HERE, "ann", "hello")
    box.put(HERE, "ann", Typing())
    await box.flush()
    assert platform.got == [("here", "hello"), ("here", Typing())]
    assert platform.n_calls == 3


async def test_what_waits_for_somebody_who_is_forgotten_is_never_sent() -> None:
    platform = Platform(hold=asyncio.Event())
    box = platform.box()
    for owner in ("ann", "ann", "bob"):
        box.put(HERE, owner, f"to {owner}")
    await platform.called(1)
    box.empty(HERE, "ann")
    assert platform.hold is not None
    platform.hold.set()
    await box.flush()
    assert [said for _, said in platform.got] == ["to ann", "to bob"]  # the first was under way


async def test_the_sender_forgets_their_place_too() -> None:
    platform = Remembering()
    box = platform.box()
    box.put(HERE, "ann", 1)
    box.put(THERE, "bob", 2)
    await box.flush()
    box.empty(HERE, "ann")
    assert platform.forgotten == [HERE]


async def test_what_the_sender_noted_of_a_letter_under_way_is_forgotten_when_it_arrives() -> None:
    platform = Remembering(hold=asyncio.Event())
    box = platform.box()
    box.put(HERE, "ann", 1)
    await platform.called(1)
    box.empty(HERE, "ann")
    assert platform.hold is not None
    platform.hold.set()
    await box.settled(HERE)
    async with asyncio.timeout(5.0):
        while len(platform.forgotten) < 2:  # noqa: ASYNC110 - counted in the code under test
            await asyncio.sleep(0)
    assert platform.got == [("here", 1)]
    assert platform.forgotten == [HERE, HERE]


async def test_a_letter_that_waits_for_its_next_try_is_forgotten_too() -> None:
    platform = Platform(away_until=60.0)
    box = platform.box()
    box.put(HERE, "ann", "private")
    await platform.called(1)
    box.empty(HERE, "ann")
    await box.flush()
    assert platform.got == []


async def test_settled_waits_for_one_place() -> None:
    platform = Platform()
    box = platform.box()
    box.put(HERE, "ann", 1)
    await box.settled(HERE)
    assert platform.got == [("here", 1)]
    await box.settled(THERE)  # nothing was ever sent there


async def test_stopping_ends_the_waiting() -> None:
    platform = Platform(hold=asyncio.Event())
    box = platform.box()
    box.put(HERE, "ann", 1)
    await asyncio.sleep(0)
    await box.stop()
    assert platform.got == []
