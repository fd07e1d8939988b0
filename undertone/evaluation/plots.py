"""Pictures of an evaluation of the choice: nDCG over the turns, and taste against mood."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

COLOURS = ("#5b5bd6", "#d6705b", "#3f9a7a", "#a98b2d", "#8b93a1", "#b05bb0")
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": "#22262e",
    "axes.edgecolor": "#d5d8de",
    "axes.labelcolor": "#5b6270",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": "#5b6270",
    "ytick.color": "#5b6270",
}


def plot_all(results: dict[str, Any], out: Path) -> None:
    """Write ndcg_over_turns.png and taste_and_mood.png into the folder."""
    with mpl.rc_context(STYLE):
        for name, picture in (("ndcg_over_turns", _over_turns(results)), ("taste_and_mood", _trade(results))):
            picture.savefig(out / f"{name}.png", dpi=150, bbox_inches="tight")


def _over_turns(results: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(7.2, 4.0))
    axes = figure.subplots()
    turns = np.arange(1, results["n_turns"] + 1)
    for colour, (name, row) in zip(COLOURS, results["recommenders"].items(), strict=False):
        mean, reach = np.array(row["ndcg_by_turn"]), np.array(row["ndcg_by_turn_95"])
        axes.plot(turns, mean, color=colour, linewidth=2, label=name)
        axes.fill_between(turns, mean - reach, mean + reach, color=colour, alpha=0.15, linewidth=0)
    axes.axvline(results["n_turns"] / 2 + 0.5, color="#d5d8de", linewidth=1, linestyle=":")
    axes.set(xlabel="turn", ylabel="nDCG@10", xlim=(1, results["n_turns"]), ylim=(0, None))
    axes.set_title(f"How soon a taste is found ({results['n_visitors']} scripted visitors, 95 % bands)")
    axes.legend(frameon=False, ncols=3, loc="lower center")
    return figure


def _trade(results: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(5.4, 4.0))
    axes = figure.subplots()
    for colour, (name, row) in zip(COLOURS, results["recommenders"].items(), strict=False):
        away, ndcg = row["distance_to_target"], row["ndcg_at_10"]
        axes.errorbar(
            away["mean"],
            ndcg["mean"],
            xerr=away["ci95"],
            yerr=ndcg["ci95"],
            color=colour,
            marker="o",
            capsize=2,
        )
        axes.annotate(
            name, (away["mean"], ndcg["mean"]), xytext=(6, 5), textcoords="offset points", color=colour
        )
    axes.set(xlabel="distance from the mood's target (less is nearer)", ylabel="nDCG@10 of taste and mood")
    axes.set_title("Taste and mood")
    axes.margins(0.2)
    return figure
