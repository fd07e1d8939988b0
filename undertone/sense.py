"""`undertone sense`: readings without a conversation, one or a file of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from perception.bootstrap import PerceptionConfig, build_pipeline
from perception.emotion import EmotionReading
from perception.pipeline import Pipeline
from undertone.errors import UndertoneError
from undertone.settings import Settings

BATCH_LINES = 256
SENSES_NOT_YET = ("voice", "face")


class BatchLineError(UndertoneError):
    """A line of the batch file is not what `sense --batch` reads."""


@dataclass(frozen=True)
class BatchLine:
    """One line of the file: what was said, and which given senses are not sensed in this version."""

    text: str
    ignored: tuple[str, ...]


def pipeline_for(settings: Settings) -> Pipeline:
    """The senses as the gateway builds them."""
    return build_pipeline(PerceptionConfig(models_dir=settings.models_dir))


def sense_text(pipeline: Pipeline, text: str) -> dict[str, Any]:
    """One reading as JSON-ready fields; `label` is null when there is nothing to read."""
    return reading_fields(pipeline.sense_batch([text])[0])


def sense_file(pipeline: Pipeline, path: Path) -> Iterator[dict[str, Any]]:
    """One reading per line of a JSON Lines file, in order; only a bounded part is in memory.

    Raises BatchLineError, naming the line, on the first one that cannot be read.
    """
    lines = batch_lines(path)
    while batch := list(islice(lines, BATCH_LINES)):
        readings = pipeline.sense_batch([line.text for line in batch])
        for line, reading in zip(batch, readings, strict=True):
            fields = reading_fields(reading)
            yield {**fields, "ignored": list(line.ignored)} if line.ignored else fields


def batch_lines(path: Path) -> Iterator[BatchLine]:
    """Parse the file lazily; empty lines are skipped.

    Raises BatchLineError for a missing file, malformed JSON, or a line without a text.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _parsed(line, f"{path}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise BatchLineError(f"{path} cannot be read: {error}") from error


def _parsed(line: str, place: str) -> BatchLine:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BatchLineError(f"{place} is not JSON ({error}); write one object a line") from error
    text = fields.get("text", "") if isinstance(fields, dict) else None
    if not isinstance(text, str):
        raise BatchLineError(f'{place} is {line.strip()[:80]!r}; write {{"text": "…"}}, one object a line')
    return BatchLine(text=text, ignored=tuple(sense for sense in SENSES_NOT_YET if fields.get(sense)))


def reading_fields(reading: EmotionReading | None) -> dict[str, Any]:
    """The fields that every `--json` of this command has."""
    if reading is None:
        return {"label": None, "probabilities": None, "valence": None, "arousal": None, "confidence": 0.0}
    fields = reading.as_dict()
    return {name: fields[name] for name in ("label", "probabilities", "valence", "arousal", "confidence")}
