"""`undertone evaluate choice`: how soon the user vector finds a taste that is known, being made up."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from personalization.catalogue.loader import own_items
from personalization.item import ItemKind
from personalization.recommend.index import CatalogueIndex
from undertone.cli_output import print_json
from undertone.errors import MissingPartError
from undertone.evaluation.metrics import confidence_95
from undertone.evaluation.simulate import Course, follow_all, popularity, recommenders
from undertone.evaluation.visitors import TasteKind, Visitor, visitors

N_TURNS = 30
TURNS_SHOWN = (1, 5, 10, 20, 30)
POPULATION_EACH = 20


def evaluate(out: Path, *, seeds: int, each: int, plots: bool, as_json: bool) -> None:
    """Follow `each` visitors of every kind for each seed, show a table, and write results and plots to `out`.

    Raises MissingPartError where plots are wanted and matplotlib is not installed.
    """
    if plots and find_spec("matplotlib") is None:
        raise MissingPartError(
            "the plots need matplotlib, which the train extra brings: `make install-train`, or --no-plots"
        )
    results = measure(seeds=seeds, each=each, console=Console(stderr=True))
    out.mkdir(parents=True, exist_ok=True)
    if plots:
        from undertone.evaluation.plots import plot_all

        plot_all(results, out)
    if as_json:
        print_json(results)
    else:
        show(results, Console())
        Console().print(f"Results are in {out}")
    (out / "results.json").write_text(_json(results))


def _json(results: dict[str, Any]) -> str:
    import json

    return json.dumps(results, indent=1, ensure_ascii=False) + "\n"


def measure(*, seeds: int, each: int, console: Console, n_turns: int = N_TURNS) -> dict[str, Any]:
    """All figures, JSON-ready; the same `seeds` and `each` give the same."""
    index = CatalogueIndex([item for item in own_items() if item.kind is ItemKind.TRACK])
    candidates = recommenders(popularity(index, each=POPULATION_EACH, n_turns=n_turns))
    everybody = [
        visitor for seed in range(seeds) for visitor in visitors(index, seed=seed, each=each, n_turns=n_turns)
    ]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Following visitors", total=len(everybody) * len(candidates))
        courses = follow_all(everybody, candidates, index, lambda: progress.advance(task))
    return {
        "n_songs": len(index),
        "n_visitors": len(everybody),
        "n_turns": n_turns,
        "seeds": seeds,
        "recommenders": {name: _figures(of_one, everybody, len(index)) for name, of_one in courses.items()},
        "lead": _lead(courses),
    }


def _lead(courses: dict[str, list[Course]]) -> dict[str, dict[str, float]]:
    """How far our nDCG lies above each baseline's with the same visitors, pair by pair."""
    mean = {name: np.array([np.mean(course.ndcg) for course in of_one]) for name, of_one in courses.items()}
    ours, *others = mean
    return {name: _interval(mean[ours] - mean[name]) for name in others}


def _figures(courses: list[Course], everybody: list[Visitor], n_songs: int) -> dict[str, Any]:
    ndcg = np.array([course.ndcg for course in courses])  # (n_visitors, n_turns)
    by_kind = {
        kind.value: _interval(ndcg[[visitor.kind is kind for visitor in everybody]].mean(axis=1))
        for kind in TasteKind
    }
    by_turn = [confidence_95(ndcg[:, turn]) for turn in range(ndcg.shape[1])]
    means = {
        "utility": [course.utility for course in courses],
        "distance_to_target": [course.distance for course in courses],
        "feelings_cosine": [course.feelings for course in courses],
        "variety": [course.variety for course in courses],
    }
    return {
        "ndcg_at_10": _interval(ndcg.mean(axis=1)),
        "ndcg_by_turn": [round(mean, 4) for mean, _ in by_turn],
        "ndcg_by_turn_95": [round(reach, 4) for _, reach in by_turn],
        "ndcg_by_taste": by_kind,
        **{name: _interval(np.array(values).mean(axis=1)) for name, values in means.items()},
        "repeats_per_visitor": round(float(np.mean([course.n_repeats for course in courses])), 3),
        "same_twice_in_a_row": int(sum(course.n_in_a_row for course in courses)),
        "coverage": round(len({row for course in courses for row in course.offered}) / n_songs, 4),
    }


def _interval(values: NDArray[np.float64]) -> dict[str, float]:
    mean, reach = confidence_95(values)
    return {"mean": round(mean, 4), "ci95": round(reach, 4)}


def show(results: dict[str, Any], console: Console) -> None:
    """Print the tables for people."""
    title = (
        f"{results['n_visitors']} scripted visitors, {results['n_turns']} turns, {results['n_songs']} songs"
    )
    turns = [turn for turn in TURNS_SHOWN if turn <= results["n_turns"]]
    found = Table(
        "nDCG@10", "mean", *(f"turn {turn}" for turn in turns), title=title, box=None, header_style="dim"
    )
    tastes = Table("nDCG@10 by taste", *(kind.value for kind in TasteKind), box=None, header_style="dim")
    rest = Table(
        "", "truly liked", "from target", "feelings", "variety", "repeats", "in a row", "coverage",
        box=None, header_style="dim",
    )  # fmt: skip
    for name, row in results["recommenders"].items():
        by_turn, reach = row["ndcg_by_turn"], row["ndcg_by_turn_95"]
        cells = (f"{by_turn[turn - 1]:.3f} ±{reach[turn - 1]:.3f}" for turn in turns)
        found.add_row(name, _cell(row["ndcg_at_10"]), *cells)
        tastes.add_row(name, *(_cell(row["ndcg_by_taste"][kind.value]) for kind in TasteKind))
        rest.add_row(
            name,
            *(_cell(row[key]) for key in ("utility", "distance_to_target", "feelings_cosine", "variety")),
            f"{row['repeats_per_visitor']:.2f}",
            str(row["same_twice_in_a_row"]),
            f"{row['coverage']:.0%}",
        )
    for table in (found, tastes, rest):
        table.columns[0].no_wrap = True
        table.columns[0].min_width = len(max(results["recommenders"], key=len))
        console.print(table)
    for name, lead in results["lead"].items():
        console.print(f"ahead of {name}, visitor by visitor: {_cell(lead)}", highlight=False)


def _cell(interval: dict[str, float]) -> str:
    return f"{interval['mean']:.3f} ±{interval['ci95']:.3f}"
