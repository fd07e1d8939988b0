"""`gateway.memory.Memory` over the companion of `personalization`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from gateway.effects import RecordConsent, RecordCorrection, RecordFeedback, RecordTurn
from gateway.memory import Expired, Fact, SessionClosed, SessionOpened, TurnSensed, UserErased
from gateway.mood_course import mood_points
from gateway.ports import Reading
from gateway.vocabulary import FeedbackAction, Label, Sense
from personalization.cards import card_of
from personalization.companion import Companion
from personalization.consent import Sense as ConsentSense
from personalization.errors import StoreError, UnknownTurnError, UnknownUserError
from personalization.expression import ExpressionProfile
from personalization.expression_keeper import keep_decision, keep_turns
from personalization.interaction import InteractionKind, SenseReading, TurnRecord
from personalization.item import ItemKind
from personalization.music import MusicKeeper
from personalization.profile import MusicService, Polarity, Preferences, Strategy, Subject, Told, When
from personalization.store import UnitOfWork

MAX_TIMELINE = 2000
"""How many of a person's readings can be put right."""


class CompanionMemory:
    """`retention_days` is how long turns, events and visits are kept."""

    def __init__(self, companion: Companion, retention_days: int) -> None:
        self._companion = companion
        self._retention_days = retention_days
        self.music = MusicKeeper(companion.store)

    def write(self, facts: Sequence[Fact]) -> None:
        """Store the facts in their order, all or none."""
        match facts:
            case [RecordFeedback(user, feedback_id, item, action, at)]:
                self.feedback(user, item, action, feedback_id, at)
            case [RecordCorrection() as correction]:
                self._correct(correction)
            case [UserErased(user)]:
                self._companion.forget(user)
            case [Expired(at)]:
                self._companion.purge(_utc(at), self._retention_days)
            case _:
                with self._companion.store.unit_of_work() as uow:
                    for alike, group in groupby(facts, lambda fact: isinstance(fact, TurnSensed)):
                        if alike:
                            _add_turns(uow, [fact for fact in group if isinstance(fact, TurnSensed)])
                        else:
                            for fact in group:
                                _add(uow, fact)
                    uow.commit()
                if any(isinstance(fact, RecordConsent) and not fact.granted for fact in facts):
                    self._companion.store.settle_erasure()

    def consents(self, user: str) -> Mapping[Sense, bool]:
        """What the user granted or withdrew."""
        return {sense.value: granted for sense, granted in self._companion.consents(user).items()}

    def knows(self, user: str) -> bool:
        """Whether anything is remembered of the user."""
        try:
            self._companion.profile(user)
        except UnknownUserError:
            return False
        return True

    def expression(self, user: str) -> ExpressionProfile:
        """How the user's senses relate to what they say they feel."""
        return self._companion.expression(user)

    def visit(self, user: str, session: str) -> list[TurnRecord] | None:
        """The turns of a session of the user that have a reading; None where none of theirs is stored."""
        return self._companion.visit(user, session)

    def reachable(self) -> bool:
        """Whether the database answers."""
        try:
            self._companion.store.ping()
        except StoreError:
            return False
        return True

    def close(self) -> None:
        """Give back every connection."""
        self._companion.store.close()

    def profile(self, user: str) -> dict[str, Any]:
        """What is known of the user's taste."""
        return self._companion.profile(user).as_dict()

    def update_profile(self, user: str, changes: Mapping[str, Any], at: float) -> dict[str, Any]:
        """Change `locale`, `genres`, `strategy` or `service`, whichever are given."""
        genres = {
            genre: Polarity(polarity) if polarity else None
            for genre, polarity in (changes.get("genres") or {}).items()
        }
        strategy, service = changes.get("strategy"), changes.get("service")
        profile = self._companion.update_profile(
            user,
            _utc(at),
            locale=changes.get("locale"),
            genres=genres,
            strategy=Strategy(strategy) if strategy else None,
            clear_strategy="strategy" in changes and strategy is None,
            service=MusicService(service) if service else None,
            clear_service="service" in changes and service is None,
        )
        return profile.as_dict()

    def recommendations(
        self, user: str, kinds: Sequence[str], n: int, at: float, local_hour: int | None
    ) -> list[dict[str, Any]]:
        """Cards of what fits the user's last reading, recorded as offered; none soon after a crisis."""
        if self._companion.in_care(user, _utc(at)):
            return []
        wanted = frozenset(ItemKind(kind) for kind in kinds) or None
        mood = self._companion.last_mood(user)
        chosen = self._companion.recommend(
            user, kinds=wanted, mood=mood, now=_utc(at), n=n, local_hour=local_hour
        )
        return [card_of(choice, mood) for choice in chosen]

    def feedback(self, user: str, item: str, action: FeedbackAction, feedback_id: str, at: float) -> bool:
        """Count what the user did; false where it was counted before."""
        receipt = self._companion.feedback(
            user, InteractionKind(action), _utc(at), item_id=item, feedback_id=feedback_id
        )
        return receipt.recorded

    def mood(self, user: str, n: int) -> list[dict[str, Any]]:
        """The newest `n` points of the mood, oldest first; none of somebody unknown."""
        return mood_points(self._companion.timeline(user, n))

    def correct(self, user: str, turn: str, label: Label, at: float) -> dict[str, Any]:
        """A turn should have been `label`: its point of the mood now. Raises UnknownTurnError."""
        turns = self._companion.timeline(user, MAX_TIMELINE)
        stored = next((known for known in turns if known.turn_id == turn), None)
        if stored is None:
            raise UnknownTurnError("that turn is not among this visitor's readings; give one of theirs")
        if stored.corrected != label:
            self._companion.correct(user, label, _utc(at), turn_id=turn)
        corrected = replace(stored, corrected=label)
        visit = [
            corrected if known is stored else known
            for known in turns
            if known.session_id == stored.session_id
        ]
        return next(point for point in mood_points(visit) if point["turn"] == turn)

    def _correct(self, correction: RecordCorrection) -> None:
        if not correction.noted:
            self._companion.correct(
                correction.user, correction.label, _utc(correction.at), turn_id=correction.turn
            )
            return
        self._companion.mark_corrected(correction.user, correction.turn, correction.label)

    def preferences(self, user: str) -> dict[str, Any]:
        """What the user told of their taste and what was learned; empty of somebody unknown."""
        return _shown(self._companion.preferences(user))

    def tell(self, user: str, told: Mapping[str, Any], at: float) -> dict[str, Any]:
        """Keep a preference; the preferences then. Raises InvalidPreferenceError."""
        return _shown(self._companion.tell(user, _told(told), _utc(at)))

    def untell(self, user: str, about: Mapping[str, Any], at: float) -> dict[str, Any]:
        """Take a preference back; the preferences then. Raises InvalidPreferenceError."""
        given = _told(about)
        return _shown(self._companion.untell(user, given.kind, given.subject, given.when, _utc(at)))

    def export(self, user: str, at: float) -> dict[str, Any]:
        """Everything stored about the user."""
        return self._companion.export(user, _utc(at))


