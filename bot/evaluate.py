"""How well the trained model understands sentences it has never seen: `python -m bot.evaluate`.

Runs every sentence of bot/evaluation/nlu_heldout.yml and out_of_scope.yml through the whole pipeline, as a
conversation would. Prints one JSON document; --plot draws the confusions.
"""

import argparse
import asyncio
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import fixes
from bot.errors import BotError
from bot.serve import archive_of, describe
from bot.settings import read_settings
from bot.train import MODEL_DIR, ROOT

if TYPE_CHECKING:
    from rasa.core.agent import Agent

EVALUATION_DIR = ROOT / "bot" / "evaluation"
NOT_FOR_US = frozenset({"out_of_scope", "nlu_fallback", "other_language", "unreadable"})


@dataclass(frozen=True)
class Guess:
    """One held-out sentence: what it is, what the model took it for, and the names of entities in both."""

    text: str
    intent: str
    guessed: str
    confidence: float
    entities: frozenset[str]
    guessed_entities: frozenset[str]


def scores(guesses: Sequence[Guess]) -> dict[str, Any]:
    """All figures, from guesses over in-scope and out-of-scope sentences together."""
    good = [guess for guess in guesses if guess.intent != "out_of_scope"]
    beyond = [guess for guess in guesses if guess.intent == "out_of_scope"]
    f1 = f1_of_intents(good)
    n_right = sum(guess.guessed == guess.intent for guess in good)
    return {
        "n_sentences": len(good),
        "n_intents": len(f1),
        "accuracy": round(n_right / len(good), 4),
        "macro_f1": round(sum(f1.values()) / len(f1), 4),
        "baseline": round(max(Counter(guess.intent for guess in good).values()) / len(good), 4),
        "out_of_scope": {
            "n_sentences": len(beyond),
            "caught": round(sum(guess.guessed in NOT_FOR_US for guess in beyond) / max(1, len(beyond)), 4),
            "good_ones_lost": round(sum(guess.guessed in NOT_FOR_US for guess in good) / len(good), 4),
        },
        "self_harm_recall": _recall(good, "self_harm"),
        "genre_f1": _entity_f1(good, "genre"),
        "ece": round(expected_calibration_error(good), 4),
        "f1": dict(sorted(f1.items(), key=lambda item: item[1])),
        "mistakes": [
            {"text": guess.text, "intent": guess.intent, "guessed": guess.guessed}
            for guess in guesses
            if guess.guessed != guess.intent and not (guess in beyond and guess.guessed in NOT_FOR_US)
        ],
    }


def f1_of_intents(guesses: Sequence[Guess]) -> dict[str, float]:
    """F1 of every intent that occurs; a sentence lost to the fallback counts as missed."""
    return {intent: _f1(guesses, intent) for intent in sorted({guess.intent for guess in guesses})}


def _f1(guesses: Sequence[Guess], intent: str) -> float:
    both = sum(guess.intent == intent and guess.guessed == intent for guess in guesses)
    either = sum(guess.intent == intent for guess in guesses) + sum(
        guess.guessed == intent for guess in guesses
    )
    return round(2 * both / either, 4)


def _recall(guesses: Sequence[Guess], intent: str) -> float | None:
    meant = [guess for guess in guesses if guess.intent == intent]
    return round(sum(guess.guessed == intent for guess in meant) / len(meant), 4) if meant else None


def _entity_f1(guesses: Sequence[Guess], entity: str) -> float | None:
    """Over the sentences of intents that carry this entity."""
    carriers = {guess.intent for guess in guesses if entity in guess.entities}
    asked = [guess for guess in guesses if guess.intent in carriers]
    both = sum(entity in guess.entities and entity in guess.guessed_entities for guess in asked)
    either = sum(entity in guess.entities for guess in asked) + sum(
        entity in g.guessed_entities for g in asked
    )
    return round(2 * both / either, 4) if either else None


def expected_calibration_error(guesses: Sequence[Guess], n_bins: int = 10) -> float:
    """Mean distance between confidence and accuracy, over bins of equal width."""
    bins: dict[int, list[Guess]] = {}
    for guess in guesses:
        bins.setdefault(min(int(guess.confidence * n_bins), n_bins - 1), []).append(guess)
    return sum(
        abs(sum(g.confidence for g in held) - sum(g.guessed == g.intent for g in held))
        for held in bins.values()
    ) / len(guesses)


async def guess_all(agent: "Agent", files: Sequence[Path]) -> list[Guess]:
    """Every sentence of the files through the pipeline."""
    from rasa.shared.nlu.training_data.loading import load_data

    messages = [message for file in files for message in load_data(str(file)).intent_examples]
    return [_guess(message, await agent.parse_message(message.get("text"))) for message in messages]


def _guess(message: Any, parsed: dict[str, Any]) -> Guess:
    return Guess(
        text=message.get("text"),
        intent=message.get("intent"),
        guessed=str(parsed["intent"]["name"]),
        confidence=float(parsed["intent"]["confidence"]),
        entities=frozenset(entity["entity"] for entity in message.get("entities") or []),
        guessed_entities=frozenset(entity["entity"] for entity in parsed["entities"]),
    )


def plot_confusions(guesses: Sequence[Guess], path: Path) -> None:
    """A picture of intents against guesses; only rows and columns with a mistake in them."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    wrong = Counter((guess.intent, guess.guessed) for guess in guesses if guess.guessed != guess.intent)
    rows = sorted({intent for intent, _ in wrong})
    columns = sorted({guessed for _, guessed in wrong})
    figure, axes = pyplot.subplots(figsize=(2 + 0.28 * len(columns), 2 + 0.24 * len(rows)))
    image = axes.imshow([[wrong[row, column] for column in columns] for row in rows], cmap="Purples")
    axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=7)
    axes.set_yticks(range(len(rows)), rows, fontsize=7)
    axes.set_xlabel("taken for")
    axes.set_ylabel("meant")
    axes.set_title("Mistakes on held-out sentences")
    figure.colorbar(image, ax=axes, label="sentences", shrink=0.6)
    figure.savefig(path, dpi=120, bbox_inches="tight")
    pyplot.close(figure)


def text_graph_sha256() -> str:
    """Which text graph the figures belong to."""
    graph = read_settings().text_model_dir / "text.onnx"
    return hashlib.sha256(graph.read_bytes()).hexdigest()


def evaluate(archive: Path) -> list[Guess]:
    """Loads a model and guesses everything."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(archive))
    return asyncio.run(
        guess_all(agent, [EVALUATION_DIR / "nlu_heldout.yml", EVALUATION_DIR / "out_of_scope.yml"])
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.evaluate", description="Measure the dialogue model.")
    parser.add_argument("--model", type=Path, default=MODEL_DIR, help="the model's archive or its folder")
    parser.add_argument("--plot", type=Path, help="draw the confusions into this PNG")
    parser.add_argument("--brief", action="store_true", help="leave out the list of mistakes")
    chosen = parser.parse_args(arguments)
    try:
        archive = archive_of(chosen.model)
        fixes.apply_before_rasa(describe(archive))
    except BotError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    guesses = evaluate(archive)
    figures = {"text_graph_sha256": text_graph_sha256(), **scores(guesses)}
    if chosen.brief:
        del figures["mistakes"]
    sys.stdout.write(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    if chosen.plot:
        plot_confusions(guesses, chosen.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
