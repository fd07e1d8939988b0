"""What other models call the emotions of a voice -> the nine labels."""

from typing import Final

from perception.errors import WeightsError

SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "joy": (
        "joy",
        "joyful",
        "hap",
        "happy",
        "happiness",
        "exc",
        "excited",
        "excitement",
        "amused",
        "amusement",
    ),
    "sadness": ("sadness", "sad", "grief", "disappointment", "disappointed"),
    "surprise": ("surprise", "surprised", "sur", "pleasant_surprise", "ps"),
    "fear": ("fear", "fearful", "fea", "afraid", "anxiety", "anxious"),
    "anger": ("anger", "angry", "ang", "fru", "frustrated", "frustration", "mad"),
    "disgust": ("disgust", "disgusted", "dis", "contempt"),
    "neutral": ("neutral", "neu", "calm", "boredom", "bored", "other", "unknown", "unk"),
    "anticipation": ("anticipation", "interest", "interested", "curious"),
    "trust": ("trust", "admiration", "acceptance"),
}
"""As the public speech emotion corpora and the models trained on them write their labels; own table."""

LABEL_OF: Final = {spelling: label for label, spellings in SPELLINGS.items() for spelling in spellings}


def known_labels(names: list[str], source: str) -> list[str]:
    """The label of the nine for each of a model's own names. Raises WeightsError for a name that is none."""
    found = [LABEL_OF.get(name.strip().lower().replace(" ", "_").replace("-", "_")) for name in names]
    unknown = [name for name, label in zip(names, found, strict=True) if label is None]
    if unknown or not names:
        raise WeightsError(
            f"{source} answers {names}, of which {unknown} are no emotions that Undertone knows; give a "
            f"checkpoint whose labels are among {sorted(LABEL_OF)}"
        )
    return [label for label in found if label is not None]
