"""`undertone sense`: readings without a conversation, one or a file of them."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TypeGuard

from perception.bootstrap import PerceptionConfig, build_pipeline
from perception.emotion import EmotionReading
from perception.errors import InputError
from perception.face.image import ImageLimits
from perception.pipeline import Pipeline
from perception.signals.face_observation import FaceTrack
from perception.trajectory import Trajectory
from perception.window import Window
from undertone.cli_output import print_json, without_native_notes
from undertone.errors import UndertoneError
from undertone.settings import Settings

BATCH_LINES = 256
STANDARD_INPUT = Path("-")

MAX_LINE_BYTES = 1024 * 1024
"""A longer line is passed over without being held: far more than a text needs, however JSON writes it."""

SHOWN_CHARS = 80
"""How much of a bad line its error repeats."""

ONE_OBJECT = (
    'one JSON object a line, in UTF-8, with "text": "…", "voice": "file.wav" or "face": "a.jpg", or several'
)


class BatchFileError(UndertoneError):
    """The batch file itself cannot be read."""


@dataclass(frozen=True)
class BatchLine:
    """One line of the file, which is line `number`: what was said, a file of how it was said, a photo of the
    face that said it."""

    text: str | None
    voice: Path | None = None
    face: Path | None = None
    number: int = field(default=0, compare=False)


@dataclass(frozen=True)
class BadLine:
    """A line that gets no reading. `line` counts from 1, empty ones too; `given` is its beginning."""

    line: int
    error: str
    given: str
    allowed: str


def pipeline_for(settings: Settings) -> Pipeline:
    """The senses as the gateway builds them."""
    return build_pipeline(
        PerceptionConfig(
            settings.models_dir,
            voice_checkpoint=settings.voice_checkpoint,
            face_checkpoint=settings.face_checkpoint,
        )
    )


def sense_files(
    pipeline: Pipeline, text: str | None = None, voice: Path | None = None, face: Path | None = None
) -> dict[str, Any]:
    """As `sense_text`, of words, a sound file and a photo, or what is given of them. Raises InputError."""
    from perception.voice.decode import decoded

    sound = None if voice is None else decoded(voice)
    track = None if face is None else photographed(pipeline, face)
    readings = pipeline.readings(Window(text=text, voice=sound, face=track))
    if len(readings) < 2:
        return reading_fields(next(iter(readings.values()), None))
    turn = pipeline.fuse(readings, Trajectory())
    weights = {name: round(part, 4) for name, part in turn.weights.items()}
    return {**reading_fields(turn.reading), "weights": weights, "mixed": turn.mixed}


def photographed(pipeline: Pipeline, path: Path) -> FaceTrack:
    """The face in a photo, empty where none is found. Raises InputError."""
    limits = ImageLimits()
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}); give a JPEG, PNG or WebP file"
        ) from error
    with without_native_notes():
        seen = pipeline.observe(data, 0.0, limits)
    return FaceTrack(() if seen is None else (seen,), is_photo=True)


def sense_text(pipeline: Pipeline, text: str) -> dict[str, Any]:
    """One reading as JSON-ready fields; `label` is null when there is nothing to read."""
    return reading_fields(pipeline.sense_batch([text])[0])


def answer_batch(pipeline: Pipeline, path: Path, max_text_chars: int) -> bool:
    """Print one line of JSON for each line of the file, then a summary on standard error.

    Whether every line could be read. Lines of standard input are answered one by one, since whoever writes
    them may wait for the answer. Raises BatchFileError.
    """
    n_read, n_bad = 0, 0
    with open_batch(path) as source:
        folder = Path() if path == STANDARD_INPUT else path.parent
        lines = batch_lines(source, max_text_chars, folder)
        for fields in sense_lines(pipeline, lines, 1 if path == STANDARD_INPUT else BATCH_LINES):
            print_json(fields)
            n_read += 1
            n_bad += "error" in fields
    lines_read = f"{n_read} line{'' if n_read == 1 else 's'}"
    summary = f"{lines_read}: {n_read - n_bad} answered"
    if n_bad:
        summary += f", {n_bad} with an `error` in place of a reading"
    sys.stderr.write(f"undertone: {summary}\n")
    return not n_bad


def sense_lines(
    pipeline: Pipeline, lines: Iterable[BatchLine | BadLine], n_at_once: int = BATCH_LINES
) -> Iterator[dict[str, Any]]:
    """For each line, in order, its reading, or what is wrong with it; `n_at_once` lines are in memory."""
    waiting = iter(lines)
    while batch := list(islice(waiting, n_at_once)):
        readings = iter(pipeline.sense_batch([line.text or "" for line in batch if _is_words(line)]))
        for line in batch:
            if isinstance(line, BadLine):
                yield asdict(line)
                continue
            yield reading_fields(next(readings)) if _is_words(line) else _of_files(pipeline, line)


def _is_words(line: BatchLine | BadLine) -> TypeGuard[BatchLine]:
    return isinstance(line, BatchLine) and line.voice is None and line.face is None


def _of_files(pipeline: Pipeline, line: BatchLine) -> dict[str, Any]:
    """The reading of a line with files, or what is wrong with one of them."""
    try:
        return sense_files(pipeline, line.text, line.voice, line.face)
    except InputError as error:
        names = ", ".join(str(path) for path in (line.voice, line.face) if path is not None)
        return asdict(BadLine(line.number, str(error), names, "files that can be decoded"))


@contextmanager
def open_batch(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a batch file, or of standard input for `-`. Raises BatchFileError."""
    if path == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise BatchFileError(
            f"{path} cannot be read ({error.strerror}); give a file of JSON Lines, or - for standard input"
        ) from error


