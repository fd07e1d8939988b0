from collections import Counter
from difflib import SequenceMatcher
from functools import cache
from typing import Any

import pytest
from rasa.shared.utils.io import read_yaml_file

from bot.ask_first import HEAVY
from bot.language import TOLD_APART
from bot.mood_vocabulary import LABELS
from bot.sure_signs import LIGHTER
from bot.turn_reading import MIXED, NEEDS, NO_NEED, NO_SHIFT, SHIFTS, TRENDS, UNSURE
from tests.bot.nlu_files import HELD_OUT_FILES, ROOT, TRAINING_FILES, bare, sentences

NEARLY_THE_SAME = 0.85
SET_BY_RULES = {  # by bot/sure_signs.py, ask_first.py, crisis_words.py and the fallback, not the classifier
    "nlu_fallback", "past_harm", "share_mixed", "fragment", "keep_me", "other_language", "unreadable",
    "answer_feeling", "share_unclear", "wish_unclear", "share_vent",
}  # fmt: skip
VALUES_OF_SLOT = {
    "mood": {*LABELS, MIXED, UNSURE},
    "trend": {*TRENDS},
    "need": {*NEEDS, NO_NEED},
    "shift": {*SHIFTS, NO_SHIFT},
    "question": {"feelings", "senses", "mixed", "unsure"},
    "heard": {"first", "again", "long", "grief"},
    "care": {True},
    "care_about": {"self_harm", "violence"},
    "language": {*TOLD_APART},
    "interrupted": {"yes", "no"},
}


@cache
def domain() -> dict[str, Any]:
    return dict(read_yaml_file(ROOT / "domain.yml"))


@cache
def training() -> dict[str, list[str]]:
    return sentences(TRAINING_FILES)


@cache
def held_out() -> dict[str, list[str]]:
    return sentences(HELD_OUT_FILES)


@cache
def steps() -> list[dict[str, Any]]:
    rules = read_yaml_file(ROOT / "bot" / "data" / "rules.yml")["rules"]
    stories = read_yaml_file(ROOT / "bot" / "data" / "stories.yml")["stories"]
    flat = [step for part in (*rules, *stories) for step in part["steps"]]
    return [inner for step in flat for inner in step.get("or", [step])]


def nearly_the_same(one: str, other: str) -> bool:
    match = SequenceMatcher(None, one, other)
    bounds = (match.real_quick_ratio, match.quick_ratio, match.ratio)  # each an upper bound of the next
    return all(bound() >= NEARLY_THE_SAME for bound in bounds)


def intents() -> set[str]:
    return {next(iter(intent)) for intent in domain()["intents"]}


def variations() -> list[tuple[str, dict[str, Any]]]:
    return [(name, dict(said)) for name, listed in domain()["responses"].items() for said in listed]


def test_every_intent_of_the_domain_has_at_least_25_different_examples() -> None:
    assert set(training()) == intents() - SET_BY_RULES
    few = {intent: len(set(map(bare, said))) for intent, said in training().items()}
    assert {intent: n for intent, n in few.items() if n < 25} == {}


def test_no_sentence_belongs_to_two_intents_or_stands_twice() -> None:
    counts = Counter(said.lower().rstrip(".!") for listed in training().values() for said in listed)
    assert [said for said, n in counts.items() if n > 1] == []


def test_every_intent_has_at_least_12_held_out_sentences() -> None:
    few = {intent: len(held_out().get(intent, [])) for intent in training()}
    assert {intent: n for intent, n in few.items() if n < 12} == {}
    assert len(held_out()["out_of_scope"]) >= 80


@pytest.mark.parametrize("intent", sorted(sentences(HELD_OUT_FILES)))
def test_no_held_out_sentence_is_or_nearly_is_a_training_sentence(intent: str) -> None:
    everywhere = {bare(said) for listed in training().values() for said in listed}
    known = [bare(said) for said in training()[intent]]
    for said in map(bare, held_out()[intent]):
        assert said not in everywhere, said
        assert [other for other in known if nearly_the_same(said, other)] == [], said


