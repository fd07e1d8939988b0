"""What the action server and the gateway ask of personalization: one service over one store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from perception.emotion import LABELS
from personalization.consent import NOTICE_VERSION, Sense
from personalization.errors import InvalidPreference, UnknownItem
from personalization.genres import GENRES, canonical_genre
from personalization.help_lines import HelpLine, help_lines
from personalization.history import history_of
from personalization.interaction import FEEDBACK_KINDS, Interaction, InteractionKind, TurnRecord
from personalization.item import Item, ItemKind
from personalization.mood import Mood
from personalization.privacy import ForgetReport, PurgeReport, export_user, forget_user, purge_expired
from personalization.profile import DISLIKE_STEP, LIKE_STEP, Polarity, Preferences, Profile, Strategy
from personalization.recommend.contract import Recommendation, RecommendationRequest, Recommender
from personalization.shelf import Shelf
from personalization.store import Store, UnitOfWork

MUSIC = frozenset({ItemKind.TRACK})
EXERCISES = frozenset({ItemKind.EXERCISE})
READS = frozenset({ItemKind.READ})

HISTORY_LENGTH = 200
"""How many of a person's newest events a choice looks at."""

_STEPS = {InteractionKind.LIKE: LIKE_STEP, InteractionKind.DISLIKE: DISLIKE_STEP}


@dataclass(frozen=True)
class Explanation:
    """The item offered last and why, as it was true when it was offered."""

    item: Item
    why: str


@dataclass(frozen=True)
class FeedbackReceipt:
    """What a feedback did; `recorded` is False where the same feedback had been counted already."""

    item: Item
    recorded: bool


