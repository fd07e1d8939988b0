"""Words of self-harm: care, a help line, a person. No music, no joke, and no words kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from actions.action import CompanionAction
from actions.reply import Reply
from actions.turn import Turn
from personalization.help_lines import HelpLine, help_lines


class Care(CompanionAction):
    """Answers with care in every case, also when the memory fails."""

    action_name = "action_care"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """Count it without words, and give the help lines of the person's region."""
        return self._care(self.companion.record_crisis(turn.user_id, now, turn.locale))

    def apology(self, turn: Turn) -> Sequence[Reply]:
        """The same care, by the turn's own locale."""
        return self._care(help_lines(turn.locale))

    def _care(self, lines: Iterable[HelpLine]) -> Sequence[Reply]:
        return [
            Reply(self.words.pick("care")),
            Reply(self.words.pick("care_person"), ("Talk to a human", "Just listen"), resource_card(lines)),
        ]


def resource_card(lines: Iterable[HelpLine]) -> dict[str, Any]:
    """The card of help lines."""
    return {
        "kind": "resource",
        "title": "People you can reach right now",
        "lines": [line.as_dict() for line in lines],
        "why": "What you wrote sounds serious, and a person can be there for you in a way I cannot.",
    }
