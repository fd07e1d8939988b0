"""Links between channels, what is allowed in a chat, and events acted on."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CursorResult, delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from personalization.consent import Sense
from personalization.links_model import ChatConsent, Link, SeenEvent
from personalization.repositories.deletion import deleted
from personalization.repositories.insertion import inserted
from personalization.tables import (
    ChannelLinkRow,
    ChatConsentRow,
    ConsentRow,
    InteractionRow,
    LinkCodeRow,
    SeenEventRow,
    SessionRow,
    TurnRow,
    UserRow,
)


class LinkRepository:
    """Who is whom elsewhere, and the codes that say so."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def user_of(self, author: str) -> str | None:
        """The person that an author elsewhere is linked to."""
        return self._session.scalar(select(ChannelLinkRow.user_id).where(ChannelLinkRow.author == author))

    def put(self, author: str, user_id: str, channel: str, now: datetime) -> None:
        """Link an author, in the place of a link they have."""
        self.delete(author)
        inserted(
            self._session, ChannelLinkRow(author=author, user_id=user_id, channel=channel, linked_at=now)
        )

    def delete(self, author: str) -> int:
        """Undo an author's link."""
        return deleted(self._session, ChannelLinkRow, ChannelLinkRow.author == author)

    def delete_to(self, user_id: str) -> int:
        """Undo every link to a person."""
        return deleted(self._session, ChannelLinkRow, ChannelLinkRow.user_id == user_id)

    def all(self, user_id: str) -> list[Link]:
        """A person's links, oldest first."""
        rows = self._session.scalars(
            select(ChannelLinkRow)
            .where(ChannelLinkRow.user_id == user_id)
            .order_by(ChannelLinkRow.linked_at, ChannelLinkRow.author)
        )
        return [Link(row.channel, row.linked_at) for row in rows]

    def put_code(self, user_id: str, code: str, expires_at: datetime) -> None:
        """The person's one code."""
        self.delete_code(user_id)
        inserted(self._session, LinkCodeRow(user_id=user_id, code=code, expires_at=expires_at))

    def use_code(self, code: str, now: datetime) -> str | None:
        """Whose code it is, which is used up by asking; None for one that is not known or too old."""
        row = self._session.scalar(select(LinkCodeRow).where(LinkCodeRow.code == code).with_for_update())
        if row is None or not deleted(self._session, LinkCodeRow, LinkCodeRow.code == code):
            return None  # the second: somebody else was faster
        return row.user_id if row.expires_at > now else None

    def delete_code(self, user_id: str) -> int:
        """Take back a person's code."""
        return deleted(self._session, LinkCodeRow, LinkCodeRow.user_id == user_id)

    def bring(self, before: str, user_id: str, now: datetime) -> bool:
        """What is kept of `before` becomes that of `user_id`, and `before` is nobody any more; whether they
        had paused sensing.

        Visits, readings, events and links go along, and a pause, as a decision of now: who paused sensing
        here has paused it everywhere. What was learned of their taste, and logins at music services, do not.
        """
        last = (
            select(ConsentRow)
            .where(ConsentRow.user_id == before, ConsentRow.sense == Sense.TEXT.value)
            .order_by(ConsentRow.id.desc())
            .limit(1)
        )
        decided = self._session.scalar(last)
        paused = decided is not None and not decided.granted
        if decided is not None and paused:
            self._session.add(
                ConsentRow(
                    user_id=user_id,
                    sense=Sense.TEXT.value,
                    granted=False,
                    notice_version=decided.notice_version,
                    at=now,
                )
            )
            self._session.flush()
        theirs = aliased(InteractionRow)
        twice = exists().where(theirs.user_id == user_id, theirs.key == InteractionRow.key)
        deleted(
            self._session,
            InteractionRow,
            (InteractionRow.user_id == before) & InteractionRow.key.is_not(None) & twice,
        )
        for table in (SessionRow, TurnRow, InteractionRow, SeenEventRow, ChannelLinkRow):
            self._session.execute(update(table).where(table.user_id == before).values(user_id=user_id))
        self._session.execute(delete(UserRow).where(UserRow.id == before))
        return paused


