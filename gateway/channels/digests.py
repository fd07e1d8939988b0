"""Keyed digests of what platforms call people, places and events: all that is stored or logged of them."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from gateway.channels.channel import Author, Place
from gateway.identity import PERSON_PREFIX

_BETWEEN: Final = b"\x00"
"""Stands in no id of a platform, so that no two lists of words read the same."""


@dataclass(frozen=True, repr=False)
class Digests:
    """`own_key` is this server's own; with another key everybody is somebody new."""

    own_key: str

    def user(self, author: Author) -> str:
        """Who an author is as long as they are linked to nobody."""
        digest = self._of("user", author.channel, author.id)
        return PERSON_PREFIX + urlsafe_b64encode(digest).decode().rstrip("=")

    def author(self, author: Author) -> str:
        """An author, as links know them."""
        return self._of("author", author.channel, author.id).hex()

    def chat(self, author: Author, place: Place) -> str:
        """One author in one place."""
        return self._of("chat", author.channel, author.id, place.id).hex()

    def channel(self, author: Author) -> str:
        """The channel that an author's visits are stored under; of several workplaces each has its own."""
        if not author.workplace:
            return author.channel
        return f"{author.channel}:{self._of('workplace', author.channel, author.workplace).hex()[:16]}"

    def session(self, chat: str, user: str) -> str:
        """The session of a chat; the same again after a restart, another once its author is somebody else."""
        return urlsafe_b64encode(self._of("session", chat, user)).decode().rstrip("=")

    def event(self, channel: str, event: str) -> str:
        """Something that a platform told."""
        return self._of("event", channel, event).hex()

    def code(self, code: str) -> str:
        """A one-time code."""
        return self._of("code", code).hex()

    def _of(self, what: str, *words: str) -> bytes:
        said = _BETWEEN.join(word.encode("utf-8", "surrogatepass") for word in (what, *words))
        return hmac.digest(self.own_key.encode(), b"undertone.channel:" + said, "sha256")
