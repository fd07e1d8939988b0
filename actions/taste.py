"""What a person says of their taste: remembered, told back, shown, taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from actions.action import CompanionAction
from actions.reply import Reply
from actions.turn import Turn
from personalization.genres import canonical_genre, spoken
from personalization.preference_words import Unkept
from personalization.profile import Polarity, Preferences, Subject, Told, When
from personalization.subjects import told_of_genre

PLAY = ("Play me something",)
ASK = ("What do you know about my taste?",)
MOST_LEARNED = 3
LEARNED_AT_LEAST = 0.2
"""Affinity of a genre from one like on, or weight of a trait in the vector; less is not worth a word."""

SURE = 0.7
"""Confidence from which the intent alone decides whether a genre is loved or rejected. Own judgement."""

_WHY_UNKEPT = {
    Unkept.ASKED: "taste_asked",
    Unkept.OF_THE_MOMENT: "taste_of_the_moment",
    Unkept.NOT_LASTING: "taste_not_lasting",
    Unkept.NOTHING_NAMED: "taste_of_nothing_known",
}

_WHEN = {
    When.MORNING: "in the morning",
    When.DAY: "during the day",
    When.EVENING: "in the evening",
    When.NIGHT: "at night",
}


class RememberPreference(CompanionAction):
    """Keeps what a person says of genres, traits, artists and decades, or takes it back.

    Only words of the vocabulary and names from the catalogue are kept, never the sentence.
    """

    action_name = "action_remember_preference"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """Keep everything that was understood, and say it back in one sentence."""
        heard = self.companion.understood(turn.text)
        if heard.takes_all_back:
            return [self._all_taken_back(turn, now)]
        told = heard.told
        if not told and heard.unkept is None:
            told = _by_entities(turn)
            if told and turn.confidence < SURE and not _told_apart(turn):
                return [Reply(self.words.pick("taste_unclear", genre=_named(told)))]
        if not told:
            return [self._nothing_kept(turn, heard.unkept)]
        before = self.companion.preferences(turn.user_id)
        for one in told:
            if one.polarity is None:
                self.companion.untell(turn.user_id, one.kind, one.subject, one.when, now)
            else:
                self.companion.tell(turn.user_id, one, now)
        loved = any(one.polarity is Polarity.LOVED for one in told)
        return [Reply(self._said(told, before), PLAY if loved else ASK)]

    def _all_taken_back(self, turn: Turn, now: datetime) -> Reply:
        before = self.companion.preferences(turn.user_id)
        if before == before.forgotten():
            return Reply(self.words.pick("taste_unknown"), PLAY)
        self.companion.untell_everything(turn.user_id, now)
        return Reply(self.words.pick("taste_forgotten"), PLAY)

    def _nothing_kept(self, turn: Turn, unkept: Unkept | None) -> Reply:
        if unkept in _WHY_UNKEPT and (turn.intent != "take_back_taste" or unkept is not Unkept.NOTHING_NAMED):
            return Reply(self.words.pick(_WHY_UNKEPT[unkept]), ASK)
        if turn.intent != "take_back_taste":
            return Reply(self.words.pick("genre_unknown"))
        known = self.companion.preferences(turn.user_id).told
        if not known:
            return Reply(self.words.pick("taste_unknown"), PLAY)
        return Reply(self.words.pick("take_back_what", told=_listed(known)))

    def _said(self, told: Sequence[Told], before: Preferences) -> str:
        loved = _named(one for one in told if one.polarity is Polarity.LOVED)
        rejected = _named(one for one in told if one.polarity is Polarity.REJECTED)
        back = _named(one for one in told if one.polarity is None)
        if loved and rejected:
            return self.words.pick("genres_told_apart", loved=loved, rejected=rejected)
        if loved or rejected:
            return self.words.pick("genre_loved" if loved else "genre_rejected", genre=loved or rejected)
        known = {(one.kind, one.subject) for one in before.told}
        if any((one.kind, one.subject) in known for one in told):
            return self.words.pick("taken_back", genre=back)
        learned = any(_was_learned(one, before) for one in told)
        return self.words.pick("unlearned" if learned else "nothing_to_take_back", genre=back)


class ShowTaste(CompanionAction):
    """Says what is known of the person's taste, and how it came to be known."""

    action_name = "action_show_taste"

    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:  # noqa: ARG002 - looking keeps no time
        """What was told and what was learned, in a sentence each."""
        preferences = self.companion.preferences(turn.user_id)
        learned = _learned(preferences)
        if not preferences.told and not learned:
            return [Reply(self.words.pick("taste_unknown"), PLAY)]
        parts = []
        if preferences.told:
            parts.append(self.words.pick("taste_told", told=_listed(preferences.told)))
        if learned:
            parts.append(self.words.pick("taste_learned", learned=learned))
        parts.append(self.words.pick("taste_change"))
        return [Reply(" ".join(parts), PLAY)]


