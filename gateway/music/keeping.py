"""What music needs of the database; `personalization.music.MusicKeeper` is one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from personalization.item import Item
from personalization.music_model import FoundTrack, MusicLogin


class MusicMemory(Protocol):
    """Blocking: called in worker threads only. Every method may raise `personalization.errors.StoreError`."""

    def found(self, service: str, n: int) -> Sequence[FoundTrack]:
        """The newest `n` answers of a service."""

    def keep_found(self, found: FoundTrack) -> None:
        """Replace what was known of this item at this service."""

    def login(self, user_id: str, service: str) -> MusicLogin | None:
        """The visitor's login, if they have one."""

    def keep_login(self, login: MusicLogin) -> None:
        """Keep a login in place of an earlier one."""

    def renew_login(self, login: MusicLogin) -> bool:
        """Replace what proves a login; False where it was taken back meanwhile."""

    def drop_login(self, user_id: str, service: str) -> bool:
        """Erase a login; False where there was none."""

    def songs_of_conversation(
        self, user_id: str, session_id: str, now: datetime, *, liked: bool
    ) -> Sequence[Item]:
        """The songs that were offered in this conversation, or of these the ones that are liked, in order."""
