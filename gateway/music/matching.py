"""Whether what a music service found is the song that was meant. A wrong song is worse than none.

Title and artist must agree once case, accents, punctuation and what says nothing of the recording ("2011
Remaster", "feat. …") are set aside. Everything else in brackets or behind a dash is part of the song's name:
a live version, a karaoke track or "Part 2" is the song only where that was asked for. An album may tell that
it is another recording, and so may an artist nobody asked for who joins in years later.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

THRESHOLD: Final = 0.9
"""From here on it is the song; tests/gateway/music/hard_pairs.toml holds what must stay below."""

RULES: Final = 2
"""Raised with every change of what is taken, so that what the rules before it took is looked up again."""

SECONDARY: Final = 0.92
"""The first of several artists agrees, of whom the service lists fewer."""
DECORATED: Final = 0.02
"""Taken off for each "Remastered", "feat. …" and for a compilation: the plain original comes first."""


@dataclass(frozen=True)
class Song:
    """What is meant; `year` is that of the recording, where it is known."""

    title: str
    artist: str
    year: int | None = None


@dataclass(frozen=True)
class Candidate:
    """What a service found: its own `id`, the artists in its order, the year in which the album came out."""

    id: str
    title: str
    artists: tuple[str, ...]
    album: str = ""
    year: int | None = None
    compilation: bool = False


@dataclass(frozen=True)
class Match:
    """A candidate and its score, in [0, 1]."""

    candidate: Candidate
    score: float


def best(song: Song, candidates: Iterable[Candidate]) -> Match | None:
    """The candidate that is the song; the first of those that are equally good. None where none is."""
    rated = [Match(candidate, score(song, candidate)) for candidate in candidates]
    sure = [match for match in rated if match.score >= THRESHOLD]
    return max(sure, key=lambda match: match.score, default=None)


def score(song: Song, candidate: Candidate) -> float:
    """How surely `candidate` is `song`, in [0, 1]; 0 for another song and another recording."""
    wanted, given = _Title.of(song.title), _Title.of(candidate.title)
    if not wanted.is_same_as(given) or _another_recording(song, candidate, wanted):
        return 0.0
    by = _artist_score(song.artist, candidate.artists)
    taken_off = DECORATED * (given.n_harmless + candidate.compilation)
    return max(THRESHOLD, by - taken_off) if by >= THRESHOLD else by


# --- titles -----------------------------------------------------------------------------------------------

_YEAR = r"(?:19|20)\d\d"
_REMASTERED = (
    rf"(?:the )?(?:digital(?:ly)? )?(?:{_YEAR} )?(?:digital(?:ly)? )?re ?master(?:ed)?"
    rf"(?: version| edition)?(?: {_YEAR})?"
)
_RELEASED = (
    rf"(?:the )?(?:original|album|single|7 inch|main|lp|standard)(?: {_YEAR})?"
    rf"(?: album| single)? (?:version|edit)"
)
_VERSION = (
    r"remix(?:es|ed)?|live|vivo|directo|acoustic|unplugged|karaoke|covers?|covered|tribute|renditions?|demos?"
    r"|instrumentals?|versions?|mix(?:es|ed)?|edit|dub|extended|re ?work(?:ed)?|re ?recorded|mash ?up|medley"
    r"|bootleg|reprise|sped|slowed|nightcore|8 ?bit|orchestral|sessions?|rehearsals?|concerts?"
)
_PART = r"parts?|volume|number"
_HARMLESS = re.compile(
    rf"{_REMASTERED}|{_RELEASED}"
    rf"|(?:in )?(?:original )?(?:mono|stereo)(?: version| mix)?"
    rf"|(?:mono |stereo |{_YEAR} )+(?:mono |stereo )?(?:re ?master(?:ed)?|version)?(?: {_YEAR})?"
    rf"|original|explicit|explicit version|bonus track|deluxe(?: edition| version)?|{_YEAR}"
    rf"|(?!.*\b(?:{_VERSION}|{_PART})\b)(?:(?:feat|ft|featuring)\b.*|from .*\b(?:soundtrack|motion picture))"
)
"""What says nothing of which recording it is, in the words of `_key`. A radio edit, a mix of another year, a
guest orchestra ("with …") and a new recording ("Taylor's Version") are other recordings, or may be."""
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\}")
_GUEST = re.compile(r"(?<=\s)(?:feat\.?|ft\.?|featuring)\s.*?(?=\s[-–—]\s|[(\[{]|$)", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—]\s+")
_WORDS_FOR = {"pt": "part", "pts": "parts", "no": "number", "nr": "number", "n": "and", "vol": "volume"}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}


@dataclass(frozen=True)
class _Title:
    """A title taken apart: the song's name, what else tells which one it is, and the whole in one."""

    name: str
    telling: frozenset[str]
    whole: str
    n_harmless: int

    @classmethod
    def of(cls, title: str) -> "_Title":
        bracketed = [_key(next(filter(None, groups), "")) for groups in _BRACKETS.findall(title)]
        bare = _BRACKETS.sub(" ", title)
        plain = _without_guests(bare)
        first, *behind = _DASH.split(plain.strip()) or [""]
        parts = [part for part in (*bracketed, *map(_key, behind)) if part]
        telling = [part for part in parts if not _HARMLESS.fullmatch(part)]
        whole = _key(_kept(title))
        n_harmless = len(parts) - len(telling) + (plain != bare)
        return cls(_key(first) or _key(title), frozenset(telling), whole, n_harmless)

    def is_same_as(self, other: "_Title") -> bool:
        if self.name == other.name and self.telling == other.telling:
            return bool(self.name)
        return bool(self.whole) and self.whole == other.whole


