"""What a visitor says of their feelings changes how they are read: at once, and in their next visit."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.effects import ForgetSense, LearnExpression
from gateway.protocol import Consent, Correction, Text
from gateway.visitors_expression import MAX_KEPT, VisitorsExpression
from perception.emotion import LABELS
from personalization.consent import Sense
from personalization.expression import N_VECTOR, ExpressionProfile
from personalization.interaction import SenseReading, TurnRecord
from tests.fakes.perceiver import GLAD, SAD
from tests.gateway.desk import NOW, PUBLIC, RULES, Desk, kinds, only, turn_of
from tests.gateway.desk import SAD as DESK_SAD
from tests.gateway.lasting import a_day, lasting
from tests.gateway.test_identity import SECRET, signed

pytestmark = pytest.mark.anyio

STRANGER = (0.0,) * N_VECTOR
BIAS_OF_SADNESS = 9 + LABELS.index("sadness")
BIAS_OF_NEUTRAL = 9 + LABELS.index("neutral")
COUNT_OF_WORDS = 19


async def test_a_first_visitor_is_read_as_anybody_and_from_then_on_as_themselves(tmp_path: Path) -> None:
    async with lasting(tmp_path, a_day()) as gateway:
        await gateway.said(None, "i am sad", "hm")
        first, second = gateway.senses.people
        assert first == STRANGER
        assert second == ExpressionProfile().seen({"text": SAD.probabilities}).vector()


async def test_not_sad_just_tired_moves_the_next_reading_and_the_next_visit(tmp_path: Path) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock, identity_secret=SECRET) as gateway:
        # the second text is read as sad, and the bot takes it as the correction that it is
        token, _ = await gateway.said(None, "i am sad", "not sad just tired", "hm", user=signed())
        _, before, after = gateway.senses.people
        assert before[BIAS_OF_NEUTRAL] == before[COUNT_OF_WORDS] == 0.0
        assert after[BIAS_OF_NEUTRAL] > 0.1
        assert after[BIAS_OF_SADNESS] < -0.1
        await gateway.settled()
        kept = gateway.companion.expression(gateway.user_of(token))
        assert kept.of(Sense.TEXT).n_confirmed == 1
    async with lasting(tmp_path, clock, identity_secret=SECRET) as gateway:
        await gateway.said(None, "hello", user=signed())
        (again,) = gateway.senses.people
        assert again == kept.vector()
        assert again[BIAS_OF_NEUTRAL] == after[BIAS_OF_NEUTRAL]


async def test_what_the_session_knows_and_what_is_stored_are_the_same(tmp_path: Path) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock) as gateway, gateway.house.visitor() as visitor:
        token = (await visitor.hello())["token"]
        emotions = []
        for number, text in enumerate(("i am sad", "i am glad", "i am afraid")):
            await visitor.ask(str(number), text)
            emotions.append(next(m for m in reversed(visitor.heard) if m["type"] == "emotion"))
        for number, (turn, label) in enumerate(((0, "neutral"), (2, "anger"), (0, "trust"), (2, "anger"))):
            await visitor.send("correction", id=f"c{number}", turn=emotions[turn]["turn"], label=label)
            await visitor.until("emotion")
        await visitor.send("text", id="m", text="here i am", mood="sadness")
        await visitor.until("done")
        await visitor.ask("last", "hm")
        await gateway.settled()
        stored = gateway.companion.expression(gateway.user_of(token))
        (live,) = gateway.house.services.registry.of_user(gateway.user_of(token))
        assert live._expression.profile == stored
        assert (stored.of(Sense.TEXT).n_read, stored.of(Sense.TEXT).n_confirmed) == (5, 3)


async def test_a_turn_of_an_earlier_visit_that_is_put_right_moves_this_one(tmp_path: Path) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock, identity_secret=SECRET) as gateway:
        _, (earlier,) = await gateway.said(None, "i am sad", user=signed())
    async with lasting(tmp_path, clock, identity_secret=SECRET) as gateway:
        async with gateway.house.visitor() as visitor:
            token = (await visitor.hello(user=signed()))["token"]
            await visitor.ask("1", "hm")
            (live,) = gateway.house.services.registry.of_user(gateway.user_of(token))
            await visitor.send("correction", id="c", turn=earlier["turn"], label="neutral")
            await visitor.until("emotion")
            await gateway.house.until(lambda: live._expression.profile.of(Sense.TEXT).n_confirmed == 1)
            bearer = {"Authorization": f"Bearer {token}"}
            body = {"turn": earlier["turn"], "label": "anger"}
            await gateway.house.http.post("/v1/corrections", headers=bearer, json=body)
            angry = LABELS.index("anger")
            await gateway.house.until(lambda: live._expression.profile.of(Sense.TEXT).bias[angry] > 0)
            await visitor.ask("2", "hm")
        assert gateway.senses.people[-1][BIAS_OF_NEUTRAL] < 0.0 < gateway.senses.people[-1][9 + angry]


async def test_withdrawing_consent_forgets_at_once_here_and_in_the_store(tmp_path: Path) -> None:
    async with lasting(tmp_path, a_day()) as gateway, gateway.house.visitor() as visitor:
        token = (await visitor.hello())["token"]
        await visitor.ask("1", "i am sad")
        await visitor.send("consent", id="c1", sense="text", granted=False)
        await visitor.send("consent", id="c2", sense="text", granted=True)
        await visitor.ask("2", "hm")
        assert gateway.senses.people == [STRANGER, STRANGER]
        await gateway.settled()
        export = (await gateway.get("/v1/export", token))[1]
        assert [set(turn["senses"]) for turn in export["turns"]] == [set(), {"text"}]
        assert export["expression"]["text"]["n_read"] == 1


async def test_who_was_forgotten_is_read_as_a_stranger(tmp_path: Path) -> None:
    async with lasting(tmp_path, a_day()) as gateway, gateway.house.visitor() as visitor:
        await visitor.hello()
        await visitor.ask("1", "i am sad")
        await visitor.ask("2", "forget me")
        await visitor.ask("3", "hm")
        assert gateway.senses.people[1] != STRANGER
        assert gateway.senses.people[2] == STRANGER


async def test_a_reading_outside_any_conversation_is_read_as_anybodys(tmp_path: Path) -> None:
    async with lasting(tmp_path, a_day()) as gateway:
        await gateway.house.http.post("/v1/sense", json={"text": "i am sad"})
        assert gateway.senses.people == [()]


def test_a_word_for_a_turn_that_is_not_known_any_more_teaches_nothing() -> None:
    visitor = VisitorsExpression()
    for number in range(MAX_KEPT + 1):
        visitor.seen(f"t{number}", {"text": SAD.probabilities})
    before = visitor.vector()
    visitor.confirmed("t0", "joy")
    assert visitor.vector() == before
    visitor.confirmed("t1", "joy")
    assert visitor.vector() != before


def test_a_turn_that_was_put_right_before_a_restart_is_not_counted_twice() -> None:
    read = SenseReading(GLAD.probabilities, 0.7, 0.4, 0.8)
    at = datetime(2026, 11, 21, tzinfo=UTC)
    turn = TurnRecord("t", "s", "u", at, corrected="fear", senses={"text": read})
    profile = ExpressionProfile().seen(turn.by_sense).confirmed("fear", turn.by_sense)
    visitor = VisitorsExpression(profile, [turn])
    visitor.confirmed("t", "fear")
    assert visitor.profile == profile
    visitor.confirmed("t", "trust")
    assert visitor.profile.of(Sense.TEXT).n_confirmed == 1


def test_a_withdrawn_sense_is_taught_nothing_more_by_earlier_turns() -> None:
    visitor = VisitorsExpression()
    visitor.seen("t", {"text": SAD.probabilities, "voice": GLAD.probabilities})
    visitor.without(Sense.VOICE)
    visitor.confirmed("t", "joy")
    assert set(visitor.profile.senses) == {Sense.TEXT}
    assert visitor.profile.of(Sense.TEXT).n_confirmed == 1


@pytest.mark.parametrize("sense", ["voice", "face"])
def test_a_sense_is_forgotten_when_it_is_withdrawn_and_not_when_it_was_never_allowed(sense: Any) -> None:
    rules = replace(RULES, senses={**PUBLIC, sense: "off"})
    refused = Desk(rules).session.receive(Consent(id="c", sense=sense, granted=False), NOW)
    assert "ForgetSense" not in kinds(refused)
    withdrawn = Desk(rules, {sense: True}).session.receive(Consent(id="c", sense=sense, granted=False), NOW)
    assert only(withdrawn, ForgetSense) == ForgetSense(sense)


def test_a_mood_by_hand_teaches_and_a_correction_that_changes_nothing_does_not() -> None:
    desk = Desk()
    turn = turn_of(desk.session.receive(Text(id="m", text="here", mood="sadness"), NOW))
    assert only(desk.session.sensed(turn, DESK_SAD, NOW), LearnExpression) == LearnExpression(turn, "sadness")
    desk.answer(turn)
    again = Correction(id="c", turn=turn, label="sadness")
    assert "LearnExpression" not in kinds(desk.session.receive(again, NOW))
