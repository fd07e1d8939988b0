"""Keeps turns, and what they teach of how a person's senses relate to what they say: in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from personalization.consent import NOTICE_VERSION, Sense, allowed
from personalization.interaction import TurnRecord
from personalization.store import UnitOfWork


def keep_turns(uow: UnitOfWork, turns: Sequence[TurnRecord]) -> int:
    """Add turns of stored visits, each once, and learn from those that are new; how many they are.

    Nothing is kept of a sense that its person does not allow to be read, also where they withdrew it since.
    """
    decisions = uow.consents.current_of({turn.user_id for turn in turns})
    kept = [
        turn.of_senses({sense for sense in Sense if allowed(decisions[turn.user_id], sense)})
        for turn in turns
    ]
    taught = {turn.user_id for turn in kept if turn.senses}
    # before the turns, which share a lock on their person: two writers would each wait for the other's
    profiles = uow.users.expressions_to_change(taught) if taught else {}
    new = uow.turns.add_all(kept)
    for turn in new:
        if turn.senses:
            profiles[turn.user_id] = profiles[turn.user_id].seen(turn.by_sense)
    uow.users.keep_expressions(profiles)
    return len(new)


def keep_correction(uow: UnitOfWork, user_id: str, turn_id: str, label: str) -> bool:
    """Note the label that a person gave to their turn and learn from it; False where they have no such turn.

    The same label again teaches nothing.
    """
    profile = uow.users.expressions_to_change([user_id]).get(user_id)
    before = uow.turns.correct(user_id, turn_id, label)
    if before is None or profile is None:
        return False
    if before.senses and before.corrected != label:
        uow.users.keep_expressions({user_id: profile.confirmed(label, before.by_sense, before.corrected)})
    return True


def keep_decision(
    uow: UnitOfWork,
    user_id: str,
    sense: Sense,
    granted: bool,
    now: datetime,
    notice_version: str = NOTICE_VERSION,
) -> None:
    """Keep a decision about one sense; a withdrawal erases what that sense read, counted and taught."""
    uow.users.ensure(user_id, None, now)
    uow.consents.record(user_id, sense, granted, now, notice_version)
    if granted:
        return
    for user, profile in uow.users.expressions_to_change([user_id]).items():
        uow.users.keep_expressions({user: profile.without(sense)})
    uow.turns.forget_sense(user_id, sense)
    uow.chats.withdraw(user_id, sense)