def _without_guests(title: str) -> str:
    """Without "feat. …", but where that goes on to tell a version: it is then part of the name."""
    return _GUEST.sub(lambda found: "" if _HARMLESS.fullmatch(_key(found[0])) else found[0], title)


def _kept(title: str) -> str:
    """The title with its brackets opened, without the harmless ones."""

    def opened(found: re.Match[str]) -> str:
        inside = next(filter(None, found.groups()), "")
        key = _key(inside)
        return " " if _HARMLESS.fullmatch(key) else f" {inside} "

    # guests go first: once the brackets are open nothing tells where their names end
    first, *behind = _DASH.split(_BRACKETS.sub(opened, _without_guests(title)))
    return " ".join([first, *(part for part in behind if not _HARMLESS.fullmatch(_key(part)))])


# --- recordings -------------------------------------------------------------------------------------------

_ANY_VERSION = re.compile(rf"\b(?:{_VERSION})\b")
_EDITION = re.compile(
    r"(?:(?:super|deluxe|expanded|international|special|bonus|tracks?|anniversary|platinum|digital|explicit"
    r"|clean|standard|uk|us|\d+th) )+(?:edition|version)"
)
"""An album with more on it: the songs it shares with the plain one are the same."""
_OTHER_ALBUM = re.compile(
    r"\bkaraoke\b|\btribute\b|\bin the style of\b|\bmade famous by\b|\boriginally performed\b"
    r"|\bcover(?:s|ed)? (?:of|by)\b|\bcovers$|\blullab(?:y|ies)\b|\bpiano (?:covers?|renditions?|versions?)\b"
    r"|\bacoustic\b|\bunplugged\b|\binstrumentals\b|\bdemos\b|\bremix(?:es|ed)\b|\bremix$"
    r"|\bre ?record(?:ed|ings?)\b|\bnew recordings?\b|\bsped up\b|\bslowed\b|\bnightcore\b|\b8 ?bit\b"
    r"|\blive (?:at|in|from|on)\b|\blive(?: \d+)*$|^live\b(?! (?:through|forever|your|my|like|for|and let)\b)"
    r"|\b(?:en|ao|dal) vivo\b|\ben (?:directo|concert)\b|\bconcerts?\b|\bfestival\b|\bsessions?(?: \d+)*$"
)
"""An album's whole name that tells. "Live Through This" does not: a verb."""