def _was_learned(told: Told, before: Preferences) -> bool:
    """Whether likes said something of it; each also moves the vector a little where nothing was meant."""
    if told.kind is Subject.TRAIT:
        return abs(before.vector.weights.get(f"{told.kind.value}:{told.subject}", 0.0)) >= LEARNED_AT_LEAST
    return told.kind is not Subject.ARTIST and before.affinity.get(told.subject, 0.0) != 0.0


def _by_entities(turn: Turn) -> tuple[Told, ...]:
    """What the dialogue understood by itself: genres, whose part in the sentence may be told apart."""
    if turn.intent == "take_back_taste":
        return tuple(_genres(turn, "genre", None))
    rejected = {one.subject: one for one in _genres(turn, "genre:rejected", Polarity.REJECTED)}
    loved = {one.subject: one for one in _genres(turn, "genre:loved", Polarity.LOVED)}
    rest = Polarity.REJECTED if turn.intent == "reject_genre" else Polarity.LOVED
    both = {one.subject: one for one in _genres(turn, "genre", rest)} | loved | rejected
    return tuple(both.values())


def _told_apart(turn: Turn) -> bool:
    return bool(turn.entities.get("genre:rejected") or turn.entities.get("genre:loved"))


def _genres(turn: Turn, key: str, polarity: Polarity | None) -> Iterable[Told]:
    for value in turn.entities.get(key, ()):
        if canonical_genre(value):
            yield told_of_genre(value, polarity)


def _learned(preferences: Preferences) -> str:
    told = {one.subject for one in preferences.told}
    liked = sorted(preferences.affinity.items(), key=lambda entry: -entry[1])
    words = [spoken(genre) for genre, value in liked if value >= LEARNED_AT_LEAST and genre not in told]
    return _joined(words[:MOST_LEARNED])


def _listed(told: Sequence[Told]) -> str:
    """Everything told: "you love jazz and folk, and want no metal at night"."""
    loved = _named(one for one in told if one.polarity is Polarity.LOVED)
    rejected = _named((one for one in told if one.polarity is Polarity.REJECTED), "or")
    parts = [f"you love {loved}" if loved else "", f"you want no {rejected}" if rejected else ""]
    return ", and ".join(part for part in parts if part)


def _named(told: Iterable[Told], conjunction: str = "and") -> str:
    """How several subjects read, each part of the day said once: "songs with drums at night and metal"."""
    by_when: dict[When | None, list[str]] = {}
    for one in sorted(told, key=lambda one: one.when is None):
        by_when.setdefault(one.when, []).append(_thing(one))
    by_things: dict[str, list[str]] = {}
    for when, things in by_when.items():
        if when is not None:
            by_things.setdefault(_joined(things, conjunction), []).append(_WHEN[when])
    timed = [f"{things} {_joined(whens, conjunction)}" for things, whens in by_things.items()]
    always = [_joined(by_when[None], conjunction)] if None in by_when else []
    return _joined([*timed, *always], conjunction)


def _thing(told: Told) -> str:
    match told.kind:
        case Subject.TRAIT:
            return f"songs with {told.spoken}"
        case Subject.DECADE:
            return f"music from {told.spoken}"
        case _:
            return told.spoken


def _joined(words: Sequence[str], conjunction: str = "and") -> str:
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}" if len(words) > 1 else "".join(words)
