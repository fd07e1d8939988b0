"""What is understood of taste in words: each line a sentence, and what is kept of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personalization.companion import Companion
from personalization.genres import DECADES, GENRES
from personalization.item import TRAITS
from personalization.preference_words import understood
from personalization.profile import Told, artist_key

NAMES = ["Radiohead", "AC/DC", "Beyoncé", "The Beatles", "Air", "Queen", "Simon & Garfunkel", "Love", "Кино"]
ARTISTS = {artist_key(name): name for name in NAMES}

SIGNS = {"loved": "+", "rejected": "-", None: "0"}


def told(text: str) -> str:
    """Signs and subjects, the part of the day after an @."""
    return " ".join(_short(one) for one in understood(text, ARTISTS))


def _short(one: Told) -> str:
    when = f"@{one.when.value}" if one.when else ""
    return f"{SIGNS[one.polarity]}{one.kind.value}:{one.subject}{when}"


LOVED = [
    ("I love jazz", "+genre:jazz"),
    ("I love jazz, soul and funk", "+genre:jazz +genre:soul +genre:funk"),
    ("I'm a huge fan of hip-hop and R&B", "+genre:hip-hop +genre:r-and-b"),
    ("I can't get enough of bossa nova", "+genre:bossa-nova"),
    ("I can’t live without music from the 70s", "+decade:1970s"),
    ("jazz, soul and funk are my favourites", "+genre:jazz +genre:soul +genre:funk"),
    ("my favorite genre is blues", "+genre:blues"),
    ("What I love is jazz", "+genre:jazz"),
    ("I love the blues!", "+genre:blues"),
    ("the 80s are the best", "+decade:1980s"),
    ("I love the eighties", "+decade:1980s"),
    ("nothing but jazz", "+genre:jazz"),
    ("there's nothing like jazz", "+genre:jazz"),
    ("more jazz please", "+genre:jazz"),
    ("No, I love jazz", "+genre:jazz"),
    ("I love film music", "+genre:film-score"),
    ("I prefer instrumental music", "+genre:instrumental"),
    ("I love piano", "+genre:piano"),
    ("I love songs with piano", "+trait:piano"),
    ("I love songs with a piano", "+trait:piano"),
    ("I like anything with a choir", "+trait:choir"),
    ("i love radiohead and the beatles", "+artist:Radiohead +artist:The Beatles"),
    ("I love Simon and Garfunkel", "+artist:Simon & Garfunkel"),
    ("I love Air", "+artist:Air"),
    ("I love Кино", "+artist:Кино"),
    ("I like country music when I drive", "+genre:country"),
    ("can't get enough of drum and bass", "+genre:drum-and-bass"),
    ("I'm a big reggae lover", "+genre:reggae"),
    ("I could listen to folk all night", "+genre:folk"),
    ("I think techno is awesome", "+genre:techno"),
    ("I have a soft spot for 80s music", "+decade:1980s"),
    ("gospel lifts me up", "+genre:gospel"),
]

REJECTED = [
    ("no metal", "-genre:metal"),
    ("I can't stand country", "-genre:country"),
    ("anything but techno", "-genre:techno"),
    ("everything except metal and punk", "-genre:metal -genre:punk"),
    ("I don't like rap or dubstep", "-genre:hip-hop -genre:dubstep"),
    ("I'm not into opera", "-genre:opera"),
    ("not a fan of drum and bass", "-genre:drum-and-bass"),
    ("I never want to hear country again", "-genre:country"),
    ("Can you stop playing metal?", "-genre:metal"),
    ("Could you please never play metal again?", "-genre:metal"),
    ("metal gives me a headache", "-genre:metal"),
    ("techno is not my thing", "-genre:techno"),
    ("rap is terrible", "-genre:hip-hop"),
    ("I am tired of pop", "-genre:pop"),
    ("less techno", "-genre:techno"),
    ("I hate music from the 90s", "-decade:1990s"),
    ("I can't stand AC/DC", "-artist:AC/DC"),
    ("no more Beyonce please", "-artist:Beyoncé"),
    ("Stop playing Queen", "-artist:Queen"),
    ("I'm no fan of house", "-genre:house"),
    ("I'm not a house person", "-genre:house"),
    ("I'd rather not hear reggae", "-genre:reggae"),
    ("could you avoid ambient", "-genre:ambient"),
    ("country sucks", "-genre:country"),
    ("no drums, no guitars", "-trait:drums -trait:guitar"),
    ("no piano", "-trait:piano"),
    ("without vocals please", "-trait:vocals"),
    ("I love music without drums", "-trait:drums"),
    ("music without lyrics is my thing", "-trait:vocals"),
]

BOTH = [
    ("I love jazz but no metal", "+genre:jazz -genre:metal"),
    ("I dislike electronic music, but I like synth-pop", "-genre:electronic +genre:synth-pop"),
    ("I hate country. I love folk.", "-genre:country +genre:folk"),
    ("I love jazz, I hate jazz", "-genre:jazz"),
]

AT_TIMES = [
    ("nothing with drums at night", "-trait:drums@night"),
    ("I hate drums before bed", "-trait:drums@night"),
    ("No drums and no vocals at night", "-trait:drums@night -trait:vocals@night"),
    ("At night no drums please", "-trait:drums@night"),
    ("Please don't play any singing in the morning", "-trait:vocals@morning"),
    ("I love upbeat pop in the mornings", "+genre:pop@morning"),
    ("I love jazz in the evening but no metal", "+genre:jazz@evening -genre:metal"),
    ("I like techno during the day", "+genre:techno@day"),
]

TAKEN_BACK = [
    ("take back what I said about jazz", "0genre:jazz"),
    ("forget what I said about metal", "0genre:metal"),
    ("withdraw what I said about funk", "0genre:funk"),
    ("what I said about trance no longer holds", "0genre:trance"),
    ("I changed my mind about country", "0genre:country"),
    ("you can play metal again", "0genre:metal"),
    ("I don't mind techno anymore", "0genre:techno"),
    ("I no longer hate metal", "0genre:metal"),
    ("metal is okay again", "0genre:metal"),
    ("remove metal from my dislikes", "0genre:metal"),
    ("take back what I said about drums at night", "0trait:drums@night"),
]

NOTHING = [
    # a request, a question, this moment alone
    "play some jazz", "I'd like some jazz", "I feel like metal", "Do you like jazz?", "who likes jazz",
    "play something without drums", "just this once, something without singing",
    "nothing like reggae in summer",
    "no metal today", "nothing with drums tonight", "what is techno?", "how about some soul",
    # the past, somebody else, a denied denial
    "I used to love punk", "My brother loves jazz and hates metal", "my parents love jazz and hate metal",
    "People who hate jazz are odd", "I don't hate jazz", "I hate music without drums", "not too much rock",
    # words that only look like a subject
    "I hate my country", "I hate this country", "I hate the world", "I love rock climbing",
    "I love house parties",
    "I hate mood swings", "no strings attached", "I love to dance", "I love movies", "I love air",
    "I love you",
    "I'm sick of my job in the house", "I love love", "another weekend without seeing a soul",
    "I hate 80 degree days", "no pop quiz",
    # nothing at all
    "", "no", "hello there", "I am so angry, I hate everything", "🎷", "I love", "but but but", ",,,",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*LOVED, *REJECTED, *BOTH, *AT_TIMES, *TAKEN_BACK])
def test_a_sentence_about_taste_is_understood(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_a_sentence_about_something_else_says_nothing_of_taste(text: str) -> None:
    assert told(text) == ""


@pytest.mark.parametrize("text", [text for text, _ in [*LOVED, *REJECTED, *TAKEN_BACK] if "Air" not in text])
def test_how_it_is_written_does_not_matter(text: str) -> None:
    if "Queen" not in text:
        assert told(text.lower()) == told(text)
    assert told(text.upper().replace("I'M", "I'm")) == told(text)
    assert told(f"  {text} \n") == told(text)


WORDS = st.sampled_from(
    ["I", "love", "hate", "no", "not", "jazz", "metal", "drums", "and", "but", ",", "at night", "the", "80s",
     "Queen", "without", "anything but", "is", "great", "my", "take back", "again", "?", ".", "don't", "like"]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(WORDS, max_size=14).map(" ".join)))
def test_whatever_is_said_only_known_words_come_out_and_one_opinion_of_each(text: str) -> None:
    found = understood(text, ARTISTS)
    assert {one.subject for one in found} <= {*GENRES, *DECADES, *TRAITS, *ARTISTS.values()}
    assert len({one.about for one in found}) == len(found)


def test_a_very_long_text_is_read_only_at_its_beginning() -> None:
    assert told("I love jazz. " + "no metal, " * 20_000).startswith("+genre:jazz")


def test_the_companion_knows_the_artists_of_its_catalogue(companion: Companion) -> None:
    (one,) = companion.understood("I can't stand ac/dc")
    assert (one.kind, one.subject) == ("artist", "AC/DC")
