import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from undertone.cli import app

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


def test_a_good_file_is_said_to_be_good(good: str) -> None:
    result = RUN.invoke(app, ["catalogue", "check", good])
    assert result.exit_code == 0
    assert "1 items, all of them usable" in " ".join(result.stdout.split())
