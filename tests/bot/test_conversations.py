"""Golden conversations with the trained model, through the repaired Rasa, with scripted actions."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import ActionExecuted
from rasa.utils.endpoints import EndpointConfig

from bot import fixes
from bot.errors import TextModelMissingError
from bot.fixes.bounded_trackers import BoundedTrackerStore
from bot.fixes.waiting_locks import WaitingLockStore
from bot.settings import read_settings
from bot.train import MODEL_DIR, MODEL_NAME, fingerprint, why_stale

pytestmark = pytest.mark.model

ANSWERS = {"more {first_feeling}", "more {second_feeling}", "both"}
"""Quick replies that mean something only right after the question."""

SMILING: dict[str, Any] = {
    "label": "joy", "confidence": 0.45, "mixed": True, "need": None, "valence": 0.1,
    "weights": {"text": 0.5, "voice": 0.5},
    "parts": {"text": {"label": "sadness", "valence": -0.6}, "voice": {"label": "joy", "valence": 0.5}},
}  # fmt: skip
UNSURE: dict[str, Any] = {"label": "neutral", "confidence": 0.1, "mixed": False, "need": None, "valence": 0.0}


class ScriptedActions(EndpointConfig):
    """Answers every action call by the action's name; keeps the calls."""

    def __init__(self) -> None:
        super().__init__("http://nowhere.invalid", enable_selective_domain=True)
        self.calls: list[dict[str, Any]] = []

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        self.calls.append(kwargs["json"])
        return {"events": [], "responses": [{"text": f"<{kwargs['json']['next_action']}>"}]}


class Bot:
    """One agent, many conversations, driven turn by turn."""

    def __init__(self, agent: Agent, actions: ScriptedActions) -> None:
        self.agent = agent
        self.actions = actions

    def say(
        self, sender: str, text: str, unsaid: str | None = None, **emotion: Any
    ) -> tuple[list[str], list[str]]:
        """One turn: the actions run, and the texts sent."""
        output = CollectingOutputChannel()
        metadata = {"user": "u", "unsaid": unsaid, **({"emotion": emotion} if emotion else {})}
        asyncio.run(self.agent.handle_message(UserMessage(text, output, sender, metadata=metadata)))
        return self.run_in_last_turn(sender), [message.get("text", "") for message in output.messages]

    def run_in_last_turn(self, sender: str) -> list[str]:
        tracker = asyncio.run(self.agent.tracker_store.retrieve(sender))
        assert tracker is not None
        names: list[str] = []
        for event in reversed(tracker.events):
            if type(event).__name__ == "UserUttered":
                break
            if isinstance(event, ActionExecuted) and event.action_name != "action_listen":
                names.insert(0, event.action_name)
        return names

    def slots(self, sender: str) -> dict[str, Any]:
        tracker = asyncio.run(self.agent.tracker_store.retrieve(sender))
        assert tracker is not None
        return tracker.current_slot_values()


@pytest.fixture(scope="module")
def bot() -> Iterator[Bot]:
    try:
        reason = why_stale(MODEL_DIR, fingerprint(read_settings().text_model_dir))
    except TextModelMissingError as error:
        reason = str(error)
    if reason:
        pytest.skip(f"the dialogue model is not fresh: {reason}")
    fixes.apply_to_rasa()
    actions = ScriptedActions()
    agent = Agent.load(
        MODEL_DIR / MODEL_NAME,
        tracker_store=BoundedTrackerStore(),
        lock_store=WaitingLockStore(),
        action_endpoint=actions,
        generator=EndpointConfig(type="bot.phrasing.FittingPhrases"),
    )
    yield Bot(agent, actions)


def walk(bot: Bot, sender: str, script: list[tuple[str, str]]) -> None:
    for text, action in script:
        assert bot.say(sender, text)[0] == [action], text


def test_it_listens_before_it_recommends(bot: Bot) -> None:
    walk(
        bot,
        "sad",
        [
            ("hello", "utter_greet"),
            ("I feel so sad today", "utter_share_sad"),
            ("yes please", "action_offer_music"),
            ("why this one?", "action_explain_choice"),
            ("something else", "action_offer_another"),
            ("I love this song", "action_like_item"),
            ("thank you", "utter_welcome"),
            ("bye", "utter_goodbye"),
        ],
    )


