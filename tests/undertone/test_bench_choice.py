import json
from pathlib import Path

import numpy as np
import pytest

from personalization.item import ItemKind
from undertone.bench import choice


def test_the_bench_measures_both_and_the_database_and_names_its_songs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(choice, "LARGE", 300)
    monkeypatch.setattr(choice, "SMALL", 100)
    monkeypatch.setattr(choice, "N_STORED", 5)
    choice.bench(tmp_path, 20, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["catalogue"] == "synthetic"
    assert set(document["choice"]) == {"100", "300"}
    for row in document["choice"].values():
        for name in ("undertone", "nearest", "stored"):
            assert set(row[name]) == {"p50_ms", "p95_ms", "per_s"}
            assert 0 < row[name]["p50_ms"] <= row[name]["p95_ms"]
        assert row["ratio"].keys() == row["nearest"].keys()
    assert document["rss_mb"] > 0
    assert document["goals"][0]["met"] is (document["choice"]["300"]["undertone"]["p50_ms"] < 5)


def test_made_up_songs_have_the_shape_of_real_ones() -> None:
    songs = choice.synthetic_songs(50, np.random.default_rng(1))
    assert len({song.id for song in songs}) == 50
    assert all(song.kind is ItemKind.TRACK and song.genres and song.purposes for song in songs)
