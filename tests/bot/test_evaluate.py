import pytest

from bot.evaluate import Guess, expected_calibration_error, scores

NONE: frozenset[str] = frozenset()


def guess(intent: str, guessed: str, confidence: float = 1.0) -> Guess:
    return Guess(f"{intent} {guessed}", intent, guessed, confidence, NONE, NONE)


def test_figures_are_those_of_a_small_table_done_by_hand() -> None:
    figures = scores(
        [
            guess("greet", "greet"),
            guess("greet", "greet"),
            guess("thanks", "greet"),
            guess("thanks", "nlu_fallback"),
            guess("out_of_scope", "out_of_scope"),
            guess("out_of_scope", "nlu_fallback"),
            guess("out_of_scope", "greet"),
        ]
    )
    assert figures["n_sentences"] == 4
    assert figures["accuracy"] == 0.5
    assert figures["baseline"] == 0.5
    assert figures["f1"] == {"thanks": 0.0, "greet": 0.8}
    assert figures["macro_f1"] == pytest.approx(0.4)
    assert figures["out_of_scope"] == {"n_sentences": 3, "caught": 0.6667, "good_ones_lost": 0.25}
    assert len(figures["mistakes"]) == 3


def test_honest_confidence_has_no_calibration_error() -> None:
    honest = [guess("a", "a", 0.5), guess("a", "b", 0.5)]
    boastful = [guess("a", "b", 1.0), guess("a", "b", 1.0)]
    assert expected_calibration_error(honest) == 0
    assert expected_calibration_error(boastful) == 1