def batch_lines(
    source: BinaryIO, max_text_chars: int, folder: Path = Path()
) -> Iterator[BatchLine | BadLine]:
    """Parse JSON Lines lazily; empty lines are skipped, a line that cannot be used becomes a BadLine.

    A relative path of a file starts in `folder`.
    """
    number = 0
    while raw := source.readline(MAX_LINE_BYTES):
        number += 1
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if not raw.endswith(b"\n") and _skip_rest(source):
            allowed = f"a line of at most {MAX_LINE_BYTES} bytes"
            yield BadLine(number, f"the line is longer than {MAX_LINE_BYTES} bytes", _shown(raw), allowed)
        elif raw.strip():
            yield _parsed(raw, number, max_text_chars, folder)


def _skip_rest(source: BinaryIO) -> bool:
    """Read to the end of the line; whether there was anything left of it."""
    skipped = False
    while rest := source.readline(MAX_LINE_BYTES):
        skipped = True
        if rest.endswith(b"\n"):
            break
    return skipped


def _parsed(raw: bytes, number: int, max_text_chars: int, folder: Path) -> BatchLine | BadLine:
    try:
        fields = json.loads(raw.decode())
    except UnicodeDecodeError as error:
        return BadLine(number, f"the line is not UTF-8: {error.reason}", _shown(raw), ONE_OBJECT)
    except (ValueError, RecursionError) as error:
        return BadLine(number, f"the line is not JSON: {error}", _shown(raw), ONE_OBJECT)
    if not isinstance(fields, dict):
        return BadLine(number, "the line is not an object", _shown(raw), ONE_OBJECT)
    text, voice, face = (fields.get(name) for name in ("text", "voice", "face"))
    if problem := _problem(fields):
        return BadLine(number, problem, _shown(raw), ONE_OBJECT)
    if text is not None and len(text) > max_text_chars:
        allowed = f"at most {max_text_chars} characters (setting `max_text_chars`); send it in parts"
        return BadLine(number, f"`text` has {len(text)} characters", _shown(raw), allowed)
    return BatchLine(text, folder / voice if voice else None, folder / face if face else None, number)


def _problem(fields: dict[str, Any]) -> str:
    """What is wrong with the fields of a line; empty when nothing is."""
    if not (fields.get("voice") or fields.get("face")) and fields.get("text") is None:
        return "`text` is no string" if "text" in fields else "`text` is missing"
    for name in ("text", "voice", "face"):
        if fields.get(name) is not None and not isinstance(fields[name], str):
            return f"`{name}` is no string"
    return ""


def _shown(raw: bytes) -> str:
    """The beginning of a line."""
    text = raw[: 4 * SHOWN_CHARS].decode(errors="replace").strip()
    return text if len(text) <= SHOWN_CHARS else text[:SHOWN_CHARS] + "…"


def reading_fields(reading: EmotionReading | None) -> dict[str, Any]:
    """The fields that every `--json` of this command has."""
    if reading is None:
        return {"label": None, "probabilities": None, "valence": None, "arousal": None, "confidence": 0.0}
    fields = reading.as_dict()
    return {name: fields[name] for name in ("label", "probabilities", "valence", "arousal", "confidence")}
