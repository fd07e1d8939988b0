"""Why this one, I like it, not this one."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from actions.action import CompanionAction
from actions.reply import Reply
from actions.turn import Turn
from personalization.errors import UnknownItemError
from personalization.interaction import InteractionKind


class ExplainChoice(CompanionAction):
    """Says why the last item was offered."""

    action_name = "action_explain_choice"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """The reason as it was when the item was offered."""
        explanation = self.companion.explain_last(turn.user_id, now)
        if explanation is None:
            return [Reply(self.words.pick("nothing_offered_yet"), ("Play me something",))]
        text = self.words.pick("explain", title=explanation.item.title, why=explanation.why)
        return [Reply(text, ("Something else", "I like it"))]


class _Opinion(CompanionAction):
    kind: ClassVar[InteractionKind]
    thanks: ClassVar[str]
    quick_replies: ClassVar[tuple[str, ...]]

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """Count it, and say so."""
        try:
            receipt = self.companion.feedback(turn.user_id, self.kind, now)
        except UnknownItemError:
            return [Reply(self.words.pick("nothing_offered_yet"), ("Play me something",))]
        return [Reply(self.words.pick(self.thanks, title=receipt.item.title), self.quick_replies)]


class LikeItem(_Opinion):
    """Counts a like of the last offer."""

    action_name = "action_like_item"
    kind = InteractionKind.LIKE
    thanks = "liked"
    quick_replies = ("Another one",)


class DislikeItem(_Opinion):
    """Counts a dislike of the last offer; it will not come again."""

    action_name = "action_dislike_item"
    kind = InteractionKind.DISLIKE
    thanks = "disliked"
    quick_replies = ("Something else", "No thanks")
