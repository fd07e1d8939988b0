import asyncio
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from actions.bootstrap import ACTIONS
from actions.executor import DomainlessExecutor
from actions.words import OFFERS as OFFER_WORDS
from perception.emotion import LABELS
from personalization.companion import Companion
from personalization.consent import Sense
from personalization.errors import UnknownUserError
from personalization.interaction import InteractionKind
from personalization.item import Item, ItemKind, Purpose
from tests.actions.conftest import NOW, SAD, Ask, action_call, visitor

UNDERSTOOD = [{"entity": "genre", "value": "jazz"}, {"entity": "corrected_mood", "value": "fear"}]

OFFERS = {
    "action_offer_music": "track",
    "action_offer_exercise": "exercise",
    "action_offer_read": "read",
}


def card(responses: list[dict[str, Any]]) -> dict[str, Any]:
    (with_card,) = [response for response in responses if "card" in response["custom"]]
    found: dict[str, Any] = with_card["custom"]["card"]
    return found


def control(responses: list[dict[str, Any]]) -> dict[str, Any]:
    (with_control,) = [response for response in responses if "control" in response["custom"]]
    found: dict[str, Any] = with_control["custom"]["control"]
    return found


def item_of(companion: Companion, shown: dict[str, Any]) -> Item:
    with companion.store.reading() as uow:
        return uow.items.require(shown["id"])


def titles(response: dict[str, Any]) -> list[str]:
    return [button["title"] for button in response["buttons"]]


@pytest.mark.parametrize(("action", "kind"), OFFERS.items())
def test_an_offer_has_words_a_card_with_its_reason_and_quick_replies(
    ask: Ask, action: str, kind: str
) -> None:
    (response,) = ask(action)
    assert response["text"]
    assert response["custom"]["card"]["kind"] == kind
    assert response["custom"]["card"]["why"]
    assert titles(response) == ["Something else", "Why this one?", "I like it"]
    assert response["buttons"][0]["payload"] == "something else"


def test_something_else_is_another_card_of_the_same_kind(ask: Ask) -> None:
    first = card(ask("action_offer_exercise"))
    second = card(ask("action_offer_another"))
    assert second["kind"] == "exercise"
    assert second["id"] != first["id"]


def test_why_tells_the_reason_that_stood_on_the_card(ask: Ask) -> None:
    offered = card(ask("action_offer_music"))
    (response,) = ask("action_explain_choice")
    assert offered["why"] in response["text"]
    assert offered["title"] in response["text"]


@pytest.mark.parametrize("action", ["action_explain_choice", "action_like_item", "action_dislike_item"])
def test_talking_about_an_offer_that_was_never_made_is_answered_kindly(ask: Ask, action: str) -> None:
    (response,) = ask(action)
    assert titles(response) == ["Play me something"]


def test_a_like_counts_and_a_disliked_song_does_not_come_back(ask: Ask, companion: Companion) -> None:
    ask("action_offer_music")
    ask("action_like_item")
    assert max(companion.profile("ann").preferences.affinity.values()) > 0
    disliked = card(ask("action_offer_music"))["id"]
    ask("action_dislike_item")
    assert disliked not in {card(ask("action_offer_music"))["id"] for _ in range(20)}


def test_a_genre_asked_for_is_offered(ask: Ask) -> None:
    jazz = [{"entity": "genre", "value": "jazz"}]
    assert "you asked for jazz" in card(ask("action_offer_music", entities=jazz))["why"].casefold()


@pytest.mark.parametrize("asked", ["polka", "bachata"])
def test_a_genre_that_is_not_here_or_all_disliked_is_said_honestly(
    ask: Ask, companion: Companion, asked: str
) -> None:
    with companion.store.reading() as uow:
        theirs = [item.id for item in uow.items.all() if asked in item.genres]
    for item_id in theirs:
        companion.feedback("ann", InteractionKind.DISLIKE, NOW, item_id=item_id)
    (response,) = ask("action_offer_music", entities=[{"entity": "genre", "value": asked}])
    assert response["custom"]["card"]["kind"] == "track"
    assert "nearest" in response["text"] or "sorry" in response["text"]
    assert "polka" not in response["text"]


