"""`undertone bench choice`: one choice from a small and a large catalogue, beside exact nearest neighbours.

The peer is the plainest that is still exact: one matrix product of all item vectors with one query vector,
and the largest of it. It knows no mood, no refusals, no history, no diversity and no reason.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from perception.emotion import LABELS
from personalization.catalogue.importing import read_catalogue
from personalization.catalogue.loader import stock
from personalization.companion import MUSIC, Companion
from personalization.genres import GENRES
from personalization.interaction import InteractionKind
from personalization.item import FEELINGS, Item, ItemKind, Purpose
from personalization.learning import moved
from personalization.mood import Mood
from personalization.profile import Polarity, Preferences, Subject, Told
from personalization.recommend.contract import History, RecommendationRequest
from personalization.recommend.index import CatalogueIndex, of_length_one
from personalization.recommend.personal import PersonalRecommender
from personalization.store import Store
from personalization.user_vector import UserVector
from undertone.bench.report import show_goals
from undertone.cli_output import print_json
from undertone.training import DATA_BESIDE

SMALL = 1_000
LARGE = 28_000
SONGS = Path("music") / "spotify_songs.csv.gz"
P50_GOAL_MS = 5.0
N_STORED = 200
"""Offers through the companion and its database, measured beside the bare choice."""


def bench(data: Path | None, n_choices: int, *, as_json: bool) -> None:
    """Run every measurement and print the table or one JSON document."""
    console = Console(stderr=True)
    items, source = songs(data or DATA_BESIDE, console)
    document: dict[str, Any] = {"catalogue": source, "choice": {}, "n_choices": n_choices}
    for n_items in (min(SMALL, len(items)), len(items)):
        document["choice"][str(n_items)] = measure(items[:n_items], n_choices, console)
    document["rss_mb"] = round(psutil.Process().memory_info().rss / 2**20, 1)
    document["goals"] = goals(document)
    if as_json:
        print_json(document)
    else:
        show(document, Console())


def songs(data: Path, console: Console) -> tuple[list[Item], str]:
    """The songs to choose from, in a mixed order, and where they are from: a table, or made by chance."""
    rng = np.random.default_rng(0)
    path = data / SONGS
    if not path.is_file():
        console.print(f"{path} is not there, so the songs are made by chance", style="yellow")
        return synthetic_songs(LARGE, rng), "synthetic"
    with console.status(f"Reading {path.name} …"):
        items = read_catalogue(path, "bench").items
    return [items[i] for i in rng.permutation(len(items))], path.name


def synthetic_songs(n_items: int, rng: np.random.Generator) -> list[Item]:
    """Songs of the same shape: two genres, a decade, feelings and purposes each."""
    places = rng.uniform(-1, 1, (n_items, 2))
    feelings = rng.uniform(0, 1, (n_items, len(FEELINGS))) * (rng.random((n_items, len(FEELINGS))) < 0.4)
    genres = rng.integers(0, len(GENRES), (n_items, 2))
    years = rng.integers(1950, 2026, n_items)
    purposes = list(Purpose)
    return [
        Item(
            id=f"song-{i:06d}",
            kind=ItemKind.TRACK,
            title=f"Song {i}",
            valence=float(places[i, 0]),
            arousal=float(places[i, 1]),
            feelings=tuple(feelings[i].tolist()),
            energy=float(places[i, 1] / 2 + 0.5),
            purposes=frozenset({purposes[i % len(purposes)]}),
            artist=f"Artist {i % 5000}",
            year=int(years[i]),
            genres=(*dict.fromkeys(GENRES[g] for g in genres[i]), f"{years[i] // 10 * 10}s"),
            source="bench",
        )
        for i in range(n_items)
    ]


def measure(items: Sequence[Item], n_choices: int, console: Console) -> dict[str, Any]:
    """Our choice and the peer's on the same questions, in turns, so that neither has the better minutes."""
    started = time.perf_counter()
    index = CatalogueIndex(items)
    built_s = time.perf_counter() - started
    recommender = PersonalRecommender()
    asked = questions(index, n_choices)
    queries = of_length_one(
        np.random.default_rng(1).normal(size=(n_choices, index.vectors.shape[1])).astype("f4")
    )
    vectors = of_length_one(index.vectors)
    ours, nearest = np.zeros(n_choices), np.zeros(n_choices)
    for warm_up in range(5):
        recommender.recommend(asked[warm_up], index)
        int((vectors @ queries[warm_up]).argmax())
    for n in track(range(n_choices), f"{len(items)} items", console=console, transient=True):
        ours[n] = _seconds(lambda n=n: recommender.recommend(asked[n], index))  # type: ignore[misc]
        nearest[n] = _seconds(lambda n=n: (vectors @ queries[n]).argmax())  # type: ignore[misc]
    rows = {"undertone": _figures(ours), "nearest": _figures(nearest)}
    return {
        **rows,
        "ratio": {
            name: round(rows["undertone"][name] / rows["nearest"][name], 3) for name in rows["nearest"]
        },
        "stored": stored(items),
        "index_s": round(built_s, 3),
    }


