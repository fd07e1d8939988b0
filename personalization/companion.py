"""What the action server and the gateway ask of personalization: one service over one store."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from perception.emotion import LABELS
from personalization.consent import NOTICE_VERSION, Sense, last_withdrawal
from personalization.course import N_TURNS, mood_of_conversation, mood_of_turn
from personalization.errors import InvalidPreferenceError, UnknownItemError, UnknownTurnError
from personalization.expression import ExpressionProfile
from personalization.expression_keeper import keep_correction, keep_decision, keep_turns
from personalization.genres import canonical_genre
from personalization.help_lines import HelpLine, help_lines
from personalization.history import history_of, offer_event
from personalization.interaction import (
    FEEDBACK_KINDS,
    Explanation,
    FeedbackReceipt,
    Interaction,
    InteractionKind,
    TurnRecord,
)
from personalization.item import Item, ItemKind
from personalization.learning import learned, told_already
from personalization.mood import Mood
from personalization.privacy import (
    DataSummary,
    ForgetReport,
    PurgeReport,
    export_user,
    forget_user,
    purge_expired,
    summarise_user,
)
from personalization.profile import Profile
from personalization.recommend.contract import Recommendation, RecommendationRequest, Recommender, Wish
from personalization.shelf import Shelf
from personalization.store import Store, UnitOfWork
from personalization.taste_keeper import TasteKeeper

MUSIC = frozenset({ItemKind.TRACK})
EXERCISES = frozenset({ItemKind.EXERCISE})
READS = frozenset({ItemKind.READ})

N_OFFERS = 60
"""How many of a person's newest offers a choice looks at."""

CARE = timedelta(hours=1)
"""How long after words of crisis nothing is recommended unasked: a page that shows songs by itself must not
go on as if nothing had been said. Our own judgement."""