def test_every_intent_is_answered_somewhere() -> None:
    answered = {step["intent"] for step in steps() if "intent" in step}
    assert answered == intents()


def test_every_action_and_response_used_exists_and_every_one_that_exists_is_used() -> None:
    used = {step["action"] for step in steps() if "action" in step} | {"utter_go_on"}
    there = {*domain()["actions"], *domain()["responses"], "action_listen"}
    assert used == there


def test_every_condition_names_a_value_that_its_slot_can_have() -> None:
    for name, said in variations():
        for condition in said.get("condition", []):
            assert condition["type"] == "slot", name
            assert condition["value"] in VALUES_OF_SLOT[condition["name"]], name


def test_every_response_has_an_unconditional_variation() -> None:
    always = {name for name, said in variations() if "condition" not in said}
    assert always == set(domain()["responses"])


def test_every_feeling_is_met_in_at_least_three_ways() -> None:
    counts = Counter(name for name, said in variations() if "condition" not in said)
    assert {name: n for name, n in counts.items() if name.startswith("utter_share_") and n < 3} == {}


def test_responses_are_short_and_claim_no_knowledge_and_no_diagnosis() -> None:
    for name, said in variations():
        text = said["text"].lower()
        assert len(text) <= 260, name
        for clinical in (
            "you are sad",
            "you are angry",
            "i know how you feel",
            "symptom",
            "diagnos",
            "disorder",
            "patient",
        ):
            assert clinical not in text, name


def test_quick_replies_are_words_of_a_visitor_and_never_commands() -> None:
    for name, said in variations():
        for button in said.get("buttons", []):
            assert not button["payload"].startswith("/"), name
            assert button["payload"] == button["payload"].strip() != "", name


def test_no_first_answer_to_grief_or_anger_offers_music() -> None:
    for name, said in variations():
        if name in ("utter_share_grief", "utter_share_angry") and "heard" not in str(
            said.get("condition", "")
        ):
            assert "song" not in str(said), said["text"]


def test_every_answer_to_a_light_feeling_can_name_a_mood_that_got_lighter() -> None:
    lighter = {"type": "slot", "name": "shift", "value": "lighter"}
    named = {name for name, said in variations() if lighter in said.get("condition", [])}
    assert {f"utter_{intent}" for intent in LIGHTER if intent.startswith("share_")} <= named


def test_nothing_is_offered_to_somebody_who_vents_or_is_asked_how_it_is() -> None:
    for name, said in variations():
        if name in ("utter_vent", "utter_ask_which"):
            for offer in ("song", "exercise", "music", "play", "read you", "to read"):
                assert offer not in str(said), said["text"]


def test_no_variation_is_out_of_reach_behind_venting() -> None:
    venting = {"type": "slot", "name": "need", "value": "vent"}
    heavy = {f"utter_{intent}" for intent in HEAVY}
    assert [
        said["text"] for name, said in variations() if name in heavy and venting in said.get("condition", [])
    ] == []


def test_nothing_is_offered_after_words_of_crisis() -> None:
    for name, said in variations():
        if "'care'" in str(said.get("condition", "")) or name.startswith("utter_care"):
            assert name == "utter_care_first" or "song" not in str(said.get("buttons", "")), said["text"]
            assert "exercise" not in str(said), said["text"]


def test_another_language_is_answered_in_each_that_is_told_apart() -> None:
    languages = {
        condition["value"]
        for name, said in variations()
        if name == "utter_other_language"
        for condition in said.get("condition", [])
    }
    assert languages == set(TOLD_APART)


def test_the_slots_need_no_action_server() -> None:
    kinds = {name: slot["mappings"][0]["type"] for name, slot in domain()["slots"].items()}
    assert set(kinds.values()) == {"from_entity", "from_intent"}
