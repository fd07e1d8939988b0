"""What is kept of music services, in dictionaries."""

from collections.abc import Sequence
from datetime import datetime

from personalization.item import Item
from personalization.music_model import FoundTrack, MusicLogin


class ScriptedMusicMemory:
    """`songs` are those of every conversation; `likes` the ids of the liked ones."""

    def __init__(self) -> None:
        self.tracks: dict[str, FoundTrack] = {}
        self.logins: dict[str, MusicLogin] = {}
        self.songs: list[Item] = []
        self.likes: set[str] = set()

    def found(self, service: str, n: int) -> Sequence[FoundTrack]:
        newest = sorted(self.tracks.values(), key=lambda found: found.at, reverse=True)
        return [found for found in newest if found.service == service][:n]

    def keep_found(self, found: FoundTrack) -> None:
        self.tracks[found.item_id] = found

    def login(self, user_id: str, service: str) -> MusicLogin | None:
        return self.logins.get(user_id)

    def keep_login(self, login: MusicLogin) -> None:
        self.logins[login.user_id] = login

    def renew_login(self, login: MusicLogin) -> bool:
        if login.user_id not in self.logins:
            return False
        self.logins[login.user_id] = login
        return True

    def drop_login(self, user_id: str, service: str) -> bool:
        return self.logins.pop(user_id, None) is not None

    def songs_of_conversation(
        self, user_id: str, session_id: str, now: datetime, *, liked: bool
    ) -> Sequence[Item]:
        return [song for song in self.songs if not liked or song.id in self.likes]
