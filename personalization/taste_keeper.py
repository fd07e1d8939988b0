"""What a person says of their taste: understood, kept in the vocabulary's words, shown and taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from personalization.preference_words import TasteWords, understood
from personalization.profile import (
    MusicService,
    Polarity,
    Preferences,
    Profile,
    Strategy,
    Subject,
    Told,
    When,
    artist_key,
)
from personalization.shelf import Shelf
from personalization.store import Store
from personalization.subjects import known_told, told_of_genre


class TasteKeeper:
    """Keeps what is told; the catalogue on the shelf says which artists there are."""

    def __init__(self, store: Store, shelf: Shelf) -> None:
        """Hold both."""
        self._store = store
        self._shelf = shelf

    def remember_preference(self, user_id: str, genre: str, polarity: Polarity | None, now: datetime) -> str:
        """Keep what a person said of a genre (None takes it back); returns the vocabulary's word for it.

        Raises InvalidPreferenceError for a genre that the vocabulary has no word for.
        """
        told = told_of_genre(genre, polarity)
        self.tell(user_id, told, now)
        return told.subject

    def understood(self, text: str) -> TasteWords:
        """What a text says of taste, artists of the catalogue included; nothing is kept."""
        with self._store.reading() as uow:
            return understood(text, self._shelf.index(uow).artists)

    def tell(self, user_id: str, told: Told, now: datetime) -> Preferences:
        """Keep what a person said of their taste; a polarity of None takes it back.

        Raises InvalidPreferenceError for a subject that is neither in the vocabulary nor, of an artist, in
        the catalogue: nothing of a person's own words is kept.
        """
        with self._store.unit_of_work() as uow:
            known = known_told(told, self._shelf.index(uow).artists)
            preferences = uow.users.ensure(user_id, None, now).preferences.saying(known)
            uow.users.update_preferences(user_id, preferences)
            uow.commit()
        return preferences

    def untell(
        self, user_id: str, kind: Subject, subject: str, when: When | None, now: datetime
    ) -> Preferences:
        """Take back what was said; without `when`, for every part of the day, and what was learned of it too.

        Raises as `tell`.
        """
        with self._store.unit_of_work() as uow:
            preferences = uow.users.ensure(user_id, None, now).preferences
            names = {artist_key(told.subject): told.subject for told in preferences.told}
            artists = {**self._shelf.index(uow).artists, **names}  # also one who left the catalogue meanwhile
            known = known_told(Told(Subject(kind), subject, None, when), artists)
            if when is None:
                preferences = preferences.without(known.kind, known.subject)
            else:
                preferences = preferences.saying(known)
            uow.users.update_preferences(user_id, preferences)
            uow.commit()
        return preferences

    def untell_everything(self, user_id: str, now: datetime) -> Preferences:
        """Take back all that was said of taste, and let go of all that was learned of it."""
        with self._store.unit_of_work() as uow:
            preferences = uow.users.ensure(user_id, None, now).preferences.forgotten()
            uow.users.update_preferences(user_id, preferences)
            uow.commit()
        return preferences

    def preferences(self, user_id: str) -> Preferences:
        """What is known of the person's taste; nothing of somebody unknown."""
        with self._store.reading() as uow:
            profile = uow.users.get(user_id)
        return profile.preferences if profile else Preferences()

    def update_profile(
        self,
        user_id: str,
        now: datetime,
        *,
        locale: str | None = None,
        genres: Mapping[str, Polarity | None] | None = None,
        strategy: Strategy | None = None,
        clear_strategy: bool = False,
        service: MusicService | None = None,
        clear_service: bool = False,
    ) -> Profile:
        """Change what is given; a genre with None takes back what was said. Raises InvalidPreferenceError."""
        said = [told_of_genre(genre, polarity) for genre, polarity in (genres or {}).items()]
        with self._store.unit_of_work() as uow:
            profile = uow.users.ensure(user_id, locale, now)
            if locale is not None and profile.locale != locale:
                uow.users.update_locale(user_id, locale)
                profile = replace(profile, locale=locale)
            preferences = profile.preferences
            for told in said:
                preferences = preferences.saying(told)
            if strategy is not None or clear_strategy:
                preferences = replace(preferences, strategy=strategy)
            if service is not None or clear_service:
                preferences = replace(preferences, service=service)
            uow.users.update_preferences(user_id, preferences)
            uow.commit()
        return replace(profile, preferences=preferences)
