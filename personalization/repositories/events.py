"""What happened between people and the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from perception.emotion import LABELS
from personalization.interaction import OPINIONS, Correction, Interaction, InteractionKind
from personalization.repositories.deletion import deleted
from personalization.rows import interaction_of, interaction_values
from personalization.tables import InteractionRow

N_CORRECTIONS = 20
"""How many of the newest corrections are looked through for one of the present mood."""

_OF_USER = InteractionRow.user_id == bindparam("user")
_OFFERED = InteractionRow.kind == InteractionKind.OFFERED.value
_OFFERS = (
    select(InteractionRow.item_id)
    .where(_OF_USER, _OFFERED)
    .order_by(InteractionRow.id.desc())
    .limit(bindparam("n"))
)
_N_OFFERS = select(func.count(InteractionRow.id)).where(_OF_USER, _OFFERED)
_OPINIONS_OF = (
    select(InteractionRow.item_id, InteractionRow.kind)
    .where(
        _OF_USER,
        InteractionRow.kind.in_(sorted(kind.value for kind in OPINIONS)),
        InteractionRow.item_id.is_not(None),
    )
    .order_by(InteractionRow.id.desc())
)
_WITH_ITEM = (
    select(InteractionRow.kind)
    .where(_OF_USER, InteractionRow.item_id == bindparam("item"))
    .order_by(InteractionRow.id.desc())
)
_LAST_OFFER = (
    select(InteractionRow.__table__)
    .where(_OF_USER, _OFFERED, InteractionRow.item_id.is_not(None))
    .order_by(InteractionRow.id.desc())
    .limit(1)
)
_CORRECTIONS = (
    select(InteractionRow.context, InteractionRow.at)
    .where(_OF_USER, InteractionRow.kind == InteractionKind.CORRECTION.value)
    .order_by(InteractionRow.id.desc())
    .limit(N_CORRECTIONS)
)
_ADD = insert(InteractionRow)


class InteractionRepository:
    """Events. What every action asks goes past SQLAlchemy's object layer, which costs more than SQLite."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, interaction: Interaction) -> bool:
        """Add an event; False where the person has one with that key already."""
        if interaction.key is not None and self._has_key(interaction.user_id, interaction.key):
            return False
        self._session.connection().execute(_ADD, interaction_values(interaction))
        return True

    def _has_key(self, user_id: str, key: str) -> bool:
        query = select(InteractionRow.id).where(InteractionRow.user_id == user_id, InteractionRow.key == key)
        return self._session.scalar(query) is not None

    def last_offer(self, user_id: str) -> Interaction | None:
        """The newest offer."""
        row = self._session.connection().execute(_LAST_OFFER, {"user": user_id}).first()
        return interaction_of(row) if row else None

    def last_offered(self, user_id: str) -> str | None:
        """The id of the item offered last, or None."""
        offer = self.last_offer(user_id)
        return offer.item_id if offer else None

    def last_correction(self, user_id: str) -> Correction | None:
        """What the person last said their mood was, corrections of earlier turns aside."""
        rows = self._session.connection().execute(_CORRECTIONS, {"user": user_id}).all()
        present = (row for row in rows if not row.context.get("past") and row.context.get("label") in LABELS)
        row = next(present, None)
        return Correction(row.context["label"], row.at) if row else None

    def offers(self, user_id: str, n: int) -> list[str]:
        """The items of the newest `n` offers, newest first; one that is gone for good is an empty id."""
        rows = self._session.connection().execute(_OFFERS, {"user": user_id, "n": n})
        return [item_id or "" for (item_id,) in rows]

    def items_since(self, user_id: str, kind: InteractionKind, since: datetime) -> list[str]:
        """The items that the person had an event of this kind with from then on, each once, oldest first."""
        query = (
            select(InteractionRow.item_id)
            .where(
                InteractionRow.user_id == user_id,
                InteractionRow.kind == kind.value,
                InteractionRow.at >= since,
                InteractionRow.item_id.is_not(None),
            )
            .order_by(InteractionRow.id)
        )
        return list(dict.fromkeys(item_id for item_id in self._session.scalars(query) if item_id))

    def n_offers(self, user_id: str) -> int:
        """How many offers the person ever had."""
        return self._session.connection().execute(_N_OFFERS, {"user": user_id}).scalar_one()

    def opinions(self, user_id: str) -> list[tuple[str, InteractionKind]]:
        """Every like, dislike and skip with its item, newest first."""
        rows = self._session.connection().execute(_OPINIONS_OF, {"user": user_id})
        return [(item_id, InteractionKind(kind)) for item_id, kind in rows if item_id]

    def since_offered(self, user_id: str, item_id: str) -> list[InteractionKind]:
        """What the person did with the item after it was offered last, newest first."""
        rows = self._session.connection().execute(_WITH_ITEM, {"user": user_id, "item": item_id})
        events = (InteractionKind(kind) for (kind,) in rows)
        return list(takewhile(lambda kind: kind is not InteractionKind.OFFERED, events))

    def any_since(self, user_id: str, kind: InteractionKind, since: datetime) -> bool:
        """Whether the person had an event of this kind after then."""
        query = select(InteractionRow.id).where(
            InteractionRow.user_id == user_id, InteractionRow.kind == kind.value, InteractionRow.at > since
        )
        return self._session.scalar(query.limit(1)) is not None

    def all(self, user_id: str) -> list[Interaction]:
        """Every event, oldest first."""
        rows = self._session.scalars(
            select(InteractionRow).where(InteractionRow.user_id == user_id).order_by(InteractionRow.id)
        )
        return [interaction_of(row) for row in rows]

    def count(self, user_id: str) -> int:
        """The number of the person's events."""
        query = select(func.count(InteractionRow.id)).where(InteractionRow.user_id == user_id)
        return self._session.scalar(query) or 0

    def counts(self, kinds: Sequence[InteractionKind]) -> Mapping[str, int]:
        """How often each item had events of these kinds, over all people."""
        query = (
            select(InteractionRow.item_id, func.count())
            .where(
                InteractionRow.kind.in_([kind.value for kind in kinds]), InteractionRow.item_id.is_not(None)
            )
            .group_by(InteractionRow.item_id)
        )
        return {item_id: n for item_id, n in self._session.execute(query) if item_id is not None}

    def delete(self, user_id: str) -> int:
        """Erase the person's events."""
        return deleted(self._session, InteractionRow, InteractionRow.user_id == user_id)

    def delete_before(self, before: datetime) -> int:
        """Erase events older than then."""
        return deleted(self._session, InteractionRow, InteractionRow.at < before)
