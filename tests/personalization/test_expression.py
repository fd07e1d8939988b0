import json
import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception.emotion import LABELS
from personalization.consent import Sense
from personalization.errors import InvalidReadingError
from personalization.expression import N_REMEMBERED, N_VECTOR, ExpressionProfile, SenseExpression

Turn = tuple[dict[str, tuple[float, ...]], str | None]

probabilities = st.lists(st.floats(0.01, 1.0), min_size=9, max_size=9).map(
    lambda weights: tuple(weight / sum(weights) for weight in weights)
)
labels = st.sampled_from(LABELS)
readings = st.dictionaries(st.sampled_from([*Sense]).map(str), probabilities, max_size=4)
turns: st.SearchStrategy[list[Turn]] = st.lists(st.tuples(readings, st.none() | labels), max_size=12)


def after(lived: Sequence[Turn]) -> ExpressionProfile:
    profile = ExpressionProfile()
    for read, said in lived:
        profile = profile.seen(read)
        if said is not None:
            profile = profile.confirmed(said, read)
    return profile


def certain(label: str) -> tuple[float, ...]:
    return tuple(float(name == label) for name in LABELS)


def test_a_stranger_is_the_population() -> None:
    assert ExpressionProfile().vector() == (0.0,) * 80
    assert N_VECTOR == 80


@given(turns)
def test_whatever_was_lived_the_vector_has_one_length_and_stays_in_bounds(lived: list[Turn]) -> None:
    vector = after(lived).vector()
    assert len(vector) == N_VECTOR
    for start in range(0, N_VECTOR, 20):
        assert all(-1.0 <= value <= 1.0 for value in vector[start : start + 18])
        assert all(0.0 <= n <= math.log1p(N_REMEMBERED) / 4 for n in vector[start + 18 : start + 20])


@given(turns, st.randoms())
def test_the_order_of_turns_and_visits_makes_no_difference(lived: list[Turn], random: object) -> None:
    mixed = list(lived)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert after(mixed).vector() == pytest.approx(after(lived).vector())


@given(turns)
def test_a_profile_comes_back_from_json_as_it_was(lived: list[Turn]) -> None:
    profile = after(lived)
    assert ExpressionProfile.from_dict(json.loads(json.dumps(profile.as_dict()))) == profile
    assert ExpressionProfile.from_dict(None) == ExpressionProfile()


@given(turns, st.sampled_from([*Sense]))
def test_without_a_sense_a_profile_is_as_if_that_sense_had_never_read_anything(
    lived: list[Turn], sense: Sense
) -> None:
    never = [({name: p for name, p in read.items() if name != sense}, said) for read, said in lived]
    assert after(lived).without(sense) == after(never)


@given(turns, readings, labels, labels)
def test_a_word_taken_back_is_as_if_the_later_one_had_come_first(
    lived: list[Turn], read: dict[str, tuple[float, ...]], first: str, later: str
) -> None:
    before = after(lived).seen(read)
    changed = before.confirmed(first, read).confirmed(later, read, instead_of=first)
    assert changed.vector() == pytest.approx(before.confirmed(later, read).vector())


def test_a_correction_moves_the_vector_towards_what_was_said_and_a_second_one_farther() -> None:
    sad = {"text": certain("sadness")}
    profile = ExpressionProfile().seen(sad)
    once = profile.confirmed("neutral", sad)
    twice = once.seen(sad).confirmed("neutral", sad)
    neutral, sadness = 9 + LABELS.index("neutral"), 9 + LABELS.index("sadness")
    assert profile.vector()[neutral] == 0.0 < once.vector()[neutral] < twice.vector()[neutral]
    assert once.vector()[neutral] == pytest.approx(1 / 5)
    assert once.vector()[sadness] == pytest.approx(-1 / 5)


def test_the_parts_stand_in_the_order_text_voice_face_behaviour() -> None:
    for place, sense in enumerate(("text", "voice", "face", "behaviour")):
        vector = ExpressionProfile().seen({sense: certain("joy")}).vector()
        moved = [index for index, value in enumerate(vector) if value]
        assert moved == [20 * place, 20 * place + 18]
        assert vector[20 * place] == pytest.approx(1 / 9)
        assert vector[20 * place + 18] == pytest.approx(math.log(2) / 4)


def test_who_changes_is_followed_however_much_was_read_before() -> None:
    sense = SenseExpression(N_REMEMBERED, 0, certain("joy"))
    for _ in range(N_REMEMBERED):
        sense = sense.read(certain("fear"))
    assert sense.n_read == N_REMEMBERED
    assert sense.mean[LABELS.index("fear")] > 0.6


@pytest.mark.parametrize(
    "bad",
    [
        {"smell": certain("joy")},
        {"text": (0.5, 0.5)},
        {"text": (math.nan,) * 9},
        {"text": (-0.1, 1.1, 0, 0, 0, 0, 0, 0, 0)},
        {"fused": certain("joy")},
    ],
)
def test_what_is_no_reading_is_refused_with_what_is_allowed(bad: dict[str, tuple[float, ...]]) -> None:
    with pytest.raises(InvalidReadingError, match=r"allowed|numbers from 0 to 1"):
        ExpressionProfile().seen(bad)
    with pytest.raises(InvalidReadingError, match=r"allowed|numbers from 0 to 1"):
        ExpressionProfile().confirmed("joy", bad)


@pytest.mark.parametrize(("label", "instead_of"), [("peckish", None), ("joy", "peckish")])
def test_what_is_no_label_is_refused_with_the_labels(label: str, instead_of: str | None) -> None:
    with pytest.raises(InvalidReadingError, match="'peckish'; allowed are joy"):
        ExpressionProfile().confirmed(label, {"text": certain("joy")}, instead_of)
