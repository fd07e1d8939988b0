"""Gateway and action server are two processes on one SQLite file."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime

from personalization.companion import MUSIC, Companion
from personalization.interaction import InteractionKind, TurnRecord
from personalization.recommend.personal import PersonalRecommender
from personalization.store import Store

NOW = datetime(2026, 11, 21, tzinfo=UTC)
N_TURNS = 60


def write_turns(database_url: str, user_id: str) -> int:
    """What the gateway does, in its own process."""
    with Store(database_url) as store:
        companion = Companion(store, PersonalRecommender())
        companion.open_session(user_id, user_id, channel="web", locale="en", now=NOW)
        turns = [TurnRecord(f"t{n}", user_id, user_id, NOW, valence=0.1) for n in range(N_TURNS)]
        return sum(companion.record_turn(turn) for turn in turns)


def make_offers(database_url: str, user_id: str) -> int:
    """What the action server does, in its own process."""
    with Store(database_url) as store:
        companion = Companion(store, PersonalRecommender())
        for _ in range(N_TURNS):
            companion.offer(user_id, kinds=MUSIC, mood=None, now=NOW)
            companion.feedback(user_id, InteractionKind.LIKE, NOW)
        return N_TURNS


def test_two_processes_and_their_threads_write_at_once_and_nothing_is_lost(
    companion: Companion, database_url: str
) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as processes:
        turns = processes.submit(write_turns, database_url, "ann")
        offers = processes.submit(make_offers, database_url, "ann")
        with ThreadPoolExecutor(3) as threads:
            here = list(threads.map(lambda n: write_turns(database_url, f"bob{n}"), range(3)))

    assert turns.result() == N_TURNS
    assert offers.result() == N_TURNS
    assert here == [N_TURNS] * 3
    export = companion.export("ann", NOW)
    assert len(export["turns"]) == N_TURNS
    assert len(export["interactions"]) == 2 * N_TURNS


def test_threads_that_share_a_companion_do_not_get_in_each_others_way(companion: Companion) -> None:
    def chat(n: int) -> str | None:
        chosen = companion.offer(f"user{n}", kinds=MUSIC, mood=None, now=NOW)
        return chosen.item.id if chosen else None

    with ThreadPoolExecutor(6) as threads:
        offered = list(threads.map(chat, range(60)))
    assert all(offered)


def test_the_same_feedback_sent_at_once_counts_once(companion: Companion) -> None:
    companion.offer("ann", kinds=MUSIC, mood=None, now=NOW)

    def like(_: int) -> bool:
        return companion.feedback("ann", InteractionKind.LIKE, NOW, feedback_id="f1").recorded

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(like, range(6))) == [False] * 5 + [True]
