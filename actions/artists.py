"""Songs that a person named, by artist or by title."""

import re
import unicodedata
from collections.abc import Iterable

from personalization.item import Item


def named(tracks: Iterable[Item], name: str) -> list[Item]:
    """The tracks of an artist, or else of that title, in a person's own spelling: "beatles", "beyonce"."""
    wanted, shelf = _bare(name), list(tracks)
    if not wanted:
        return []
    theirs = [track for track in shelf if _is_or_belongs_to(wanted, _bare(track.artist or ""))]
    return theirs or [track for track in shelf if _bare(track.title) == wanted]


def spoken_name(track: Item, name: str) -> str:
    """How to speak of what was asked for by name: the artist, or the title."""
    theirs = track.artist is not None and _is_or_belongs_to(_bare(name), _bare(track.artist))
    return track.artist if theirs and track.artist else f"“{track.title}”"


def _is_or_belongs_to(wanted: str, artist: str) -> bool:
    """Whether the words wanted are the artist's, or some of them in a row: "bob marley", "mozart"."""
    return f" {wanted} " in f" {artist} "


def _bare(name: str) -> str:
    """Small letters and digits of ASCII, single spaces, no leading "the"."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"[.']", "", letters)).strip()
    return words.removeprefix("the ")
