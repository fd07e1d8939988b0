"""A wrong song is never taken; the right one is, however it is written."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.music.matching import THRESHOLD, Candidate, Song, best, score
from personalization.catalogue.loader import own_items
from personalization.item import ItemKind

PAIRS = tomllib.loads(Path(__file__).with_name("hard_pairs.toml").read_text())


def song_of(row: list[Any]) -> Song:
    return Song(row[0], row[1], row[2] or None)


def candidate_of(row: list[Any], track_id: str = "id") -> Candidate:
    return Candidate(track_id, row[0], tuple(row[1]), row[2], row[3] or None)


def named(pair: list[Any]) -> str:
    return f"{pair[0][0]} / {pair[1][0]} by {', '.join(pair[1][1])}"


@pytest.mark.parametrize("pair", PAIRS["other"], ids=named)
def test_another_song_or_recording_is_never_taken(pair: list[Any]) -> None:
    assert score(song_of(pair[0]), candidate_of(pair[1])) < THRESHOLD


@pytest.mark.parametrize("pair", PAIRS["same"], ids=named)
def test_the_same_song_is_known_however_it_is_written(pair: list[Any]) -> None:
    assert score(song_of(pair[0]), candidate_of(pair[1])) >= THRESHOLD


def test_no_song_of_the_pairs_is_taken_for_any_other_one() -> None:
    rows = [*PAIRS["same"], *PAIRS["other"]]
    same = {(repr(pair[0]), repr(pair[1])) for pair in PAIRS["same"]}
    for wanted in {repr(pair[0]): pair[0] for pair in rows}.values():
        for found in {repr(pair[1]): pair[1] for pair in rows}.values():
            if score(song_of(wanted), candidate_of(found)) >= THRESHOLD:
                known = (repr(wanted), repr(found)) in same
                assert known or wanted[0].casefold()[:8] == found[0].casefold()[:8], (
                    f"{wanted} is not {found}"
                )


def test_every_song_of_the_own_catalogue_is_known_under_its_own_name_and_no_other() -> None:
    songs = [item for item in own_items() if item.kind is ItemKind.TRACK]
    for song in songs:
        wanted = Song(song.title, song.artist or "", song.year)
        itself = Candidate(song.id, song.title, (song.artist or "",), song.title, song.year)
        live = Candidate("x", f"{song.title} - Live", (song.artist or "",), "", song.year)
        assert score(wanted, itself) >= THRESHOLD, song.id
        assert score(wanted, live) < THRESHOLD, song.id


def test_the_plain_original_comes_before_its_remaster_and_its_compilations() -> None:
    song = Song("Yesterday", "The Beatles", 1965)
    remaster = Candidate("remaster", "Yesterday - Remastered 2009", ("The Beatles",), "Help!", 1965)
    collection = Candidate("collection", "Yesterday", ("The Beatles",), "1", 2000, compilation=True)
    original = Candidate("original", "Yesterday", ("The Beatles",), "Help!", 1965)
    found = best(song, [remaster, collection, original])
    assert found is not None
    assert found.candidate.id == "original"
    assert found.score == 1.0


def test_where_only_wrong_ones_are_found_there_is_none() -> None:
    song = Song("Yesterday", "The Beatles", 1965)
    assert best(song, [Candidate("x", "Yesterday (Karaoke)", ("Sing Along",))]) is None
    assert best(song, []) is None


def test_what_came_out_before_the_song_is_another_one() -> None:
    song = Song("Crazy", "Gnarls Barkley", 2006)
    assert score(song, Candidate("x", "Crazy", ("Gnarls Barkley",), "", 1999)) == 0.0
