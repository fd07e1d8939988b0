"""What is kept of how a text was typed."""

import math
from typing import Any

import pytest

from perception.errors import InputError
from perception.signals.typing_behaviour import TypingBehaviour
from tests.fakes.typing import typed


def test_speed_is_keys_a_second_while_typing() -> None:
    assert typed(4.0).log_speed == pytest.approx(math.log(4.0))


def test_a_draft_that_waited_is_as_fast_as_one_that_did_not() -> None:
    waited = typed(4.0, longest_pause_s=3600.0)
    assert waited.log_speed == typed(4.0).log_speed
    assert waited.log_pause == pytest.approx(math.log(1.0 + 3600.0 / 4))


def test_every_pause_but_the_longest_counts_as_the_least_that_a_pause_is() -> None:
    assert typed(n_pauses=3, longest_pause_s=6.0).log_pause == pytest.approx(math.log(1.0 + 10.0 / 4))


def test_a_long_text_may_pause_more_often_than_a_short_one() -> None:
    short, long = (
        typed(n_keys=20, n_pauses=1, longest_pause_s=2.0),
        typed(n_keys=200, n_pauses=10, longest_pause_s=2.0),
    )
    assert short.log_pause == pytest.approx(long.log_pause)


def test_a_text_without_a_pause_has_none() -> None:
    assert typed(n_pauses=0).log_pause == 0.0


def test_a_few_keys_have_no_rhythm() -> None:
    short = typed(n_keys=9, deletion_share=0.0)
    assert (short.log_speed, short.deletion_share, short.log_pause) == (None, None, None)


def test_a_text_typed_in_no_time_has_no_speed() -> None:
    assert TypingBehaviour(n_keys=40, typing_s=0.0).log_speed is None


def test_a_delay_that_is_not_known_is_none() -> None:
    assert typed(reply_delay_s=None).log_delay is None
    assert typed(reply_delay_s=0.0).log_delay == 0.0


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"n_keys": -1}, "n_keys was -1"),
        ({"typing_s": math.nan}, "typing_s was nan"),
        ({"typing_s": math.inf}, "typing_s was inf"),
        ({"reply_delay_s": -0.5}, "reply_delay_s was -0.5"),
        ({"n_deletions": 41}, "n_deletions was 41 of 40 keys"),
        ({"n_pauses": 1}, "give both or neither"),
        ({"longest_pause_s": 3.0}, "give both or neither"),
    ],
)
def test_what_nobody_can_type_is_refused_and_named(given: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=named):
        TypingBehaviour(**{"n_keys": 40, "typing_s": 10.0, **given})
