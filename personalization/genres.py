"""The genre vocabulary: the only words about taste that are ever stored."""

import re

from personalization.errors import InvalidPreferenceError

GENRES: tuple[str, ...] = (
    "ambient", "blues", "bossa-nova", "classical", "country", "dance", "disco", "electronic",
    "experimental", "film-score", "flamenco", "folk", "funk", "gospel", "grunge", "hip-hop", "house",
    "indie", "jazz", "latin", "metal", "new-wave", "opera", "piano", "pop", "post-rock", "punk",
    "r-and-b", "reggae", "rock", "singer-songwriter", "soul", "swing", "synth-pop", "techno",
    "trip-hop", "world",
)  # fmt: skip

_ALIASES: dict[str, str] = {
    "afrobeat": "world", "alternative": "indie", "baroque": "classical", "bossa": "bossa-nova",
    "chillout": "ambient", "choral": "classical", "edm": "electronic", "electronica": "electronic",
    "electro": "electronic", "film": "film-score", "film-music": "film-score", "hard-rock": "rock",
    "heavy-metal": "metal", "hiphop": "hip-hop", "indie-rock": "indie", "latino": "latin", "lofi": "ambient",
    "lo-fi": "ambient", "movie-soundtrack": "film-score", "new-age": "ambient", "orchestral": "classical",
    "r-b": "r-and-b", "r-n-b": "r-and-b", "rap": "hip-hop", "rave": "techno", "rnb": "r-and-b",
    "rock-and-roll": "rock", "rock-n-roll": "rock", "salsa": "latin", "samba": "latin", "score": "film-score",
    "songwriter": "singer-songwriter", "soundtrack": "film-score", "soundtracks": "film-score",
    "symphony": "classical", "synthpop": "synth-pop", "tango": "latin", "trance": "electronic",
    "world-music": "world",
}  # fmt: skip

_KNOWN = frozenset(GENRES)


def canonical_genre(text: str) -> str | None:
    """The vocabulary's word for what a visitor called a genre, or None where the vocabulary has none."""
    slug = re.sub(r"[^a-z]+", "-", text.casefold().replace("&", "-and-")).strip("-")
    for candidate in (slug, slug.removesuffix("-music"), slug.removesuffix("-songs"), slug.removesuffix("s")):
        if candidate in _KNOWN:
            return candidate
        if candidate in _ALIASES:
            return _ALIASES[candidate]
    return None


def known_genre(text: str) -> str:
    """The vocabulary's word for a genre. Raises InvalidPreferenceError, without what was given."""
    word = canonical_genre(text)
    if word is None:
        raise InvalidPreferenceError(f"that genre is not in the vocabulary; known are {', '.join(GENRES)}")
    return word


def spoken(genre: str) -> str:
    """How a genre reads inside a sentence."""
    return {"r-and-b": "R&B", "latin": "Latin music", "world": "world music"}.get(
        genre, genre.replace("-", " ")
    )
