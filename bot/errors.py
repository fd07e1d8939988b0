"""Errors of the bot.

BotError
├── TextModelMissingError  the exported text graph or its tokenizer is not where it should be
├── SettingInvalidError    an environment variable has a value that cannot be used
├── TrainingFailedError    Rasa gave no model
├── ModelMissingError      there is no dialogue model to serve
└── BadFrameError          a frame on the turn socket cannot be read
"""

from pathlib import Path


class BotError(Exception):
    """Base of everything that the bot raises on purpose."""


class TextModelMissingError(BotError):
    """The exported text graph or its tokenizer is not where it should be."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} does not exist; the bot reads text.onnx and tokenizer.json from the folder named by "
            "UNDERTONE_TEXT_MODEL_DIR (default models/text)"
        )


class SettingInvalidError(BotError):
    """An environment variable has a value that cannot be used."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        super().__init__(f"{name} is {value!r}; allowed is {allowed}")


class TrainingFailedError(BotError):
    """Rasa gave no model."""


class ModelMissingError(BotError):
    """There is no dialogue model to serve, or it cannot be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no dialogue model that can be read; `python -m bot.train` makes one")


class BadFrameError(BotError):
    """A frame on the turn socket cannot be read. The message is safe to send back."""
