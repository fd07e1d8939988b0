"""A reply, and how it goes to rasa-sdk's dispatcher."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class DispatcherLike(Protocol):
    """What is used of `rasa_sdk.executor.CollectingDispatcher`."""

    def utter_message(
        self,
        text: str | None = None,
        *,
        json_message: dict[str, Any] | None = None,
        buttons: list[dict[str, str]] | None = None,
    ) -> None:
        """Send one message."""


@dataclass(frozen=True)
class Reply:
    """One message: words, quick replies (each a title, sent back as if typed), a card, a control."""

    text: str | None = None
    quick_replies: tuple[str, ...] = ()
    card: Mapping[str, Any] | None = None
    control: Mapping[str, Any] | None = None

    def send(self, dispatcher: DispatcherLike) -> None:
        """Hand it to Rasa."""
        custom: dict[str, Any] = {}
        if self.card is not None:
            custom["card"] = dict(self.card)
        if self.control is not None:
            custom["control"] = dict(self.control)
        dispatcher.utter_message(
            text=self.text,
            json_message=custom or None,
            buttons=[{"title": title, "payload": title.lower()} for title in self.quick_replies] or None,
        )
