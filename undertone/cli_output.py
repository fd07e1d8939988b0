"""Machine-readable output: JSON on standard output, and nothing else there."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.text import Text

from personalization.catalogue.characters import escaped


def print_json(document: object) -> None:
    """Write one JSON document as one line."""
    text = json.dumps(document, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # a name of a file may hold bytes that are no text
        text = json.dumps(document)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def without_native_notes() -> Iterator[None]:
    """Keep what compiled libraries say on the error stream off the terminal; MediaPipe greets at every start.

    For commands of one thread: others would lose their own lines meanwhile.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    silence = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silence, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(silence)
        os.close(kept)


def readable(text: str) -> Text:
    """A text for a terminal: never markup, and what would steer the terminal written out as an escape."""
    return Text(escaped(text))
