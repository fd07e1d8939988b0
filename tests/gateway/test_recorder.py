"""Writing behind the conversation."""

import pytest

from gateway import recorder as recorder_module
from gateway.effects import RecordFeedback, RecordTurn
from gateway.memory import Expired, Fact, SessionClosed, TurnSensed, UserErased
from gateway.metrics import Metrics
from gateway.recorder import PAUSES_S, Recorder
from personalization.errors import UnknownItemError
from tests.gateway.desk import SAD
from tests.gateway.scripted.memory import ScriptedMemory


class Desk:
    """A recorder whose pauses take no time."""

    def __init__(self) -> None:
        self.memory = ScriptedMemory()
        self.metrics = Metrics()
        self.pauses: list[float] = []
        self.recorder = Recorder(self.memory, self.metrics, self.pauses.append, gather_s=0.0)

    def write(self, *facts: Fact) -> list[BaseException | None]:
        """Write facts that were waiting together; what became of each."""
        futures = [self.recorder.add(fact) for fact in facts]
        self.recorder.start()
        self.recorder.stop()
        return [future.exception(timeout=5) for future in futures]


def closed(name: str) -> SessionClosed:
    return SessionClosed(name, 1.0)


def turn(name: str) -> TurnSensed:
    return TurnSensed("s", RecordTurn("u", name, "words", SAD, 1.0))


def test_facts_that_pile_up_share_a_transaction_in_order() -> None:
    desk = Desk()
    facts = [closed(str(n)) for n in range(5)]
    assert desk.write(*facts) == [None] * 5
    assert (desk.memory.facts, desk.memory.batches) == (facts, [5])


def test_facts_that_need_a_transaction_of_their_own_get_it_in_their_place() -> None:
    desk = Desk()
    liked = RecordFeedback("u", "f", "i", "like", 1.0)
    facts: list[Fact] = [closed("1"), closed("2"), UserErased("u"), closed("3"), liked, Expired(1.0)]
    desk.write(*facts)
    assert (desk.memory.facts, desk.memory.batches) == (facts, [2, 1, 1, 1, 1])


def test_one_bad_fact_does_not_cost_the_others() -> None:
    desk = Desk()
    write = desk.memory.write

    def picky(facts: list[Fact]) -> None:
        if closed("bad") in facts:
            raise ValueError("no such thing")
        write(facts)

    desk.memory.write = picky  # type: ignore[method-assign,assignment]
    outcomes = desk.write(closed("1"), closed("bad"), closed("2"))
    assert [type(outcome).__name__ for outcome in outcomes] == ["NoneType", "ValueError", "NoneType"]
    assert desk.memory.facts == [closed("1"), closed("2")]
    assert desk.metrics.records_lost._value.get() == 1


def test_a_database_that_comes_back_in_time_costs_nothing() -> None:
    desk = Desk()
    desk.memory.broken = True

    def pause(pause_s: float) -> None:
        desk.pauses.append(pause_s)
        desk.memory.broken = len(desk.pauses) < 3

    desk.recorder._pause = pause
    assert desk.write(UserErased("u")) == [None]
    assert desk.pauses == list(PAUSES_S[:3])
    assert desk.memory.facts == [UserErased("u")]


def test_a_database_that_stays_away_is_given_up_and_counted() -> None:
    desk = Desk()
    desk.memory.broken = True
    assert [type(outcome).__name__ for outcome in desk.write(closed("1"))] == ["DatabaseBusyError"]
    assert desk.pauses == list(PAUSES_S)
    assert desk.metrics.records_lost._value.get() == 1


def test_what_can_never_be_written_holds_nobody_up() -> None:
    desk = Desk()
    write = desk.memory.write
    unknown = RecordFeedback("u", "f", "no such item", "like", 1.0)

    def picky(facts: list[Fact]) -> None:
        if unknown in facts:
            raise UnknownItemError("no such item")
        write(facts)

    desk.memory.write = picky  # type: ignore[method-assign,assignment]
    outcomes = desk.write(unknown, UserErased("u"))
    assert [type(outcome).__name__ for outcome in outcomes] == ["UnknownItemError", "NoneType"]
    assert desk.pauses == []


def test_only_readings_are_let_go_when_too_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "MAX_WAITING", 2)
    desk = Desk()
    outcomes = desk.write(turn("1"), turn("2"), turn("3"), UserErased("u"))
    assert [type(outcome).__name__ for outcome in outcomes] == [
        "NoneType",
        "NoneType",
        "OverflowError",
        "NoneType",
    ]


def test_settled_waits_for_what_was_added_before() -> None:
    desk = Desk()
    desk.recorder.add(closed("1"))
    settled = desk.recorder.settled()
    desk.recorder.start()
    settled.result(timeout=5)
    assert desk.memory.facts == [closed("1")]
    desk.recorder.stop()


def test_whoever_stops_waiting_does_not_stop_the_writing() -> None:
    desk = Desk()
    assert not desk.recorder.add(closed("1")).cancel()
    assert desk.write(closed("2")) == [None]
    assert desk.memory.facts == [closed("1"), closed("2")]


def test_stopping_does_not_wait_for_a_database_that_is_away() -> None:
    desk = Desk()
    desk.recorder._pause = desk.recorder._stopping.wait
    desk.memory.broken = True
    assert [type(outcome).__name__ for outcome in desk.write(closed("1"))] == ["DatabaseBusyError"]
