"""How a text was typed, from the wire to the senses: with consent only, and gone with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.codec import decode
from gateway.effects import Effect, ResetTrajectory, SenseTurn
from gateway.errors import Refusal
from gateway.pipeline_senses import PipelineSenses
from gateway.protocol import Behaviour, Consent, Text, Typing
from gateway.rules import SessionRules
from gateway.vocabulary import Sense, SenseState
from perception.behaviour.perceiver import BehaviourPerceiver
from perception.pipeline import Pipeline
from perception.signals.typing_behaviour import TypingBehaviour
from tests.fakes.perceiver import GLAD, ScriptedPerceiver
from tests.fakes.typing import typed
from tests.gateway.desk import LIMITS, NOW, PUBLIC, SAD, Desk, errors, kinds, only, turn_of, types
from tests.gateway.house import of_type, open_house
from tests.gateway.messages import TYPING as ON_THE_WIRE

TYPING = Typing.model_validate(ON_THE_WIRE)
OFFERED: dict[Sense, SenseState] = {**PUBLIC, "behaviour": "off"}


def desk(**consents: bool) -> Desk:
    granted: Any = {"behaviour": True, **consents}
    return Desk(SessionRules(limits=LIMITS, senses=OFFERED), granted)


def write(at: Desk, message_id: str = "1", typing: Typing | None = TYPING) -> list[Effect]:
    return at.session.receive(Text(id=message_id, text="I am sad", typing=typing), NOW)


def decide(at: Desk, sense: Sense, *, granted: bool) -> list[Effect]:
    return at.session.receive(Consent(id=f"c-{sense}-{granted}", sense=sense, granted=granted), NOW)


def test_how_a_text_was_typed_goes_to_the_senses_in_seconds() -> None:
    assert only(write(desk()), SenseTurn).behaviour == TypingBehaviour(
        n_keys=31, typing_s=5.2, n_pauses=2, longest_pause_s=4.1, n_deletions=3, reply_delay_s=2.6
    )


def test_without_consent_it_goes_nowhere() -> None:
    assert only(write(desk(behaviour=False)), SenseTurn).behaviour is None


def test_it_needs_a_consent_of_its_own() -> None:
    at = desk(behaviour=False)
    assert types(decide(at, "behaviour", granted=True)) == ["ack"]
    assert only(write(at), SenseTurn).behaviour is not None


def test_a_client_that_counts_no_keys_is_not_read_by_them() -> None:
    assert only(write(desk(), typing=Typing(duration_ms=900, n_deletions=0)), SenseTurn).behaviour is None


def test_a_paused_visitor_s_typing_goes_nowhere() -> None:
    at = desk()
    decide(at, "text", granted=False)
    turn = turn_of(write(at))
    write(at, "2")
    decide(at, "text", granted=True)
    assert only(at.answer(turn), SenseTurn).behaviour is None


def test_a_withdrawal_empties_what_waits_and_what_was_learned() -> None:
    at = desk()
    turn = turn_of(write(at))
    at.session.sensed(turn, SAD, NOW)
    write(at, "2")
    effects = decide(at, "behaviour", granted=False)
    only(effects, ResetTrajectory)
    assert only(at.answer(turn), SenseTurn).behaviour is None


def test_a_withdrawal_overtakes_the_reading_that_is_under_way() -> None:
    at = desk()
    turn = turn_of(write(at))
    decide(at, "behaviour", granted=False)
    assert at.session.sensed(turn, SAD, NOW) == []


def test_a_refusal_of_what_was_never_granted_changes_no_mood() -> None:
    assert "ResetTrajectory" not in kinds(decide(desk(behaviour=False), "behaviour", granted=False))


def test_who_is_forgotten_is_asked_anew() -> None:
    at = desk()
    at.session.forget(NOW)
    assert only(write(at), SenseTurn).behaviour is None


@pytest.mark.parametrize("state", ["not_available", "not_allowed"])
def test_where_it_is_not_offered_no_client_can_switch_it_on(state: SenseState) -> None:
    at = Desk(SessionRules(limits=LIMITS, senses={**OFFERED, "behaviour": state}), {"behaviour": True})
    assert errors(decide(at, "behaviour", granted=True)) == [state]
    assert only(write(at), SenseTurn).behaviour is None
    assert errors(at.session.receive(Behaviour(id="b", typing=TYPING), NOW)) == [state]


def test_typing_that_was_not_sent_is_taken_and_not_used() -> None:
    effects = desk().session.receive(Behaviour(id="b", typing=TYPING), NOW)
    assert (kinds(effects), types(effects)) == (["Send"], ["ack"])


def test_typing_that_was_not_sent_needs_consent() -> None:
    at = desk(behaviour=False)
    assert errors(at.session.receive(Behaviour(id="b", typing=TYPING), NOW)) == ["consent_needed"]


# --- with the real sense ----------------------------------------------------------------------------------


@pytest.fixture
def senses() -> PipelineSenses:
    return PipelineSenses(Pipeline([ScriptedPerceiver([(0.0, GLAD)]), BehaviourPerceiver()]))


def test_a_visitor_is_known_after_five_texts_and_read_from_the_sixth(senses: PipelineSenses) -> None:
    trajectory = senses.new_trajectory()
    heard = [senses.sense("hello", trajectory, behaviour=typed(4.0)).weights for _ in range(5)]
    assert heard == [{"text": 1.0}] * 5
    hasty = senses.sense("hello", trajectory, behaviour=typed(8.0, n_pauses=0))
    assert 0 < hasty.weights["behaviour"] < hasty.weights["text"]


def test_a_text_that_was_not_measured_leaves_the_habit_as_it_was(senses: PipelineSenses) -> None:
    trajectory = senses.new_trajectory()
    senses.sense("hello", trajectory, behaviour=typed())
    senses.sense("hello", trajectory)
    assert trajectory.habit.n_texts == 1


def test_a_new_course_of_the_mood_knows_no_habit(senses: PipelineSenses) -> None:
    senses.sense("hello", senses.new_trajectory(), behaviour=typed())
    assert senses.new_trajectory().habit.n_texts == 0


# --- over real sockets ------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_turn_joins_words_and_typing_until_consent_is_withdrawn(tmp_path: Path) -> None:
    async with open_house(tmp_path, reads_behaviour=True) as house, house.visitor() as visitor:
        assert (await visitor.hello())["senses"]["behaviour"] == "off"
        await visitor.ask("m1", "I am sad", typing=ON_THE_WIRE)
        assert house.senses.typed == []
        await visitor.send("consent", id="yes", sense="behaviour", granted=True)
        heard = await visitor.ask("m2", "I am sad", typing=ON_THE_WIRE)
        assert set(of_type(heard, "emotion")[0]["weights"]) == {"text", "behaviour"}
        await visitor.send("consent", id="no", sense="behaviour", granted=False)
        heard = await visitor.ask("m3", "I am sad", typing=ON_THE_WIRE)
        assert of_type(heard, "emotion")[0]["weights"] == {"text": 1.0}
        assert house.senses.typed == [TYPING.behaviour()]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"n_keys": 1}, "`n_deletions` was 3 and `n_keys` 1; deletions are keys: count both"),
        ({"n_pauses": 0}, "`n_pauses` was 0 and `longest_pause_ms` 4100; send both or neither"),
        ({"longest_pause_ms": 0}, "`n_pauses` was 2 and `longest_pause_ms` 0; send both or neither"),
    ],
)
def test_numbers_that_contradict_one_another_are_refused_with_what_to_do(
    given: dict[str, int], why: str
) -> None:
    frame = {"type": "text", "id": "m1", "text": "hm", "typing": ON_THE_WIRE | given}
    with pytest.raises(Refusal) as refused:
        decode(json.dumps(frame))
    assert (refused.value.code, refused.value.message_id) == ("invalid", "m1")
    assert refused.value.detail == f"`typing` of `text`: {why}"
