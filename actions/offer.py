"""Offer a song, an exercise, a read, or something else."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from actions.action import CompanionAction
from actions.reply import Reply
from actions.turn import Turn
from personalization.cards import card_of
from personalization.companion import EXERCISES, MUSIC, READS
from personalization.genres import canonical_genre, spoken
from personalization.item import ItemKind
from personalization.recommend.contract import Recommendation

AFTER_AN_OFFER = ("Something else", "Why this one?", "I like it")


class _Offer(CompanionAction):
    kinds: ClassVar[frozenset[ItemKind]]

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """One item, with the words for its kind and the moment."""
        chosen = self.companion.offer(
            turn.user_id,
            kinds=self.kinds,
            mood=turn.mood,
            now=now,
            locale=turn.locale,
            local_hour=turn.local_hour,
        )
        return [self._present(chosen)]

    def _present(self, chosen: Recommendation | None, opening: str | None = None) -> Reply:
        if chosen is None:
            return Reply(self.words.pick("nothing_left"))
        text = opening or self.words.for_offer(chosen.item.kind, chosen.mood)
        return Reply(text, AFTER_AN_OFFER, card_of(chosen))


class OfferMusic(_Offer):
    """A song; a genre just asked for counts, and is said honestly where the catalogue lacks it."""

    action_name = "action_offer_music"
    kinds = MUSIC

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """One song."""
        asked = turn.entity("genre")
        chosen = self.companion.offer(
            turn.user_id,
            kinds=self.kinds,
            mood=turn.mood,
            now=now,
            genre=asked,
            locale=turn.locale,
            local_hour=turn.local_hour,
        )
        return [self._present(chosen, self._about_genre(asked, chosen))]

    def _about_genre(self, asked: str | None, chosen: Recommendation | None) -> str | None:
        genre = canonical_genre(asked) if asked else None
        if asked is None or chosen is None or (genre and genre in chosen.item.genres):
            return None
        return self.words.pick("genre_missing", genre=spoken(genre) if genre else "that")


class OfferExercise(_Offer):
    """Something to do."""

    action_name = "action_offer_exercise"
    kinds = EXERCISES


class OfferRead(_Offer):
    """Something to read."""

    action_name = "action_offer_read"
    kinds = READS


class OfferAnother(_Offer):
    """Something else of the same kind as the last offer."""

    action_name = "action_offer_another"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """One other item."""
        chosen = self.companion.another(turn.user_id, mood=turn.mood, now=now, local_hour=turn.local_hour)
        return [self._present(chosen, self.words.pick("another"))]