@pytest.mark.parametrize(
    ("share", "answer", "offered"),
    [
        ("I'm so anxious about tomorrow", "utter_share_anxious", "action_offer_exercise"),
        ("I am furious with my boss", "utter_share_angry", "utter_listening"),
        ("my mother died last week", "utter_share_grief", "utter_listening"),
        ("I feel so lonely", "utter_share_lonely", "utter_listening"),
        ("I'm exhausted", "utter_share_tired", "action_offer_exercise"),
        ("I'm so bored", "utter_share_bored", "action_offer_music"),
        ("I'm so happy today!", "utter_share_happy", "action_offer_music"),
        ("I feel guilty about what I did", "utter_share_ashamed", "utter_listening"),
    ],
)
def test_yes_leads_to_what_was_offered_and_no_is_fine(
    bot: Bot, share: str, answer: str, offered: str
) -> None:
    walk(bot, f"yes to {answer}", [(share, answer), ("yes", offered)])
    walk(bot, f"no to {answer}", [(share, answer), ("no thanks", "utter_no_problem")])


@pytest.mark.parametrize("before", ["I feel so sad today", "I want to kill myself"])
def test_asked_what_it_said_after_an_interruption_it_says_what_it_had_left(bot: Bot, before: str) -> None:
    sender = f"interrupted after {before}"
    bot.say(sender, before)
    _, (said,) = bot.say(sender, "what did you say", unsaid="Shall we breathe?")
    assert said == "I stopped when you spoke. What I had still to say: Shall we breathe?"
    _, (said,) = bot.say(sender, "what did you say")
    assert "Shall we breathe?" not in said
    assert "unsaid" not in said


@pytest.mark.parametrize(
    "reply", ["a song", "a short exercise", "something to read", "just listen", "tell me a joke"]
)
def test_quick_replies_are_understood(bot: Bot, reply: str) -> None:
    expected = {
        "a song": "action_offer_music",
        "a short exercise": "action_offer_exercise",
        "something to read": "action_offer_read",
        "just listen": "utter_listening",
        "tell me a joke": "utter_joke",
    }
    walk(bot, f"quick {reply}", [("I'm bored", "utter_share_bored"), (reply, expected[reply])])


def test_every_quick_reply_of_the_domain_is_understood(bot: Bot) -> None:
    payloads = {
        button["payload"]
        for listed in bot.agent.domain.responses.values()
        for said in listed
        for button in said.get("buttons", [])
    } - ANSWERS
    for payload in sorted(payloads):
        parsed = asyncio.run(bot.agent.parse_message(payload))
        assert parsed["intent"]["name"] not in ("nlu_fallback", "out_of_scope"), payload
        assert parsed["intent"]["confidence"] > 0.4, payload


def test_forgetting_asks_first(bot: Bot) -> None:
    walk(bot, "f1", [("forget me", "utter_ask_forget"), ("yes", "action_forget_me")])
    walk(bot, "f2", [("delete all my data", "utter_ask_forget"), ("no, keep it", "utter_keep_data")])
    walk(
        bot,
        "f3",
        [("forget me", "utter_ask_forget"), ("tell me a joke", "utter_joke"), ("yes", "utter_joke")],
    )


def test_words_of_self_harm_beat_everything_and_end_jokes_and_music(bot: Bot) -> None:
    walk(
        bot,
        "care",
        [
            ("tell me a joke", "utter_joke"),
            ("this song kills me, so good", "action_like_item"),
            ("I'm so happy, tell me a joke, I want to kill myself", "action_care"),
            ("tell me a joke", "utter_care_not_now"),
            ("I feel so sad", "utter_care_stay"),
            ("I feel a bit better now", "utter_care_relief"),
            ("i wanna die", "action_care"),
            ("yes", "utter_care_person"),
        ],
    )
    assert bot.slots("care")["care"] is True


