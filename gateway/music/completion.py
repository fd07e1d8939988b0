"""Cards of songs go out with what is known; what is not is looked up beside the conversation."""

import asyncio
from collections.abc import Sequence

from gateway.cards import Card, FoundSong, Link, TrackCard
from gateway.music.matching import Song
from gateway.music.tracks import Tracks, Wanted

PAGE = "https://open.spotify.com/track/{}"
PLAYER = "https://open.spotify.com/embed/track/{}"


class CardCompletion:
    """Puts the song itself into its card. Without `tracks` every card stays as it is."""

    def __init__(self, tracks: Tracks | None = None) -> None:
        self._tracks = tracks
        self._at_leisure: set[asyncio.Task[object]] = set()

    def filled(self, card: Card | None) -> Card | None:
        """The card with what is known; takes no time."""
        if self._tracks is None or not isinstance(card, TrackCard):
            return card
        return with_track(card, self._tracks.known(wanted_of(card)))

    def is_to_be_completed(self, card: Card | None) -> bool:
        """Whether more may be known of it soon."""
        return (
            self._tracks is not None
            and isinstance(card, TrackCard)
            and self._tracks.has_room
            and self._tracks.is_to_be_looked_up(wanted_of(card))
        )

    async def completed(self, card: TrackCard) -> TrackCard | None:
        """The card with what a lookup has found; None where that is nothing new."""
        if self._tracks is None:
            return None
        better = with_track(card, await self._tracks.track(wanted_of(card)))
        return None if better.found is None or better == card else better

    def look_up_later(self, cards: Sequence[Card]) -> None:
        """Look these up at leisure, so that they are known when they are shown again."""
        for card in cards:
            if isinstance(card, TrackCard) and self.is_to_be_completed(card):
                task: asyncio.Task[object] = asyncio.create_task(self.completed(card))
                self._at_leisure.add(task)
                task.add_done_callback(self._at_leisure.discard)


def wanted_of(card: TrackCard) -> Wanted:
    """What is to be looked for."""
    return Wanted(card.id, Song(card.title, card.artist, card.year))


def with_track(card: TrackCard, track: str | None) -> TrackCard:
    """The card with a track of Spotify; its link there leads to the song and no longer to a search."""
    if track is None:
        return card
    page = PAGE.format(track)
    found = FoundSong(service="spotify", url=page, embed=PLAYER.format(track))
    links = [
        Link(service=link.service, url=page) if link.service == "spotify" else link for link in card.links
    ]
    return card.model_copy(update={"found": found, "links": links})
