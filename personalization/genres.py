"""The genre vocabulary: the only words about taste that are ever stored."""

import re

from personalization.errors import InvalidPreferenceError

GENRES: tuple[str, ...] = (
    "acoustic", "afrobeat", "ambient", "bachata", "big-band", "bluegrass", "blues", "bossa-nova",
    "celtic", "classical", "country", "dance", "death-metal", "disco", "drum-and-bass", "dubstep",
    "electronic", "emo", "experimental", "film-score", "flamenco", "folk", "funk", "gospel", "goth",
    "grunge", "hip-hop", "house", "indie", "instrumental", "j-pop", "jazz", "k-pop", "latin", "metal",
    "musicals", "new-wave", "opera", "piano", "pop", "post-rock", "punk", "r-and-b", "reggae",
    "reggaeton", "rock", "salsa", "samba", "shoegaze", "singer-songwriter", "ska", "soul", "swing",
    "synth-pop", "synthwave", "tango", "techno", "trance", "trip-hop", "world",
)  # fmt: skip

DECADES: tuple[str, ...] = tuple(f"{decade}s" for decade in range(1950, 2030, 10))
"""Known as genres too: people ask for the eighties as they ask for jazz."""

_ALIASES: dict[str, str] = {
    "alternative": "indie", "baroque": "classical", "bossa": "bossa-nova", "chillout": "ambient",
    "choral": "classical", "dnb": "drum-and-bass", "drum-n-bass": "drum-and-bass", "edm": "electronic",
    "electro": "electronic", "electronica": "electronic", "film": "film-score", "gothic": "goth",
    "hard-rock": "rock", "heavy-metal": "metal", "hiphop": "hip-hop", "indie-rock": "indie",
    "jpop": "j-pop", "kpop": "k-pop", "latino": "latin", "lo-fi": "ambient", "lofi": "ambient",
    "movie": "film-score", "musical": "musicals", "new-age": "ambient", "oldies": "1960s",
    "orchestral": "classical", "punk-rock": "punk", "r-b": "r-and-b", "r-n-b": "r-and-b",
    "rap": "hip-hop", "rnb": "r-and-b", "rock-and-roll": "rock", "rock-n-roll": "rock",
    "score": "film-score", "songwriter": "singer-songwriter", "soundtrack": "film-score",
    "symphony": "classical", "synthpop": "synth-pop",
}  # fmt: skip

_KNOWN = frozenset(GENRES + DECADES)


def canonical_genre(text: str) -> str | None:
    """The vocabulary's word for what a visitor called a genre, or None where it has none."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.casefold().replace("&", "-and-")).strip("-")
    for candidate in (slug, slug.removesuffix("-music"), slug.removesuffix("-songs"), slug.removesuffix("s")):
        if candidate in _KNOWN:
            return candidate
        if candidate in _ALIASES:
            return _ALIASES[candidate]
    return _decade_named(slug)


def _decade_named(slug: str) -> str | None:
    short = re.fullmatch(r"(?:the-)?(\d0)-?s?", slug)
    if short is None:
        return None
    century = 20 if int(short[1]) < 30 else 19
    decade = f"{century}{short[1]}s"
    return decade if decade in _KNOWN else None


def decade_of(year: int) -> str | None:
    """The decade as a genre word, or None where the vocabulary has none."""
    decade = f"{year // 10 * 10}s"
    return decade if decade in DECADES else None


def known_genre(text: str) -> str:
    """The vocabulary's word for a genre. Raises InvalidPreferenceError, without what was given."""
    word = canonical_genre(text)
    if word is None:
        raise InvalidPreferenceError(f"that genre is not in the vocabulary; known are {', '.join(GENRES)}")
    return word


def spoken(genre: str) -> str:
    """How a genre reads inside a sentence."""
    if genre in DECADES:
        return f"the {genre[2:]}"
    return _SPOKEN.get(genre, genre.replace("-", " "))


_SPOKEN = {
    "acoustic": "acoustic music", "classical": "classical music", "dance": "dance music",
    "drum-and-bass": "drum and bass", "experimental": "experimental music", "film-score": "film music",
    "hip-hop": "hip-hop", "instrumental": "instrumental music", "j-pop": "J-pop",
    "k-pop": "K-pop", "latin": "Latin music", "piano": "piano music", "r-and-b": "R&B",
    "singer-songwriter": "singer-songwriter music", "world": "world music",
}  # fmt: skip