@pytest.mark.parametrize(
    ("crisis", "care"), [("I want to die", "action_care"), ("my husband beats me", "action_care_violence")]
)
def test_after_words_of_crisis_a_song_comes_only_where_it_is_asked_for_twice(
    bot: Bot, crisis: str, care: str
) -> None:
    walk(
        bot,
        f"song after {care}",
        [
            (crisis, care),
            ("play me a song", "utter_care_first"),
            ("please play a song", "action_offer_music"),
            ("something else", "action_offer_another"),
            ("I feel so sad", "utter_care_stay"),
            ("a song", "utter_care_first"),
            ("a song please", "action_offer_music"),
        ],
    )


@pytest.mark.parametrize(
    "text", ["he hit me yesterday", "my husband beats me", "I'm scared of my boyfriend", "I was raped"]
)
def test_words_of_violence_get_care_of_their_own_and_then_an_ear(bot: Bot, text: str) -> None:
    walk(
        bot,
        f"violence {text}",
        [
            ("tell me a joke", "utter_joke"),
            (text, "action_care_violence"),
            ("it was not the first time", "utter_care_stay"),
            ("he hits me almost every week", "utter_care_stay"),
            ("he slapped me again", "utter_care_stay"),
            ("I'm so scared", "utter_care_stay"),
            ("my mum", "utter_care_stay"),
            ("tell me a joke", "utter_care_not_now"),
            ("I feel a bit better now", "utter_care_relief"),
        ],
    )
    assert bot.slots(f"violence {text}")["care_about"] == "violence"


def test_after_violence_nobody_is_pushed(bot: Bot) -> None:
    walk(bot, "no push", [("he hits me", "action_care_violence"), ("no", "utter_care_stay")])
    walk(bot, "no push 2", [("he hits me", "action_care_violence"), ("just listen", "utter_care_stay")])
    said = bot.say("no push 2", "I'm so sad")[1][0]
    meant = [
        variation["text"]
        for variation in bot.agent.domain.responses["utter_care_stay"]
        if {"type": "slot", "name": "care_about", "value": "violence"} in variation.get("condition", [])
    ]
    assert said in meant


def test_words_of_self_harm_beat_words_of_violence(bot: Bot) -> None:
    walk(bot, "both", [("my husband beats me and I want to die", "action_care")])


def test_what_is_over_gets_a_gentle_word_and_no_card(bot: Bot) -> None:
    walk(
        bot, "over", [("I used to be suicidal but I'm ok now", "utter_past_harm"), ("yes", "utter_listening")]
    )
    assert bot.slots("over")["care"] is None
    walk(
        bot,
        "not over",
        [("I want to die", "action_care"), ("I used to be suicidal but I'm ok now", "utter_care_relief")],
    )


@pytest.mark.parametrize(
    "text",
    [
        "I could kill for a coffee",
        "I'd kill for a pizza right now",
        "this heat is killing me",
        "I'm dying of laughter",
        "this job will be the death of me",
    ],
)
def test_figures_of_speech_are_no_crisis(bot: Bot, text: str) -> None:
    assert bot.say(f"figure {text}", text)[0] not in (["action_care"], ["action_care_violence"])


def test_two_feelings_at_once_are_both_named(bot: Bot) -> None:
    actions, said = bot.say("mixed", "I feel happy and guilty at once")
    assert actions == ["utter_share_mixed"]
    assert "happy" in said[0]
    assert "guilty" in said[0]


def test_fragments_in_a_story_of_loss_are_listened_to(bot: Bot) -> None:
    walk(
        bot,
        "fragments",
        [
            ("my mum died last month", "utter_share_grief"),
            ("my mum", "utter_listening"),
            ("last week", "utter_listening"),
            ("every night", "utter_listening"),
            ("the hospital", "utter_listening"),
            ("my mum", "utter_listening"),
        ],
    )
    meant = [
        variation["text"]
        for variation in bot.agent.domain.responses["utter_listening"]
        if {"type": "slot", "name": "heard", "value": "grief"} in variation.get("condition", [])
    ]
    assert bot.say("fragments", "every night")[1][0] in meant
    walk(bot, "fragments", [("a song", "action_offer_music"), ("what's two plus two", "utter_out_of_scope")])


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("hallo, wie geht es dir", "Es tut mir leid"),
        ("bonjour", "Je suis désolé"),
        ("hola, ¿cómo estás?", "Lo siento"),
        ("buongiorno", "Mi dispiace"),
        ("bom dia", "Peço desculpa"),
        ("goedemorgen", "Het spijt me"),
        ("dzień dobry", "I'm sorry, I only understand English"),
    ],
)
def test_another_language_is_answered_kindly_and_in_it(bot: Bot, text: str, begins: str) -> None:
    actions, said = bot.say(f"language {text}", text)
    assert actions == ["utter_other_language"]
    assert said[0].startswith(begins)