class Companion:
    """Remembers, chooses, explains, exports and forgets.

    Every method that stores takes `now`, an aware UTC time. All may raise StoreError; the rest is said where it
    applies. Safe to use from several threads and processes at once.
    """

    def __init__(self, store: Store, recommender: Recommender) -> None:
        """Hold the store and the recommender."""
        self._store = store
        self._recommender = recommender
        self._shelf = Shelf()

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
        """Keep a turn's reading, once; False where it is known, or where its person was forgotten meanwhile."""
        with self._store.unit_of_work() as uow:
            if uow.sessions.owner(turn.session_id) != turn.user_id:
                return False
            added = uow.turns.add(turn)
            uow.commit()
        return added

    def record_consent(
        self, user_id: str, sense: Sense, granted: bool, now: datetime, notice_version: str = NOTICE_VERSION
    ) -> None:
        """Keep a decision about one sense."""
        with self._store.unit_of_work() as uow:
            uow.users.ensure(user_id, None, now)
            uow.consents.record(user_id, Sense(sense), granted, now, notice_version)
            uow.commit()

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
    ) -> Recommendation | None:
        """Choose one item and record the offer; None where nothing may be offered.

        `mood` None takes the person's newest reading. `genre` is one just asked for, in the person's own word.
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
    ) -> list[Recommendation]:
        """Choose up to `n` (≥ 1) items, best first, and record each as offered."""
        with self._store.unit_of_work() as uow:
            profile = uow.users.ensure(user_id, locale, now)
            request = RecommendationRequest(
                user_id=user_id,
                kinds=frozenset(kinds) if kinds is not None else None,
                mood=mood or latest_mood(uow, user_id),
                need=need,
                n=n,
                exclude=frozenset(exclude),
                genre=canonical_genre(genre) if genre else None,
                preferences=profile.preferences,
                history=history_of(uow.interactions.recent(user_id, HISTORY_LENGTH)),
            )
            chosen = self._recommender.recommend(request, self._shelf.items(uow))
            for choice in reversed(chosen):  # the best is the newest offer, the one a "why?" asks about
                uow.interactions.add(_offered(request, choice, now))
            uow.commit()
        return chosen

    def another(
        self, user_id: str, *, mood: Mood | None, now: datetime, kinds: Iterable[ItemKind] | None = None
    ) -> Recommendation | None:
        """Something else: counts the last offer as skipped and chooses again among the same kind, unless told."""
        with self._store.unit_of_work() as uow:
            uow.users.ensure(user_id, None, now)
            last = uow.interactions.last_offered(user_id)
            item = uow.items.get(last) if last else None
            if item is not None:
                uow.interactions.add(Interaction(user_id, item.id, InteractionKind.SKIP, now))
                uow.commit()
        wanted = kinds if kinds is not None else ({item.kind} if item else MUSIC)
        return self.offer(user_id, kinds=wanted, mood=mood, now=now, exclude=[item.id] if item else ())

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

        A like raises its genres' affinity, a dislike lowers it and never offers the item again. The same `feedback_id`
        counts once. Raises UnknownItem, also where nothing was offered yet, and InvalidPreference for other kinds.
        """
        if kind not in FEEDBACK_KINDS:
            allowed = ", ".join(sorted(FEEDBACK_KINDS))
            raise InvalidPreference(f"feedback was {str(kind)!r}; allowed are {allowed}")
        with self._store.unit_of_work() as uow:
            profile = uow.users.ensure(user_id, None, now)
            wanted = item_id or uow.interactions.last_offered(user_id)
            if wanted is None:
                raise UnknownItem("nothing was offered yet; name the item that the feedback is about")
            item = uow.items.require(wanted)
            event = Interaction(user_id, item.id, InteractionKind(kind), now, key=feedback_id)
            recorded = uow.interactions.add(event)
            if recorded and kind in _STEPS:
                moved = profile.preferences.moved(item.genres, _STEPS[kind])
                uow.users.update_preferences(user_id, moved)
            uow.commit()
        return FeedbackReceipt(item, recorded)

    def remember_preference(
        self, user_id: str, genre: str, polarity: Polarity | None, now: datetime
    ) -> str:
        """Keep what a person said of a genre (None takes it back); returns the vocabulary's word for it.

        Raises InvalidPreference for a genre that the vocabulary has no word for.
        """
        word = known_genre(genre)
        with self._store.unit_of_work() as uow:
            profile = uow.users.ensure(user_id, None, now)
            uow.users.update_preferences(user_id, profile.preferences.saying(word, polarity))
            uow.commit()
        return word

    def correct(self, user_id: str, label: str, now: datetime, *, sensed: Mood | None = None) -> None:
        """Keep that a reading was wrong: what it should have been, and what it was. Raises InvalidPreference."""
        if label not in LABELS:
            raise InvalidPreference(f"label was {label!r}; allowed are {', '.join(LABELS)}")
        context: dict[str, Any] = {"label": label, "sensed": sensed.as_context() if sensed else None}
        self._note(user_id, InteractionKind.CORRECTION, now, context)

    def record_crisis(self, user_id: str, now: datetime, locale: str | None = None) -> tuple[HelpLine, ...]:
        """Count that care was given, without any words, and give the help lines of the person's region."""
        with self._store.unit_of_work() as uow:
            profile = uow.users.ensure(user_id, locale, now)
            uow.interactions.add(Interaction(user_id, None, InteractionKind.CRISIS, now))
            uow.commit()
        return help_lines(profile.locale)

    def _note(
        self, user_id: str, kind: InteractionKind, now: datetime, context: Mapping[str, Any]
    ) -> None:
        with self._store.unit_of_work() as uow:
            uow.users.ensure(user_id, None, now)
            uow.interactions.add(Interaction(user_id, None, kind, now, context=context))
            uow.commit()

    # Knowing

    def profile(self, user_id: str) -> Profile:
        """The person. Raises UnknownUser."""
        with self._store.reading() as uow:
            return uow.users.require(user_id)

    def update_profile(
        self,
        user_id: str,
        now: datetime,
        *,
        locale: str | None = None,
        genres: Mapping[str, Polarity | None] | None = None,
        strategy: Strategy | None = None,
        clear_strategy: bool = False,
    ) -> Profile:
        """Change only what is given; a genre with None takes back what was said. Raises InvalidPreference."""
        said = {known_genre(genre): polarity for genre, polarity in (genres or {}).items()}
        with self._store.unit_of_work() as uow:
            preferences = uow.users.ensure(user_id, locale, now).preferences
            for genre, polarity in said.items():
                preferences = preferences.saying(genre, polarity)
            if strategy is not None or clear_strategy:
                preferences = Preferences(preferences.told, preferences.affinity, strategy)
            profile = uow.users.update_preferences(user_id, preferences)
            uow.commit()
        return profile

    def last_mood(self, user_id: str) -> Mood | None:
        """The person's newest reading."""
        with self._store.reading() as uow:
            return latest_mood(uow, user_id)

    # Trust

    def export(self, user_id: str, now: datetime) -> dict[str, Any]:
        """Everything stored about the person, JSON-ready. Raises UnknownUser."""
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


def known_genre(genre: str) -> str:
    """The vocabulary's word for a genre. Raises InvalidPreference."""
    word = canonical_genre(genre)
    if word is None:
        raise InvalidPreference(f"that genre is not in the vocabulary; known are {', '.join(GENRES)}")
    return word


def latest_mood(uow: UnitOfWork, user_id: str) -> Mood | None:
    """The mood of the newest turn that has a reading."""
    turn = uow.turns.latest(user_id)
    if turn is None or turn.probabilities is None or turn.valence is None:
        return None
    return Mood(
        turn.probabilities,
        turn.valence,
        turn.arousal or 0.0,
        turn.confidence or 0.0,
        turn.trend,
        turn.need,
    )


def _offered(request: RecommendationRequest, choice: Recommendation, now: datetime) -> Interaction:
    context = {
        "why": choice.why,
        "score": round(choice.score, 4),
        "mood": request.mood.as_context() if request.mood else None,
        "factors": {c.factor.value: round(c.value, 4) for c in choice.contributions},
    }
    return Interaction(
        request.user_id, choice.item.id, InteractionKind.OFFERED, now, choice.variant, context
    )
