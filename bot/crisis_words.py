"""Rasa component: words of self-harm beat every other intent."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.crisis_patterns import speaks_of_self_harm

SELF_HARM = "self_harm"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CrisisWords(GraphComponent):
    """Sets the intent to self_harm where the pattern finds it, or where the classifier half believes it.

    Config: `min_probability`, the classifier's probability of self_harm, in [0, 1], that is enough. Stands
    last among the intent classifiers, after the fallback.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"min_probability": 0.3}

    def __init__(self, min_probability: float) -> None:
        self._min_probability = min_probability

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003  Rasa's contract
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> "CrisisWords":
        return cls(config["min_probability"])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT) and self._is_crisis(message):
                _set_self_harm(message)
        return messages

    def _is_crisis(self, message: Message) -> bool:
        ranking = message.get("intent_ranking") or []
        believed = any(
            guess["name"] == SELF_HARM and guess["confidence"] >= self._min_probability for guess in ranking
        )
        return believed or speaks_of_self_harm(message.get(TEXT))


def _set_self_harm(message: Message) -> None:
    crisis = {"name": SELF_HARM, "confidence": 1.0}
    others = [guess for guess in message.get("intent_ranking") or [] if guess["name"] != SELF_HARM]
    message.set(INTENT, crisis, add_to_output=True)
    message.set("intent_ranking", [dict(crisis), *others], add_to_output=True)