@pytest.mark.parametrize("text", ["hi", "hey", "hola", "hallo", "good morning", "yo"])
def test_short_greetings_are_greeted(bot: Bot, text: str) -> None:
    walk(bot, f"greeting {text}", [(text, "utter_greet")])


@pytest.mark.parametrize("text", ["x" * 3900, "x " * 1950, "ghjk fdsa", "asdfasdf"])
def test_keyboard_noise_is_said_to_be_unreadable(bot: Bot, text: str) -> None:
    walk(bot, f"noise {text[:9]}", [(text, "utter_unreadable")])


@pytest.mark.parametrize(
    ("text", "action", "slots"),
    [
        ("something upbeat", "action_offer_music", {"wished_need": "energise"}),
        ("something calmer", "action_offer_another", {"wished_need": "calm"}),
        ("a slow one", "action_offer_another", {"wished_need": "calm"}),
        ("not so loud please", "action_offer_another", {"wished_need": "calm", "wished_genre": "jazz"}),
        ("by Adele", "action_offer_music", {"wished_artist": "adele"}),
        ("play Adele", "action_offer_music", {"wished_artist": "adele"}),
        ("something else", "action_offer_another", {"wished_genre": "jazz"}),
        ("play some music", "action_offer_music", {"wished_genre": "any", "wished_need": "any"}),
    ],
)
def test_a_wish_for_music_is_kept_with_what_it_names(
    bot: Bot, text: str, action: str, slots: dict[str, str]
) -> None:
    walk(bot, f"wish {text}", [("play some jazz", "action_offer_music"), (text, action)])
    assert slots.items() <= bot.slots(f"wish {text}").items()


def test_a_tempo_ends_the_wish_for_an_artist(bot: Bot) -> None:
    walk(
        bot, "tempo", [("play Metallica", "action_offer_music"), ("something calmer", "action_offer_another")]
    )
    slots = bot.slots("tempo")
    assert (slots["wished_artist"], slots["wished_need"]) == ("any", "calm")


def test_a_wish_to_be_remembered_begins_no_erasure(bot: Bot) -> None:
    walk(bot, "remember", [("don't forget me", "utter_will_remember"), ("forget me", "utter_ask_forget")])


def test_not_unhappy_corrects_only_a_reading_that_was_shown(bot: Bot) -> None:
    walk(bot, "denial", [("hello", "utter_greet"), ("I'm not unhappy", "utter_share_neutral")])
    bot.say("denied", "what a day", label="sadness", valence=-0.4)
    walk(bot, "denied", [("I'm not unhappy", "action_correct_reading")])
    bot.say("asked", "how do I seem to you", label="fear", valence=-0.4)
    walk(bot, "asked", [("I'm not scared", "action_correct_reading")])


@pytest.mark.parametrize("text", ["why do you ask", "why do you want to know", "why so many questions"])
def test_why_it_asks_is_answered(bot: Bot, text: str) -> None:
    walk(bot, f"ask {text}", [("I feel so lonely", "utter_share_lonely"), (text, "utter_why_ask")])


def test_after_words_of_self_harm_one_can_still_be_forgotten(bot: Bot) -> None:
    walk(
        bot,
        "care and forget",
        [
            ("I want to end my life", "action_care"),
            ("forget me", "utter_ask_forget"),
            ("yes", "action_forget_me"),
        ],
    )


