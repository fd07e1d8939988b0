"""What a preference may be about: genres, decades and traits we have words for, artists of the catalogue."""

from collections.abc import Mapping
from dataclasses import replace

from personalization.errors import InvalidPreferenceError
from personalization.genres import DECADES, GENRES, canonical_genre, known_genre
from personalization.item import TRAITS
from personalization.profile import Polarity, Subject, Told, artist_key


def told_of_genre(genre: str, polarity: Polarity | None) -> Told:
    """What was said of a genre or a decade, in the person's own word. Raises InvalidPreferenceError."""
    word = known_genre(genre)
    return Told(Subject.DECADE if word in DECADES else Subject.GENRE, word, polarity)


def known_told(told: Told, artists: Mapping[str, str]) -> Told:
    """The same, with the subject as the vocabulary, or the catalogue's `artists` by key, spell it.

    Raises InvalidPreferenceError, without what was given, where they do not know it.
    """
    word = canonical_genre(told.subject)
    known: str | None
    match told.kind:
        case Subject.TRAIT:
            known = told.subject.casefold() if told.subject.casefold() in TRAITS else None
            allowed = ", ".join(TRAITS)
        case Subject.ARTIST:
            known = artists.get(artist_key(told.subject))
            allowed = "the artists of the catalogue"
        case Subject.DECADE:
            known, allowed = (word if word in DECADES else None), ", ".join(DECADES)
        case Subject.GENRE:
            known, allowed = (word if word in GENRES else None), ", ".join(GENRES)
    if known is None:
        raise InvalidPreferenceError(f"that {told.kind.value} is not in the vocabulary; known are {allowed}")
    return replace(told, subject=known)
