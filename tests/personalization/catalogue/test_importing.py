"""Catalogue files of others: what is read from them, what is refused, and that nothing is half-imported."""

import csv
import gzip
import io
import json
import math
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from personalization.catalogue.importing import import_file, read_catalogue, source_named, source_of
from personalization.catalogue.loader import own_items, stock
from personalization.errors import CatalogueError
from personalization.item import FEELINGS, Breath, Item, ItemKind, Purpose
from personalization.store import Store

OWN_ROW = {
    "id": "a-song", "title": "A Song", "artist": "Somebody", "year": "1984", "genres": "pop; rock",
    "valence": "0.5", "arousal": "-0.1", "energy": "0.4", "feelings": "joy=0.5; trust=0.2",
    "purposes": "uplift;calm", "traits": "drums",
}  # fmt: skip

ENTRY: dict[str, Any] = {
    "id": "a-song", "title": "A Song", "artist": "Somebody", "year": 1984, "genres": ["pop"],
    "valence": 0.5, "arousal": 0.0, "energy": 0.4, "feelings": {"joy": 0.5}, "purposes": ["uplift"],
}  # fmt: skip

MEASURED_ROW = {
    "track_id": "x1", "track_name": "A Song", "track_artist": "Somebody",
    "track_album_release_date": "1984-05-01", "playlist_genre": "r&b",
    "playlist_subgenre": "neo soul", "energy": "0.9", "loudness": "-3.0",
    "valence": "0.85", "tempo": "150", "instrumentalness": "0.01", "key": "3",
}  # fmt: skip


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    path.write_bytes(gzip.compress(content) if path.name.endswith(".gz") else content)
    return path


def one_item(path: Path) -> Item:
    file = read_catalogue(path, "theirs")
    assert file.problems == ()
    (item,) = file.items
    return item


def imported(store: Store, path: Path, now: datetime, **how: bool) -> Any:
    file = read_catalogue(path, "theirs")
    return import_file(store, file, "theirs", now, **({"dry_run": False, "skip_invalid": False} | how))


@pytest.mark.parametrize("name", ["mine.csv", "mine.csv.gz"])
def test_our_own_table_is_read_with_lists_and_feelings(tmp_path: Path, name: str) -> None:
    item = one_item(written(tmp_path / name, [OWN_ROW]))
    assert (item.id, item.title, item.artist, item.year) == ("a-song", "A Song", "Somebody", 1984)
    assert item.genres == ("pop", "rock", "1980s")
    assert (item.valence, item.arousal, item.energy) == (0.5, -0.1, 0.4)
    assert dict(zip(FEELINGS, item.feelings, strict=True))["trust"] == 0.2
    assert item.purposes == {Purpose.UPLIFT, Purpose.CALM}
    assert (item.traits, item.source) == (("drums",), "theirs")


def test_json_lines_hold_items_of_every_kind(tmp_path: Path) -> None:
    exercise = {
        "kind": "exercise", "id": "two-breaths", "title": "Two breaths", "practice": "breathing",
        "valence": 0.2, "arousal": -0.5, "energy": 0.1, "feelings": {"trust": 0.5},
        "purposes": ["calm"], "duration_s": 40,
        "steps": ["Sit.", {"text": "Breathe.", "breath": {"in_s": 4, "out_s": 6, "rounds": 2}}],
        "ending": "Done.",
    }  # fmt: skip
    path = tmp_path / "mine.jsonl"
    path.write_text("\n" + json.dumps(exercise) + "\n")
    item = one_item(path)
    assert item.kind is ItemKind.EXERCISE
    assert item.steps[1].breath == Breath(4, 0, 6, 0, 2)


def test_measured_audio_features_become_our_scales(tmp_path: Path) -> None:
    item = one_item(written(tmp_path / "spotify.csv", [MEASURED_ROW]))
    assert (item.title, item.artist, item.year) == ("A Song", "Somebody", 1984)
    assert item.genres == ("r-and-b", "soul", "1980s")
    assert item.valence == pytest.approx(0.7)
    assert item.arousal == pytest.approx(0.6 * 0.8 + 0.2 * 0.5 + 0.2 * 1.0)
    assert item.traits == ("vocals",)
    assert Purpose.CELEBRATE in item.purposes
    assert item.feelings[FEELINGS.index("joy")] == max(item.feelings)
    assert math.isclose(item.energy, 0.9)


