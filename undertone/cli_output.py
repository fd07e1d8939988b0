"""Machine-readable output: JSON on standard output, and nothing else there."""

import json
import sys


def print_json(document: object) -> None:
    """Write one JSON document as one line."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    sys.stdout.flush()