class Companion(TasteKeeper):
    """Remembers, chooses, explains, exports and forgets.

    Every method that stores takes `now`, an aware UTC time. All may raise StoreError; the rest is said where
    it applies. Safe to use from several threads and processes at once.
    """

    def __init__(self, store: Store, recommender: Recommender) -> None:
        """Hold the store and the recommender."""
        super().__init__(store, Shelf())
        self._recommender = recommender

    @property
    def store(self) -> Store:
        """For health checks and maintenance."""
        return self._store

    # Visits

    def open_session(
        self, session_id: str, user_id: str, *, channel: str, locale: str | None, now: datetime
    ) -> Profile:
        """Note a visit, once; the person is made where unknown."""
        with self._store.unit_of_work() as uow:
            profile = uow.users.ensure(user_id, locale, now)
            uow.sessions.open(session_id, user_id, channel, now)
            uow.commit()
        return profile

    def close_session(self, session_id: str, now: datetime) -> None:
        """Note the end of a visit."""
        with self._store.unit_of_work() as uow:
            uow.sessions.close(session_id, now)
            uow.commit()

    def record_turn(self, turn: TurnRecord) -> bool:
        """Keep a turn's reading, once; False where it is known, or its person was forgotten meanwhile."""
        with self._store.unit_of_work() as uow:
            if uow.sessions.owner(turn.session_id) != turn.user_id:
                return False
            added = keep_turns(uow, [turn])
            uow.commit()
        return added == 1

    def record_consent(
        self, user_id: str, sense: Sense, granted: bool, now: datetime, notice_version: str = NOTICE_VERSION
    ) -> None:
        """Keep a decision about one sense; a withdrawal erases what it alone read and what it taught."""
        with self._store.unit_of_work() as uow:
            keep_decision(uow, user_id, Sense(sense), granted, now, notice_version)
            uow.commit()
        if not granted:
            self._store.settle_erasure()

    def consents(self, user_id: str) -> dict[Sense, bool]:
        """The latest decision for each sense decided about; nothing for someone unknown."""
        with self._store.reading() as uow:
            return uow.consents.current(user_id)

    # Choosing

    def offer(
        self,
        user_id: str,
        *,
        kinds: Iterable[ItemKind] | None,
        mood: Mood | None,
        now: datetime,
        genre: str | None = None,
        need: str | None = None,
        exclude: Iterable[str] = (),
        locale: str | None = None,
        local_hour: int | None = None,
        wish: Wish | None = None,
    ) -> Recommendation | None:
        """Choose one item and record the offer; None where nothing may be offered.

        `mood` None takes the person's newest reading. `genre` is one just asked for, in the person's own
        word, and `wish` what else. `local_hour` is the hour, 0 to 23, by the person's own clock.
        """
        chosen = self.recommend(
            user_id,
            kinds=kinds,
            mood=mood,
            now=now,
            n=1,
            genre=genre,
            need=need,
            exclude=exclude,
            locale=locale,
            local_hour=local_hour,
            wish=wish,
        )
        return chosen[0] if chosen else None

    def recommend(
        self,
        user_id: str,
        *,
        kinds: Iterable[ItemKind] | None,
        mood: Mood | None,
        now: datetime,
        n: int = 1,
        genre: str | None = None,
        need: str | None = None,
        exclude: Iterable[str] = (),
        locale: str | None = None,
        local_hour: int | None = None,
        wish: Wish | None = None,
    ) -> list[Recommendation]:
        """Choose up to `n` (≥ 1) items, best first, and record each as offered."""
        question = RecommendationRequest(
            user_id=user_id,
            kinds=frozenset(kinds) if kinds is not None else None,
            mood=mood,
            need=need,
            n=n,
            exclude=frozenset(exclude),
            genre=canonical_genre(genre) if genre else None,
            local_hour=local_hour,
            wish=wish or Wish(),
        )
        with self._store.unit_of_work() as uow:
            chosen = self._choose(uow, question, now, locale)
            uow.commit()
        return chosen

    def _choose(
        self, uow: UnitOfWork, question: RecommendationRequest, now: datetime, locale: str | None = None
    ) -> list[Recommendation]:
        user_id = question.user_id
        preferences = uow.users.ensure(user_id, locale, now).preferences
        request = replace(
            question,
            mood=mood_of_conversation(
                question.mood,
                uow.turns.newest(user_id, N_TURNS),
                uow.interactions.last_correction(user_id),
                now,
            ),
            preferences=preferences,
            history=history_of(
                uow.interactions.offers(user_id, N_OFFERS),
                uow.interactions.opinions(user_id),
                uow.interactions.n_offers(user_id),
            ),
        )
        chosen = self._recommender.recommend(request, self._shelf.index(uow))
        for choice in reversed(chosen):  # the best is the newest offer, the one a "why?" asks about
            uow.interactions.add(offer_event(request, choice, now))
        return [replace(choice, service=preferences.service) for choice in chosen]

    def another(
        self,
        user_id: str,
        *,
        mood: Mood | None,
        now: datetime,
        kinds: Iterable[ItemKind] | None = None,
        local_hour: int | None = None,
    ) -> Recommendation | None:
        """Something else: the last offer counts as skipped, once; the same kind is meant unless given."""
        with self._store.unit_of_work() as uow:
            item = self._passed_over(uow, user_id, now)
            wanted = frozenset(kinds) if kinds is not None else frozenset({item.kind} if item else MUSIC)
            excluded = frozenset({item.id} if item else ())
            question = RecommendationRequest(
                user_id=user_id, kinds=wanted, mood=mood, exclude=excluded, local_hour=local_hour
            )
            chosen = self._choose(uow, question, now)
            uow.commit()
        return chosen[0] if chosen else None

    def on_offer(self) -> tuple[Item, ...]:
        """The catalogue, by id; read from the database only when it has changed."""
        with self._store.reading() as uow:
            return self._shelf.index(uow).items

    def pass_over(self, user_id: str, now: datetime) -> Item | None:
        """Count the last offer as skipped, once; the item, or None where nothing was offered yet."""
        with self._store.unit_of_work() as uow:
            item = self._passed_over(uow, user_id, now)
            uow.commit()
        return item

    def _passed_over(self, uow: UnitOfWork, user_id: str, now: datetime) -> Item | None:
        profile = uow.users.ensure(user_id, None, now)
        last = uow.interactions.last_offered(user_id)
        item = uow.items.get(last) if last else None
        if item is not None:
            self._count(uow, profile, item, Interaction(user_id, item.id, InteractionKind.SKIP, now))
        return item

    def explain_last(self, user_id: str, now: datetime) -> Explanation | None:
        """Why the last item was offered; None where nothing was offered yet."""
        with self._store.unit_of_work() as uow:
            offer = uow.interactions.last_offer(user_id)
            item = uow.items.get(offer.item_id) if offer and offer.item_id else None
            if offer is None or item is None:
                return None
            uow.interactions.add(Interaction(user_id, item.id, InteractionKind.EXPLAIN, now, offer.variant))
            uow.commit()
        return Explanation(item, str(offer.context.get("why", "")))

    # Learning

    def feedback(
        self,
        user_id: str,
        kind: InteractionKind,
        now: datetime,
        *,
        item_id: str | None = None,
        feedback_id: str | None = None,
    ) -> FeedbackReceipt:
        """Count what a person did with an item, at once; without `item_id` it is about the last offer.

        Everything moves the person's vector; a like also raises its genres' affinity, a dislike lowers it and
        never offers the item again. The same `feedback_id` counts once, and of one offer so does each kind of
        event until the person changes their mind.
        Raises UnknownItemError, also where nothing was offered yet; InvalidPreferenceError for other kinds.
        """
        if kind not in FEEDBACK_KINDS:
            allowed = ", ".join(sorted(FEEDBACK_KINDS))
            raise InvalidPreferenceError(f"feedback was {str(kind)!r}; allowed are {allowed}")
        with self._store.unit_of_work() as uow:
            profile = uow.users.ensure(user_id, None, now)
            wanted = item_id or uow.interactions.last_offered(user_id)
            if wanted is None:
                raise UnknownItemError("nothing was offered yet; name the item that the feedback is about")
            item = uow.items.require(wanted)
            event = Interaction(user_id, item.id, InteractionKind(kind), now, key=feedback_id)
            recorded = self._count(uow, profile, item, event)
            uow.commit()
        return FeedbackReceipt(item, recorded)

    def _count(self, uow: UnitOfWork, profile: Profile, item: Item, event: Interaction) -> bool:
        """Keep an event and learn from it; False where it says nothing new of the same offer."""
        if told_already(event.kind, uow.interactions.since_offered(profile.user_id, item.id)):
            return False
        if not uow.interactions.add(event):
            return False
        direction = self._shelf.index(uow).direction(item)
        taste = learned(profile.preferences, item, direction, event.kind)
        uow.users.update_preferences(profile.user_id, taste)
        return True

    def correct(
        self,
        user_id: str,
        label: str,
        now: datetime,
        *,
        turn_id: str | None = None,
        sensed: Mood | None = None,
    ) -> None:
        """Keep that a reading was wrong, and what would be right; `turn_id` names which, else the newest.

        Raises InvalidPreferenceError for a label outside the vocabulary, UnknownTurnError where the person
        has no such turn.
        """
        if label not in LABELS:
            raise InvalidPreferenceError(f"label was {label!r}; allowed are {', '.join(LABELS)}")
        context: dict[str, Any] = {"label": label, "sensed": sensed.as_context() if sensed else None}
        with self._store.unit_of_work() as uow:
            uow.users.ensure(user_id, None, now)
            if turn_id is not None:
                if not keep_correction(uow, user_id, turn_id, label):
                    raise UnknownTurnError(f"this visitor has no turn {turn_id!r}; use one of their timeline")
                newest = uow.turns.newest(user_id, 1)
                context |= {"turn": turn_id, "past": bool(newest) and newest[0].turn_id != turn_id}
            uow.interactions.add(Interaction(user_id, None, InteractionKind.CORRECTION, now, context=context))
            uow.commit()

    def timeline(self, user_id: str, n: int = 200) -> list[TurnRecord]:
        """The person's newest `n` turns that have a reading, oldest first."""
        with self._store.reading() as uow:
            return uow.turns.newest(user_id, n)[::-1]

    def mark_corrected(self, user_id: str, turn_id: str, label: str) -> bool:
        """Note on a turn what is kept as a correction already; False where the person has no such turn."""
        with self._store.unit_of_work() as uow:
            marked = keep_correction(uow, user_id, turn_id, label)
            uow.commit()
        return marked

    def visit(self, user_id: str, session_id: str, n: int = 256) -> list[TurnRecord] | None:
        """The newest `n` turns of a visit that have a reading, oldest first; None where it is not theirs.

        The course of a mood begins anew where consent is withdrawn, and so do these.
        """
        with self._store.reading() as uow:
            if uow.sessions.owner(session_id) != user_id:
                return None
            begun = last_withdrawal(uow.consents.all(user_id))
            turns = uow.turns.of_visit(user_id, session_id, n)
        return [turn for turn in turns if begun is None or turn.at > begun]

    def expression(self, user_id: str) -> ExpressionProfile:
        """How the person's senses relate to what they say they feel; blank of somebody unknown."""
        with self._store.reading() as uow:
            return uow.users.expression(user_id)

    def record_crisis(self, user_id: str, now: datetime, locale: str | None = None) -> tuple[HelpLine, ...]:
        """Count that care was given, without any words, and give the help lines of the person's region."""
        with self._store.unit_of_work() as uow:
            profile = uow.users.ensure(user_id, locale, now)
            uow.interactions.add(Interaction(user_id, None, InteractionKind.CRISIS, now))
            uow.commit()
        return help_lines(profile.locale)

    def in_care(self, user_id: str, now: datetime) -> bool:
        """Whether words of crisis were heard less than CARE ago."""
        with self._store.reading() as uow:
            return uow.interactions.any_since(user_id, InteractionKind.CRISIS, now - CARE)

    # Knowing

    def profile(self, user_id: str) -> Profile:
        """The person. Raises UnknownUserError."""
        with self._store.reading() as uow:
            return uow.users.require(user_id)

    def last_mood(self, user_id: str) -> Mood | None:
        """The person's newest reading."""
        with self._store.reading() as uow:
            return next((mood_of_turn(turn) for turn in uow.turns.newest(user_id, 1)), None)

    # Trust

    def summary(self, user_id: str) -> DataSummary:
        """How much is stored about the person. Raises UnknownUserError."""
        with self._store.reading() as uow:
            return summarise_user(uow, user_id)

    def export(self, user_id: str, now: datetime) -> dict[str, Any]:
        """Everything stored about the person, JSON-ready; of someone unknown nothing, with a null profile."""
        with self._store.reading() as uow:
            return export_user(uow, user_id, now)

    def forget(self, user_id: str) -> ForgetReport:
        """Erase the person from every table and from the database file."""
        with self._store.unit_of_work() as uow:
            report = forget_user(uow, user_id)
            uow.commit()
        self._store.settle_erasure()
        return report

    def purge(self, now: datetime, retention_days: int) -> PurgeReport:
        """Erase what is older than the retention."""
        with self._store.unit_of_work() as uow:
            report = purge_expired(uow, now, retention_days)
            uow.commit()
        self._store.settle_erasure()
        return report
