"""What a sentence says about taste: "I love jazz", "no metal", "nothing with drums at night".

Rules, not a model: what they understand is listed in the tests, and can be shown and taken back. Nothing but
words of the vocabulary and names of known artists comes out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from personalization.preference_cues import ALL_BACK, MOMENTARY, Cue, Stance, cues_in, is_question
from personalization.preference_subjects import Mention, mentions_in
from personalization.preference_times import names_a_time, scopes
from personalization.profile import Polarity, Subject, Told, When

MAX_CHARACTERS = 1000
"""Of a longer text only the beginning is looked at."""

_POLARITIES = {Stance.LOVED: Polarity.LOVED, Stance.REJECTED: Polarity.REJECTED, Stance.TAKEN_BACK: None}
_NO_ARTISTS: Mapping[str, str] = {}


class Unkept(StrEnum):
    """Why words about taste are not kept."""

    ASKED = "asked"
    """They are a question."""
    OF_THE_MOMENT = "of_the_moment"
    """They hold for today, tonight, right now."""
    NOT_LASTING = "not_lasting"
    """They tell of others or of the past, compare, doubt, or hold only at times that we have no word for."""
    NOTHING_NAMED = "nothing_named"
    """They love or refuse, but nothing that we have a word for."""


@dataclass(frozen=True)
class TasteWords:
    """What a text says about taste. `unkept` None beside nothing told: no rule knew a word of it."""

    told: tuple[Told, ...] = ()
    takes_all_back: bool = False
    unkept: Unkept | None = None


def understood(text: str, artists: Mapping[str, str] = _NO_ARTISTS) -> TasteWords:
    """What a person says of genres, traits, decades and artists; a polarity of None takes back.

    `artists` are names by `profile.artist_key`. Nothing is told where the text is a question, a request for
    now or about something else.
    """
    said: dict[tuple[Subject, str, When | None], Told] = {}
    unkept: Unkept | None = None
    all_back = False
    for written, question in _sentences(text[:MAX_CHARACTERS]):
        all_back = all_back or ALL_BACK.search(written.lower()) is not None
        found, why = _said(written, artists, question=question)
        unkept = unkept or why
        for told in found:
            said.pop(told.about, None)
            said[told.about] = told
    return TasteWords(tuple(said.values()), all_back, None if said else unkept)


def _sentences(text: str) -> list[tuple[str, bool]]:
    """Each sentence with whether a question mark ends it; apostrophes and hyphens made plain."""
    plain = text.replace("’", "'").replace("`", "'")
    plain = re.sub(r"\s*&\s*", " and ", plain)
    plain = re.sub(r"(?<=\w)[-/](?=\w)|'n'", " ", plain)
    plain = re.sub(r"[—–:()\"“”…]+", " , ", plain)
    parts = re.findall(r"([^.!?;\n]+)([.!?;\n]*)", plain)
    return [(_spaced(words), "?" in end) for words, end in parts if words.strip()]


def _spaced(words: str) -> str:
    """One space between words, and one before a comma; as many characters in lower case as before."""
    tidy = " ".join(words.replace(",", " , ").split()).strip(" ,")
    return "".join(letter if len(letter.lower()) == 1 else "_" for letter in tidy)


def _said(written: str, artists: Mapping[str, str], *, question: bool) -> tuple[list[Told], Unkept | None]:
    sentence = written.lower()
    cues = cues_in(sentence, question=question)
    if MOMENTARY.search(sentence) and not any(cue.stance is Stance.TAKEN_BACK for cue in cues):
        return [], Unkept.OF_THE_MOMENT
    asked = Unkept.ASKED if question or is_question(sentence) else None
    if not cues:
        return [], asked or (Unkept.NOT_LASTING if names_a_time(sentence) else None)
    mentions = mentions_in(sentence, written, artists, [(cue.start, cue.end) for cue in cues])
    told = [
        _told(mention, opinion.stance, when)
        for opinion in _opinions(sentence, cues, mentions)
        for mention in opinion.mentions
        for when in opinion.whens or (None,)
        if opinion.stance is not Stance.NOTHING
    ]
    return told, asked or (Unkept.NOT_LASTING if mentions else Unkept.NOTHING_NAMED)


@dataclass(frozen=True)
class _Opinion:
    """Empty `whens` are always."""

    stance: Stance
    mentions: Sequence[Mention]
    whens: tuple[When, ...] = ()


def _opinions(sentence: str, cues: list[Cue], mentions: list[Mention]) -> list[_Opinion]:
    """What each cue says, of its own mentions or on of those before it, exceptions worked in."""
    governed = _governed(sentence, cues, mentions)
    opinions: list[_Opinion] = []
    exception: tuple[When, ...] = ()
    for position, (cue, scope) in enumerate(zip(cues, scopes(sentence, cues), strict=True)):
        own = [mention for mention, by in zip(mentions, governed, strict=True) if by == position]
        if cue.stance is Stance.EXCEPT:
            exception = () if opinions else scope.whens
            opinions[-1:] = _with_exception(opinions[-1:], scope.whens, of_others=bool(own))
            continue
        stance = Stance.NOTHING if scope.unheld and cue.stance is Stance.REJECTED else cue.stance
        if own:
            opinions += [_Opinion(stance, of_time, whens) for of_time, whens in scope.parted(own)]
            opinions[-1:] = _with_exception(opinions[-1:], exception) if exception else opinions[-1:]
            exception = ()
        elif scope.speaks_on:
            unspoken_for = [one for one, by in zip(mentions, governed, strict=True) if by is None]
            before = opinions[-1].mentions if opinions else _before(unspoken_for, cue)
            if stance is Stance.LOVED and scope.whens:
                opinions[-1:] = _with_exception(opinions[-1:], scope.whens)
            opinions.append(_Opinion(stance, before, scope.whens))
    return opinions


def _before(mentions: list[Mention], cue: Cue) -> list[Mention]:
    return [mention for mention in mentions if mention.end <= cue.start]


def _with_exception(
    before: list[_Opinion], whens: tuple[When, ...], *, of_others: bool = False
) -> list[_Opinion]:
    """An opinion with an exception: what is loved is refused then; what is refused, refused at other times.

    A refusal with an exception that no part of the day can hold is let go.
    """
    if not before or of_others:
        return before
    (opinion,) = before
    match opinion.stance:
        case Stance.LOVED if opinion.whens != whens:
            refused = [_Opinion(Stance.REJECTED, opinion.mentions, whens)] if whens else []
            return [opinion, *refused]
        case Stance.REJECTED:
            others = tuple(when for when in opinion.whens or tuple(When) if when not in whens)
            return [_Opinion(Stance.REJECTED if whens else Stance.NOTHING, opinion.mentions, others)]
        case _:
            return before


def _told(mention: Mention, stance: Stance, when: When | None) -> Told:
    kind, subject = mention.kind, mention.subject
    if (kind, subject) == (Subject.GENRE, "piano") and (mention.as_sound or stance is Stance.REJECTED):
        kind = Subject.TRAIT  # to refuse piano music alone would leave the piano in everything else
    return Told(kind, subject, _POLARITIES[stance], when)


def _governed(sentence: str, cues: list[Cue], mentions: list[Mention]) -> list[int | None]:
    """For each mention the number of the cue that speaks of it, or None."""
    forward = [position for position, cue in enumerate(cues) if not cue.backward]
    governed: list[int | None] = [
        next((position for position in reversed(forward) if cues[position].end <= mention.start), None)
        for mention in mentions
    ]
    for position, cue in enumerate(cues):
        if not cue.backward:
            continue
        floor = cues[position - 1].end if position else 0
        before = [n for n, mention in enumerate(mentions) if floor <= mention.start < cue.start]
        free = [n for n in before if governed[n] is None]
        lacking = sentence[cues[position - 1].start : floor].startswith("without") if position else False
        for n in free or _after_the_last_break(sentence, before, mentions, cue):
            if lacking and cue.stance is not Stance.LOVED:
                governed[n] = None  # "music without drums is boring" refuses no drums
            elif not lacking:
                governed[n] = position
    return governed


def _after_the_last_break(sentence: str, before: list[int], mentions: list[Mention], cue: Cue) -> list[int]:
    breaks = [match.end() for match in re.finditer(r",|\bbut\b|\bbecause\b|\bthat\b", sentence[: cue.start])]
    last = breaks[-1] if breaks else 0
    return [n for n in before if mentions[n].start >= last]