def test_a_column_that_is_missing_leaves_its_share_of_arousal_to_the_others(tmp_path: Path) -> None:
    row = {name: MEASURED_ROW[name] for name in ("track_name", "track_artist", "valence", "energy")}
    assert one_item(written(tmp_path / "few.csv", [row])).arousal == pytest.approx(0.8)
    silent = MEASURED_ROW | {"loudness": "", "tempo": "0"}
    assert one_item(written(tmp_path / "gaps.csv", [silent])).arousal == pytest.approx(0.8)


def test_a_track_of_several_playlists_is_one_item_with_all_their_genres(tmp_path: Path) -> None:
    again = MEASURED_ROW | {"playlist_genre": "latin", "playlist_subgenre": "reggaeton"}
    item = one_item(written(tmp_path / "twice.csv", [MEASURED_ROW, again]))
    assert item.genres == ("r-and-b", "soul", "1980s", "latin", "reggaeton")


def test_tracks_of_one_name_keep_apart_and_keep_their_ids_from_import_to_import(tmp_path: Path) -> None:
    rows = [MEASURED_ROW, MEASURED_ROW | {"track_id": "x2"}]
    first, second = (read_catalogue(written(tmp_path / "a.csv", rows), "theirs").items for _ in range(2))
    assert first == second
    assert len({item.id for item in first}) == 2
    assert all(item.id.startswith("somebody-a-song-") for item in first)