@pytest.mark.parametrize("label", LABELS)
def test_a_corrected_reading_is_believed_and_kept(ask: Ask, companion: Companion, label: str) -> None:
    entities = [{"entity": "corrected_mood", "value": label}, {"entity": "mood_word", "value": "whatever"}]
    responses = ask("action_correct_reading", entities=entities)
    assert control(responses) == {"correction": {"label": label}}
    (event,) = companion.export("ann", NOW)["interactions"]
    assert event["context"]["label"] == label
    assert event["context"]["sensed"]["label"] == "sadness"


def test_a_correction_without_a_known_mood_asks_for_a_word(ask: Ask) -> None:
    (response,) = ask("action_correct_reading", entities=[{"entity": "corrected_mood", "value": "purple"}])
    assert response["text"].endswith("?")
    assert "control" not in response["custom"]


@pytest.mark.parametrize("label", LABELS)
def test_an_answer_about_the_reading_is_kept_as_a_correction_and_the_talk_goes_on(
    ask: Ask, companion: Companion, label: str
) -> None:
    responses = ask(
        "action_take_answer", intent="answer_feeling", entities=[{"entity": "corrected_mood", "value": label}]
    )
    assert control(responses) == {"correction": {"label": label}}
    assert responses[0]["text"]
    assert "Just listen" in titles(responses[0])
    (event,) = companion.export("ann", NOW)["interactions"]
    assert event["context"]["label"] == label


@pytest.mark.parametrize("label", ["anger", "disgust", "surprise"])
def test_an_answer_that_wants_an_ear_is_offered_nothing(ask: Ask, label: str) -> None:
    entities = [{"entity": "corrected_mood", "value": label}]
    (response,) = ask("action_take_answer", intent="answer_feeling", entities=entities)
    assert titles(response) == ["Just listen"]


def test_an_answer_without_a_known_feeling_asks_for_a_word(ask: Ask) -> None:
    (response,) = ask("action_take_answer", intent="answer_feeling")
    assert response["text"].endswith("?")
    assert "control" not in response["custom"]


def test_a_song_after_an_answer_goes_by_the_answer(ask: Ask, companion: Companion) -> None:
    glad = SAD | {"label": "joy", "valence": 0.8, "arousal": 0.7, "probabilities": {"joy": 1.0}, "need": None}
    answer = {"intent": "answer_feeling", "metadata": visitor(emotion=glad)}
    before = item_of(companion, card(ask("action_offer_music", **answer)))
    ask("action_correct_reading", entities=[{"entity": "corrected_mood", "value": "sadness"}], **answer)
    after = item_of(companion, card(ask("action_offer_music", **answer)))
    assert after.valence < before.valence


def test_show_my_data_sums_up_and_hands_out_the_export_card(ask: Ask) -> None:
    ask("action_offer_music")
    (response,) = ask("action_show_data")
    assert "1 note" in response["text"]
    assert "none of your words" in response["text"]
    assert response["custom"]["card"]["kind"] == "export"
    assert response["custom"]["card"]["title"]
    assert titles(response) == ["Forget me"]


def test_show_my_data_of_a_stranger_is_nothing(ask: Ask) -> None:
    (response,) = ask("action_show_data")
    assert response["text"]
    assert response["custom"] == {}


def test_forget_me_erases_everything_and_tells_the_gateway(ask: Ask, companion: Companion) -> None:
    ask("action_offer_music")
    assert control(ask("action_forget_me")) == {"forgotten": True}
    with pytest.raises(UnknownUserError):
        companion.profile("ann")


def test_pause_and_resume_are_kept_as_consent_and_told_to_the_gateway(ask: Ask, companion: Companion) -> None:
    assert control(ask("action_pause_sensing")) == {"pause_sensing": True}
    assert companion.consents("ann") == {Sense.TEXT: False}
    assert control(ask("action_resume_sensing")) == {"pause_sensing": False}
    assert companion.consents("ann") == {Sense.TEXT: True}


@pytest.mark.parametrize(("locale", "number"), [("en-US", "988"), ("en-GB", "116 123"), ("de-DE", "112")])
def test_care_gives_the_nearest_help_line_and_a_person_and_no_music(
    ask: Ask, companion: Companion, locale: str, number: str
) -> None:
    responses = ask("action_care", metadata=visitor(locale=locale))
    resource = card(responses)
    assert resource["kind"] == "resource"
    assert resource["lines"][0]["number"] == number
    assert resource["why"]
    said = " ".join(response["text"] for response in responses)
    assert "song" not in said
    assert "person" in said
    (event,) = companion.export("ann", NOW)["interactions"]
    assert (event["kind"], event["item"], event["context"]) == ("crisis", None, {})


