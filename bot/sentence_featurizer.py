"""Rasa component: one sentence -> one dense vector, by the graph that also senses the emotion."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.emoji import spelled_out
from bot.meaning import vector_at_hand
from bot.settings import read_settings
from bot.text_graph import TextGraph, shared_text_graph


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the sentence vector (1, 384) to each message with text.

    Config: `model_dir`, folder of the graph; null means UNDERTONE_TEXT_MODEL_DIR, default models/text.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "model_dir": None}

    @staticmethod
    def required_packages() -> list[str]:
        return ["onnxruntime", "tokenizers"]

    def __init__(self, config: dict[str, Any], name: str, graph: TextGraph) -> None:
        super().__init__(name, config)
        self._graph = graph

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003  Rasa's contract
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,
    ) -> "SentenceFeaturizer":
        folder = Path(config["model_dir"]) if config["model_dir"] else read_settings().text_model_dir
        return cls(config, execution_context.node_name, shared_text_graph(folder))

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every config is valid; a missing graph is reported by `create`."""

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._add_vector(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def _add_vector(self, message: Message) -> None:
        text = message.get(TEXT)
        if not text:
            return
        vector = self._vector_of(spelled_out(text))
        message.add_features(Features(vector[None], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))

    def _vector_of(self, words: str) -> NDArray[np.float32]:
        known = vector_at_hand(words)
        return known if known is not None and self._graph.fits(words) else self._graph.embed(words)
