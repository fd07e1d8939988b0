"""Machine-readable output: JSON on standard output, and nothing else there."""

import json
import sys

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


def readable(text: str) -> Text:
    """A text for a terminal: never markup, and what would steer the terminal written out as an escape."""
    return Text(escaped(text))
