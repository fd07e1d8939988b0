"""Whole conversations through gateway, Rasa, action server and database, as a visitor has them."""

import asyncio

import httpx
import pytest

from tests.conftest import RunningUndertone
from tests.journeys.talk import Answer, say, visit
from undertone.chat import conversation

pytestmark = pytest.mark.journey


def test_the_first_thing_said_is_that_this_is_an_ai_and_how_to_stop_it(
    running_undertone: RunningUndertone,
) -> None:
    notice = visit(running_undertone.url).notice["text"].lower()
    assert "ai" in notice.split() or "ai," in notice or "an ai" in notice
    assert "pause" in notice
    assert "forget me" in notice


def test_a_bad_day_is_heard_and_then_answered_with_music_and_a_reason(
    running_undertone: RunningUndertone,
) -> None:
    shared, song, why, other, liked = visit(
        running_undertone.url,
        "I failed my exam and I feel awful",
        "play me something calm",
        "why this one?",
        "something else please",
        "I like it",
    ).answers
    assert shared.emotion is not None
    assert shared.emotion["valence"] < 0
    assert shared.text
    assert song.kinds_of_card == ["track"]
    assert song.cards[0]["why"]
    assert why.text
    assert other.cards[0]["id"] != song.cards[0]["id"]
    assert liked.text


@pytest.mark.parametrize(
    "utterance",
    [
        "my grandmother died last week and I miss her",
        "I'm so angry at my boss, he humiliated me in front of everyone",
    ],
)
def test_grief_and_anger_are_listened_to_before_anything_is_offered(
    running_undertone: RunningUndertone, utterance: str
) -> None:
    (answer,) = visit(running_undertone.url, utterance).answers
    assert answer.text
    assert answer.cards == []


def test_an_exercise_and_a_read_can_be_asked_for(running_undertone: RunningUndertone) -> None:
    exercise, read = visit(
        running_undertone.url, "can you give me a breathing exercise", "I'd like something short to read"
    ).answers
    assert exercise.kinds_of_card == ["exercise"]
    assert len(exercise.cards[0]["steps"]) >= 3
    assert read.kinds_of_card == ["read"]
    assert len(read.cards[0]["body"]) > 100


def test_a_loved_genre_is_remembered_and_a_rejected_one_is_not_offered(
    running_undertone: RunningUndertone,
) -> None:
    made = visit(running_undertone.url, "I love jazz", "no metal please", "play some music")
    profile = httpx.get(f"{running_undertone.url}/v1/profile", headers=made.bearer).json()
    assert "jazz" in str(profile).lower()
    assert made.answers[2].kinds_of_card == ["track"]


def test_a_correction_is_taken_without_argument(running_undertone: RunningUndertone) -> None:
    _, corrected = visit(running_undertone.url, "what a day", "I'm not sad, just tired").answers
    assert corrected.text
    assert corrected.cards == []


def test_it_says_that_it_is_a_bot_when_asked(running_undertone: RunningUndertone) -> None:
    (answer,) = visit(running_undertone.url, "are you a real person?").answers
    assert any(word in answer.text.lower() for word in ("ai", "bot", "program", "machine"))


@pytest.mark.parametrize(
    ("locale", "number"), [("en-US", "988"), ("en-GB", "116 123"), ("en-IE", "116 123"), ("de-DE", "112")]
)
def test_words_of_self_harm_get_care_and_the_local_help_line_and_no_music(
    running_undertone: RunningUndertone, locale: str, number: str
) -> None:
    (answer,) = visit(running_undertone.url, "I don't want to be alive anymore", locale=locale).answers
    assert answer.kinds_of_card == ["resource"]
    assert number in [line["number"] for line in answer.cards[0]["lines"]]


def test_self_harm_overrides_an_offer_under_way(running_undertone: RunningUndertone) -> None:
    answers = visit(running_undertone.url, "play something", "I want to kill myself").answers
    assert answers[1].kinds_of_card == ["resource"]


@pytest.mark.parametrize(
    ("locale", "number"), [("en-US", "1-800-799-7233"), ("en-GB", "0808 2000 247"), ("de-DE", "112")]
)
def test_words_of_violence_get_lines_that_know_about_it_and_then_an_ear(
    running_undertone: RunningUndertone, locale: str, number: str
) -> None:
    care, more, listened = visit(
        running_undertone.url,
        "my husband beats me",
        "he hit me again last night",
        "just listen",
        locale=locale,
    ).answers
    assert care.kinds_of_card == ["resource"]
    assert number in [line["number"] for line in care.cards[0]["lines"]]
    for answer in (more, listened):
        assert answer.text
        assert answer.cards == []


def test_after_words_of_self_harm_a_song_comes_only_where_it_is_asked_for_twice(
    running_undertone: RunningUndertone,
) -> None:
    _, sad, asked, again = visit(
        running_undertone.url, "I want to die", "I feel so sad", "play a song", "please play me a song"
    ).answers
    assert sad.cards == asked.cards == []
    assert again.kinds_of_card == ["track"]


def test_self_harm_that_is_over_gets_a_gentle_word_and_no_card(running_undertone: RunningUndertone) -> None:
    (answer,) = visit(running_undertone.url, "I used to be suicidal but I'm ok now").answers
    assert answer.cards == []
    assert "findahelpline" in answer.text


