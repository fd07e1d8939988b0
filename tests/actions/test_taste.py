"""What a person says of their taste, in their own words and by what the dialogue understood."""

from dataclasses import replace
from typing import Any

import pytest

from personalization.companion import Companion
from personalization.errors import UnknownUserError
from personalization.interaction import InteractionKind
from personalization.profile import Polarity, Preferences, When
from personalization.subjects import told_of_genre
from tests.actions.conftest import NOW, Ask, visitor

METAL = {"entity": "genre", "value": "metal", "role": "rejected"}
JAZZ = {"entity": "genre", "value": "Jazz", "role": "loved"}


def say(ask: Ask, text: str, intent: str = "love_genre", **given: Any) -> str:
    """Tell the bot; its one answer."""
    (response,) = ask("action_remember_preference", intent=intent, text=text, **given)
    return str(response["text"])


def kept(companion: Companion) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (told.kind.value, told.subject, told.polarity and told.polarity.value, told.when and told.when.value)
        for told in companion.preferences("ann").told
    ]


@pytest.mark.parametrize(
    ("text", "expected", "phrase"),
    [
        ("I love jazz", ("genre", "jazz", "loved", None), "jazz"),
        ("no metal please", ("genre", "metal", "rejected", None), "metal"),
        ("nothing with drums at night", ("trait", "drums", "rejected", "night"), "songs with drums at night"),
        ("I can't stand country", ("genre", "country", "rejected", None), "country"),
        ("anything but techno", ("genre", "techno", "rejected", None), "techno"),
        ("I love the 80s", ("decade", "1980s", "loved", None), "music from the 80s"),
    ],
)
def test_what_is_said_is_kept_and_said_back_in_one_sentence(
    ask: Ask, companion: Companion, text: str, expected: tuple[str, ...], phrase: str
) -> None:
    answer = say(ask, text)
    assert kept(companion) == [expected]
    assert phrase.casefold() in answer.casefold()


def test_one_sentence_may_love_one_thing_and_reject_another(ask: Ask, companion: Companion) -> None:
    answer = say(ask, "I love jazz but please no metal")
    assert {(subject, polarity) for _, subject, polarity, _ in kept(companion)} == {
        ("jazz", "loved"),
        ("metal", "rejected"),
    }
    assert "jazz" in answer.casefold()
    assert "metal" in answer.casefold()


def test_what_was_said_is_taken_back(ask: Ask, companion: Companion) -> None:
    say(ask, "I love jazz")
    say(ask, "no metal")
    answer = say(ask, "take back what I said about jazz", intent="take_back_taste")
    assert "jazz" in answer.casefold()
    assert [subject for _, subject, _, _ in kept(companion)] == ["metal"]


def test_taking_back_what_was_never_said_is_said_honestly(ask: Ask, companion: Companion) -> None:
    answer = say(ask, "take back what I said about jazz", intent="take_back_taste")
    assert "not" in answer or "nothing" in answer
    assert kept(companion) == []


def liked(companion: Companion, genre: str, n: int) -> None:
    with companion.store.reading() as uow:
        tracks = [item for item in uow.items.all() if genre in item.genres]
    for track in tracks[:n]:
        companion.feedback("ann", InteractionKind.LIKE, NOW, item_id=track.id)


def test_what_was_only_learned_from_likes_is_taken_back_as_well(ask: Ask, companion: Companion) -> None:
    liked(companion, "jazz", 6)
    answer = say(ask, "forget that I like jazz", intent="take_back_taste")
    assert "jazz" in answer
    assert "nothing" not in answer.casefold()
    left = companion.preferences("ann")
    assert "jazz" not in left.affinity
    assert "genre:jazz" not in left.vector.weights
    again = say(ask, "forget that I like jazz", intent="take_back_taste")
    assert "nothing" in again.casefold()


def test_everything_about_ones_taste_is_taken_back_at_once(ask: Ask, companion: Companion) -> None:
    liked(companion, "jazz", 2)
    say(ask, "no metal")
    answer = say(ask, "forget everything about my taste", intent="take_back_taste")
    assert "taste" in answer
    assert companion.preferences("ann") == Preferences()
    assert "nothing" in say(ask, "clear my preferences").casefold()


def test_taking_back_without_saying_what_is_asked_about(ask: Ask) -> None:
    nothing = say(ask, "I take that back", intent="take_back_taste")
    assert "taste" in nothing or "Nothing yet" in nothing
    say(ask, "I love jazz")
    assert "you love jazz" in say(ask, "I take that back", intent="take_back_taste")


