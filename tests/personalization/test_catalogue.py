from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from personalization.catalogue.loader import check_file, own_items, read_folder, read_items, stock
from personalization.errors import CatalogueError
from personalization.item import Breath, Item, ItemKind, Practice, Purpose, Step
from personalization.store import Store

GOOD = """
[[track]]
id = "a-song"
title = "A Song"
artist = "Somebody"
year = 1984
genres = ["pop"]
valence = 0.5
arousal = 0.1
energy = 0.4
feelings = { joy = 0.5 }
purposes = ["uplift"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text)
    return path


def test_the_own_catalogue_is_large_enough_for_every_mood_and_need(catalogue: list[Item]) -> None:
    kinds = Counter(item.kind for item in catalogue)
    assert kinds[ItemKind.TRACK] >= 80
    assert kinds[ItemKind.EXERCISE] + kinds[ItemKind.READ] >= 20
    tracks = [item for item in catalogue if item.kind is ItemKind.TRACK]
    corners = Counter((item.valence >= 0, item.arousal >= 0) for item in tracks)
    assert min(corners.values()) >= 15
    assert len(corners) == 4
    for kind in (ItemKind.TRACK, ItemKind.EXERCISE):
        purposes = {purpose for item in catalogue if item.kind is kind for purpose in item.purposes}
        assert purposes == set(Purpose)


def test_the_own_songs_come_from_many_genres_and_decades(catalogue: list[Item]) -> None:
    genres = {genre for item in catalogue for genre in item.genres}
    wanted = {
        "jazz",
        "metal",
        "classical",
        "folk",
        "hip-hop",
        "electronic",
        "soul",
        "pop",
        "rock",
        "ambient",
        "world",
    }
    assert wanted <= genres
    assert {f"{decade}s" for decade in range(1950, 2030, 10)} <= genres


def test_no_song_stands_twice(catalogue: list[Item]) -> None:
    songs = Counter((item.artist, item.title) for item in catalogue if item.kind is ItemKind.TRACK)
    assert max(songs.values()) == 1


def test_own_reads_are_short_and_exercises_have_steps(catalogue: list[Item]) -> None:
    for item in catalogue:
        if item.kind is ItemKind.READ:
            assert item.body is not None
            assert 30 <= len(item.body.split()) <= 400, item.id
            assert item.duration_s
        if item.kind is ItemKind.EXERCISE:
            assert len(item.steps) >= 2, item.id


def test_an_own_exercise_takes_about_as_long_as_its_steps(catalogue: list[Item]) -> None:
    for item in catalogue:
        if item.kind is ItemKind.EXERCISE and item.practice:
            paced = sum(
                step.breath.duration_s if step.breath else step.duration_s or 0 for step in item.steps
            )
            assert paced <= 1.5 * (item.duration_s or 0), item.id


def test_own_texts_make_no_medical_claims(catalogue: list[Item]) -> None:
    claims = ("cure", "heal", "therapy", "treat", "diagnos", "proven", "guarantee", "symptom", "disorder")
    for item in catalogue:
        steps = " ".join(step.text for step in item.steps)
        words = f"{item.title} {item.body or ''} {steps} {item.ending or ''}".casefold()
        if item.kind is not ItemKind.TRACK:
            assert not any(claim in words for claim in claims), item.id


def test_a_users_own_file_is_checked(tmp_path: Path) -> None:
    assert check_file(written(tmp_path, GOOD)) == 1


def test_a_track_knows_its_decade_as_a_genre(tmp_path: Path) -> None:
    (item,) = read_items(written(tmp_path, GOOD), source="mine")
    assert item.genres == ("pop", "1980s")
    assert item.source == "mine"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            ("valence = 0.5", "valence = 1.5"),
            r"\[\[track\]\] 1 \(a-song\): `valence`: .* less than or equal to 1; given was 1.5",
        ),
        (("energy = 0.4", "energy = -1"), "`energy`"),
        (('genres = ["pop"]', 'genres = ["polka"]'), "genre 'polka' is unknown; allowed are acoustic"),
        (('["pop"]', '["pop"]\ntraits = ["gong"]'), "trait 'gong' is unknown; allowed are drums, vocals"),
        (("joy = 0.5", "glee = 0.5"), "feeling 'glee' is unknown; allowed are joy"),
        (("joy = 0.5", "joy = 5"), r"feeling 'joy' is 5.0; it must lie in \[0, 1\]"),
        (("joy = 0.5", "joy = 0"), "at least one feeling"),
        (('["uplift"]', '["sell"]'), "`purposes.0`"),
        (("year = 1984", 'yaer = 1984\nyear = "long ago"'), "`yaer`: Extra inputs are not permitted"),
        (("[[track]]", "[[film]]"), r"\[\[film\]\] is unknown; allowed are exercise, read, track"),
        (("[[track]]", "[track]"), r"write \[\[track\]\] before each entry"),
        (('artist = "Somebody"', ""), "`artist`: Field required"),
        (("[[track]]", "[[track"), "not TOML"),
    ],
)
def test_a_mistake_is_named_with_where_it_is_and_what_is_allowed(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    path = written(tmp_path, GOOD.replace(*change))
    with pytest.raises(CatalogueError, match=complaint):
        check_file(path)


def test_a_file_nested_too_deeply_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="nested too deeply"):
        check_file(written(tmp_path, "a = " + "[" * 5_000))
    deep = GOOD.replace('title = "A Song"', "title = " + "[" * 300 + "]" * 300)
    with pytest.raises(CatalogueError, match="`title`"):
        check_file(written(tmp_path, deep))


def test_a_byte_that_is_no_text_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"# one\n# two\n# \xe9\n")
    with pytest.raises(CatalogueError, match="line 3: the byte 0xE9 is not UTF-8; save the file as UTF-8"):
        check_file(path)


@pytest.mark.parametrize("text", [r"a \u001b[31m song", r"a \u0000", r"a \u202e gnos", r"two\nlines"])
def test_a_title_that_would_steer_a_terminal_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogueError, match=r"\(a-song\): `title`: U\+[0-9A-F]{4} is a control character"):
        check_file(written(tmp_path, GOOD.replace("A Song", text)))


def test_words_of_every_script_and_emoji_are_titles(tmp_path: Path) -> None:
    title = "\u202aمرحبا\u202c שלום 日本 क्षि 👩‍👩‍👧"
    (item,) = read_items(written(tmp_path, GOOD.replace("A Song", title)), source="mine")
    assert item.title == title


def test_what_a_problem_repeats_of_a_file_is_written_out(tmp_path: Path) -> None:
    text = GOOD.replace('"A Song"', '"A Song"\n"\\u001b]0;x" = 1').replace("a-song", r"\u001b[2J")
    with pytest.raises(CatalogueError) as caught:
        check_file(written(tmp_path, text + '["\\u001b[31m"]\n'))
    assert len(caught.value.problems) == 3
    assert "\x1b" not in str(caught.value)
    assert r"`\x1b]0;x`" in str(caught.value)


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("0.5\narousal", "7\narousal") + GOOD.replace("energy = 0.4", "") + GOOD + GOOD
    with pytest.raises(CatalogueError) as caught:
        check_file(written(tmp_path, text))
    assert len(caught.value.problems) == 3
    assert "stands twice" in str(caught.value.problems[-1])


def test_a_mistake_can_be_read_by_a_program(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + GOOD.replace("a-song", "b-song").replace("energy = 0.4", "energy = 4"))
    with pytest.raises(CatalogueError) as caught:
        check_file(path)
    (problem,) = caught.value.problems
    assert problem.as_dict() == {
        "file": str(path),
        "message": "Input should be less than or equal to 1",
        "row": 2,
        "table": "[[track]]",
        "item_id": "b-song",
        "field": "energy",
        "given": "4",
    }


EXERCISE = """
[[exercise]]
id = "two-breaths"
title = "Two breaths"
practice = "breathing"
valence = 0.2
arousal = -0.5
energy = 0.1
feelings = { trust = 0.5 }
purposes = ["calm"]
duration_s = 40
steps = [
  "Sit down.",
  { text = "Breathe.", breath = { in_s = 4, hold_s = 1, out_s = 6.5, rest_s = 0, rounds = 2 } },
  { text = "Write one word.", duration_s = 20, write = true },
]
ending = "That was all."
"""


def test_the_steps_of_an_exercise_carry_their_pace(tmp_path: Path) -> None:
    (item,) = read_items(written(tmp_path, EXERCISE), source="mine")
    assert item.practice is Practice.BREATHING
    assert item.ending == "That was all."
    assert item.steps == (
        Step("Sit down."),
        Step("Breathe.", breath=Breath(4, 1, 6.5, 0, 2)),
        Step("Write one word.", 20, write=True),
    )
    assert item.steps[1].breath is not None
    assert item.steps[1].breath.duration_s == 23


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("in_s = 4", "in_s = 0"), r"`steps.1.breath.in_s`: .* greater than 0; given was 0"),
        (("rounds = 2", "rounds = 0"), "`steps.1.breath.rounds`"),
        (("duration_s = 20, write", "duration_s = 20, breath = { in_s = 1, out_s = 1, rounds = 1 }, write"),
         "`steps.2`: a step either paces the breath or offers a writing field"),
        (('practice = "breathing"', 'practice = "gym"'), "'breathing', 'grounding', .*given was 'gym'"),
        (("Sit down.", ""), r"`steps.0.text`: .*given was ''"),
    ],
)  # fmt: skip
def test_a_mistake_inside_a_step_is_named_with_its_place(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        check_file(written(tmp_path, EXERCISE.replace(*change)))


def test_the_lines_of_a_poem_stay_and_those_of_a_story_flow(tmp_path: Path) -> None:
    read = """
