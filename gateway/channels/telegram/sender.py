"""Brings to a chat what was rendered for it: one attempt each; what is worth repeating is for the postbox."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from typing import Final, TypeVar

from gateway.channels.channel import Place
from gateway.channels.completable import Completable
from gateway.channels.telegram.client import TelegramClient
from gateway.channels.telegram.newest import Newest
from gateway.channels.telegram.pace import Pace
from gateway.channels.telegram.places import Spot, spot_of
from gateway.channels.telegram.render import (
    Complete,
    Outgoing,
    Reading,
    Rows,
    Say,
    ShowTyping,
    put_right_row,
    with_links,
)
from gateway.outside.errors import OutsideError, ServiceLimited

T = TypeVar("T")

TYPING_AT_MOST_S: Final = 60.0
TYPING_LASTS_S: Final = 4.5
"""Telegram takes the sign away after five seconds."""


@dataclass(frozen=True)
class _Typing:
    spot: Spot
    since: float


@dataclass(frozen=True)
class _Posted:
    """A message of ours with a card, and the buttons under it."""

    message: int
    rows: Rows


class TelegramSender:
    """`gateway.channels.channel.Sender`. `clock` gives seconds."""

    def __init__(self, client: TelegramClient, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._pace = Pace(clock)
        self._readings: Newest[Reading] = Newest()
        self._addressed: Newest[int] = Newest()
        self._typing: Newest[_Typing] = Newest()
        self._cards: Completable[_Posted] = Completable()

    def addressed(self, place: Place, message: int) -> None:
        """Somebody in a group spoke to the bot in this message: answers are tied to it."""
        self._addressed.put(place.id, message)

    def forget(self, place: Place) -> None:
        """Keep nothing more of what was said there."""
        for memory in (self._readings, self._addressed, self._typing):
            memory.drop(place.id)
        self._cards.forget(place)

    def rebuilt(self, place: Place, message: int) -> None:
        """Other buttons stand under this message by now: they are not taken away."""
        self._cards.drop(place, lambda posted: posted.message == message)

    async def send(self, place: Place, outgoing: Outgoing) -> None:
        """See the contract."""
        spot = spot_of(place)
        match outgoing:
            case ShowTyping(on=True):
                self._typing.put(place.id, _Typing(spot, self._clock()))
                await self._client.show_typing(spot)
            case ShowTyping(on=False):
                self._typing.drop(place.id)
            case Reading():
                if not spot.is_group:  # nobody else learns how somebody feels
                    self._readings.put(place.id, outgoing)
            case Complete():
                await self._complete(place, spot, outgoing)
            case Say(private=private):
                if not (private and spot.is_group):
                    await self._say(place, spot, outgoing)

    async def keep_typing(self) -> None:
        """Show the sign again wherever an answer is still being written; call it every `TYPING_LASTS_S`."""
        for name, typing in self._typing.all():
            if self._clock() - typing.since > TYPING_AT_MOST_S:
                self._typing.drop(name)
                continue
            try:
                await self._client.show_typing(typing.spot)
            except OutsideError:
                self._typing.drop(name)

    async def _say(self, place: Place, spot: Spot, said: Say) -> None:
        reading = self._readings.get(place.id)
        html, rows = said.html, said.rows
        belongs = reading is not None and reading.turn == said.turn
        if reading is not None and belongs:
            html = f"{html}\n\n<i>{escape(reading.words, quote=False)}</i>"
            rows = (*rows, *put_right_row(reading.turn))
        reply_to = self._addressed.get(place.id) if spot.is_group else None
        number = await self._paced(spot, lambda: self._client.say(spot, html, rows, reply_to))
        self._pace.sent(spot)
        if belongs:
            self._readings.drop(place.id)
        if said.card is not None:
            self._cards.shown(place, said.card, _Posted(number, rows))

    async def _complete(self, place: Place, spot: Spot, complete: Complete) -> None:
        posted = self._cards.take(place, complete.card)
        if posted is not None:  # else it is too long ago, or was never taken
            rows = with_links(posted.rows, complete.links)
            await self._paced(spot, lambda: self._client.set_buttons(spot, posted.message, rows))

    async def _paced(self, spot: Spot, call: Callable[[], Awaitable[T]]) -> T:
        self._pace.check(spot)
        try:
            return await call()
        except ServiceLimited as limited:
            self._pace.limited(spot, limited)
            raise