def _another_recording(song: Song, candidate: Candidate, wanted: "_Title") -> bool:
    """Whether year, album or artists say that this is not the recording, though the title does not."""
    later = candidate.year - song.year if song.year and candidate.year else None
    if later is not None and later < -1:
        return True  # it was there before the song was
    if _has_strangers(song, candidate) and (later is None or later > 1):
        return True  # sung again together
    if any(_ANY_VERSION.search(part) for part in wanted.telling):
        return False  # a live version was asked for, and the title agrees
    return _is_other_album(candidate.album, wanted)


def _is_other_album(album: str, wanted: "_Title") -> bool:
    called = _Title.of(album)
    if any(_ANY_VERSION.search(part) and not _EDITION.fullmatch(part) for part in called.telling):
        return True
    if called.name == wanted.name:  # "Drunken Lullabies" names its album
        return False
    return bool(_OTHER_ALBUM.search(_key(album)))


# --- artists ----------------------------------------------------------------------------------------------

_AND = re.compile(
    r"\s*(?:,|;|/|&|\+|\band\b|\bfeat\b\.?|\bft\b\.?|\bfeaturing\b|\bwith\b|\bvs\b\.?|\sx\s)\s*",
    re.IGNORECASE,
)


def _artist_score(wanted: str, given: Sequence[str]) -> float:
    if not wanted.strip() or not given:
        return 0.0
    whole, first = _artist_key(wanted), _artist_key(given[0])
    if not whole or not first:
        return 0.0
    if whole == first:
        return 1.0
    names = _names(wanted)
    found = {_artist_key(name) for name in given}
    if len(names) > 1 and names <= found:
        return 1.0
    leader = _artist_key(_AND.split(wanted)[0])
    return (
        SECONDARY
        if len(names) > 1 and leader == first and len(given) == 1 and _is_guest_list(wanted)
        else 0.0
    )


_GUESTS_OF_TITLE = re.compile(
    r"[\s(\[{](?:feat\.?|ft\.?|featuring)\s(.*?)(?=\s[-–—]\s|[()\[\]{}]|$)", re.IGNORECASE
)


def _has_strangers(song: Song, candidate: Candidate) -> bool:
    """Whether somebody sings along who was not asked for."""
    asked = {_artist_key(song.artist)} | _names(song.artist) | _guests(song.title)
    listed = {_artist_key(name) for name in candidate.artists}
    return not listed | _guests(candidate.title) <= asked


def _guests(title: str) -> set[str]:
    return {name for told in _GUESTS_OF_TITLE.findall(title) for name in _names(told)}


def _names(artist: str) -> set[str]:
    return {key for name in _AND.split(artist) if (key := _artist_key(name))}


def _is_guest_list(artist: str) -> bool:
    """Whether what follows the first name are guests: "A & B" may as well be one band."""
    return bool(re.search(r"\b(?:feat|ft|featuring)\b", artist, re.IGNORECASE))


def _artist_key(name: str) -> str:
    words = [word for word in _key(name).split() if word != "the"]
    return " ".join(words) or _key(name)


# --- words ------------------------------------------------------------------------------------------------

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ð": "d",
        "þ": "th",
        "’": "'",
        "`": "'",
        "´": "'",
    }
)


def _key(text: str) -> str:
    """Words alone, in one spelling. Marks go off Latin letters only: elsewhere they make another letter."""
    letters: list[str] = []
    is_latin = False
    for character in unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)):
        if unicodedata.combining(character):
            if is_latin:
                continue
        else:
            is_latin = "LATIN" in unicodedata.name(character, "")
        letters.append(character)
    plain = unicodedata.normalize("NFC", "".join(letters)).replace("&", " and ").replace("#", " number ")
    plain = re.sub(r"(?<=\w)'(?=\w)|'", "", plain.replace("in' ", "ing "))
    words = [_WORDS_FOR.get(word, word) for word in re.findall(r"\w+", plain)]
    for n, word in enumerate(words):
        if word in _ROMAN and n and words[n - 1] in ("part", "number", "volume"):
            words[n] = _ROMAN[word]
    return " ".join(words) if words else text.strip().casefold()
