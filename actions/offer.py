"""Offer a song, an exercise, a read, or something else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from actions.action import CompanionAction
from actions.artists import named, spoken_name
from actions.reply import Reply
from actions.turn import Turn
from actions.wishes import ASKING, Wishes, genre_named, kind_of_form, too_lively_or_too_calm
from personalization.cards import card_of
from personalization.companion import EXERCISES, MUSIC, READS
from personalization.genres import canonical_genre, spoken
from personalization.item import Form, Item, ItemKind, Practice, Purpose
from personalization.recommend.asked import spoken_form
from personalization.recommend.contract import Recommendation, Wish

AFTER_AN_OFFER = ("Something else", "Why this one?", "I like it")


class _Offer(CompanionAction):
    """After words of crisis nothing is offered that was not asked for."""

    kinds: ClassVar[frozenset[ItemKind]]

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """One item, or company where care comes first."""
        if turn.slots.get("care") and turn.intent not in ASKING:
            return [Reply(self.words.pick("no_offer_now"), ("Just listen",))]
        return [self.offer(turn, now)]

    def offer(self, turn: Turn, now: datetime) -> Reply:
        """One item, with the words for its kind and the moment."""
        form = Wishes.of(turn).form
        if form is None:
            return self._present(self._choose(turn, now, need=_need_in_care(turn)))
        return self._of_form(turn, now, form)

    def _of_form(
        self,
        turn: Turn,
        now: datetime,
        form: Practice | Form,
        *,
        barred: frozenset[str] = frozenset(),
        opening: str | None = None,
    ) -> Reply:
        """An exercise or a read of the form asked for; that there is none left is said."""
        chosen = self._choose(
            turn,
            now,
            kinds=frozenset({kind_of_form(form)}),
            need=_need_in_care(turn),
            barred=barred,
            wish=Wish(form=form),
        )
        if chosen and form not in (chosen.item.practice, chosen.item.form):
            opening = self.words.pick("form_missing", form=spoken_form(form))
        return self._present(chosen, opening)

    def _present(self, chosen: Recommendation | None, opening: str | None = None) -> Reply:
        if chosen is None:
            return Reply(self.words.pick("nothing_left"))
        text = opening or self.words.for_offer(chosen.item.kind, chosen.mood)
        return Reply(text, AFTER_AN_OFFER, card_of(chosen))

    def _song(
        self,
        turn: Turn,
        wishes: Wishes,
        now: datetime,
        *,
        last: Item | None = None,
        opening: str | None = None,
    ) -> Reply:
        """A song that keeps to the wishes as far as the catalogue can; what it lacks is said, once."""
        tracks = self._tracks() if wishes.artist or wishes.need else ()
        barred = frozenset({last.id} if last else ())
        need = wishes.need or _need_in_care(turn)
        wish = Wish(wanted=wishes.sounds, unwanted=wishes.without)
        if need:
            opening = self.words.for_need(ItemKind.TRACK, need)
        elif opening is None and (wishes.genre or wish != Wish()):
            opening = self.words.for_need(ItemKind.TRACK, None)
        if wishes.artist:
            by_name = {track.id: spoken_name(track, wishes.artist) for track in named(tracks, wishes.artist)}
            theirs = frozenset(by_name)
            if turn.entity("wished_artist") or last is None or last.id in theirs:  # the wish is not over yet
                others = frozenset(track.id for track in tracks) - theirs
                chosen = (
                    self._choose(
                        turn,
                        now,
                        need=need,
                        genre=wishes.genre,
                        barred=barred | others,
                        wish=replace(wish, by_name=by_name),
                    )
                    if theirs - barred
                    else None
                )
                if chosen:
                    return self._present(
                        chosen, self.words.pick("by_artist", artist=chosen.item.artist or "")
                    )
                opening = self.words.pick("artist_no_more" if theirs else "artist_missing")
        off_tempo = too_lively_or_too_calm(tracks, wishes.need, last)
        chosen = self._choose(
            turn, now, need=need, genre=wishes.genre, barred=barred | off_tempo, wish=wish
        ) or self._choose(turn, now, need=need, genre=wishes.genre, barred=barred, wish=wish)
        missing = self._about_genre(genre_named(turn), chosen) or self._about_sounds(wishes, chosen)
        return self._present(chosen, missing or opening)

    def _choose(
        self,
        turn: Turn,
        now: datetime,
        *,
        kinds: frozenset[ItemKind] | None = None,
        need: Purpose | None = None,
        genre: str | None = None,
        barred: frozenset[str] = frozenset(),
        wish: Wish | None = None,
    ) -> Recommendation | None:
        return self.companion.offer(
            turn.user_id,
            kinds=kinds or self.kinds,
            mood=turn.mood,
            now=now,
            genre=genre,
            need=need,
            exclude=barred,
            locale=turn.locale,
            local_hour=turn.local_hour,
            wish=wish,
        )

    def _tracks(self) -> tuple[Item, ...]:
        return tuple(item for item in self.companion.on_offer() if item.kind in MUSIC)

    def _about_genre(self, asked: str | None, chosen: Recommendation | None) -> str | None:
        genre = canonical_genre(asked) if asked else None
        if asked is None or chosen is None or (genre and genre in chosen.item.genres):
            return None
        return self.words.pick("genre_missing", genre=spoken(genre) if genre else "that")

    def _about_sounds(self, wishes: Wishes, chosen: Recommendation | None) -> str | None:
        lacks = chosen is not None and not all(sound.concerns(chosen.item) for sound in wishes.sounds)
        return self.words.pick("sound_missing") if lacks else None


class OfferMusic(_Offer):
    """A song; what was just wished for counts, and is said honestly where the catalogue lacks it."""

    action_name = "action_offer_music"
    kinds = MUSIC

    def offer(self, turn: Turn, now: datetime) -> Reply:
        """One song."""
        return self._song(turn, Wishes.of(turn), now)


class OfferExercise(_Offer):
    """Something to do."""

    action_name = "action_offer_exercise"
    kinds = EXERCISES


class OfferRead(_Offer):
    """Something to read."""

    action_name = "action_offer_read"
    kinds = READS


class OfferAnother(_Offer):
    """Something else of the same kind as the last offer; the wishes for music still count."""

    action_name = "action_offer_another"
    kinds = MUSIC

    def offer(self, turn: Turn, now: datetime) -> Reply:
        """One other item."""
        opening = self.words.pick("another")
        wishes = Wishes.of(turn)
        if wishes == Wishes() and not turn.slots.get("care"):
            return self._present(
                self.companion.another(turn.user_id, mood=turn.mood, now=now, local_hour=turn.local_hour),
                opening,
            )
        last = self.companion.pass_over(turn.user_id, now)
        if wishes.form and turn.entity("wished_form"):
            return self._of_form(turn, now, wishes.form, barred=frozenset({last.id} if last else ()))
        if last is None or last.kind in MUSIC:
            return self._song(turn, wishes, now, last=last, opening=opening)
        if wishes.form and kind_of_form(wishes.form) is last.kind:
            return self._of_form(turn, now, wishes.form, barred=frozenset({last.id}), opening=opening)
        chosen = self._choose(turn, now, kinds=frozenset({last.kind}), barred=frozenset({last.id}))
        return self._present(chosen, opening)


def _need_in_care(turn: Turn) -> Purpose | None:
    """After words of crisis what is asked for is something calm."""
    return Purpose.CALM if turn.slots.get("care") else None