class ChatRepository:
    """What is allowed in a chat."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def allow(self, chat: str, user_id: str, sense: Sense, now: datetime) -> None:
        """Note it, in the place of what was noted before."""
        here = (ChatConsentRow.chat == chat) & (ChatConsentRow.sense == sense.value)
        deleted(self._session, ChatConsentRow, here)
        inserted(self._session, ChatConsentRow(chat=chat, sense=sense.value, user_id=user_id, at=now))

    def allowed(self, chat: str, user_id: str) -> frozenset[Sense]:
        """What the person allowed here."""
        rows = self._session.scalars(
            select(ChatConsentRow.sense).where(ChatConsentRow.chat == chat, ChatConsentRow.user_id == user_id)
        )
        return frozenset(Sense(row) for row in rows)

    def withdraw(self, user_id: str, sense: Sense) -> int:
        """A sense that is withdrawn is so in every chat, and must be allowed again in each."""
        theirs = (ChatConsentRow.user_id == user_id) & (ChatConsentRow.sense == sense.value)
        return deleted(self._session, ChatConsentRow, theirs)

    def all(self, user_id: str) -> list[ChatConsent]:
        """Everything the person allowed, oldest first."""
        rows = self._session.scalars(
            select(ChatConsentRow)
            .where(ChatConsentRow.user_id == user_id)
            .order_by(ChatConsentRow.at, ChatConsentRow.chat, ChatConsentRow.sense)
        )
        return [ChatConsent(row.chat, Sense(row.sense), row.at) for row in rows]

    def delete(self, user_id: str) -> int:
        """Erase it."""
        return deleted(self._session, ChatConsentRow, ChatConsentRow.user_id == user_id)


class EventRepository:
    """Events acted on."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, event: str, user_id: str, chat: str, taken_by: str, now: datetime) -> bool:
        """Take an event; False where it was taken before."""
        row = SeenEventRow(event=event, user_id=user_id, chat=chat, at=now, taken_by=taken_by)
        return inserted(self._session, row)

    def give_up(self, chat: str, taken_by: str, before: datetime) -> int:
        """How many of a chat other processes took before then and did not answer; each counts once."""
        result = self._session.execute(
            update(SeenEventRow)
            .where(
                SeenEventRow.chat == chat,
                SeenEventRow.answered.is_(False),
                SeenEventRow.taken_by != taken_by,
                SeenEventRow.at < before,
            )
            .values(answered=True)
        )
        return result.rowcount if isinstance(result, CursorResult) else 0

    def answered(self, events: Collection[str]) -> None:
        """Note that they were."""
        self._session.execute(
            update(SeenEventRow).where(SeenEventRow.event.in_(list(events))).values(answered=True)
        )

    def held(self, events: Collection[str], now: datetime) -> None:
        """Note that somebody is still at them."""
        self._session.execute(update(SeenEventRow).where(SeenEventRow.event.in_(list(events))).values(at=now))

    def all(self, user_id: str) -> list[SeenEvent]:
        """A person's, oldest first."""
        rows = self._session.scalars(
            select(SeenEventRow)
            .where(SeenEventRow.user_id == user_id)
            .order_by(SeenEventRow.at, SeenEventRow.event)
        )
        return [SeenEvent(row.event, row.chat, row.at, row.answered) for row in rows]

    def delete(self, user_id: str) -> int:
        """Erase a person's."""
        return deleted(self._session, SeenEventRow, SeenEventRow.user_id == user_id)

    def delete_before(self, before: datetime) -> int:
        """Erase those taken before then."""
        return deleted(self._session, SeenEventRow, SeenEventRow.at < before)
