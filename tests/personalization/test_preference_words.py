"""What is understood of taste in words: each line a sentence, and what is kept of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personalization.companion import Companion
from personalization.genres import DECADES, GENRES
from personalization.item import TRAITS
from personalization.preference_words import Unkept, understood
from personalization.profile import Told, artist_key

NAMES = ["Radiohead", "AC/DC", "Beyoncé", "The Beatles", "Air", "Queen", "Simon & Garfunkel", "Love", "Кино"]
ARTISTS = {artist_key(name): name for name in NAMES}

SIGNS = {"loved": "+", "rejected": "-", None: "0"}


def told(text: str) -> str:
    """Signs and subjects, the part of the day after an @."""
    return " ".join(_short(one) for one in understood(text, ARTISTS).told)


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
    ("i love love love k-pop", "+genre:k-pop"),
    ("I love the piano", "+trait:piano"),
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
    ("no Beatles", "-artist:The Beatles"),
    ("no beatles please", "-artist:The Beatles"),
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
    ("no drums in the morning and at night", "-trait:drums@morning -trait:drums@night"),
    ("I love jazz in the morning and metal at night", "+genre:jazz@morning +genre:metal@night"),
    ("I only like jazz at night", "+genre:jazz@night"),
    ("I love jazz but at night I hate drums", "+genre:jazz -trait:drums@night"),
]

EXCEPTIONS = [
    ("I like drums, except at night", "+trait:drums -trait:drums@night"),
    ("Except at night I like drums", "+trait:drums -trait:drums@night"),
    ("I like jazz, but not at night", "+genre:jazz -genre:jazz@night"),
    ("I love jazz but it's too loud at night", "+genre:jazz -genre:jazz@night"),
    ("I love jazz but in the morning it gets on my nerves", "+genre:jazz -genre:jazz@morning"),
    ("no drums except in the morning", "-trait:drums@day -trait:drums@evening -trait:drums@night"),
    ("no metal unless it's morning", "-genre:metal@day -genre:metal@evening -genre:metal@night"),
    (
        "I don't like drums, but in the morning they are fine",
        "-trait:drums@day -trait:drums@evening -trait:drums@night",
    ),
    ("don't play drums at night, in the morning it's fine", "-trait:drums@night"),
    (
        "I hate metal, but I love it at night",
        "-genre:metal@morning -genre:metal@day -genre:metal@evening +genre:metal@night",
    ),
    ("I love jazz at night but hate it in the morning", "+genre:jazz@night -genre:jazz@morning"),
    ("I love jazz except on sundays", "+genre:jazz"),
    ("I love rock except metal", "+genre:rock -genre:metal"),
    ("no rock except metal", "-genre:rock"),
    ("I love jazz but I hate noise at night", "+genre:jazz"),
    ("I like everything but at night no drums", "-trait:drums@night"),
]

ALL_BUT_ONE = [
    ("I hate everything except jazz", "+genre:jazz"),
    ("I don't listen to anything but jazz", "+genre:jazz"),
    ("I love nothing more than jazz", "+genre:jazz"),
    ("I like everything except jazz", "-genre:jazz"),
]

COMPARED = [
    ("I prefer jazz over rock", "+genre:jazz"),
    ("I like jazz more than rock", "+genre:jazz"),
    ("I hate jazz more than rock", "-genre:jazz"),
    ("I love jazz more than anything", "+genre:jazz"),
]

SPOKEN_OF_AGAIN = [
    ("my ex loved jazz and I hate it", "-genre:jazz"),
    ("I used to like metal but now I hate it", "-genre:metal"),
    ("I used to hate metal but now I love it", "+genre:metal"),
    ("I don't hate jazz, I love it", "+genre:jazz"),
    ("I hate jazz but my wife loves it", "-genre:jazz"),
    ("gospel, yes please, love it", "+genre:gospel"),
    ("I grew up with rap and love it", "+genre:hip-hop"),
    ("my brother plays jazz and loves it", ""),
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
    "I don't mind country", "I don't hate country", "I have nothing against rap", "nothing against jazz",
    "I have no problem with rap", "I'm not sure if I like jazz", "I'm not sure I like jazz",
    "I doubt I like jazz",
    "I can't say I love jazz", "I never said I like jazz", "I didn't say I hate metal", "maybe I like jazz",
    "you told me you love jazz", "my brother hates metal", "I used to like metal",
    "I don't want jazz tonight",
    "jazz is okay", "jazz is better than rock", "I would rather have jazz than rock",
    # a refusal at times that no part of the day can hold
    "no jazz on mondays", "no jazz except on sundays", "no metal while I'm working", "no metal after 10pm",
    "I hate drums, but in the morning I can take them", "nothing with drums at work",
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *LOVED,
        *REJECTED,
        *BOTH,
        *AT_TIMES,
        *EXCEPTIONS,
        *ALL_BUT_ONE,
        *COMPARED,
        *SPOKEN_OF_AGAIN,
        *TAKEN_BACK,
    ],
)
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


@pytest.mark.parametrize(
    ("text", "unkept"),
    [
        ("do you like jazz?", Unkept.ASKED),
        ("is jazz your favourite?", Unkept.ASKED),
        ("no metal today", Unkept.OF_THE_MOMENT),
        ("jazz tonight", Unkept.OF_THE_MOMENT),
        ("my brother hates metal", Unkept.NOT_LASTING),
        ("I don't mind country", Unkept.NOT_LASTING),
        ("jazz only in the evening", Unkept.NOT_LASTING),
        ("I can't stand the Unheard Of", Unkept.NOTHING_NAMED),
        ("I like rock climbing", Unkept.NOTHING_NAMED),
        ("jazz jazz jazz", None),
        ("🎷", None),
        ("I love jazz", None),
    ],
)
def test_words_that_say_nothing_lasting_are_told_apart_from_words_that_no_rule_knows(
    text: str, unkept: Unkept | None
) -> None:
    assert understood(text, ARTISTS).unkept is unkept


@pytest.mark.parametrize(
    "text",
    [
        "forget everything about my taste",
        "forget my taste",
        "Please clear my preferences",
        "delete my likes and dislikes",
        "forget what I said about my taste",
        "forget everything I told you about music",
    ],
)
def test_everything_about_ones_taste_can_be_taken_back(text: str) -> None:
    assert understood(text, ARTISTS).takes_all_back


@pytest.mark.parametrize(
    "text",
    ["forget what I said about jazz", "forget that I like jazz", "don't forget my birthday",
     "I lost my taste",
     "what do you know about my taste", "I forgot my preferences at home, silly me", "never forget my taste"],
)  # fmt: skip
def test_less_than_everything_is_not_taken_for_it(text: str) -> None:
    assert not understood(text, ARTISTS).takes_all_back


WORDS = st.sampled_from(
    ["I", "love", "hate", "no", "not", "jazz", "metal", "drums", "and", "but", ",", "at night", "the", "80s",
     "Queen", "without", "anything but", "except", "it",
     "in the morning", "on mondays", "than", "is", "great", "my", "take back", "again", "?", ".", "don't",
     "like"]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(WORDS, max_size=14).map(" ".join)))
def test_whatever_is_said_only_known_words_come_out_and_one_opinion_of_each(text: str) -> None:
    found = understood(text, ARTISTS).told
    assert {one.subject for one in found} <= {*GENRES, *DECADES, *TRAITS, *ARTISTS.values()}
    assert len({one.about for one in found}) == len(found)


def test_a_very_long_text_is_read_only_at_its_beginning() -> None:
    assert told("I love jazz. " + "no metal, " * 20_000).startswith("+genre:jazz")


def test_the_companion_knows_the_artists_of_its_catalogue(companion: Companion) -> None:
    (one,) = companion.understood("I can't stand ac/dc").told
    assert (one.kind, one.subject) == ("artist", "AC/DC")