def test_what_only_the_dialogue_understood_is_kept_as_well(ask: Ask, companion: Companion) -> None:
    say(ask, "🎷❤️", entities=[JAZZ, METAL])
    assert {(subject, polarity) for _, subject, polarity, _ in kept(companion)} == {
        ("jazz", "loved"),
        ("metal", "rejected"),
    }
    say(ask, "meh", intent="reject_genre", entities=[{"entity": "genre", "value": "hip hop"}])
    assert ("genre", "hip-hop", "rejected", None) in kept(companion)
    say(ask, "hm", intent="take_back_taste", entities=[{"entity": "genre", "value": "hip hop"}])
    assert "hip-hop" not in [subject for _, subject, _, _ in kept(companion)]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I don't mind country", "reject_genre"),
        ("I don't hate country", "reject_genre"),
        ("I have nothing against country", "reject_genre"),
        ("I'm not sure if I like country", "love_genre"),
        ("do you like country?", "love_genre"),
        ("you told me you love country", "love_genre"),
        ("my brother hates country", "reject_genre"),
        ("I used to like country", "love_genre"),
        ("no country today", "reject_genre"),
        ("I don't want country tonight", "reject_genre"),
        ("no country on mondays", "reject_genre"),
        ("country is better than rock", "love_genre"),
        ("I love my country", "love_genre"),
    ],
)
def test_where_the_words_say_nothing_lasting_the_dialogue_does_not_guess(
    ask: Ask, companion: Companion, text: str, intent: str
) -> None:
    role = intent.removesuffix("_genre").replace("love", "loved").replace("reject", "rejected")
    answer = say(ask, text, intent, entities=[{"entity": "genre", "value": "country", "role": role}])
    assert kept(companion) == []
    assert "country" not in answer


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("do you like jazz?", "yours"),
        ("no metal today", "noted"),
        ("I don't mind country", "note"),
    ],
)
def test_it_is_said_when_nothing_is_kept(ask: Ask, text: str, phrase: str) -> None:
    assert any(phrase in say(ask, text) for _ in range(2))


def test_an_exception_is_kept_and_said_back_with_both_its_sides(ask: Ask, companion: Companion) -> None:
    answer = say(ask, "I like drums, except at night")
    assert kept(companion) == [
        ("trait", "drums", "loved", None),
        ("trait", "drums", "rejected", "night"),
    ]
    assert answer.casefold().count("drums") == 2
    assert "at night" in answer


def test_several_parts_of_the_day_are_said_in_one_breath(ask: Ask) -> None:
    answer = say(ask, "no drums except in the morning", intent="reject_genre")
    assert "ongs with drums during the day, in the evening and at night" in answer
    (shown,) = ask("action_show_taste", intent="ask_taste")
    assert "no songs with drums during the day, in the evening or at night" in shown["text"]


def test_a_genre_that_may_be_loved_or_not_is_asked_about_and_not_stored(
    ask: Ask, companion: Companion
) -> None:
    techno = [{"entity": "genre", "value": "techno"}]
    unsure: dict[str, Any] = {"intent": "reject_genre", "entities": techno, "confidence": 0.46}
    assert "?" in say(ask, "techno, hm", **unsure)
    assert kept(companion) == []
    say(ask, "techno, hm", **unsure | {"confidence": 0.9})
    assert kept(companion) == [("genre", "techno", "rejected", None)]


def test_what_was_not_understood_is_asked_again_and_not_stored(ask: Ask, companion: Companion) -> None:
    unknown = [{"entity": "genre", "value": "the songs of my ex"}]
    answer = say(ask, "I love the songs of my ex", entities=unknown)
    assert "ex" not in answer.split()
    with pytest.raises(UnknownUserError):
        companion.profile("ann")


def test_what_is_known_of_ones_taste_is_told(ask: Ask, companion: Companion) -> None:
    (nothing,) = ask("action_show_taste", intent="ask_taste")
    assert "jazz" not in nothing["text"].replace("“I love jazz”", "")
    for text in ("I love jazz", "I love soul", "no metal", "nothing with drums at night"):
        say(ask, text)
    (response,) = ask("action_show_taste", intent="ask_taste")
    assert "you love jazz and soul, and you want no songs with drums at night or metal" in response["text"]


def test_what_was_learned_from_likes_is_told_apart(ask: Ask, companion: Companion) -> None:
    track = next(
        choice.item
        for choice in companion.recommend("ann", kinds=None, mood=None, now=NOW, n=20)
        if choice.item.genres
    )
    companion.feedback("ann", InteractionKind.LIKE, NOW, item_id=track.id)
    (response,) = ask("action_show_taste", intent="ask_taste")
    assert "you liked" in response["text"].casefold() or "your likes" in response["text"].casefold()
    assert "you love" not in response["text"]


def test_what_is_not_wanted_at_night_is_offered_by_day(ask: Ask, companion: Companion) -> None:
    with companion.store.reading() as uow:
        genres = {genre for item in uow.items.all() for genre in item.genres}
    for genre in genres:
        companion.tell("ann", replace(told_of_genre(genre, Polarity.REJECTED), when=When.NIGHT), NOW)
    (night,) = ask("action_offer_music", metadata=visitor(local_hour=23))
    (day,) = ask("action_offer_music", metadata=visitor(local_hour=12))
    assert "card" not in night["custom"]
    assert day["custom"]["card"]["kind"] == "track"


@pytest.mark.parametrize("hour", [-1, 24, "23", True, 12.5])
def test_an_hour_that_is_none_is_left_out(ask: Ask, hour: object) -> None:
    (response,) = ask("action_offer_music", metadata=visitor(local_hour=hour))
    assert response["custom"]["card"]["kind"] == "track"
