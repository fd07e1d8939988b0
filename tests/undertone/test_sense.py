"""What `sense --batch` reads."""

from pathlib import Path

import pytest

from undertone.sense import BatchLine, BatchLineError, batch_lines


def test_a_file_with_a_byte_order_mark_and_other_line_ends_is_read(tmp_path: Path) -> None:
    file = tmp_path / "batch.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"text": "a"}\r\n\r\n{"text": "b", "voice": "b.wav"}')
    assert list(batch_lines(file)) == [BatchLine("a", ()), BatchLine("b", ("voice",))]


@pytest.mark.parametrize(
    "line", ["{", '["a"]', '{"text": 1}', '{"text": null}', "null", "[" * 100_000 + "]" * 100_000]
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "batch.jsonl"
    file.write_text('{"text": "fine"}\n' + line)
    with pytest.raises(BatchLineError, match="line 2"):
        list(batch_lines(file))


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xbb\x00\xff")
    for path in (tmp_path, tmp_path / "missing", tmp_path / "binary"):
        with pytest.raises(BatchLineError, match="cannot be read"):
            list(batch_lines(path))
