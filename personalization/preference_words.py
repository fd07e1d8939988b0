"""What a sentence says about taste: "I love jazz", "no metal", "nothing with drums at night".

Rules, not a model: what they understand is listed in the tests, and can be shown and taken back. Nothing but
words of the vocabulary and names of known artists comes out.
"""

import re
from collections.abc import Mapping

from personalization.preference_cues import MOMENTARY, Cue, Stance, cues_in, whens_in
from personalization.preference_subjects import Mention, mentions_in
from personalization.profile import Polarity, Subject, Told, When

MAX_CHARACTERS = 1000
"""Of a longer text only the beginning is looked at."""

_POLARITIES = {Stance.LOVED: Polarity.LOVED, Stance.REJECTED: Polarity.REJECTED, Stance.TAKEN_BACK: None}
_NO_ARTISTS: Mapping[str, str] = {}


def understood(text: str, artists: Mapping[str, str] = _NO_ARTISTS) -> tuple[Told, ...]:
    """What a person says of genres, traits, decades and artists; a polarity of None takes back.

    `artists` are names by `profile.artist_key`. Empty where the text is a question, a request for now or
    about something else.
    """
    said: dict[tuple[Subject, str, When | None], Told] = {}
    for written, question in _sentences(text[:MAX_CHARACTERS]):
        for told in _said(written, artists, question=question):
            said.pop(told.about, None)
            said[told.about] = told
    return tuple(said.values())


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


def _said(written: str, artists: Mapping[str, str], *, question: bool) -> list[Told]:
    sentence = written.lower()
    cues = cues_in(sentence, question=question)
    if not cues:
        return []
    if MOMENTARY.search(sentence) and not any(cue.stance is Stance.TAKEN_BACK for cue in cues):
        return []
    mentions = mentions_in(sentence, written, artists, [(cue.start, cue.end) for cue in cues])
    governed = _governed(sentence, cues, mentions)
    whens = _whens(sentence, cues)
    return [
        _told(mention, cues[by].stance, whens[by])
        for mention, by in zip(mentions, governed, strict=True)
        if by is not None and cues[by].stance is not Stance.NOTHING
    ]


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


def _whens(sentence: str, cues: list[Cue]) -> list[When | None]:
    """The part of the day of each cue: its own, the one before all cues, or that of a like cue after it."""
    named = whens_in(sentence)
    general = next((when for start, when in named if start < cues[0].start), None)
    own: list[When | None] = []
    for position, cue in enumerate(cues):
        end = cues[position + 1].start if position + 1 < len(cues) else len(sentence)
        own.append(next((when for start, when in named if cue.start <= start < end), None))
    for position in range(len(cues) - 2, -1, -1):
        if own[position] is None and cues[position].stance is cues[position + 1].stance:
            own[position] = own[position + 1]
    return [when or general for when in own]
