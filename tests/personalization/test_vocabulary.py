"""Genres, moods, profiles, cards and help lines: the small pure pieces."""

import json
import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception.emotion import LABELS, EmotionReading, Modality
from personalization.cards import card_for, card_of
from personalization.errors import InvalidPreferenceError
from personalization.genres import DECADES, GENRES, canonical_genre, known_genre, spoken
from personalization.help_lines import help_lines, region_of
from personalization.history import history_of
from personalization.interaction import InteractionKind
from personalization.item import FEELINGS, Item, ItemKind
from personalization.mood import Mood
from personalization.profile import (
    MusicService,
    Polarity,
    Preferences,
    Strategy,
    Subject,
    Told,
    When,
    artist_key,
)
from personalization.recommend.contract import Recommendation
from personalization.user_vector import UserVector
from tests.personalization.conftest import SAD

LOOKUP = Path(__file__).resolve().parents[2] / "bot" / "data" / "nlu" / "content.yml"


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Jazz", "jazz"),
        ("hip hop", "hip-hop"),
        ("HipHop music", "hip-hop"),
        ("rap", "hip-hop"),
        ("R&B", "r-and-b"),
        ("heavy metal", "metal"),
        ("classical music", "classical"),
        ("film soundtracks", None),
        ("soundtracks", "film-score"),
        ("80s", "1980s"),
        ("the 80's", "1980s"),
        ("2010s", "2010s"),
        ("polka", None),
        ("", None),
        ("🎷", None),
    ],
)
def test_a_visitors_word_for_a_genre_finds_the_vocabularys(said: str, word: str | None) -> None:
    assert canonical_genre(said) == word


@pytest.mark.parametrize("genre", GENRES + DECADES)
def test_every_genre_is_its_own_word_and_can_be_spoken(genre: str) -> None:
    assert canonical_genre(genre) == genre
    assert spoken(genre)


def test_an_unknown_genre_is_refused_with_what_is_known() -> None:
    with pytest.raises(InvalidPreferenceError, match="known are acoustic"):
        known_genre("polka")


@pytest.mark.skipif(not LOOKUP.exists(), reason="the dialogue's training data is not here")
def test_every_genre_that_the_dialogue_recognises_is_in_the_vocabulary() -> None:
    text = LOOKUP.read_text()
    block = text[text.index("lookup: genre") :].split("\n- ")[0]
    names = re.findall(r"^ +- (.+)$", block, re.MULTILINE)
    assert names
    assert [name for name in names if canonical_genre(name) is None] == []


def test_a_mood_is_read_from_metadata_and_back() -> None:
    emotion = {
        "probabilities": dict(zip(LABELS, SAD.probabilities, strict=True)),
        "valence": -0.6,
        "arousal": -0.4,
        "confidence": 0.8,
        "need": "comfort",
    }
    assert Mood.from_metadata(emotion) == SAD


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "sad",
        {},
        {"probabilities": []},
        {"probabilities": {"joy": "much"}},
        {"probabilities": {}, "valence": None},
        {"probabilities": {"joy": math.nan}},
        {"probabilities": {"joy": 1.0}, "arousal": math.inf},
    ],
)
def test_broken_metadata_is_no_mood(broken: object) -> None:
    assert Mood.from_metadata(broken) is None


@given(st.dictionaries(st.text(), st.recursive(st.none() | st.floats() | st.text(), st.lists, max_leaves=4)))
def test_no_metadata_breaks_reading_a_mood(emotion: dict[str, object]) -> None:
    mood = Mood.from_metadata(emotion)
    assert mood is None or -1 <= mood.valence <= 1


def test_a_mood_can_be_made_of_a_reading() -> None:
    reading = EmotionReading(Modality.TEXT, SAD.probabilities, -0.6, -0.4, 0.8)
    assert Mood.of(reading, need="comfort") == SAD


def test_feelings_are_the_labels_without_neutral() -> None:
    assert (*FEELINGS, "neutral") == LABELS