def test_care_lasts_though_the_history_is_bounded(bot: Bot) -> None:
    bot.say("long care", "I want to die")
    for _ in range(12):
        bot.say("long care", "what's the weather like")
    assert bot.say("long care", "tell me a joke")[0] == ["utter_care_not_now"]


def test_the_reading_fills_the_slots_before_the_answer(bot: Bot) -> None:
    _, said = bot.say(
        "slots", "how do I seem to you", label="anger", trend="rising", need="vent", valence=-0.5
    )
    assert said == ["There seems to be something that annoys you. Correct me if that's not it."]
    assert bot.slots("slots") == {
        **dict.fromkeys(slot.name for slot in bot.agent.domain.slots),
        "mood": "anger", "trend": "rising", "need": "vent", "valence": -0.5, "heard": "first",
        "shift": "none", "interrupted": "no",
        "session_started_metadata": bot.slots("slots")["session_started_metadata"],
    }  # fmt: skip
    bot.say("slots", "okay", label="joy", need=None, valence=0.5)
    assert bot.slots("slots")["mood"] == "joy"
    assert bot.slots("slots")["need"] == "none"


def test_without_metadata_the_talk_goes_on(bot: Bot) -> None:
    output = CollectingOutputChannel()
    asyncio.run(bot.agent.handle_message(UserMessage("I feel sad", output, "no metadata")))
    assert output.messages


def test_after_a_loss_nothing_cheerful_is_said(bot: Bot) -> None:
    bot.say("loss", "my grandma died yesterday")
    for text in (
        "she was the kindest person, I'm so grateful for her",
        "I feel happy I had her",
        "tell me a joke",
    ):
        _, said = bot.say("loss", text)
        meant = [
            variation["text"]
            for listed in bot.agent.domain.responses.values()
            for variation in listed
            if {"type": "slot", "name": "heard", "value": "grief"} in variation.get("condition", [])
        ]
        assert said[0] in meant, text


def test_a_second_share_leads_on(bot: Bot) -> None:
    first = bot.say("again", "I feel so sad today")[1]
    second = bot.say("again", "I can't stop crying, I feel so down")[1]
    domain = bot.agent.domain.responses["utter_share_sad"]
    led = [
        said["text"]
        for said in domain
        if {"type": "slot", "name": "heard", "value": "again"} in said.get("condition", [])
    ]
    assert first[0] not in led
    assert second[0] in led


def test_a_correction_names_the_mood_that_is_left(bot: Bot) -> None:
    assert bot.say("corr", "I'm not sad, just tired")[0] == ["action_correct_reading"]
    message = bot.actions.calls[-1]["tracker"]["latest_message"]
    named = {entity["entity"]: entity["value"] for entity in message["entities"]}
    assert named["corrected_mood"] == "neutral"
    assert named["mood_word"] == "tired"


@pytest.mark.parametrize(
    ("text", "genre"), [("I love jazz", "jazz"), ("no metal please", "metal"), ("I hate hiphop", "hip hop")]
)
def test_a_preference_carries_its_genre(bot: Bot, text: str, genre: str) -> None:
    assert bot.say("pref", text)[0] == ["action_remember_preference"]
    entities = bot.actions.calls[-1]["tracker"]["latest_message"]["entities"]
    assert genre in [entity["value"] for entity in entities if entity["entity"] == "genre"]


def test_an_action_call_is_small_and_carries_no_domain(bot: Bot) -> None:
    for _ in range(10):
        bot.say("small", "a song", label="joy", valence=0.1)
    call = bot.actions.calls[-1]
    assert "domain" not in call
    assert len(json.dumps(call)) < 40_000


@pytest.mark.parametrize(
    "text", ["what's the capital of Mongolia", "wie viel kostet das Brot", "🦆", "ghjk fdsa", "x " * 2000]
)
def test_what_is_not_understood_is_answered_kindly(bot: Bot, text: str) -> None:
    actions, said = bot.say("beyond", text)
    assert len(actions) == len(said) == 1


