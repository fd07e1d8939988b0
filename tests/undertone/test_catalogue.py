import gzip
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from personalization.catalogue.importing import read_catalogue
from undertone.catalogue import list_catalogue
from undertone.cli import app
from undertone.settings import load_settings
from undertone.stores import open_companion

RUN = CliRunner()
ROW = '{"id": "a-song", "title": "A Song", "artist": "Somebody", "year": 1984, "genres": ["pop"], '
GOOD = (
    ROW + '"valence": 0.5, "arousal": 0, "energy": 0.4, "feelings": {"joy": 0.5}, "purposes": ["uplift"]}\n'
)


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERTONE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("UNDERTONE_DATABASE_URL", "")


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "mine.jsonl"
    path.write_text(GOOD)
    return str(path)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "bad.jsonl"
    path.write_text(GOOD + GOOD.replace("a-song", "b-song").replace("0.4", "4"))
    return str(path)


def test_an_imported_song_is_listed_with_its_source(good: str) -> None:
    assert RUN.invoke(app, ["catalogue", "import", good]).exit_code == 0
    listed = json.loads(RUN.invoke(app, ["catalogue", "list", "--kind", "track", "--json"]).stdout)
    (song,) = [item for item in listed if item["id"] == "a-song"]
    assert song["source"] == "mine"
    assert any(item["source"] == "own" for item in listed)


def test_a_dry_run_leaves_the_list_as_it_was(good: str) -> None:
    result = RUN.invoke(app, ["catalogue", "import", good, "--dry-run", "--json"])
    assert json.loads(result.stdout)["changed"] == 1
    assert "a-song" not in RUN.invoke(app, ["catalogue", "list", "--json"]).stdout


@pytest.mark.parametrize("command", [["check"], ["import"]])
def test_a_bad_file_ends_with_status_1_and_says_where(bad: str, command: list[str]) -> None:
    result = RUN.invoke(app, ["catalogue", *command, bad, "--json"])
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["ok"] is False
    assert [(p["row"], p["item_id"], p["field"], p["given"]) for p in told["problems"]] == [
        (2, "b-song", "energy", "4")
    ]
    spoken = RUN.invoke(app, ["catalogue", *command, bad])
    assert spoken.exit_code == 1
    assert "energy" in spoken.stderr


BAD_FILES: dict[str, bytes] = {
    "deep.jsonl": b"[" * 100_000,
    "deep.toml": b"a = " + b"[" * 5_000,
    "broken.jsonl.gz": gzip.compress(GOOD.encode())[:10] + b"\xff" * 20,
    "half.jsonl": GOOD.replace("A Song", "\\ud800").replace("a-song", "\\ud800").encode(),
    "[red].jsonl": b"{",
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("command", [["check"], ["import"]])
def test_a_file_of_any_bytes_is_answered_with_problems(tmp_path: Path, name: str, command: list[str]) -> None:
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name])
    result = RUN.invoke(app, ["catalogue", *command, str(path), "--json"])
    assert (result.exit_code, json.loads(result.stdout)["ok"]) == (1, False)
    spoken = RUN.invoke(app, ["catalogue", *command, str(path)])
    assert isinstance(spoken.exception, SystemExit)
    assert name in "".join(spoken.stderr.split())


def test_a_files_name_that_is_no_text_is_told_as_json(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.jsonl")
    path.write_text(GOOD)
    result = RUN.invoke(app, ["catalogue", "check", str(path), "--json"])
    assert json.loads(result.stdout)["file"] == str(path)


def test_left_out_rows_are_counted_not_their_problems(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(GOOD + GOOD.replace("a-song", "b!").replace("0.4", "4").replace('"pop"', '"polka"'))
    result = RUN.invoke(app, ["catalogue", "import", str(path), "--skip-invalid"])
    assert "2 rows, 1 items of the source 'mine'" in " ".join(result.stdout.split())
    assert " 1 left out" in " ".join(result.stdout.split())


def test_a_list_shows_a_title_as_it_is_and_never_lets_it_steer_the_terminal(
    good: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    settings = load_settings()
    (song,) = read_catalogue(Path(good), "mine").items
    with open_companion(settings) as companion, companion.store.unit_of_work() as uow:
        uow.items.upsert([replace(song, title="\x1b[31mRed [/]\u202e")], datetime.now(UTC))
        uow.commit()
    list_catalogue(settings, "track", as_json=False)
    listed = capsys.readouterr().out
    assert r"\x1b[31mRed [/]\u202e" in listed
    assert "\x1b[31m" not in listed


def test_a_good_file_is_said_to_be_good(good: str) -> None:
    result = RUN.invoke(app, ["catalogue", "check", good])
    assert result.exit_code == 0
    assert "1 items, all of them usable" in " ".join(result.stdout.split())
