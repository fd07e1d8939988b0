"""Why this one, I like it, not this one, and what a person says of genres."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from actions.action import CompanionAction
from actions.reply import Reply
from actions.turn import Turn
from personalization.errors import UnknownItemError
from personalization.genres import canonical_genre, spoken
from personalization.interaction import InteractionKind
from personalization.profile import Polarity


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


class RememberPreference(CompanionAction):
    """Keeps what a person says of genres; only the vocabulary's words are kept."""

    action_name = "action_remember_preference"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """Keep every genre that was understood; one that is not told apart goes with the intent."""
        rejected = _genres(turn, "genre:rejected")
        loved = [genre for genre in _genres(turn, "genre:loved") if genre not in rejected]
        rest = [genre for genre in _genres(turn, "genre") if genre not in (*rejected, *loved)]
        (rejected if turn.intent == "reject_genre" else loved).extend(rest)
        if not rejected and not loved:
            return [Reply(self.words.pick("genre_unknown"))]
        for genres, polarity in ((rejected, Polarity.REJECTED), (loved, Polarity.LOVED)):
            for genre in genres:
                self.companion.remember_preference(turn.user_id, genre, polarity, now)
        return [Reply(self._said(loved, rejected), ("Play me something",) if loved else ())]

    def _said(self, loved: list[str], rejected: list[str]) -> str:
        if loved and rejected:
            return self.words.pick("genres_told_apart", loved=_named(loved), rejected=_named(rejected))
        return self.words.pick("genre_loved" if loved else "genre_rejected", genre=_named(loved or rejected))


def _genres(turn: Turn, key: str) -> list[str]:
    known = (canonical_genre(value) for value in turn.entities.get(key, ()))
    return list(dict.fromkeys(genre for genre in known if genre))


def _named(genres: list[str]) -> str:
    return " and ".join(spoken(genre) for genre in genres)