def questions(index: CatalogueIndex, n: int) -> list[RecommendationRequest]:
    """Moods, learned tastes, refusals and histories of many kinds, the same in every run."""
    rng = np.random.default_rng(2)
    return [_question(index, number, rng) for number in range(n)]


def _question(index: CatalogueIndex, number: int, rng: np.random.Generator) -> RecommendationRequest:
    taste = UserVector()
    for row in rng.integers(0, len(index), 8):
        taste = moved(taste, index.directions[row], InteractionKind.LIKE)
    offered = [index.items[row].id for row in rng.integers(0, len(index), 30)]
    refused = Told(Subject.GENRE, GENRES[int(rng.integers(0, len(GENRES)))], Polarity.REJECTED)
    valence, arousal = rng.uniform(-0.8, 0.8, 2)
    probabilities = rng.dirichlet(np.ones(len(LABELS)))
    return RecommendationRequest(
        f"visitor-{number}",
        MUSIC,
        Mood(tuple(probabilities.tolist()), float(valence), float(arousal), 0.7),
        need=list(Purpose)[number % len(Purpose)].value,
        preferences=Preferences((refused,), vector=taste),
        history=History({item_id: ago for ago, item_id in enumerate(offered)}, n_offers=len(offered)),
        local_hour=number % 24,
    )


def stored(items: Sequence[Item]) -> dict[str, float]:
    """The whole offer: the profile and the history read from SQLite, the choice made, the offer written."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with (
        tempfile.TemporaryDirectory(prefix="undertone-bench-") as folder,
        Store(f"sqlite:///{folder}/bench.db") as store,
    ):
        store.migrate()
        stock(store, items, now)
        companion = Companion(store, PersonalRecommender())
        companion.offer("visitor", kinds=MUSIC, mood=None, now=now)
        return _figures(
            np.array(
                [
                    _seconds(
                        lambda n=n: companion.offer(  # type: ignore[misc]
                            f"visitor-{n % 20}", kinds=MUSIC, mood=None, now=now + timedelta(seconds=n)
                        )
                    )
                    for n in range(N_STORED)
                ]
            )
        )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _figures(seconds: NDArray[np.float64]) -> dict[str, float]:
    return {
        "p50_ms": round(float(np.percentile(seconds, 50)) * 1000, 3),
        "p95_ms": round(float(np.percentile(seconds, 95)) * 1000, 3),
        "per_s": round(len(seconds) / float(seconds.sum()), 1),
    }


def goals(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What is asked for, what was measured, and whether it holds."""
    largest = max(document["choice"], key=int)
    p50_ms = document["choice"][largest]["undertone"]["p50_ms"]
    goal = f"p50 of one choice from {int(largest):,} items, ms"
    wanted = f"< {P50_GOAL_MS:g}"
    return [{"goal": goal, "measured": p50_ms, "wanted": wanted, "met": p50_ms < P50_GOAL_MS}]


def show(document: dict[str, Any], console: Console) -> None:
    """Print the tables for people."""
    table = Table("items", "", "p50 ms", "p95 ms", "choices/s", title="One choice", box=None)
    names = {"undertone": "Undertone", "nearest": "exact nearest neighbours", "stored": "with the database"}
    for n_items, figures in document["choice"].items():
        for key, name in names.items():
            row = figures[key]
            table.add_row(
                n_items if key == "undertone" else "",
                name,
                f"{row['p50_ms']:.2f}",
                f"{row['p95_ms']:.2f}",
                f"{row['per_s']:.0f}",
            )
        ratio = figures["ratio"]
        cells = (f"{ratio[name]:.2f}" for name in ("p50_ms", "p95_ms", "per_s"))
        table.add_row("", "[dim]Undertone over nearest[/]", *cells)
    console.print(table)
    console.print(f"songs: {document['catalogue']}; memory {document['rss_mb']:.0f} MiB")
    show_goals(document["goals"], console)
