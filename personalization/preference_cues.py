"""Words by which a person says that they love, refuse or take back something: the English of preferences."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from personalization.profile import When


class Stance(StrEnum):
    """What a cue says of the subjects it governs."""

    LOVED = "loved"
    REJECTED = "rejected"
    TAKEN_BACK = "taken_back"
    NOTHING = "nothing"
    """A request, somebody else's taste, or the past: no lasting preference of this person."""


@dataclass(frozen=True)
class Cue:
    """A cue in a sentence, from `start` to `end`; `backward` ones govern the subjects before them.

    `spoken_by_me` is False where another than the speaker may be the one whose taste it is; `asks` is True
    where it stays a wish inside a question.
    """

    stance: Stance
    start: int
    end: int
    backward: bool = False
    spoken_by_me: bool = True
    asks: bool = False


with (Path(__file__).parent / "preference_english.toml").open("rb") as _file:
    ENGLISH: dict[str, Any] = tomllib.load(_file)


def _whole(pattern: str) -> str:
    """A pattern with its parts put in, and theirs."""
    while (filled := re.sub(r"\{([a-z_]+)\}", lambda name: ENGLISH["parts"][name[1]], pattern)) != pattern:
        pattern = filled
    return pattern


def _any_of(patterns: list[str]) -> str:
    return "|".join(f"(?:{_whole(pattern)})" for pattern in patterns)


_CUES: tuple[tuple[Stance, re.Pattern[str]], ...] = tuple(
    (Stance.NOTHING if name == "others" else Stance(name), re.compile(rf"\b(?:{_whole(pattern)})(?!\w|')"))
    for name, patterns in ENGLISH["cues"].items()
    for pattern in patterns
)
_CUES_BEHIND: tuple[tuple[Stance, re.Pattern[str]], ...] = tuple(
    (Stance(name), re.compile(rf"(?<!\w)(?:{_any_of(patterns)})\b"))
    for name, patterns in ENGLISH["cues_behind"].items()
)
_OTHERS = re.compile(_any_of(ENGLISH["cues"]["others"]))
_ASKS = re.compile(ENGLISH["sentences"]["asks"])
_QUESTION = re.compile(ENGLISH["sentences"]["question"])
_WHEN = tuple(
    (When(name), re.compile(rf"\b(?:{_any_of(patterns)})\b")) for name, patterns in ENGLISH["when"].items()
)

MOMENTARY = re.compile(ENGLISH["sentences"]["momentary"])
"""Finds words that speak of this moment alone."""


def cues_in(sentence: str, *, question: bool) -> list[Cue]:
    """The cues of a sentence in lower case, in order, none over another; the earliest and longest win."""
    asked = question or _QUESTION.search(sentence) is not None
    found = sorted(_matches(sentence), key=lambda cue: (cue.start, -cue.end, cue.stance is Stance.NOTHING))
    kept: list[Cue] = []
    for cue in found:
        if kept and cue.start < kept[-1].end:
            continue
        kept.append(_heard(cue, kept, sentence, asked=asked))
    return kept


def _matches(sentence: str) -> Iterator[Cue]:
    for backward, cues in ((False, _CUES), (True, _CUES_BEHIND)):
        for stance, pattern in cues:
            for match in pattern.finditer(sentence):
                words = match.group()
                mine = not (stance is Stance.NOTHING and _OTHERS.match(words))
                yield Cue(stance, match.start(), match.end(), backward, mine, bool(_ASKS.search(words)))


def _heard(cue: Cue, before: list[Cue], sentence: str, *, asked: bool) -> Cue:
    """The cue, or one that says nothing: in a question, where "and" goes on about somebody else, and where
    what is missing is refused or asked for once ("I hate music without drums").
    """
    goes_on = (
        bool(before)
        and not before[-1].spoken_by_me
        and not cue.backward
        and not sentence[cue.start : cue.end].startswith(("i ", "i'"))
        and sentence[: cue.start].rstrip().endswith((" and", " or"))
    )
    refused_lack = (
        bool(before)
        and before[-1].stance in (Stance.REJECTED, Stance.NOTHING)
        and sentence[cue.start : cue.end].startswith("without")
        and "," not in sentence[before[-1].end : cue.start]
    )
    if goes_on or refused_lack or (asked and not cue.asks):
        return Cue(Stance.NOTHING, cue.start, cue.end, cue.backward, not goes_on)
    return cue


def whens_in(sentence: str) -> list[tuple[int, When]]:
    """Where a sentence names parts of the day."""
    return sorted((match.start(), when) for when, pattern in _WHEN for match in pattern.finditer(sentence))
