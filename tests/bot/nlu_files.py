"""The sentences of Rasa's NLU files, read without Rasa."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TRAINING_FILES = sorted((ROOT / "bot" / "data" / "nlu").glob("*.yml"))
HELD_OUT_FILES = sorted((ROOT / "bot" / "evaluation").glob("*.yml"))

_ENTITY = re.compile(r"\[([^\]]+)\]\((\w+)\)")


def sentences(files: Iterable[Path]) -> dict[str, list[str]]:
    """Sentences by intent, entity marks taken out; lookups and synonyms are not sentences."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in files:
        intent = None
        for line in file.read_text(encoding="utf-8").splitlines():
            if head := re.match(r"- (intent|lookup|synonym): (.*)", line):
                intent = head.group(2) if head.group(1) == "intent" else None
            elif intent and line.startswith("    - "):
                found[intent].append(_ENTITY.sub(r"\1", line[6:].strip()))
    return dict(found)


def bare(sentence: str) -> str:
    """Letters, digits and single spaces only; a sentence of signs alone stays as it is."""
    return " ".join(re.sub(r"[^a-z0-9 ]", "", sentence.lower()).split()) or sentence