@pytest.mark.parametrize("text", ["yes", "no"])
def test_yes_and_no_out_of_the_blue_are_answered_once(bot: Bot, text: str) -> None:
    walk(bot, f"blue {text}", [("hello", "utter_greet"), (text, "utter_go_on"), (text, "utter_go_on")])


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("are you a bot?", "utter_bot"),
        ("who can read this?", "utter_privacy"),
        ("show me my data", "action_show_data"),
        ("pause sensing", "action_pause_sensing"),
        ("resume sensing", "action_resume_sensing"),
        ("what can you do?", "utter_help"),
        ("I want to talk to a human", "utter_person"),
        ("is there a helpline", "utter_person"),
        ("I don't like this song", "action_dislike_item"),
        ("you're stupid", "utter_insult"),
    ],
)
def test_plain_wishes_are_understood(bot: Bot, text: str, action: str) -> None:
    walk(bot, f"wish {text}", [(text, action)])


def test_words_and_voice_that_contradict_one_another_are_asked_about_and_the_answer_is_believed(
    bot: Bot,
) -> None:
    actions, said = bot.say("apart", "I feel so sad today", **SMILING)
    assert actions == ["utter_ask_which"]
    for word in ("words", "voice", "sad", "glad"):
        assert word in said[0]
    assert bot.say("apart", "more sad", **SMILING)[0] == ["action_take_answer"]
    named = {
        entity["entity"]: entity["value"]
        for entity in bot.actions.calls[-1]["tracker"]["latest_message"]["entities"]
    }
    assert named["corrected_mood"] == "sadness"
    walk(bot, "apart", [("yes", "utter_listening")])


@pytest.mark.parametrize(
    ("answer", "action"),
    [
        ("more glad", "action_take_answer"),
        ("my voice", "action_take_answer"),
        ("what I said", "action_take_answer"),
        ("I'm worried about the exam, to be honest", "action_take_answer"),
        ("both", "utter_share_mixed"),
        ("a bit of both", "utter_share_mixed"),
        ("neither", "action_correct_reading"),
        ("no", "action_correct_reading"),
        ("yes", "utter_listening"),
        ("just listen", "utter_listening"),
        ("play some jazz", "action_offer_music"),
        ("my dad died last week and I'm sad", "utter_share_grief"),
        ("I want to die", "action_care"),
    ],
)
def test_every_kind_of_answer_to_the_question_leads_on(bot: Bot, answer: str, action: str) -> None:
    sender = f"answer {answer}"
    assert bot.say(sender, "I feel so sad today", **SMILING)[0] == ["utter_ask_which"]
    actions, said = bot.say(sender, answer, **SMILING)
    assert actions == [action]
    assert "None" not in said[0]


@pytest.mark.parametrize("answer", ["sad", "worried", "angry", "fine", "more sad", "more glad", "more calm"])
def test_every_quick_reply_to_the_question_is_an_answer(bot: Bot, answer: str) -> None:
    sender = f"quick answer {answer}"
    bot.say(sender, "I feel so sad today", **SMILING)
    walk(bot, sender, [(answer, "action_take_answer")])


def test_it_asks_once_in_a_few_turns(bot: Bot) -> None:
    told = [
        "I feel so sad today",
        "I can't stop crying",
        "everything feels heavy",
        "I'm so down",
        "I feel sad",
    ]
    asked = [bot.say("often", text, **SMILING)[0] for text in told]
    assert asked[0] == ["utter_ask_which"]
    assert ["utter_ask_which"] not in asked[1:4]


def test_nothing_unclear_is_asked_about_after_words_of_crisis_or_a_loss(bot: Bot) -> None:
    bot.say("unclear care", "I want to die", **SMILING)
    assert bot.say("unclear care", "I feel so sad", **SMILING)[0] == ["utter_care_stay"]
    assert bot.say("unclear loss", "my mum died last week", **SMILING)[0] == ["utter_share_grief"]
    assert bot.say("unclear loss", "I feel so sad", **SMILING)[0] == ["utter_share_sad"]


def test_a_wish_that_says_what_it_wants_is_followed_whatever_the_reading(bot: Bot) -> None:
    for text in ("play some jazz", "play me a song", "something calm"):
        assert bot.say(f"explicit {text}", text, **SMILING)[0] == ["action_offer_music"], text


