"""Words that every channel without pictures uses. Imports nothing, so that a terminal starts at once."""

from typing import Final

SERVICES: Final = {
    "spotify": "Spotify", "youtube-music": "YouTube Music", "apple-music": "Apple Music", "deezer": "Deezer",
}  # fmt: skip
"""Music services, as they call themselves."""

UNSURE_BELOW: Final = 0.35
"""Confidence below which no feeling is named, as in the widget."""

TREND_WORDS: Final = {"falling": "growing heavier", "rising": "growing lighter"}


def duration(seconds: float | None) -> str:
    """How long something takes, as one says it; empty where it is not known."""
    if not seconds:
        return ""
    if seconds < 50:
        return f"{seconds:.0f} s"
    return "about a minute" if seconds < 90 else f"{seconds / 60:.0f} min"
