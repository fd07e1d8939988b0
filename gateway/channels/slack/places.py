"""Where replies go in Slack: to one person in private, or into a thread, where others read along."""

from dataclasses import dataclass

from gateway.channels.channel import Place

NAME = "slack"


@dataclass(frozen=True)
class Destination:
    """`conversation` is a channel's id, or a user's, which is their direct messages with the companion."""

    team: str
    conversation: str
    user: str
    thread_ts: str | None = None

    @property
    def has_other_readers(self) -> bool:
        """Whether what is sent there is seen by more than one person."""
        return self.conversation != self.user and not self.conversation.startswith("D")


def in_private(team: str, user: str) -> Place:
    """A person's direct messages with the companion."""
    return Place(NAME, f"{team}:{user}")


def in_thread(team: str, conversation: str, thread_ts: str, user: str) -> Place:
    """A thread of a channel or of direct messages, as one of its people began or joined it."""
    return Place(NAME, f"{team}:{user}:{conversation}:{thread_ts}")


def is_private(place: Place) -> bool:
    """Whether one person alone reads what is sent there."""
    return not destination(place).has_other_readers


def destination(place: Place) -> Destination:
    """What a place of Slack's means."""
    team, user, *thread = place.id.split(":")
    if not thread:
        return Destination(team, user, user)
    conversation, thread_ts = thread
    return Destination(team, conversation, user, thread_ts)
