"""How replies are said."""

from typing import get_args

import pytest

from gateway.delivery import MANNERS, delivery_of
from gateway.vocabulary import Label


def said(label: str, confidence: float = 0.9) -> tuple[float, float, int]:
    delivery = delivery_of({"label": label, "confidence": confidence}, offers_help=False)
    assert delivery is not None
    return delivery.rate, delivery.pitch, delivery.pause_ms


def test_every_label_has_a_manner() -> None:
    assert set(MANNERS) == set(get_args(Label))


@pytest.mark.parametrize("label", ["sadness", "fear"])
def test_sadness_and_fear_are_answered_slower_and_lower_after_a_pause(label: str) -> None:
    rate, pitch, pause_ms = said(label)
    assert rate < 0.9
    assert pitch < 0.95
    assert pause_ms >= 300


def test_joy_is_answered_lighter_and_at_once() -> None:
    rate, pitch, pause_ms = said("joy")
    assert rate > 1
    assert pitch > 1
    assert pause_ms == 0


def test_an_unsure_reading_changes_little() -> None:
    assert 0.95 < said("sadness", 0.1)[0] < 1.0


def test_help_is_never_hurried_whatever_was_read() -> None:
    delivery = delivery_of({"label": "joy", "confidence": 1.0}, offers_help=True)
    assert delivery is not None
    assert (delivery.rate, delivery.pause_ms) == (0.85, 500)
    assert delivery_of(None, offers_help=True) == delivery


def test_without_a_reading_it_is_said_plainly() -> None:
    assert delivery_of(None, offers_help=False) is None
    assert delivery_of({}, offers_help=False) is None