@pytest.mark.parametrize(
    ("row", "change", "problem"),
    [
        (OWN_ROW, {"valence": "7"}, ("valence", "'7'", "less than or equal to 1")),
        (OWN_ROW, {"genres": "polka"}, ("genres.0", "'polka'", "allowed are acoustic")),
        (OWN_ROW, {"feelings": "glee=1"}, ("feelings", "glee", "allowed are joy")),
        (OWN_ROW, {"title": ""}, ("title", None, "Field required")),
        (OWN_ROW, {"id": "A Song!"}, ("id", "'A Song!'", "should match pattern")),
        (MEASURED_ROW, {"valence": "1.5"}, ("valence", "'1.5'", "less than or equal to 1")),
        (MEASURED_ROW, {"energy": "loud"}, ("energy", "'loud'", "valid number")),
        (MEASURED_ROW, {"energy": "nan"}, ("energy", "'nan'", "finite number")),
        (MEASURED_ROW, {"track_name": "  "}, ("track_name", "'  '", "at least 1 character")),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_field_and_what_was_given(
    tmp_path: Path, row: dict[str, str], change: dict[str, str], problem: tuple[str, str | None, str]
) -> None:
    key = "id" if "id" in row else "track_id"
    path = written(tmp_path / "bad.csv", [row | {key: "b"}, row | change])
    (found,) = read_catalogue(path, "theirs").problems
    field, given, message = problem
    assert (found.table, found.row, found.field) == ("line", 3, field)
    assert found.given is None if given is None else given in str(found.given)
    assert message in found.message


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("short.csv", "id,title\na\n", "has 1 values, not the 2 of the header"),
        ("long.csv", "id,title\na,b,c\n", "has 3 values, not the 2 of the header"),
        ("broken.jsonl", "{\n", "it is not JSON"),
        ("list.jsonl", "[1]\n", "it is not a JSON object"),
        ("deep.jsonl", "[" * 100_000, "nested too deeply"),
        ("deep-kind.jsonl", '{"kind": ' + "[" * 300 + "]" * 300 + "}", "allowed are exercise, read, track"),
        ("twice.jsonl", '{"feelings": {"joy": 1, "joy": 0}}', "`joy`: the key stands twice"),
        ("quote.csv", 'id,title\na,"b\n', "it is not CSV: unexpected end of data"),
        ("kind.jsonl", '{"kind": "film"}\n', "allowed are exercise, read, track; given was 'film'"),
    ],
)
def test_a_row_that_cannot_be_read_at_all_is_a_problem_of_its_line(
    tmp_path: Path, name: str, content: str, complaint: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    (found, *_) = read_catalogue(path, "theirs").problems
    assert complaint in str(found)
    assert found.row in (1, 2)


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("empty.csv", b"", "holds no rows"),
        ("header.csv", b"id,title\n", "holds no rows"),
        ("not.csv.gz", b"plain", "cannot be read"),
        ("latin.csv", b"id,titl\xe9\na,x\n", "line 1: the byte 0xE9 is not UTF-8"),
        ("twice.csv", b"id,title,id\na,b,c\n", "line 1: the column `id` stands twice in the header"),
        ("empty.toml", b"", "holds no rows"),
        ("songs.xlsx", b"", r"ends in none of .csv, .csv.gz"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes, complaint: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=complaint):
        read_catalogue(path, "theirs")


@pytest.mark.parametrize("field", ["id", "title", "artist"])
@pytest.mark.parametrize("text", ["\ud800", "a\0b", "a\x1b[31mb", "a\u202eb", "\x1cb"])
def test_a_character_that_steers_or_is_half_of_one_is_named_with_its_row_and_field(
    tmp_path: Path, field: str, text: str
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n" + json.dumps(ENTRY | {field: text}) + "\n")
    (problem,) = read_catalogue(path, "theirs").problems
    assert (problem.row, problem.field) == (2, field)
    assert "is a control character, a direction override or half a character" in problem.message
    assert str(problem).isprintable()


@pytest.mark.parametrize("field", ["track_name", "track_artist", "track_id", "playlist_genre"])
def test_a_measured_row_may_not_steer_either(tmp_path: Path, field: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(MEASURED_ROW | {field: "a\ud800"}))
    (problem,) = read_catalogue(path, "theirs").problems
    assert (problem.row, problem.field) == (1, field)


def test_a_byte_that_is_no_text_costs_its_own_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    good = json.dumps(ENTRY).encode()
    bad_energy = json.dumps(ENTRY | {"id": "c", "energy": 9}).encode()
    path.write_bytes(b"\n".join([good, good.replace(b"Somebody", b"Ren\xe9"), bad_energy]))
    file = read_catalogue(path, "theirs")
    assert [item.id for item in file.items] == ["a-song"]
    assert [(problem.row, problem.field) for problem in file.problems] == [(2, None), (3, "energy")]
    assert "the byte 0xE9 is not UTF-8" in file.problems[0].message
    table = written(tmp_path / "mine.csv", rows("a", "b", "c"))
    table.write_bytes(table.read_bytes().replace(b"b,A Song", b"b,\xff"))
    (problem,) = read_catalogue(table, "theirs").problems
    assert (problem.row, [item.id for item in read_catalogue(table, "theirs").items]) == (3, ["a", "c"])


@pytest.mark.parametrize("harm", ["cut", "changed"])
def test_a_file_that_breaks_off_tells_what_was_wrong_before(tmp_path: Path, harm: str) -> None:
    lines = [json.dumps(ENTRY | {"energy": 9})]
    lines += [json.dumps(ENTRY | {"id": f"s{n}", "title": f"{n * n * 7919:x}"}) for n in range(4000)]
    packed = bytearray(gzip.compress("\n".join(lines).encode()))
    if harm == "cut":
        packed = packed[: len(packed) // 2]
    else:
        packed[len(packed) // 2 :] = b"\xff" * 40
    path = tmp_path / "mine.jsonl.gz"
    path.write_bytes(packed)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(path, "theirs")
    first, *_, last = caught.value.problems
    assert (first.row, first.field) == (1, "energy")
    assert "it cannot be read to its end" in last.message
    assert last.row is not None


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="No such file"):
        read_catalogue(tmp_path / "nowhere.csv", "theirs")


def rows(*ids: str) -> list[dict[str, str]]:
    return [OWN_ROW | {"id": item_id} for item_id in ids]


def offered(store: Store) -> list[str]:
    with store.reading() as uow:
        return [item.id for item in uow.items.all()]


def test_an_import_replaces_what_the_source_brought_before(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    first = imported(store, written(tmp_path / "a.csv", rows("a", "b")), now)
    assert (first.n_rows, first.n_items, first.n_changed, first.n_retired) == (2, 2, 2, 0)
    assert imported(store, written(tmp_path / "a.csv", rows("a", "b")), now).n_changed == 0
    second = imported(store, written(tmp_path / "a.csv", rows("b", "c")), now)
    assert (second.n_changed, second.n_retired) == (1, 1)
    assert offered(store) == ["b", "c"]


def test_one_bad_row_and_nothing_is_imported(store: Store, now: datetime, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [*rows("a", "b"), OWN_ROW | {"energy": "9"}])
    with pytest.raises(CatalogueError, match="line 4"):
        imported(store, path, now)
    assert offered(store) == []


def test_bad_rows_can_be_left_out_knowingly(store: Store, now: datetime, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [*rows("a", "b", "b"), OWN_ROW | {"energy": "9"}])
    report = imported(store, path, now, skip_invalid=True)
    assert offered(store) == ["a", "b"]
    assert [(problem.row, problem.field) for problem in report.problems] == [(5, "energy"), (4, "id")]
    assert "stands twice, first in line 3" in report.problems[1].message


def test_rows_that_are_left_out_are_counted_once_however_much_is_wrong_with_them(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    wrong = OWN_ROW | {"energy": "9", "valence": "9", "genres": "polka", "purposes": "sell"}
    report = imported(store, written(tmp_path / "a.csv", [*rows("a"), wrong]), now, skip_invalid=True)
    assert (report.n_rows, report.n_items, report.n_left_out, len(report.problems)) == (2, 1, 1, 4)
    assert report.as_dict()["left_out"] == 1


def test_bad_entries_of_a_toml_file_can_be_left_out_too(store: Store, now: datetime, tmp_path: Path) -> None:
    values = "\n".join(
        f"{key} = {json.dumps(value)}" for key, value in ENTRY.items() if key not in ("id", "feelings")
    )
    entry = f"[[track]]\n{values}\nfeelings = {{ joy = 0.5 }}\n"
    path = tmp_path / "a.toml"
    path.write_text(f'{entry}id = "a"\n{entry}id = "A!"\nsung = true\n{entry}id = "a"\n')
    report = imported(store, path, now, skip_invalid=True)
    assert (report.n_rows, report.n_items, report.n_left_out) == (3, 1, 2)
    assert [(problem.table, problem.row) for problem in report.problems] == [
        ("[[track]]", 2), ("[[track]]", 2), ("[[track]]", 3),
    ]  # fmt: skip


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    report = imported(store, written(tmp_path / "a.csv", rows("a", "b")), now, dry_run=True)
    assert (report.n_changed, report.dry_run) == (2, True)
    assert offered(store) == []


def test_an_item_of_another_source_is_never_taken_over(store: Store, now: datetime, tmp_path: Path) -> None:
    own = own_items()
    stock(store, own, now)
    path = written(tmp_path / "a.csv", rows("fresh", own[0].id))
    with pytest.raises(CatalogueError, match=r"line 3 \(.*belongs to the source 'own' already"):
        imported(store, path, now)
    imported(store, path, now, skip_invalid=True)
    with store.reading() as uow:
        assert uow.items.require(own[0].id) == own[0]
        assert uow.items.require("fresh").source == "theirs"


@pytest.mark.parametrize("name", ["own", "", "Spaces here", "a" * 65])
def test_a_source_needs_a_name_of_its_own(name: str) -> None:
    with pytest.raises(CatalogueError, match="a source is"):
        source_named(name)


def test_a_file_names_its_source() -> None:
    assert source_of(Path("My Songs (2).csv.gz")) == "my-songs-2"
    assert source_named(source_of(Path("日本.jsonl"))) == "imported"