@pytest.mark.parametrize(
    ("locale", "numbers"),
    [
        ("en-US", ["1-800-799-7233", "1-800-656-4673", "911"]),
        ("en-GB", ["0808 2000 247", "0808 500 2222", "999"]),
        ("en-IE", ["1800 341 900", "1800 77 8888", "112"]),
        ("de-DE", [None, "112"]),
        ("pt-BR", [None, None]),
    ],
)
def test_care_for_violence_gives_lines_that_know_about_it_and_pushes_nothing(
    ask: Ask, companion: Companion, locale: str, numbers: list[str | None]
) -> None:
    responses = ask("action_care_violence", metadata=visitor(locale=locale))
    resource = card(responses)
    assert resource["kind"] == "resource"
    assert [line["number"] for line in resource["lines"]] == numbers
    assert "forget me" in resource["why"]
    said = " ".join(response["text"] for response in responses)
    assert "song" not in said
    assert "fault" in said
    assert "isten" in said
    (event,) = companion.export("ann", NOW)["interactions"]
    assert (event["kind"], event["item"], event["context"]) == ("crisis", None, {})


@pytest.mark.parametrize("action", [*OFFERS, "action_offer_another"])
def test_after_words_of_crisis_nothing_is_offered_that_was_not_asked_for(ask: Ask, action: str) -> None:
    (unasked,) = ask(action, intent="affirm", slots={"care": True})
    assert unasked["custom"] == {}
    assert unasked["text"]


def test_after_words_of_crisis_a_song_asked_for_is_a_calm_one(ask: Ask, companion: Companion) -> None:
    offered = card(ask("action_offer_music", slots={"care": True}))
    assert Purpose.CALM in item_of(companion, offered).purposes


@pytest.mark.parametrize(
    "emotion", [SAD, SAD | {"valence": 0.8, "arousal": 0.7, "probabilities": {"joy": 1.0}}]
)
@pytest.mark.parametrize(("need", "sign"), [("calm", -1), ("energise", 1)])
def test_a_wished_tempo_steers_the_energy(
    ask: Ask, companion: Companion, emotion: dict[str, Any], need: str, sign: int
) -> None:
    metadata = visitor(emotion=emotion)
    slots = {"wished_need": need}
    first = item_of(companion, card(ask("action_offer_music", slots=slots, metadata=metadata)))
    assert sign * (first.energy - 0.5) > 0


@pytest.mark.parametrize(("need", "sign"), [("calm", -1), ("energise", 1)])
def test_something_calmer_or_livelier_is_compared_with_the_last_song(
    ask: Ask, companion: Companion, need: str, sign: int
) -> None:
    first = item_of(companion, card(ask("action_offer_music")))
    slots = {"wished_need": need}
    second = item_of(companion, card(ask("action_offer_another", intent="ask_something_else", slots=slots)))
    assert sign * (second.energy - first.energy) > 0


@pytest.mark.parametrize(
    ("asked", "artist"),
    [("adele", "Adele"), ("beatles", "The Beatles"), ("bob marley", "Bob Marley & The Wailers")],
)
def test_a_song_by_an_artist_of_the_catalogue_is_offered(ask: Ask, asked: str, artist: str) -> None:
    (response,) = ask("action_offer_music", slots={"wished_artist": asked, "wished_genre": "any"})
    assert response["custom"]["card"]["artist"] == artist
    assert artist in response["text"]


def test_an_artist_who_is_not_here_is_said_honestly(ask: Ask) -> None:
    wished = [{"entity": "wished_artist", "value": "the unheard of"}]
    (response,) = ask("action_offer_music", entities=wished)
    assert "sorry" in response["text"]
    assert "unheard" not in response["text"]
    assert response["custom"]["card"]["kind"] == "track"


def test_what_is_not_here_is_said_once(ask: Ask) -> None:
    ask("action_offer_music", entities=[{"entity": "wished_artist", "value": "the unheard of"}])
    slots = {"wished_artist": "the unheard of"}
    (response,) = ask("action_offer_another", intent="ask_something_else", slots=slots)
    assert "sorry" not in response["text"]


def test_an_upbeat_song_is_offered_in_upbeat_words(ask: Ask) -> None:
    (response,) = ask("action_offer_music", slots={"wished_need": "energise"})
    assert response["text"] in OFFER_WORDS[ItemKind.TRACK]["energise"]


