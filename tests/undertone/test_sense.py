"""What `sense --batch` reads, and what it answers."""

import io
import json
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from perception.pipeline import Pipeline
from tests.fakes.perceiver import GLAD, ScriptedPerceiver
from undertone import sense
from undertone.cli import app
from undertone.sense import (
    MAX_LINE_BYTES,
    BadLine,
    BatchFileError,
    BatchLine,
    answer_batch,
    batch_lines,
    open_batch,
    sense_lines,
)

MAX_CHARS = 20
GOOD = b'{"text": "fine"}\n'


def lines_of(content: bytes) -> list[BatchLine | BadLine]:
    return list(batch_lines(io.BytesIO(content), MAX_CHARS))


def glad() -> Pipeline:
    """A pipeline to which every word sounds glad."""
    return Pipeline([ScriptedPerceiver([(0.0, GLAD)])])


def labels_or_lines(answers: list[dict[str, Any]]) -> list[Any]:
    """The label of a reading, the number of a bad line."""
    return [answer["line"] if "error" in answer else answer["label"] for answer in answers]


def test_a_file_with_a_byte_order_mark_and_other_line_ends_is_read() -> None:
    content = b'\xef\xbb\xbf{"text": "a"}\r\n\r\n{"text": "b", "face": "b.jpg"}'
    assert lines_of(content) == [BatchLine("a"), BatchLine("b", face=Path("b.jpg"))]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "not JSON"),
        (b'["a"]', "not an object"),
        (b"null", "not an object"),
        (b"{}", "`text` is missing"),
        (b'{"face": 1}', "`face` is no string"),
        (b'{"voice": 1}', "`voice` is no string"),
        (b'{"text": 1, "voice": "a.wav"}', "`text` is no string"),
        (b'{"text": 1}', "`text` is no string"),
        (b'{"text": null}', "`text` is no string"),
        (b'{"text": "' + b"x" * 21 + b'"}', "`text` has 21 characters"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b"[" * 100_000 + b"]" * 100_000, "not JSON"),
        (b'{"text": "' + b"x" * MAX_LINE_BYTES + b'"}', "longer than"),
    ],
)
def test_a_bad_line_says_its_number_what_was_given_and_what_is_allowed(line: bytes, problem: str) -> None:
    first, bad, last = lines_of(GOOD + b"\n" + line + b"\n" + GOOD)
    assert first == last == BatchLine("fine")
    assert isinstance(bad, BadLine)
    assert bad.line == 3
    assert problem in bad.error
    assert bad.given == line.decode(errors="replace")[:80] + ("…" if len(line) > 80 else "")
    assert bad.allowed


def test_good_lines_are_answered_in_order_around_bad_ones() -> None:
    content = b'{"text": "a"}\n{\n{"text": ""}\n{"text": 1}\n{"text": "b"}'
    for n_at_once in (1, 2, 256):
        answers = list(sense_lines(glad(), lines_of(content), n_at_once))
        assert labels_or_lines(answers) == ["joy", 2, None, 4, "joy"]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(BatchFileError, match="cannot be read"), open_batch(path):
            pass


def test_a_huge_file_is_never_in_memory() -> None:
    class Endless(io.RawIOBase):
        """100 MB of lines, then one line of 100 MB, made as they are read."""

        n_left = 200_000_000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            row = b" " * 4095 + b"\n" if self.n_left > 100_000_000 else b"x" * 4096
            n = min(len(buffer), 4096, self.n_left)
            buffer[:n] = row[:n]
            self.n_left -= n
            return n

    tracemalloc.start()
    try:
        found = list(batch_lines(io.BufferedReader(Endless()), MAX_CHARS))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [type(line) for line in found] == [BadLine]
    assert peak < 8 * MAX_LINE_BYTES


def test_lines_of_standard_input_are_answered_one_by_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Asks:
        """Writes its second line only once the first is answered."""

        def __init__(self) -> None:
            self.lines: Iterator[bytes] = iter([GOOD, GOOD])
            self.heard: list[str] = []

        def readline(self, _limit: int) -> bytes:
            self.heard.append(capsys.readouterr().out)
            return next(self.lines, b"")

    asks = Asks()
    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": asks}))
    assert answer_batch(glad(), Path("-"), MAX_CHARS)
    assert [len(heard.splitlines()) for heard in asks.heard] == [0, 1, 1]


def test_the_command_answers_everything_then_ends_with_status_1_and_a_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sense, "pipeline_for", lambda _settings: glad())
    file = tmp_path / "batch.jsonl"
    file.write_bytes(GOOD + b"oops\n" + GOOD)
    for given, piped in ((str(file), None), ("-", file.read_bytes())):
        done = CliRunner().invoke(app, ["sense", "--batch", given], input=piped)
        assert done.exit_code == 1
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert labels_or_lines(answers) == ["joy", 2, "joy"]
        assert answers[1]["given"] == "oops"
        assert "3 lines: 2 answered, 1 with an `error`" in done.stderr

    file.write_bytes(GOOD)
    done = CliRunner().invoke(app, ["sense", "--batch", str(file)])
    assert (done.exit_code, done.stderr) == (0, "undertone: 1 line: 1 answered\n")