def test_preferences_survive_being_stored() -> None:
    taste = Preferences(
        (
            Told(Subject.GENRE, "jazz", Polarity.LOVED),
            Told(Subject.TRAIT, "drums", Polarity.REJECTED, When.NIGHT),
        ),
        {"pop": -0.4},
        UserVector({"genre:jazz": 0.3, "energy": -0.1}, 3, 2),
        Strategy.LEAD,
    )
    assert Preferences.from_dict(json.loads(json.dumps(taste.as_dict()))) == taste
    assert Preferences.from_dict({}) == Preferences()


def test_taste_never_leaves_its_range_however_often_it_is_moved() -> None:
    taste = Preferences()
    for _ in range(20):
        taste = taste.moved(["pop"], 0.2)
    assert taste.affinity == {"pop": 1.0}


def test_a_later_like_takes_back_a_dislike_and_a_skip() -> None:
    events = [("a", InteractionKind.LIKE), ("a", InteractionKind.DISLIKE), ("a", InteractionKind.SKIP)]
    assert history_of([], events).disliked == frozenset()
    assert history_of([], events).skipped == frozenset()
    assert history_of([], events[::-1]).disliked == {"a"}


def test_an_item_was_offered_as_long_ago_as_its_newest_offer() -> None:
    history = history_of(["b", "a", "b"], [])
    assert history.offers_ago == {"b": 0, "a": 1}
    assert history.n_offers == 3


def test_a_track_card_carries_the_mood_and_search_links_only(catalogue: list[Item]) -> None:
    song = next(item for item in catalogue if item.id == "ac-dc-thunderstruck")
    card = card_for(song, "Because.", SAD)
    assert card == {
        "kind": "track",
        "id": song.id,
        "title": "Thunderstruck",
        "artist": "AC/DC",
        "year": 1990,
        "genres": list(song.genres),
        "valence": song.valence,
        "arousal": song.arousal,
        "feelings": {name: value for name, value in zip(FEELINGS, song.feelings, strict=True) if value},
        "links": [
            {"service": "spotify", "url": "https://open.spotify.com/search/Thunderstruck%20AC%2FDC"},
            {
                "service": "youtube-music",
                "url": "https://music.youtube.com/search?q=Thunderstruck%20AC%2FDC",
            },
            {
                "service": "apple-music",
                "url": "https://music.apple.com/us/search?term=Thunderstruck%20AC%2FDC",
            },
            {"service": "deezer", "url": "https://www.deezer.com/search/Thunderstruck%20AC%2FDC"},
        ],
        "preferred": None,
        "mood": "sadness",
        "why": "Because.",
    }


def test_the_service_that_a_visitor_prefers_comes_first(catalogue: list[Item]) -> None:
    song = next(item for item in catalogue if item.id == "ac-dc-thunderstruck")
    card = card_for(song, "Because.", SAD, MusicService.APPLE_MUSIC)
    assert card["preferred"] == "apple-music"
    assert [link["service"] for link in card["links"]] == [
        "apple-music",
        "spotify",
        "youtube-music",
        "deezer",
    ]


def test_every_item_has_a_card_of_its_kind_that_json_can_carry(catalogue: list[Item]) -> None:
    fields = {
        ItemKind.TRACK: {
            "kind", "id", "title", "artist", "year", "genres", "valence", "arousal", "feelings", "links",
            "preferred", "mood", "why",
        },
        ItemKind.EXERCISE: {"kind", "id", "title", "practice", "steps", "ending", "duration_s", "why"},
        ItemKind.READ: {"kind", "id", "title", "form", "body", "duration_s", "why"},
    }  # fmt: skip
    for item in catalogue:
        card = json.loads(json.dumps(card_of(Recommendation(item, 1.0, "Because.", "test"))))
        assert set(card) == fields[item.kind]
        for step in card.get("steps", ()):
            assert set(step) == {"text", "duration_s", "breath", "write"}
            if step["breath"]:
                assert set(step["breath"]) == {"in_s", "hold_s", "out_s", "rest_s", "rounds"}


