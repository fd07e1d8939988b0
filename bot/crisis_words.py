"""Rasa component: words of self-harm beat every other intent, and words of violence all but those."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.crisis_patterns import is_figure_of_speech, speaks_of_self_harm
from bot.intent_override import confidence_in, intent_of, set_intent
from bot.past_harm import is_past_and_over
from bot.stateless import StatelessComponent
from bot.violence_patterns import speaks_of_violence

SELF_HARM = "self_harm"
PAST_HARM = "past_harm"
VIOLENCE = "violence"
FALLBACK = "nlu_fallback"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CrisisWords(StatelessComponent):
    """Sets self_harm, past_harm or violence where a pattern finds it or the classifier half believes it.

    Config: `min_probability` and `min_probability_of_violence`, the classifier's probabilities, in [0, 1],
    that are enough. Stands last among the intent classifiers, after the fallback.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"min_probability": 0.3, "min_probability_of_violence": 0.3}

    def __init__(self, min_probability: float, min_probability_of_violence: float) -> None:
        self._min_probability = min_probability
        self._min_probability_of_violence = min_probability_of_violence

    @classmethod
    def configured(cls, config: dict[str, Any]) -> "CrisisWords":
        return cls(config["min_probability"], config["min_probability_of_violence"])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT) and (found := self._found(message)):
                set_intent(message, found)
        return messages

    def _found(self, message: Message) -> str | None:
        text = message.get(TEXT)
        if is_past_and_over(text):
            return PAST_HARM
        if speaks_of_self_harm(text):
            return SELF_HARM
        if speaks_of_violence(text):
            return VIOLENCE
        likeliest, _ = intent_of(message)
        if likeliest == SELF_HARM or confidence_in(message, SELF_HARM) >= self._min_probability:
            return self._instead(message) if is_figure_of_speech(text) else SELF_HARM
        believed = confidence_in(message, VIOLENCE) >= self._min_probability_of_violence
        return VIOLENCE if believed and not is_figure_of_speech(text) else None

    def _instead(self, message: Message) -> str:
        """What the classifier's self_harm becomes where only a figure of speech misled it."""
        intent, _ = intent_of(message)
        return FALLBACK if intent == SELF_HARM else intent