[[read]]
id = "rain"
title = "Rain"
form = "FORM"
valence = 0.0
arousal = -0.3
energy = 0.1
feelings = { trust = 0.2 }
purposes = ["calm"]
body = \"\"\"
The rain
  stops.

It starts.
\"\"\"
"""
    (poem,) = read_items(written(tmp_path, read.replace("FORM", "poem")), source="mine")
    (story,) = read_items(written(tmp_path, read.replace("FORM", "story")), source="mine")
    assert poem.body == "The rain\nstops.\n\nIt starts."
    assert story.body == "The rain stops.\n\nIt starts."


def test_a_folder_is_read_with_everything_under_it_and_ids_are_unique_over_all(tmp_path: Path) -> None:
    (tmp_path / "songs").mkdir()
    (tmp_path / "exercises").mkdir()
    (tmp_path / "songs" / "one.toml").write_text(GOOD)
    (tmp_path / "songs" / "two.toml").write_text(GOOD.replace("a-song", "b-song"))
    (tmp_path / "exercises" / "breathing.toml").write_text(EXERCISE)
    ids = [item.id for item in read_folder(tmp_path, source="mine")]
    assert ids == ["two-breaths", "a-song", "b-song"]
    (tmp_path / "songs" / "three.toml").write_text(GOOD)
    with pytest.raises(
        CatalogueError, match=r"three.toml: \[\[track\]\] 1 \(a-song\).* first .* 1 of .*one.toml"
    ):
        read_folder(tmp_path, source="mine")


def test_mistakes_in_several_files_are_told_with_their_files(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(GOOD.replace("energy = 0.4", "energy = 4"))
    (tmp_path / "two.toml").write_text(EXERCISE.replace("duration_s = 40", ""))
    with pytest.raises(CatalogueError) as caught:
        read_folder(tmp_path, source="mine")
    assert [Path(problem.file).name for problem in caught.value.problems] == ["one.toml", "two.toml"]
    assert "two.toml: [[exercise]] 1 (two-breaths): `duration_s`: Field required" in str(caught.value)


def test_a_long_list_of_mistakes_is_cut_where_it_is_told_and_whole_where_it_is_kept(tmp_path: Path) -> None:
    broken = "".join(GOOD.replace("a-song", f"s{n}").replace("energy = 0.4", "") for n in range(30))
    with pytest.raises(CatalogueError, match="and 10 problems more") as caught:
        check_file(written(tmp_path, broken))
    assert len(caught.value.problems) == 30


def test_an_item_survives_being_stored(store: Store, now: datetime, tmp_path: Path) -> None:
    song = read_items(
        written(tmp_path, GOOD.replace("energy", 'traits = ["drums", "brass"]\nenergy')), source="a"
    )
    exercise = read_items(written(tmp_path, EXERCISE), source="b")
    stock(store, [*song, *exercise], now)
    with store.reading() as uow:
        assert uow.items.all() == [*song, *exercise]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        check_file(tmp_path / "nowhere.toml")


def test_stocking_twice_changes_nothing_the_second_time(store: Store, now: datetime) -> None:
    items = own_items()
    assert stock(store, items, now) == len(items)
    assert stock(store, items, now + timedelta(days=1)) == 0


def test_a_changed_item_is_updated_and_a_removed_one_is_retired_and_may_come_back(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    first = read_items(written(tmp_path, GOOD), source="mine")
    changed = read_items(written(tmp_path, GOOD.replace("A Song", "The Song")), source="mine")
    other = read_items(written(tmp_path, GOOD.replace("a-song", "b-song")), source="mine")
    stock(store, first, now)
    assert stock(store, changed, now) == 1
    assert stock(store, other, now) == 2
    with store.reading() as uow:
        assert [item.id for item in uow.items.all()] == ["b-song"]
        retired = uow.items.get("a-song")
    assert retired is not None
    assert retired.title == "The Song"
    assert stock(store, [*changed, *other], now) == 1


def test_stocking_one_source_leaves_the_others_alone(store: Store, now: datetime, tmp_path: Path) -> None:
    stock(store, own_items(), now)
    stock(store, read_items(written(tmp_path, GOOD), source="mine"), now)
    with store.reading() as uow:
        assert len(uow.items.all()) == len(own_items()) + 1


def test_items_that_another_process_is_stocking_right_now_are_no_error(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = read_items(written(tmp_path, GOOD), source="mine")
    both = [*mine, *read_items(written(tmp_path, GOOD.replace("a-song", "b-song")), source="mine")]
    stock(store, mine, now)
    with store.unit_of_work() as uow:
        monkeypatch.setattr(uow.session, "scalars", lambda _query: [])  # it had not seen the other's rows yet
        assert uow.items.upsert(both, now) == 1
        uow.commit()
    with store.reading() as uow:
        assert [item.id for item in uow.items.all()] == ["a-song", "b-song"]
