"""Between rows and domain objects."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from personalization.consent import Consent, Sense
from personalization.interaction import Interaction, InteractionKind, SenseReading, SessionRecord, TurnRecord
from personalization.item import Breath, Form, Item, ItemKind, Practice, Purpose, Step
from personalization.profile import Preferences, Profile
from personalization.tables import ConsentRow, InteractionRow, ItemRow, SessionRow, TurnRow, UserRow


def profile_of(row: UserRow | Row[Any]) -> Profile:
    """A person."""
    preferences = Preferences.from_dict({**row.preferences, "vector": row.vector})
    return Profile(row.id, row.locale, row.created_at, row.last_seen_at, preferences)


def consent_of(row: ConsentRow) -> Consent:
    """A decision."""
    return Consent(row.user_id, Sense(row.sense), row.granted, row.at, row.notice_version)


def session_of(row: SessionRow) -> SessionRecord:
    """A visit."""
    return SessionRecord(row.id, row.user_id, row.channel, row.opened_at, row.closed_at)


def turn_of(row: TurnRow | Row[Any]) -> TurnRecord:
    """A turn."""
    return TurnRecord(
        turn_id=row.turn_id,
        session_id=row.session_id,
        user_id=row.user_id,
        at=row.at,
        probabilities=tuple(row.probabilities) if row.probabilities is not None else None,
        valence=row.valence,
        arousal=row.arousal,
        confidence=row.confidence,
        trend=row.trend,
        shift=row.shift,
        text=row.words,
        change=row.change,
        need=row.need,
        corrected=row.corrected,
        senses={sense: SenseReading.from_dict(stored) for sense, stored in (row.senses or {}).items()},
        weights=row.weights or {},
        mixed=row.mixed,
    )


def turn_values(turn: TurnRecord, *, words: str | None) -> dict[str, Any]:
    """The columns of a turn's row, without its id."""
    return {
        "turn_id": turn.turn_id,
        "session_id": turn.session_id,
        "user_id": turn.user_id,
        "at": turn.at,
        "probabilities": [float(p) for p in turn.probabilities] if turn.probabilities is not None else None,
        "valence": turn.valence,
        "arousal": turn.arousal,
        "confidence": turn.confidence,
        "trend": turn.trend,
        "shift": turn.shift,
        "change": turn.change,
        "need": turn.need,
        "corrected": turn.corrected,
        "senses": {sense: reading.as_dict() for sense, reading in turn.senses.items()} or None,
        "weights": dict(turn.weights) or None,
        "mixed": turn.mixed,
        "words": words,
    }


def item_of(row: ItemRow | Row[Any]) -> Item:
    """An item."""
    return Item(
        id=row.id,
        kind=ItemKind(row.kind),
        title=row.title,
        valence=row.valence,
        arousal=row.arousal,
        feelings=tuple(row.feelings),
        energy=row.energy,
        purposes=frozenset(Purpose(purpose) for purpose in row.purposes),
        artist=row.artist,
        year=row.year,
        genres=tuple(row.genres),
        duration_s=row.duration_s,
        steps=tuple(step_of(stored) for stored in row.steps),
        body=row.body,
        traits=tuple(row.traits),
        practice=Practice(row.practice) if row.practice else None,
        ending=row.ending,
        form=Form(row.form) if row.form else None,
        source=row.source,
    )


def step_of(stored: Mapping[str, Any]) -> Step:
    """A step, from what `dataclasses.asdict` made of it."""
    breath = stored.get("breath")
    return Step(
        stored["text"], stored.get("duration_s"), Breath(**breath) if breath else None, stored["write"]
    )


def item_values(item: Item) -> dict[str, Any]:
    """The columns of an item's row, without its id."""
    return {
        "kind": item.kind.value,
        "title": item.title,
        "artist": item.artist,
        "year": item.year,
        "genres": list(item.genres),
        "valence": item.valence,
        "arousal": item.arousal,
        "feelings": list(item.feelings),
        "energy": item.energy,
        "purposes": sorted(purpose.value for purpose in item.purposes),
        "duration_s": item.duration_s,
        "steps": [asdict(step) for step in item.steps],
        "body": item.body,
        "traits": list(item.traits),
        "practice": item.practice.value if item.practice else None,
        "ending": item.ending,
        "form": item.form.value if item.form else None,
        "source": item.source,
    }


def interaction_of(row: InteractionRow | Row[Any]) -> Interaction:
    """An event."""
    return Interaction(
        user_id=row.user_id,
        item_id=row.item_id,
        kind=InteractionKind(row.kind),
        at=row.at,
        variant=row.variant,
        context=row.context,
        key=row.key,
    )


def interaction_values(interaction: Interaction) -> dict[str, Any]:
    """The columns of an event's row, without its id."""
    return {
        "user_id": interaction.user_id,
        "item_id": interaction.item_id,
        "kind": interaction.kind.value,
        "at": interaction.at,
        "variant": interaction.variant,
        "context": dict(interaction.context),
        "key": interaction.key,
    }
