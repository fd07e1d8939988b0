"""For which parts of the day a cue speaks, and where it says more than can be kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from personalization.preference_cues import CIRCUMSTANCE, ENGLISH, Cue, Stance, whens_in
from personalization.preference_subjects import Mention
from personalization.profile import When

_BREAK = re.compile(ENGLISH["sentences"]["break"])
_PRONOUN_AFTER = re.compile(ENGLISH["sentences"]["pronoun_after"])
_PRONOUN_BEFORE = re.compile(ENGLISH["sentences"]["pronoun_before"])
_FILLING = re.compile(ENGLISH["sentences"]["filling"])


@dataclass(frozen=True)
class Scope:
    """When a cue holds, and whether it speaks on of what the cue before it spoke of.

    Empty `whens` are always; `named` says where each part of the day of its own is named. `unheld` is True
    where it holds only under a circumstance that is no part of the day ("on mondays"), or is taken back for
    a part of the day by words that are no cue ("but at noon I can take it").
    """

    whens: tuple[When, ...] = ()
    speaks_on: bool = False
    unheld: bool = False
    named: tuple[tuple[int, When], ...] = ()

    def parted(self, mentions: Sequence[Mention]) -> list[tuple[list[Mention], tuple[When, ...]]]:
        """Mentions with their times: "jazz in the morning and metal at night" has two; else one for all."""
        runs: list[tuple[list[Mention], list[When]]] = []
        for mention in mentions:
            after = [when for start, when in self.named if start > mention.start]
            if runs and len(runs[-1][1]) == len(after):
                runs[-1][0].append(mention)
            else:
                runs.append(([mention], after))
        if len(runs) < 2 or not runs[-1][1]:
            return [(list(mentions), self.whens)]
        rests = [len(after) for _, after in runs[1:]] + [0]
        return [
            (of_run, tuple(dict.fromkeys(after[: len(after) - rest])))
            for (of_run, after), rest in zip(runs, rests, strict=True)
        ]


def scopes(sentence: str, cues: Sequence[Cue]) -> list[Scope]:
    """The scope of each cue of a sentence in lower case."""
    named = whens_in(sentence)
    breaks = [match.start() for match in _BREAK.finditer(sentence)]
    starts = _starts(cues, breaks)
    general = tuple(dict.fromkeys(when for start, _, when in named if start < starts[0]))
    found: list[Scope] = []
    for position, cue in enumerate(cues):
        start = starts[position]
        after = starts[position + 1] if position + 1 < len(cues) else len(sentence)
        end = next((at for at in breaks if cue.end <= at < after), after)
        mine = [one for one in named if start <= one[0] < end]
        whens = tuple(dict.fromkeys(when for _, _, when in mine))
        left_out = any(end <= at < after for at, _, _ in named)
        found.append(
            Scope(
                whens,
                _speaks_on(sentence, start, cue, timed=bool(whens)),
                left_out or _under_a_circumstance(sentence, start, end, [(at, to) for at, to, _ in mine]),
                tuple((at, when) for at, _, when in mine),
            )
        )
    return _filled(cues, found, general)


def names_a_time(sentence: str) -> bool:
    """Whether a sentence in lower case is bound to some time, that we have a word for or not."""
    return bool(whens_in(sentence)) or CIRCUMSTANCE.search(sentence) is not None


def _starts(cues: Sequence[Cue], breaks: Sequence[int]) -> list[int]:
    """Where what belongs to each cue begins: at the last break between it and the cue before."""
    starts = []
    for position, cue in enumerate(cues):
        floor = cues[position - 1].end if position else 0
        between = [at for at in breaks if floor <= at < cue.start]
        starts.append(between[-1] if between and position else cue.start)
    return starts


def _speaks_on(sentence: str, start: int, cue: Cue, *, timed: bool) -> bool:
    """Whether a cue names nothing itself: "hate it in the morning", "but not at night"."""
    if cue.stance is Stance.EXCEPT:
        return True
    rest = sentence[cue.end :]
    filling = _FILLING.match(rest)
    at_once = timed and any(filling and begun == filling.end() + 1 for begun, _, _ in whens_in(rest))
    before = sentence[start : cue.start] if cue.backward else ""
    return at_once or bool(_PRONOUN_AFTER.match(rest) or _PRONOUN_BEFORE.search(before))


def _under_a_circumstance(sentence: str, start: int, end: int, parts: list[tuple[int, int]]) -> bool:
    return any(
        not any(at < match.end() and match.start() < to for at, to in parts)
        for match in CIRCUMSTANCE.finditer(sentence, start, end)
    )


def _filled(cues: Sequence[Cue], found: list[Scope], general: tuple[When, ...]) -> list[Scope]:
    """Without a time of its own a cue has that of a like cue after it, or the one before all cues."""
    filled = list(found)
    for position in range(len(cues) - 2, -1, -1):
        if not filled[position].whens and cues[position].stance is cues[position + 1].stance:
            after = filled[position + 1]
            if not after.speaks_on:
                filled[position] = replace(found[position], whens=after.whens)
    return [replace(scope, whens=scope.whens or general) for scope in filled]