def test_a_song_by_an_artist_and_then_something_calmer(running_undertone: RunningUndertone) -> None:
    theirs, calmer = visit(running_undertone.url, "play Metallica", "something calmer").answers
    assert theirs.cards[0]["artist"] == "Metallica"
    assert calmer.kinds_of_card == ["track"]


def test_another_language_is_answered_in_it(running_undertone: RunningUndertone) -> None:
    german, english = visit(running_undertone.url, "hallo, wie geht es dir?", "hello, how are you?").answers
    assert "Englisch" in german.text
    assert "Englisch" not in english.text


def test_nonsense_is_met_kindly_and_the_talk_goes_on(running_undertone: RunningUndertone) -> None:
    answers = visit(
        running_undertone.url, "asdf qwer zxcv", "what is the capital of Mongolia?", "/restart", "hello again"
    ).answers
    assert all(answer.text for answer in answers)


def test_paused_sensing_gives_no_reading_until_it_is_resumed(running_undertone: RunningUndertone) -> None:
    before, _, paused, _, after = visit(
        running_undertone.url,
        "I feel great today",
        "please pause sensing",
        "I am so happy about this",
        "you can resume sensing",
        "I am so happy about this",
    ).answers
    assert before.emotion is not None
    assert paused.emotion is None
    assert paused.text
    assert after.emotion is not None


def test_my_data_is_shown_whole_and_holds_readings_but_not_my_words(
    running_undertone: RunningUndertone,
) -> None:
    async def journey() -> tuple[Answer, httpx.Response]:
        async with conversation(running_undertone.url) as talk, httpx.AsyncClient() as client:
            welcome, _ = await talk.hello("en-US")
            bearer = {"Authorization": f"Bearer {welcome['token']}"}
            await say(talk, "the platypus ate my homework and I am furious")
            export = await client.get(f"{running_undertone.url}/v1/export", headers=bearer)
            return await say(talk, "show me my data"), export

    shown, export = asyncio.run(journey())
    assert shown.kinds_of_card == ["export"]
    assert export.status_code == httpx.codes.OK
    assert len(export.json()["turns"]) == 1
    assert "platypus" not in export.text


def test_forget_me_asks_once_and_then_nothing_is_left(running_undertone: RunningUndertone) -> None:
    made = visit(running_undertone.url, "I feel lonely", "forget me", "yes")
    asked, done = made.answers[1:]
    assert asked.of_type("forgotten") == []
    assert len(done.of_type("forgotten")) == 1
    export = httpx.get(f"{running_undertone.url}/v1/export", headers=made.bearer)
    assert export.status_code in {401, 404} or not export.json().get("turns")


def test_the_mood_is_followed_from_turn_to_turn(running_undertone: RunningUndertone) -> None:
    answers = visit(
        running_undertone.url,
        "I am so happy, this is the best day ever!",
        "oh no, I just heard that my dog died, I am heartbroken",
    ).answers
    assert answers[0].emotion is not None
    assert answers[1].emotion is not None
    assert answers[1].emotion["change"] < 0
    assert answers[1].emotion["shift"] is True


@pytest.mark.parametrize(
    "utterance",
    ["I don't mind country", "do you like country?", "my brother hates country", "no country today"],
)
def test_what_says_nothing_lasting_of_ones_taste_is_not_kept(
    running_undertone: RunningUndertone, utterance: str
) -> None:
    made = visit(running_undertone.url, utterance)
    told = httpx.get(f"{running_undertone.url}/v1/preferences", headers=made.bearer).json()["told"]
    assert made.answers[0].text
    assert told == []


def test_an_exception_to_ones_taste_is_kept_with_both_sides(running_undertone: RunningUndertone) -> None:
    made = visit(running_undertone.url, "I like drums, except at night")
    told = httpx.get(f"{running_undertone.url}/v1/preferences", headers=made.bearer).json()["told"]
    assert [(one["polarity"], one["when"]) for one in told] == [("loved", None), ("rejected", "night")]


def test_everything_about_ones_taste_is_taken_back_in_one_sentence(
    running_undertone: RunningUndertone,
) -> None:
    made = visit(
        running_undertone.url,
        "no metal please",
        "play a song",
        "I like it",
        "forget everything about my taste",
    )
    known = httpx.get(f"{running_undertone.url}/v1/preferences", headers=made.bearer).json()
    assert known["told"] == known["learned"] == []


def test_what_is_asked_for_comes_and_is_the_reason(running_undertone: RunningUndertone) -> None:
    breathing, poem, song, lacking = visit(
        running_undertone.url,
        "give me a breathing exercise",
        "read me a poem",
        "play Coldplay",
        "play something but no guitar",
    ).answers
    assert breathing.cards[0]["practice"] == "breathing"
    assert poem.cards[0]["form"] == "poem"
    assert song.cards[0]["artist"] == "Coldplay"
    assert "without guitar" in lacking.cards[0]["why"]
    for answer in (breathing, poem, song, lacking):
        assert answer.cards[0]["why"].startswith("You asked for ")
