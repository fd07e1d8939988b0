"""Correct the reading, take an answer about it, show my data, forget me, pause and resume sensing."""

from collections.abc import Sequence
from datetime import datetime

from actions.action import CompanionAction
from actions.reply import Reply
from actions.turn import Turn
from perception.emotion import LABELS
from personalization.consent import Sense
from personalization.errors import UnknownUserError


class CorrectReading(CompanionAction):
    """Keeps that a reading was wrong, and believes the person."""

    action_name = "action_correct_reading"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """Take the label that the dialogue made of the person's words; it alone knows which mean what."""
        label = turn.entity("corrected_mood")
        if label not in LABELS:
            return [Reply(self.words.pick("correction_unclear"))]
        self.companion.correct(turn.user_id, label, now, sensed=turn.mood)
        return [Reply(self.words.pick("corrected"), control={"correction": {"label": label}})]


class TakeAnswer(CorrectReading):
    """The answer to "which is closer?": kept as a correction is, and the talk goes on from there."""

    action_name = "action_take_answer"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """Take the label, and say what that label calls for; nothing is pushed."""
        label = turn.entity("corrected_mood")
        if label not in LABELS:
            return super().answer(turn, now)
        self.companion.correct(turn.user_id, label, now, sensed=turn.mood)
        text, quick_replies = self.words.after_answer(label)
        return [Reply(text, quick_replies, control={"correction": {"label": label}})]


class ShowData(CompanionAction):
    """Sums up what is stored; the card fetches the whole of it."""

    action_name = "action_show_data"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:  # noqa: ARG002 - looking keeps no time
        """A summary and the export card."""
        try:
            summary = self.companion.summary(turn.user_id)
        except UnknownUserError:
            return [Reply(self.words.pick("no_data"))]
        card = {
            "kind": "export",
            "title": "Everything stored about you",
            "why": "It is yours: read it, keep it, or have it erased.",
        }
        return [Reply(self.words.data_summary(summary), ("Forget me",), card)]


class ForgetMe(CompanionAction):
    """Erases the person everywhere; Rasa calls it only after the person confirmed."""

    action_name = "action_forget_me"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:  # noqa: ARG002 - erasing keeps no time
        """Erase, then say goodbye."""
        self.companion.forget(turn.user_id)
        return [Reply(self.words.pick("forgotten"), control={"forgotten": True})]

    def apology(self, turn: Turn) -> Sequence[Reply]:  # noqa: ARG002 - as the parent
        """Never pretend that something was erased."""
        return [Reply(self.words.pick("forget_fails"), ("Forget me",))]


class PauseSensing(CompanionAction):
    """Stops reading emotion from words."""

    action_name = "action_pause_sensing"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """Withdraw consent for text."""
        self.companion.record_consent(turn.user_id, Sense.TEXT, granted=False, now=now)
        return self._paused()

    def apology(self, turn: Turn) -> Sequence[Reply]:  # noqa: ARG002 - as the parent
        """Pausing does not depend on the memory: the gateway obeys the control."""
        return self._paused()

    def _paused(self) -> Sequence[Reply]:
        return [Reply(self.words.pick("paused"), ("Resume sensing",), control={"pause_sensing": True})]


class ResumeSensing(CompanionAction):
    """Reads emotion from words again."""

    action_name = "action_resume_sensing"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """Grant consent for text."""
        self.companion.record_consent(turn.user_id, Sense.TEXT, granted=True, now=now)
        return [Reply(self.words.pick("resumed"), control={"pause_sensing": False})]