def test_when_there_is_no_more_by_an_artist_something_else_says_so(ask: Ask) -> None:
    slots = {"wished_artist": "adele"}
    ask("action_offer_music", slots=slots)
    (response,) = ask("action_offer_another", intent="ask_something_else", slots=slots)
    assert response["custom"]["card"]["artist"] != "Adele"
    assert "of it" in response["text"]


def test_a_song_passed_over_does_not_come_straight_back(ask: Ask) -> None:
    slots = {"wished_artist": "adele"}
    ask("action_offer_music", slots=slots)
    for _ in range(3):
        (response,) = ask("action_offer_another", intent="ask_something_else", slots=slots)
        assert response["custom"]["card"]["artist"] != "Adele"


def test_after_words_of_crisis_something_else_is_calm_too(ask: Ask, companion: Companion) -> None:
    ask("action_offer_music", slots={"care": True})
    offered = card(ask("action_offer_another", intent="ask_something_else", slots={"care": True}))
    assert Purpose.CALM in item_of(companion, offered).purposes


def test_something_else_keeps_the_genre_that_was_asked_for(ask: Ask) -> None:
    slots = {"wished_genre": "jazz"}
    seen = {card(ask("action_offer_music", slots=slots))["id"]}
    for _ in range(3):
        (response,) = ask("action_offer_another", intent="ask_something_else", slots=slots)
        assert "you asked for jazz" in response["custom"]["card"]["why"].casefold()
        seen.add(response["custom"]["card"]["id"])
    assert len(seen) == 4


def test_a_yes_to_an_offer_brings_no_old_wish_along(ask: Ask) -> None:
    (response,) = ask("action_offer_music", intent="affirm", slots={"wished_genre": "jazz"})
    assert "you asked for" not in response["custom"]["card"]["why"].casefold()


def test_something_else_after_an_exercise_is_an_exercise_whatever_music_was_wished_for(ask: Ask) -> None:
    first = card(ask("action_offer_exercise", intent="ask_exercise"))
    second = card(ask("action_offer_another", intent="ask_something_else", slots={"wished_genre": "jazz"}))
    assert second["kind"] == "exercise"
    assert second["id"] != first["id"]


@pytest.mark.parametrize(
    "metadata", [None, {}, "broken", {"user": 7, "emotion": {"probabilities": "none"}}, {"user": ""}]
)
@pytest.mark.parametrize("action", [kind.action_name for kind in ACTIONS])
def test_every_action_survives_missing_or_broken_metadata(ask: Ask, action: str, metadata: object) -> None:
    assert all(response["text"] for response in ask(action, metadata=metadata))


def test_without_a_user_the_conversation_stands_for_the_person(ask: Ask, companion: Companion) -> None:
    ask("action_offer_music", metadata=None, sender="conversation-9")
    assert companion.profile("conversation-9").user_id == "conversation-9"


@pytest.mark.parametrize("action", [kind.action_name for kind in ACTIONS])
def test_a_database_that_fails_gets_an_apology_and_no_word_in_the_log(
    ask: Ask, companion: Companion, tmp_path: Path, action: str
) -> None:
    companion.store.close()
    for file in tmp_path.glob("people.db*"):
        file.unlink()
    (tmp_path / "people.db").mkdir()

    with capture_logs() as logs:
        responses = ask(action, metadata=visitor(locale="en-IE"), entities=UNDERSTOOD)

    said = " ".join(response["text"] for response in responses)
    if action == "action_care":
        assert card(responses)["lines"][0]["number"] == "116 123"
    elif action == "action_care_violence":
        assert card(responses)["lines"][0]["number"] == "1800 341 900"
    elif action == "action_forget_me":
        assert "could not erase" in said
        assert not any("control" in response["custom"] for response in responses)
    elif action == "action_pause_sensing":
        assert control(responses) == {"pause_sensing": True}
    else:
        assert "moment" in said
    assert [line["event"] for line in logs] == ["action_failed"]
    assert all(set(line) == {"action", "error", "event", "log_level"} for line in logs)
    assert "what the visitor wrote" not in str(logs)


def test_an_action_needs_no_domain_and_takes_one_where_it_comes(executor: DomainlessExecutor) -> None:
    call = action_call("action_offer_music", metadata=visitor())
    assert asyncio.run(executor.run(call))
    assert asyncio.run(executor.run(call | {"domain": {"intents": []}, "domain_digest": "x"}))


