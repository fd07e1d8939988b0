"""Where a sentence names a genre, a decade, a trait or an artist, and not a word that only looks like one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from personalization.genres import DECADES, canonical_genre
from personalization.preference_cues import ENGLISH
from personalization.profile import Subject, artist_key

LONGEST_NAME = 6
"""Words that a subject may have."""


@dataclass(frozen=True)
class Mention:
    """A subject, named from `start` to `end`; `as_sound` where the words ask for what is heard in a track."""

    kind: Subject
    subject: str
    start: int
    end: int
    as_sound: bool = False


_ENGLISH: dict[str, Any] = ENGLISH["subjects"]
_TRAITS: dict[str, str] = {word: trait for trait, words in _ENGLISH["traits"].items() for word in words}
_DECADE_WORDS: dict[str, str] = {
    word: decade for decade, words in _ENGLISH["decades"].items() for word in words
}
_COMMON, _BEFORE, _AFTER, _POSSESSED, _NEEDS_MUSIC, _MUSIC, _AS_SOUND, _WITH_THE, _WITHOUT_THE = (
    frozenset(_ENGLISH[name])
    for name in (
        "common_names",
        "before",
        "after",
        "possessed",
        "needs_music",
        "music",
        "as_sound",
        "with_the",
        "without_the",
    )
)

_ARTICLES = frozenset({"a", "an"})

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|,")


def mentions_in(
    sentence: str, written: str, artists: Mapping[str, str], cues: list[tuple[int, int]]
) -> list[Mention]:
    """The subjects that a sentence names, in order; the longest name wins.

    `written` is the sentence as it was written, of the same length; `artists` are names by their key; words
    inside the spans of `cues` are no subjects, and may stand beside one.
    """
    words = list(_WORD.finditer(sentence))
    found: list[Mention] = []
    position = 0
    while position < len(words):
        n_words, mention = _longest(words, position, written, artists)
        if mention is not None and _stands_free(words, position, n_words, mention, found, cues):
            found.append(mention)
            position += n_words
        else:
            position += 1
    return found


def _longest(
    words: list[re.Match[str]], first: int, written: str, artists: Mapping[str, str]
) -> tuple[int, Mention | None]:
    for n_words in range(min(LONGEST_NAME, len(words) - first), 0, -1):
        start, end = words[first].start(), words[first + n_words - 1].end()
        named = [word.group() for word in words[first : first + n_words]]
        if "," in named:
            continue
        subject = _named(named, written[start:end], artists)
        if subject is not None:
            before = [word.group() for word in words[:first] if word.group() not in _ARTICLES][-1:]
            return n_words, Mention(*subject, start, end, not _AS_SOUND.isdisjoint(before))
    return 0, None


def _named(words: list[str], written: str, artists: Mapping[str, str]) -> tuple[Subject, str] | None:
    name = " ".join(words)
    bare = name.removeprefix("the ")
    if bare in _DECADE_WORDS:
        return Subject.DECADE, _DECADE_WORDS[bare]
    if name in _TRAITS or (bare in _TRAITS and bare in _WITH_THE):
        return Subject.TRAIT, _TRAITS.get(name) or _TRAITS[bare]
    artist = _artist(name, written, artists)
    if artist is not None:
        return Subject.ARTIST, artist
    return _genre(words, name)


def _artist(name: str, written: str, artists: Mapping[str, str]) -> str | None:
    """Names that are common words, also for want of a "the", count only with a capital."""
    in_small_letters = written == written.lower()
    full = artists.get(artist_key(name))
    if full is not None:
        return None if name in _COMMON and in_small_letters else full
    without_the = artists.get(artist_key(f"the {name}"))
    return None if in_small_letters and name not in _WITHOUT_THE else without_the


def _genre(words: list[str], name: str) -> tuple[Subject, str] | None:
    if words[-1] in _MUSIC and len(words) > 1 and words[0] not in ("the", "a", "an", "this", "that"):
        word = canonical_genre(" ".join(words[:-1]))
    elif name in _NEEDS_MUSIC or (
        words[0] == "the" and name != "the blues" and not re.search(r"\d0'?s$", name)
    ):
        word = None
    else:
        word = canonical_genre(name.removeprefix("the "))
    if word in DECADES:
        return (Subject.DECADE, word) if re.search(r"\d0'?s|oldies", name) else None
    return (Subject.GENRE, word) if word else None


def _stands_free(
    words: list[re.Match[str]],
    first: int,
    n_words: int,
    mention: Mention,
    found: list[Mention],
    cues: list[tuple[int, int]],
) -> bool:
    """Whether the words around it let it be a subject: not "rock climbing", "my country", "mood swings"."""
    if any(start <= mention.start < end for start, end in cues):
        return False
    last = first + n_words
    before = words[first - 1] if first else None
    after = words[last] if last < len(words) else None
    a_sound = mention.kind is Subject.TRAIT or mention.subject == "piano"
    counted = a_sound and before is not None and before.group() in _ARTICLES  # "a choir", yet not "a soul"
    if before is not None and not counted and not _may_precede(before, found, cues):
        return False
    return (
        after is None or after.group() in _AFTER | _MUSIC or any(start == after.start() for start, _ in cues)
    )


def _may_precede(word: re.Match[str], found: list[Mention], cues: list[tuple[int, int]]) -> bool:
    if word.group() in _POSSESSED:
        return False
    beside = bool(found) and found[-1].end == word.end()
    in_cue = any(start <= word.start() < end for start, end in cues)
    return beside or in_cue or word.group() in _BEFORE
