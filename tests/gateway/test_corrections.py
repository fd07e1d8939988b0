"""The visitor's word against a reading: shown at once, kept, and taken once."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.effects import CorrectStored, CorrectTrajectory, RecordCorrection
from gateway.errors import Refusal
from gateway.protocol import Correction, Emotion
from gateway.readings import ReadingBook, corrected_reading, emotion_of
from gateway.vocabulary import LABELS
from perception.trajectory import said_reading
from personalization.course import corrected_mood
from tests.gateway.desk import NOW, SAD, Desk, errors, kinds, only, sent, turn_of, types
from tests.gateway.house import of_type, open_house
from tests.gateway.messages import SERVER
from tests.gateway.scripted.senses import ScriptedPoint

EARLIER: dict[str, Any] = {
    "turn": "before.1", "at": "2026-11-20T10:00:00+00:00", "label": "fear", "valence": -0.4, "arousal": 0.5,
    "probabilities": {name: 0.6 if name == "fear" else 0.05 for name in LABELS}, "confidence": 0.7,
    "change": 0.0, "trend": "steady", "shift": False, "corrected": False,
}  # fmt: skip
WEIGHTS = st.lists(st.floats(0.001, 1.0), min_size=9, max_size=9)


def correct(desk: Desk, turn: str, label: str = "trust", message_id: str = "c1") -> list[Any]:
    message = Correction.model_validate(
        {"type": "correction", "id": message_id, "turn": turn, "label": label}
    )
    return desk.session.receive(message, NOW)


def answered(desk: Desk, message_id: str) -> str:
    turn = desk.asked(message_id)
    desk.answer(turn)
    return turn


# --- the numbers ------------------------------------------------------------------------------------------


@given(WEIGHTS, st.sampled_from(LABELS), st.floats(-1, 1), st.floats(-1, 1))
def test_the_visitors_label_gets_most_of_the_probability_and_the_rest_keeps_its_proportions(
    weights: list[float], label: str, valence: float, arousal: float
) -> None:
    before = {name: weight / sum(weights) for name, weight in zip(LABELS, weights, strict=True)}
    after = corrected_reading(before, valence, arousal, label)
    assert after["probabilities"][label] >= 0.8
    assert sum(after["probabilities"].values()) == pytest.approx(1.0, abs=1e-3)
    assert max(after["probabilities"], key=after["probabilities"].__getitem__) == label
    assert -1 <= after["valence"] <= 1
    assert -1 <= after["arousal"] <= 1
    others = [name for name in LABELS if name != label]
    for one, other in pairwise(others):
        if before[one] > before[other]:
            assert after["probabilities"][one] >= after["probabilities"][other]


def test_a_reading_that_was_certain_becomes_the_visitors_word() -> None:
    certain = {name: float(name == "joy") for name in LABELS}
    assert corrected_reading(certain, 0.9, 0.4, "joy")["probabilities"]["joy"] == 1.0
    sad = corrected_reading(certain, 0.9, 0.4, "sadness")
    assert sad["probabilities"]["joy"] == pytest.approx(0.2)
    assert sad["valence"] < 0


def test_what_the_visitor_has_said_is_not_mixed() -> None:
    desk = Desk()
    turn = turn_of(desk.text("1"))
    desk.session.sensed(turn, replace(SAD, mixed=True), NOW)
    desk.answer(turn)
    correct(desk, turn, "joy")
    (emotion,) = sent(desk.session.corrected(turn, "joy", ScriptedPoint(), NOW))
    assert isinstance(emotion, Emotion)
    assert (emotion.label, emotion.mixed, emotion.need) == ("joy", False, "celebrate")


@pytest.mark.parametrize("label", LABELS)
def test_what_the_visitor_says_stands_at_one_place_in_the_course_and_in_what_is_chosen_for_it(
    label: str,
) -> None:
    course, chosen = said_reading(label), corrected_mood(label)
    assert (course.label, course.valence, course.arousal) == (label, chosen.valence, chosen.arousal)


def test_the_book_lets_the_oldest_readings_go() -> None:
    book = ReadingBook(max_kept=2)
    for n in range(3):
        book.add(Emotion.model_validate({"seq": 1, **SERVER["emotion"], "turn": f"s.{n}"}))
    assert (book.find("s.0"), book.last) == (None, "s.2")


# --- the session ------------------------------------------------------------------------------------------


def test_the_last_reading_is_put_right_in_the_trajectory_too() -> None:
    desk = Desk()
    turn = answered(desk, "1")
    effects = correct(desk, turn)
    assert kinds(effects) == ["Send", "RecordCorrection", "LearnExpression", "CorrectTrajectory"]
    assert types(effects) == ["ack"]
    assert only(effects, RecordCorrection) == RecordCorrection("user", turn, "trust", NOW)
    (emotion,) = sent(desk.session.corrected(turn, "trust", ScriptedPoint(0.4, "rising"), NOW))
    assert isinstance(emotion, Emotion)
    assert (emotion.turn, emotion.label, emotion.corrected) == (turn, "trust", True)
    assert (emotion.at_ms, emotion.trend) == (int(NOW * 1000), "rising")


def test_an_earlier_reading_is_shown_right_and_the_trajectory_stays() -> None:
    desk = Desk()
    first, _ = answered(desk, "1"), answered(desk, "2")
    effects = correct(desk, first)
    assert kinds(effects) == ["Send", "RecordCorrection", "LearnExpression", "Send"]
    emotion = sent(effects)[1]
    assert isinstance(emotion, Emotion)
    assert (emotion.turn, emotion.label, emotion.corrected) == (first, "trust", True)


def test_while_the_next_turn_is_being_read_the_trajectory_is_left_alone() -> None:
    desk = Desk()
    turn = answered(desk, "1")
    desk.text("2", "reading takes a while")
    assert "CorrectTrajectory" not in kinds(correct(desk, turn))


def test_the_same_id_counts_once_and_is_acknowledged_again() -> None:
    desk = Desk()
    turn = answered(desk, "1")
    correct(desk, turn)
    correct(desk, turn, "joy", message_id="c2")
    assert kinds(correct(desk, turn)) == ["Send"]
    assert types(correct(desk, turn)) == ["ack"]


def test_the_same_label_again_is_shown_and_not_stored_twice() -> None:
    desk = Desk()
    turn = answered(desk, "1")
    correct(desk, turn)
    again = correct(desk, turn, message_id="c2")
    assert "RecordCorrection" not in kinds(again)
    assert only(again, CorrectTrajectory)
    assert "RecordCorrection" in kinds(correct(desk, turn, "joy", message_id="c3"))


def test_a_turn_of_an_earlier_session_is_looked_up() -> None:
    desk = Desk()
    asked = only(correct(desk, "before.1"), CorrectStored)
    assert (asked.user, asked.turn, asked.label) == ("user", "before.1", "trust")
    effects = desk.session.stored_corrected(asked, emotion_of(EARLIER), NOW)
    assert types(effects) == ["ack", "emotion"]
    emotion = sent(effects)[1]
    assert isinstance(emotion, Emotion)
    assert emotion.at_ms == 1_795_168_800_000


def test_a_turn_that_nobody_knows_is_refused() -> None:
    desk = Desk()
    asked = only(correct(desk, "someone else's"), CorrectStored)
    assert errors(desk.session.stored_corrected(asked, Refusal("invalid", "not yours"), NOW)) == ["invalid"]


def test_what_was_looked_up_for_somebody_who_was_forgotten_meanwhile_is_not_shown() -> None:
    desk = Desk()
    asked = only(correct(desk, "before.1"), CorrectStored)
    desk.session.forget(NOW)
    assert desk.session.stored_corrected(asked, emotion_of(EARLIER), NOW) == []


def test_after_consent_is_withdrawn_no_reading_of_the_session_is_shown_again() -> None:
    desk = Desk()
    turn = answered(desk, "1")
    desk.withdraw()
    assert kinds(correct(desk, turn)) == ["CorrectStored"]


def test_a_correction_needs_a_hello_and_counts_as_a_message() -> None:
    desk = Desk(greeted=False)
    assert errors(correct(desk, "s.1")) == ["wrong_order"]
    desk.hello()
    for n in range(30):
        refused = errors(correct(desk, "s.1", message_id=f"c{n}"))
    assert refused == ["rate_limited"]


def test_a_reading_that_comes_late_is_not_that_of_the_turn_before() -> None:
    desk = Desk()
    answered(desk, "1")
    turn = turn_of(desk.text("2"))
    desk.session.sensed(turn, SAD, NOW)
    assert "CorrectTrajectory" in kinds(correct(desk, turn))


# --- the gateway ------------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_correction_over_the_websocket_is_shown_and_stored(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        (read,) = of_type(await visitor.ask("1", "I am sad"), "emotion")
        await visitor.send("correction", id="c", turn=read["turn"], label="trust")
        assert (await visitor.until("ack"))["id"] == "c"
        put_right = await visitor.until("emotion")
        assert put_right["probabilities"]["trust"] >= 0.8
        assert (put_right["turn"], put_right["at_ms"]) == (read["turn"], read["at_ms"])
        await house.until(lambda: any(isinstance(fact, RecordCorrection) for fact in house.memory.facts))


@pytest.mark.anyio
async def test_a_turn_of_an_earlier_visit_is_put_right_over_the_websocket(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        await visitor.ask("1", "hello")
        house.memory.points[house.bot.turns[0]["metadata"]["user"]] = [EARLIER]
        await visitor.send("correction", id="c", turn="before.1", label="trust")
        put_right = await visitor.until("emotion")
        assert (put_right["turn"], put_right["corrected"]) == ("before.1", True)
        await visitor.send("correction", id="d", turn="before.2", label="trust")
        error = await visitor.until("error")
        assert (error["code"], error["id"]) == ("invalid", "d")
        house.memory.broken = True
        await visitor.send("correction", id="e", turn="before.1", label="joy")
        error = await visitor.until("error")
        assert (error["code"], error["id"], error["retry_after_ms"]) == ("not_available", "e", 2000)


@pytest.mark.anyio
async def test_the_mood_and_its_corrections_over_rest_reach_the_open_session(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        welcome = await visitor.hello()
        bearer = {"Authorization": f"Bearer {welcome['token']}"}
        assert (await house.http.get("/v1/mood", headers=bearer)).json() == {"points": []}
        for n, text in enumerate(("I am sad", "I am happy")):
            await visitor.ask(str(n), text)
        points = (await house.http.get("/v1/mood", headers=bearer)).json()["points"]
        assert [point["label"] for point in points] == ["sadness", "joy"]
        assert [point["turn"] for point in points] == [m["turn"] for m in of_type(visitor.heard, "emotion")]
        newest = (await house.http.get("/v1/mood", headers=bearer, params={"limit": 1})).json()["points"]
        assert newest == points[1:]
        body = {"turn": points[1]["turn"], "label": "trust"}
        answer = await house.http.post("/v1/corrections", headers=bearer, json=body)
        assert (answer.json()["label"], answer.json()["corrected"]) == ("trust", True)
        shown = await visitor.until("emotion")
        assert (shown["turn"], shown["label"], shown["corrected"]) == (points[1]["turn"], "trust", True)
        assert sum(isinstance(fact, RecordCorrection) for fact in house.memory.facts) == 1


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"turn": "nobody's", "label": "joy"}, (404, "not_found")),
        ({"turn": "s.1", "label": "peckish"}, (422, "invalid")),
        ({"turn": "", "label": "joy"}, (422, "invalid")),
        ({"label": "joy"}, (422, "invalid")),
    ],
)
async def test_a_bad_correction_over_rest_is_a_problem(
    tmp_path: Path, body: dict[str, str], expected: tuple[int, str]
) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.post("/v1/corrections", headers=await house.bearer(), json=body)
        assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) == expected


@pytest.mark.anyio
@pytest.mark.parametrize("limit", ["0", "1001", "many"])
async def test_a_bad_number_of_points_is_a_problem(tmp_path: Path, limit: str) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.get("/v1/mood", headers=await house.bearer(), params={"limit": limit})
        assert answer.status_code == 422
