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
    EXCEPT = "except"
    """What was said before does not hold at the time, or of the subjects, that follow."""


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
    (Stance(name), re.compile(rf"(?:(?<!\w)|(?='))(?:{_any_of(patterns)})\b"))
    for name, patterns in ENGLISH["cues_behind"].items()
)
_OTHERS = re.compile(_any_of(ENGLISH["cues"]["others"]))
_ALL_BUT = re.compile(ENGLISH["sentences"]["all_but"])
_BARE_EXCEPT = re.compile(ENGLISH["sentences"]["bare_except"])
_ASKS = re.compile(ENGLISH["sentences"]["asks"])
_QUESTION = re.compile(ENGLISH["sentences"]["question"])
_WHEN = tuple(
    (When(name), re.compile(rf"\b(?:{_any_of(patterns)})\b")) for name, patterns in ENGLISH["when"].items()
)
_ANY_WHEN = "|".join(_any_of(patterns) for patterns in ENGLISH["when"].values())
_EXCEPT = re.compile(rf"\b(?:{_any_of(ENGLISH['cues_before_a_time']['except'])})(?= (?:{_ANY_WHEN})\b)")
_EXCEPT_FINE = re.compile(rf"(?:\bbut|,)(?= (?:{_ANY_WHEN}),? {_whole(ENGLISH['sentences']['is_fine'])})")

CIRCUMSTANCE = re.compile(ENGLISH["sentences"]["circumstance"])
"""Finds words by which something holds only at times that are no part of the day."""

ALL_BACK = re.compile(ENGLISH["sentences"]["all_back"])
"""Finds words that take back everything said of taste."""

MOMENTARY = re.compile(ENGLISH["sentences"]["momentary"])
"""Finds words that speak of this moment alone."""


def cues_in(sentence: str, *, question: bool) -> list[Cue]:
    """The cues of a sentence in lower case, in order, none over another; the earliest and longest win."""
    asked = question or is_question(sentence)
    found = sorted(_matches(sentence), key=lambda cue: (cue.start, -cue.end, cue.stance is Stance.NOTHING))
    kept: list[Cue] = []
    for cue in found:
        if kept and cue.start < kept[-1].end:
            continue
        kept.append(_heard(cue, kept, sentence, asked=asked))
    return kept


def is_question(sentence: str) -> bool:
    """Whether a sentence in lower case begins as questions do."""
    return _QUESTION.search(sentence) is not None


def _matches(sentence: str) -> Iterator[Cue]:
    for exception in (_EXCEPT, _EXCEPT_FINE):
        for match in exception.finditer(sentence):
            yield Cue(Stance.EXCEPT, match.start(), match.end(), asks=True)
    for backward, cues in ((False, _CUES), (True, _CUES_BEHIND)):
        for stance, pattern in cues:
            for match in pattern.finditer(sentence):
                words = match.group()
                mine = not (stance is Stance.NOTHING and _OTHERS.match(words))
                yield Cue(stance, match.start(), match.end(), backward, mine, bool(_ASKS.search(words)))


def _heard(cue: Cue, before: list[Cue], sentence: str, *, asked: bool) -> Cue:
    """The cue, or one that says nothing: in a question, where "and" goes on about somebody else, and where
    what is missing is refused or asked for once ("I hate music without drums"). Who refuses everything but
    one thing loves that.
    """
    words = sentence[cue.start : cue.end]
    refused = bool(before) and before[-1].stance is Stance.REJECTED
    if refused and _ALL_BUT.match(words) and sentence[before[-1].end : cue.start].isspace():
        return Cue(Stance.NOTHING if asked else Stance.LOVED, cue.start, cue.end)
    goes_on = (
        bool(before)
        and not before[-1].spoken_by_me
        and not cue.backward
        and not words.startswith(("i ", "i'"))
        and sentence[: cue.start].rstrip().endswith((" and", " or"))
    )
    refused_lack = (
        bool(before)
        and before[-1].stance in (Stance.REJECTED, Stance.NOTHING)
        and words.startswith("without")
        and "," not in sentence[before[-1].end : cue.start]
    )
    if goes_on or refused_lack or (asked and not cue.asks):
        return Cue(Stance.NOTHING, cue.start, cue.end, cue.backward, not goes_on)
    if refused and _BARE_EXCEPT.match(words):
        return Cue(Stance.EXCEPT, cue.start, cue.end)
    return cue


def whens_in(sentence: str) -> list[tuple[int, int, When]]:
    """Where a sentence names parts of the day: start, end, and which."""
    return sorted(
        (match.start(), match.end(), when) for when, pattern in _WHEN for match in pattern.finditer(sentence)
    )