def test_what_is_offered_depends_on_what_was_sensed(ask: Ask) -> None:
    glad = SAD | {
        "probabilities": {"joy": 1.0},
        "valence": 0.8,
        "arousal": 0.6,
        "need": "celebrate",
    }
    sad_song = card(ask("action_offer_music", metadata=visitor("ann")))
    glad_song = card(ask("action_offer_music", metadata=visitor("bob", emotion=glad)))
    assert sad_song["mood"] == "sadness"
    assert glad_song["mood"] == "joy"
    assert sad_song["id"] != glad_song["id"]


@pytest.mark.parametrize(
    ("action", "intent", "form"),
    [
        ("action_offer_exercise", "ask_exercise", "breathing"),
        ("action_offer_exercise", "ask_exercise", "stretching"),
        ("action_offer_read", "ask_read", "poem"),
        ("action_offer_read", "ask_read", "journaling"),
        ("action_offer_exercise", "ask_exercise", "letter"),
    ],
)
def test_the_form_asked_for_comes_with_that_as_its_reason_and_so_does_another(
    ask: Ask, action: str, intent: str, form: str
) -> None:
    slots = {"wished_form": form}
    first = card(ask(action, intent=intent, slots=slots))
    second = card(ask("action_offer_another", intent="ask_something_else", slots=slots))
    for shown in (first, second):
        assert form in (shown.get("practice"), shown.get("form"))
        assert "ou asked for" in shown["why"]
    assert first["id"] != second["id"]


def test_that_no_poem_is_left_is_said(ask: Ask, companion: Companion) -> None:
    with companion.store.reading() as uow:
        poems = [item.id for item in uow.items.all() if item.form == "poem"]
    for poem in poems:
        companion.feedback("ann", InteractionKind.DISLIKE, NOW, item_id=poem)
    (response,) = ask("action_offer_read", intent="ask_read", slots={"wished_form": "poem"})
    assert "a poem" in response["text"]
    assert response["custom"]["card"]["form"] != "poem"
    assert "asked" not in response["custom"]["card"]["why"]


def test_an_artist_asked_for_is_the_reason(ask: Ask) -> None:
    shown = card(ask("action_offer_music", slots={"wished_artist": "coldplay"}))
    assert shown["why"].startswith("You asked for Coldplay")


def test_a_title_asked_for_is_the_reason(ask: Ask, companion: Companion) -> None:
    titles_ = {item.title for item in companion.on_offer() if item.artist == "Coldplay"}
    title = min(titles_)
    shown = card(ask("action_offer_music", slots={"wished_artist": title.casefold()}))
    assert shown["title"] == title
    assert f"“{title}”" in shown["why"]


def test_a_sound_that_is_not_wanted_does_not_come_and_neither_does_a_genre(
    ask: Ask, companion: Companion
) -> None:
    slots = {"wished_genre": "any", "unwished": "guitar,heavy metal"}
    for _ in range(8):
        offered = item_of(companion, card(ask("action_offer_music", slots=slots)))
        assert "guitar" not in offered.traits
        assert "metal" not in offered.genres


def test_a_genre_named_to_be_without_is_not_asked_for(ask: Ask, companion: Companion) -> None:
    metal = [{"entity": "genre", "value": "metal", "role": "rejected"}]
    offered = card(ask("action_offer_music", entities=metal, slots={"unwished": "metal"}))
    assert "metal" not in offered["genres"]
    assert "without metal" in offered["why"]


@pytest.mark.parametrize("need", ["celebrate", "calm"])
def test_a_song_with_a_sound_asked_for_is_not_offered_in_words_of_the_mood(ask: Ask, need: str) -> None:
    metadata = visitor(emotion=SAD | {"need": need})
    piano = [{"entity": "genre", "value": "piano"}, {"entity": "wished_sound", "value": "piano"}]
    (response,) = ask(
        "action_offer_music", metadata=metadata, entities=piano, slots={"wished_sound": "piano"}
    )
    assert response["text"] in OFFER_WORDS[ItemKind.TRACK][""]
    assert "with piano" in response["custom"]["card"]["why"]


def test_another_poem_is_a_poem_whatever_came_before(ask: Ask) -> None:
    ask("action_offer_music")
    poem = [{"entity": "wished_form", "value": "poem"}]
    assert card(ask("action_offer_another", intent="ask_something_else", entities=poem))["form"] == "poem"