def test_a_song_that_shall_fit_an_unclear_mood_comes_after_one_question(bot: Bot) -> None:
    wish = "play something that fits my mood"
    _, said = bot.say("for my mood", wish, **SMILING)
    assert "sad" in said[0] and "glad" in said[0]
    assert bot.say("for my mood", "more sad", **SMILING)[0] == [
        "action_correct_reading",
        "action_offer_music",
    ]
    walk(bot, "for my mood", [("yes", "utter_enjoy")])
    assert bot.say("for no mood", wish, **UNSURE)[0] == ["utter_ask_for_music"]
    walk(bot, "for no mood", [("something calm", "action_offer_music")])
    assert bot.say("for my clear mood", wish, label="joy", confidence=0.9)[0] == ["action_offer_music"]


def test_a_feeling_that_neither_words_nor_reading_make_clear_is_asked_about(bot: Bot) -> None:
    for text in ("I don't know how I feel", "my head is all over the place"):
        assert bot.say(f"unsure {text}", text, **UNSURE)[0] == ["utter_ask_which"]
    assert bot.say("words say it", "I'm exhausted", **UNSURE)[0] == ["utter_share_tired"]
    _, said = bot.say("unsure reading", "how do I seem to you", **UNSURE)
    assert said == ["I'm not sure this time. You know it better: how is it?"]


def test_whoever_vents_is_listened_to_and_offered_nothing_not_even_after_a_yes(bot: Bot) -> None:
    angry: dict[str, Any] = {"label": "anger", "confidence": 0.8, "need": "vent", "valence": -0.6}
    answers = []
    for text in (
        "I am furious with my boss",
        "he humiliated me and I'm so angry",
        "it's so unfair, I could scream",
    ):
        output = CollectingOutputChannel()
        metadata = {"user": "u", "emotion": angry}
        asyncio.run(bot.agent.handle_message(UserMessage(text, output, "vent", metadata=metadata)))
        assert bot.run_in_last_turn("vent") == ["utter_vent"], text
        answers += output.messages
    assert {button["payload"] for answer in answers for button in answer.get("buttons", [])} == {
        "just listen"
    }
    assert len({answer["text"] for answer in answers}) == 3
    walk(bot, "vent", [("yes", "utter_listening"), ("a song", "action_offer_music")])


@pytest.mark.parametrize(
    ("text", "need", "response"),
    [
        ("I feel so sad today", "comfort", "utter_share_sad"),
        ("I feel so sad today", "uplift", "utter_share_sad"),
        ("I'm so anxious about tomorrow", "calm", "utter_share_anxious"),
        ("I am furious with my boss", "distract", "utter_share_angry"),
        ("I'm so bored", "energise", "utter_share_bored"),
        ("I'm so excited about the trip", "focus", "utter_share_excited"),
        ("I'm so happy today!", "celebrate", "utter_share_happy"),
    ],
)
def test_the_answer_speaks_to_the_need(bot: Bot, text: str, need: str, response: str) -> None:
    _, said = bot.say(f"need {need} {text}", text, label="joy", confidence=0.9, need=need, trend="steady")
    meant = [
        variation["text"]
        for variation in bot.agent.domain.responses[response]
        if {"type": "slot", "name": "need", "value": need} in variation.get("condition", [])
    ]
    assert said[0] in meant


def test_a_jump_of_the_mood_is_named_with_tact(bot: Bot) -> None:
    lighter = {"label": "joy", "confidence": 0.9, "shift": True, "change": 0.7, "need": "celebrate"}
    for text in ("I'm so happy today!", "I feel much better now", "thank you", "how do I seem to you"):
        _, said = bot.say(f"lighter {text}", text, **lighter)
        assert "lighter than a moment ago" in said[0], text
        assert "you are" not in said[0].lower()


def test_a_loss_is_not_celebrated_whatever_the_need_says(bot: Bot) -> None:
    bot.say("loss and joy", "my grandma died yesterday")
    for _ in range(4):
        _, said = bot.say(
            "loss and joy", "I feel happy I had her", label="joy", confidence=0.9, need="celebrate",
            shift=True, change=0.8,
        )  # fmt: skip
        assert "celebrat" not in said[0] and "song" not in said[0]
