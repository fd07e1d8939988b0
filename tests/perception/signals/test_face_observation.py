"""What crosses the wire from a device: exactly an observation, within its bounds."""

import json
import math
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception.errors import InputError
from perception.signals.face_observation import BOUNDS, N_SHAPE, FaceObservation
from tests.fakes.observer import observation


def test_every_field_but_the_time_has_bounds() -> None:
    assert set(BOUNDS) == {field.name for field in fields(FaceObservation)} - {"t_s"}


def test_an_observation_survives_the_wire() -> None:
    seen = observation(3.5, "anger", pose=(12.25, -3.0, 1.5))
    again = FaceObservation.from_wire(json.loads(json.dumps(seen.as_wire())), 3.5)
    assert again == seen


@pytest.mark.parametrize("name", BOUNDS)
def test_a_field_that_is_missing_is_named(name: str) -> None:
    given_fields = observation().as_wire()
    del given_fields[name]
    with pytest.raises(InputError, match=name):
        FaceObservation.from_wire(given_fields, 0.0)


def test_a_field_too_many_is_named() -> None:
    with pytest.raises(InputError, match="pixels"):
        FaceObservation.from_wire({**observation().as_wire(), "pixels": [1, 2, 3]}, 0.0)


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize(
    "bad",
    [math.nan, math.inf, -1e9, 1e9, 10**400, "0.5", None, True, [], [[1.0]], {"a": 1}, [None] * N_SHAPE],
)
def test_a_value_of_another_kind_or_beyond_its_bounds_is_refused(name: str, bad: Any) -> None:
    n_values = BOUNDS[name][0]
    for value in (bad, [bad] * n_values):
        with pytest.raises(InputError, match=name):
            FaceObservation.from_wire({**observation().as_wire(), name: value}, 0.0)


def test_half_a_face_is_no_number_of_faces() -> None:
    with pytest.raises(InputError, match="n_faces"):
        FaceObservation.from_wire({**observation().as_wire(), "n_faces": 1.5}, 0.0)


def test_a_time_that_is_no_number_is_refused() -> None:
    with pytest.raises(InputError, match="t_s"):
        observation(math.nan)


@given(
    st.one_of(
        st.none(),
        st.text(),
        st.lists(st.integers()),
        st.dictionaries(st.sampled_from([*BOUNDS, "more"]), st.one_of(st.floats(), st.text(), st.none())),
    )
)
def test_nothing_but_an_input_error_comes_of_anything_else(given_fields: Any) -> None:
    with pytest.raises(InputError):
        FaceObservation.from_wire(given_fields, 0.0)