def _told(given: Mapping[str, Any]) -> Told:
    polarity, when = given.get("polarity"), given.get("when")
    return Told(
        Subject(given["kind"]),
        given["subject"],
        Polarity(polarity) if polarity else None,
        When(when) if when else None,
    )


def _shown(preferences: Preferences) -> dict[str, Any]:
    learned = sorted(preferences.affinity.items(), key=lambda entry: -entry[1])
    return {
        "told": [told.as_dict() for told in preferences.told],
        "learned": [{"genre": genre, "affinity": affinity} for genre, affinity in learned],
        "strategy": preferences.strategy.value if preferences.strategy else None,
        "service": preferences.service.value if preferences.service else None,
    }


def _add(uow: UnitOfWork, fact: Fact) -> None:
    match fact:
        case SessionOpened():
            uow.users.ensure(fact.user, fact.locale, _utc(fact.at))
            uow.sessions.open(fact.session, fact.user, fact.channel, _utc(fact.at))
        case SessionClosed():
            uow.sessions.close(fact.session, _utc(fact.at))
        case RecordConsent():
            keep_decision(uow, fact.user, ConsentSense(fact.sense), fact.granted, _utc(fact.at))
        case _:
            raise ValueError(f"{type(fact).__name__} is written alone")


def _add_turns(uow: UnitOfWork, facts: Sequence[TurnSensed]) -> None:
    """Those whose visit is still the visitor's; others were forgotten meanwhile."""
    owners = uow.sessions.owners({fact.session for fact in facts})
    keep_turns(uow, [
        _turn_record(fact.session, fact.turn) for fact in facts if owners.get(fact.session) == fact.turn.user
    ])  # fmt: skip


def _turn_record(session: str, turn: RecordTurn) -> TurnRecord:
    reading, point = turn.sensed.reading, turn.sensed.point
    return TurnRecord(
        turn_id=turn.turn,
        session_id=session,
        user_id=turn.user,
        at=_utc(turn.at),
        probabilities=tuple(reading.probabilities) if reading else None,
        valence=reading.valence if reading else None,
        arousal=reading.arousal if reading else None,
        confidence=reading.confidence if reading else None,
        trend=str(point.trend),
        shift=point.shift,
        text=turn.text,  # the store keeps it only where the owner wants words kept
        change=point.change,
        need=turn.sensed.need,
        senses={str(sense): _sense_reading(read) for sense, read in turn.sensed.readings.items()},
        weights={str(sense): float(weight) for sense, weight in turn.sensed.weights.items()},
        mixed=turn.sensed.mixed,
    )


def _sense_reading(reading: Reading) -> SenseReading:
    """The few numbers of a reading that are kept: no vector of its words, its sound or its picture."""
    probabilities = tuple(float(p) for p in reading.probabilities)
    return SenseReading(probabilities, reading.valence, reading.arousal, reading.confidence)


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