@pytest.mark.parametrize(
    ("locale", "number"),
    [
        ("en-US", "988"),
        ("es_US", "988"),
        ("fr-CA", "988"),
        ("en-GB", "116 123"),
        ("en-UK", "116 123"),
        ("en_GB.UTF-8", "116 123"),
        ("ga-IE", "116 123"),
        ("de-DE", "112"),
        ("zh-Hant-TW", "112"),
        ("en", "112"),
        ("en-u-ca-gregory", "112"),
        ("", "112"),
        (None, "112"),
        ("🙂", "112"),
    ],
)
def test_the_nearest_help_line_is_that_of_the_locales_region(locale: str | None, number: str) -> None:
    assert help_lines(locale)[0].number == number


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "de-DE", None])
def test_a_directory_of_all_countries_stands_beside_every_line(locale: str | None) -> None:
    assert any(line.url == "https://findahelpline.com" for line in help_lines(locale))
    assert all(line.as_dict().keys() == {"name", "number", "url"} for line in help_lines(locale))


def test_a_script_is_not_taken_for_a_region() -> None:
    assert region_of("zh-Hant") is None
    assert region_of("zh-Hant-TW") == "TW"


JAZZ = Told(Subject.GENRE, "jazz", Polarity.LOVED)
NO_DRUMS_AT_NIGHT = Told(Subject.TRAIT, "drums", Polarity.REJECTED, When.NIGHT)


def test_a_person_holds_one_opinion_of_a_thing_at_a_time() -> None:
    rejected = Told(Subject.GENRE, "jazz", Polarity.REJECTED)
    at_night = Told(Subject.GENRE, "jazz", Polarity.LOVED, When.NIGHT)
    assert Preferences().saying(JAZZ).saying(rejected).told == (rejected,)
    assert Preferences().saying(rejected).saying(at_night).told == (rejected, at_night)
    taken_back = Told(Subject.GENRE, "jazz", None, When.NIGHT)
    assert Preferences().saying(rejected).saying(at_night).saying(taken_back).told == (rejected,)
    assert Preferences().saying(rejected).saying(at_night).without(Subject.GENRE, "jazz").told == ()


@pytest.mark.parametrize(
    ("hour", "part"), [(0, "night"), (4, "night"), (5, "morning"), (10, "morning"), (11, "day"), (16, "day"),
                       (17, "evening"), (21, "evening"), (22, "night"), (23, "night")],
)  # fmt: skip
def test_every_hour_belongs_to_a_part_of_the_day(hour: int, part: str) -> None:
    assert When.at(hour) is When(part)


def test_what_is_refused_at_night_is_refused_at_night_and_whenever_the_hour_is_unknown() -> None:
    taste = Preferences((NO_DRUMS_AT_NIGHT,))
    assert taste.rejected(23) == taste.rejected(None) == (NO_DRUMS_AT_NIGHT,)
    assert taste.rejected(12) == ()


def test_what_is_loved_in_the_evening_counts_only_when_it_is_surely_evening() -> None:
    told = Told(Subject.GENRE, "jazz", Polarity.LOVED, When.EVENING)
    assert Preferences((told,)).loved(18) == (told,)
    assert Preferences((told,)).loved(None) == Preferences((told,)).loved(9) == ()


@pytest.mark.parametrize("name", ["BEYONCÉ", "beyonce", "Beyoncé!"])
def test_spellings_of_an_artist_meet(name: str) -> None:
    assert artist_key(name) == "beyonce"


def test_artists_that_are_written_in_other_scripts_stay_apart() -> None:
    assert artist_key("Кино") != artist_key("ДДТ") != ""
    assert artist_key("Simon & Garfunkel") == artist_key("simon and garfunkel")
