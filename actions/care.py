"""Words of self-harm or violence: care, help lines, a person. No music, no joke, and no words kept."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from actions.action import CompanionAction
from actions.reply import Reply
from actions.turn import Turn
from personalization.help_lines import HelpLine, help_lines, violence_lines


class _Care(CompanionAction):
    """Answers with care in every case, also when the memory fails."""

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """Count it without words, and give the help lines of the person's region."""
        self.companion.record_crisis(turn.user_id, now, turn.locale)
        return self.care(self.companion.profile(turn.user_id).locale)

    def apology(self, turn: Turn) -> Sequence[Reply]:
        """The same care, by the turn's own locale."""
        return self.care(turn.locale)

    @abstractmethod
    def care(self, locale: str | None) -> Sequence[Reply]:
        """What to say, and the card of help lines for a BCP 47 locale."""


class Care(_Care):
    """After words of self-harm."""

    action_name = "action_care"

    def care(self, locale: str | None) -> Sequence[Reply]:
        """A person, now."""
        card = resource_card(
            "People you can reach right now",
            help_lines(locale),
            "What you wrote sounds serious, and a person can be there for you in a way I cannot.",
        )
        return [
            Reply(self.words.pick("care")),
            Reply(self.words.pick("care_person"), ("Talk to a human", "Just listen"), card),
        ]


class CareForViolence(_Care):
    """After words of violence that somebody suffers or fears; they decide, nothing is pushed."""

    action_name = "action_care_violence"

    def care(self, locale: str | None) -> Sequence[Reply]:
        """Listening first, people who know about it, and a word on who else may read along."""
        card = resource_card(
            "People who know about this",
            violence_lines(locale),
            "They listen, believe you and go at your pace. If somebody else uses this device, you can say "
            "“forget me” here at any time.",
        )
        return [
            Reply(self.words.pick("violence")),
            Reply(self.words.pick("violence_person"), ("Just listen", "Talk to a human"), card),
        ]


def resource_card(title: str, lines: Iterable[HelpLine], why: str) -> dict[str, Any]:
    """The card of help lines."""
    return {"kind": "resource", "title": title, "lines": [line.as_dict() for line in lines], "why": why}
