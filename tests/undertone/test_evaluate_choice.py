"""The evaluation of the choice: its measures, its visitors, and what it finds on a few of them."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from personalization.catalogue.loader import own_items
from personalization.item import ItemKind
from personalization.recommend.index import CatalogueIndex
from undertone.errors import MissingPartError
from undertone.evaluation import choice
from undertone.evaluation.metrics import confidence_95, ndcg, variety
from undertone.evaluation.visitors import Split, TasteKind, _frequent, _of_split, visitors

QUIET = Console(quiet=True)


@pytest.fixture(scope="module")
def index() -> CatalogueIndex:
    return CatalogueIndex([item for item in own_items() if item.kind is ItemKind.TRACK])


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return choice.measure(seeds=1, each=3, console=QUIET, n_turns=16)


def test_the_best_order_has_ndcg_1_and_the_worst_less() -> None:
    gains = np.array([0.0, 0.2, 0.9, 0.5])
    rows = np.arange(4)
    assert ndcg(gains, np.array([2, 3, 1, 0]), rows) == pytest.approx(1.0)
    assert ndcg(gains, np.array([0, 1, 3, 2]), rows) < 0.8
    assert ndcg(np.zeros(4), rows, rows) == 1.0


def test_what_may_not_be_offered_is_no_part_of_the_best_order() -> None:
    gains = np.array([1.0, 0.2, 0.1])
    assert ndcg(gains, np.array([1, 2]), np.array([1, 2])) == pytest.approx(1.0)
    assert ndcg(gains, np.array([1, 2]), np.array([0, 1, 2])) < 0.5


def test_a_list_of_one_song_over_and_over_has_no_variety(index: CatalogueIndex) -> None:
    assert variety(index, np.array([3, 3, 3])) == pytest.approx(0.0, abs=1e-5)
    assert variety(index, np.arange(40)) > 0.5
    assert variety(index, np.array([3])) == 0.0


def test_an_interval_shrinks_with_more_visitors() -> None:
    few, many = np.array([0.0, 1.0]), np.array([0.0, 1.0] * 50)
    assert confidence_95(few)[1] > confidence_95(many)[1] > 0
    assert confidence_95(np.array([0.5])) == (0.5, 0.0)


def test_the_same_seed_makes_the_same_visitors_and_another_makes_others(index: CatalogueIndex) -> None:
    first, again, other = (visitors(index, seed=seed, each=1, n_turns=3) for seed in (1, 1, 2))
    for one, same, different in zip(first, again, other, strict=True):
        np.testing.assert_array_equal(one.utilities, same.utilities)
        assert not np.array_equal(one.utilities, different.utilities)
        assert one.sensed == same.sensed


def test_tastes_that_weights_were_tried_on_are_none_of_those_reported(index: CatalogueIndex) -> None:
    words = _frequent(genre for item in index.items for genre in item.genres)
    for decades in (False, True):
        tuned, reported = (
            set(_of_split(words, split, decades=decades)) for split in (Split.TUNE, Split.REPORT)
        )
        assert tuned
        assert reported
        assert not tuned & reported


def test_a_taste_that_changes_half_way_is_another_one_then(index: CatalogueIndex) -> None:
    everybody = visitors(index, seed=3, each=2, n_turns=10)
    for visitor in everybody:
        early, late = visitor.utilities[:5].mean(axis=0), visitor.utilities[5:].mean(axis=0)
        likeness = float(np.corrcoef(early, late)[0, 1])
        if visitor.kind is TasteKind.CHANGING:
            assert likeness < 0.8


def test_visitors_react_with_everything_from_a_like_to_a_dislike(index: CatalogueIndex) -> None:
    visitor = visitors(index, seed=4, each=1, n_turns=5)[0]
    reactions = {visitor.reaction(turn, row) for turn in range(5) for row in range(len(index))}
    assert reactions == {"like", "complete", "play", "skip", "dislike", None}


def test_the_choice_finds_tastes_better_than_every_baseline(results: dict[str, Any]) -> None:
    found = {name: row["ndcg_at_10"]["mean"] for name, row in results["recommenders"].items()}
    ours = found.pop("personal")
    assert set(found) == {"mood alone", "preferences", "popularity", "random"}
    assert ours > max(found.values())
    assert found["random"] == min(found.values())


def test_the_choice_stays_nearer_to_the_mood_than_what_ignores_it(results: dict[str, Any]) -> None:
    away = {name: row["distance_to_target"]["mean"] for name, row in results["recommenders"].items()}
    assert away["mood alone"] < away["personal"] < 0.6 * away["preferences"]


def test_nobody_is_offered_a_song_twice_in_a_row(results: dict[str, Any]) -> None:
    assert all(row["same_twice_in_a_row"] == 0 for row in results["recommenders"].values())


def test_the_evaluation_writes_its_results_and_says_the_same_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        choice.evaluate(tmp_path / "out", seeds=1, each=1, plots=False, as_json=True)
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert json.loads((tmp_path / "out" / "results.json").read_text()) == json.loads(first)


def test_plots_without_the_train_extra_say_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    with pytest.raises(MissingPartError, match="install-train"):
        choice.evaluate(tmp_path, seeds=1, each=1, plots=True, as_json=False)


def test_the_tables_name_every_recommender(results: dict[str, Any]) -> None:
    console = Console(file=io.StringIO(), record=True, width=160)
    choice.show({**results, "n_turns": 16}, console)
    told = console.export_text()
    assert all(name in told for name in results["recommenders"])
