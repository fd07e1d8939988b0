"""One person in one place elsewhere: what they do goes into their session, what it says goes to the place."""

import asyncio
import bisect
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, ParamSpec

import structlog

from gateway.cards import ExportCard
from gateway.channel_rules import is_workplace
from gateway.channels import commands
from gateway.channels.channel import (
    Asked,
    Author,
    Confirmed,
    Incoming,
    Place,
    Said,
    Showed,
    Spoke,
)
from gateway.channels.deeds import ANSWERED_WITHIN_S, Deeds
from gateway.channels.text_form import Plain
from gateway.channels.visit_desk import Outlet, VisitDesk
from gateway.codec import SERVER_MESSAGES
from gateway.errors import Refusal
from gateway.live import LiveSession, SessionOver
from gateway.memory import UserErased
from gateway.notice import AI_REMINDER, REMIND_EVERY_S
from gateway.protocol import (
    Ack,
    CardCompleted,
    Consent,
    Done,
    Emotion,
    Error,
    Forgotten,
    Message,
    Sensing,
    ServerModel,
    Transcript,
)
from gateway.recorder import written
from gateway.vocabulary import Sense
from personalization.errors import StoreError
from personalization.links import Claim

log = structlog.get_logger(__name__)

P = ParamSpec("P")

MAX_WAITING: Final = 50
"""Messages of one person in one place that wait for those before them."""
MAX_AT_ONCE: Final = 20
"""Commands and presses of one person in one place that are carried out at the same time."""
HELD_AGAIN_S: Final = 60.0
"""How often it is noted that an answer still waits; under `personalization.links.BROKEN_OFF_AFTER`."""
SAID_AGAIN_AFTER_S: Final = 300.0
MAX_NOTICED: Final = 50_000


@dataclass(frozen=True)
class SameAuthor:
    """The visits of one author, in all places: who they are is changed in all of them together, under
    `lock`."""

    lock: asyncio.Lock
    visits: Callable[[], Sequence["Visit"]]


class Visit:
    """Implements `gateway.live.Connection`. Everything happens in the event loop."""

    def __init__(
        self,
        desk: VisitDesk,
        outlet: Outlet,
        author: Author,
        place: Place,
        same_author: SameAuthor,
        on_over: Callable[["Visit"], None],
    ) -> None:
        self.place = place
        self.chat = desk.digests.chat(author, place)
        self.author = desk.digests.author(author)
        self.own_user = desk.digests.user(author)
        self.channel = desk.digests.channel(author)
        self._desk = desk
        self._outlet = outlet
        self._same_author = same_author
        self._on_over = on_over
        self._live: LiveSession | None = None
        self.user = self.own_user
        self._parted_from: set[str] = set()
        self._greeted = False
        self._met = False
        self.stranger = False
        self._private = True
        self._locale: str | None = None
        self._stopped_at = 0
        self._waiting: list[Incoming] = []
        self._working = False
        self._n_at_once = 0
        self._n_held = 0
        self.calm = asyncio.Event()
        self._said_at: dict[str, float] = {}
        self._deeds = Deeds(desk, outlet, self)

    # --- what the platform tells --------------------------------------------------------------------------

    def take(self, incoming: Incoming) -> None:
        """Act on it soon: what is said in its order, what is pressed or commanded at once."""
        meant = self._meant(incoming)
        self._private = incoming.private
        self._locale = incoming.locale or self._locale
        if isinstance(meant, Said | Spoke | Showed):
            if len(self._waiting) >= MAX_WAITING:
                self.tell_seldom(commands.TOO_MANY)
                return
            bisect.insort(self._waiting, meant, key=lambda one: one.at)
            if not self._working:
                self._working = True
                self._desk.background(self._work())
        elif self._n_at_once < MAX_AT_ONCE:
            self._n_at_once += 1
            self._desk.background(self._at_once(meant))
        else:
            self.tell_seldom(commands.TOO_MANY)

    def _meant(self, incoming: Incoming) -> Incoming:
        """Words that are a command, as one."""
        if not isinstance(incoming, Said):
            return incoming
        who = (incoming.event, incoming.author, incoming.place, incoming.at)
        if incoming.text.strip().lower() in ("/heard yes", "/heard no"):
            keep = incoming.text.strip().lower().endswith("yes")
            return Confirmed(*who, utterance="", keep=keep, private=incoming.private)
        if found := commands.command_of(incoming.text):
            return Asked(*who, command=found[0], words=found[1], private=incoming.private)
        return incoming

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._carefully(self._waiting.pop(0))
        finally:
            self._working = False
            self._perhaps_over()

    async def _at_once(self, incoming: Incoming) -> None:
        try:
            await self._carefully(incoming)
        finally:
            self._n_at_once -= 1
            self._perhaps_over()

    async def _carefully(self, incoming: Incoming) -> None:
        """Whatever goes wrong with one thing, the next is taken."""
        try:
            await self._act(incoming)
        except Refusal as refusal:
            self.tell(Plain(f"{refusal.detail[:1].upper()}{refusal.detail[1:]}."))
        except Exception as error:  # noqa: BLE001 - see above
            log.error("visit_failed", what=type(incoming).__name__, error=type(error).__name__)
            self.tell(commands.WENT_WRONG)

    async def _act(self, incoming: Incoming) -> None:
        event = self._desk.digests.event(incoming.author.channel, incoming.event)
        try:
            live = await self._enter(event)
            if live is None:
                self._desk.metrics.chat_events.labels(self._outlet.name, "taken_elsewhere").inc()
                return
            self._desk.metrics.chat_events.labels(self._outlet.name, "taken").inc()
            await self._carry_out(live, incoming, event)
        except asyncio.CancelledError:
            raise  # stopped in the middle: whoever comes next may say so
        except Exception:
            self._desk.background(self._answered(event))
            raise
        self._desk.background(self._answered(event))

    async def _carry_out(self, live: LiveSession, incoming: Incoming, event: str) -> None:
        """Once more where the session is over meanwhile: who they are may have changed in another place."""
        user = live.session.identity.user
        try:
            await self._deeds.carry_out(live, incoming, event)
        except SessionOver:
            if live.session.identity.user != user:
                return  # everything was forgotten, and this with it
            present = await self._present()
            if present is None:
                raise
            await self._deeds.carry_out(present, incoming, event)

    async def _present(self) -> LiveSession | None:
        """The session as it is now, open; None where it cannot be."""
        async with self._same_author.lock:
            if self._live is None and not self.stranger:
                await self.go_on(self._desk.erasures.n)
            return self._live

    async def _answered(self, event: str) -> None:
        """Nothing more has to happen for it once its answer is with the platform; until then it is ours."""
        while not await self._settled():
            await self._note(self._desk.links.held, [event], datetime.fromtimestamp(self._desk.clock(), UTC))
        await self._note(self._desk.links.answered, [event])

    async def _settled(self) -> bool:
        try:
            async with asyncio.timeout(HELD_AGAIN_S):
                await self._outlet.settled(self.place)
        except TimeoutError:
            return False
        return True

    async def _note(self, call: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await self._desk.database(call, *args, **kwargs)
        except (StoreError, TimeoutError) as error:
            log.error("event_not_noted", error=type(error).__name__)

    # --- the session --------------------------------------------------------------------------------------

    async def _enter(self, event: str) -> LiveSession | None:
        """The session, open; None where the event is somebody else's to act on. Raises Refusal."""
        async with self._same_author.lock:
            self._parted_from.clear()
            n_erased = self._desk.erasures.n
            claim = await self._claim(event)
            if claim is None:
                live = self._live or await self._open(secrets.token_urlsafe(16), stranger=True)
                self._greet()
                return live
            if not claim.fresh:
                return None
            live = await self._open(claim.user or self.own_user)
            if self.user in self._parted_from:
                live = await self._open(self.own_user)
            if self._desk.erasures.since(n_erased, self.user):
                live = await self._open_again()
            self._greet()
            if claim.broken_off:
                self.tell(commands.BROKEN_OFF)
            return live

    async def _claim(self, event: str) -> Claim | None:
        """None where the database does not answer: memory alone knows repetitions then."""
        now = datetime.fromtimestamp(self._desk.clock(), UTC)
        try:
            return await self._desk.database(
                self._desk.links.claim, event, self.author, self.chat, self.own_user, now
            )
        except (StoreError, TimeoutError) as error:
            log.error("event_not_claimed", error=type(error).__name__)
            return None

    async def _open(self, user: str, *, stranger: bool = False) -> LiveSession:
        """The session of `user` here. A stranger is whoever cannot be looked up: nothing is sensed of them,
        and they are erased once it is known who they are. Raises Refusal."""
        session = self._desk.digests.session(self.chat, user)
        live = self._live
        if live is not None and live.session.identity.session == session:
            live.session.speaks(self._locale)
            return live
        await self.leave("who you are here has changed")
        live, recalled = await self._desk.doorman.seat(
            user, session, self.channel, self.author, None if stranger else await self._allowed(user)
        )
        live.session.speaks(self._locale)
        self.stranger = stranger
        self._met = recalled.visited or (recalled.known and user == self.own_user)
        live.attach(self)
        self._live, self.user = live, user
        return live

    async def _open_again(self) -> LiveSession:
        """The one whom this session was opened for was erased meanwhile: it is somebody new's."""
        erased = self.user
        await self.leave("everything was forgotten")
        self._desk.recorder.add(UserErased(erased))
        try:
            await written(self._desk.recorder.settled())
        except StoreError as error:
            log.error("forgetting_not_settled", error=type(error).__name__)
        self._greeted = False
        return await self._open(self.own_user)

    async def _allowed(self, user: str) -> frozenset[Sense]:
        """What needs consent and was allowed here; where that cannot be had, nothing."""
        try:
            allowed = await self._desk.database(self._desk.links.allowed, self.chat, user)
        except (StoreError, TimeoutError) as error:
            log.error("chat_not_recalled", error=type(error).__name__)
            return frozenset()
        return frozenset(sense.value for sense in allowed)

    @contextlib.asynccontextmanager
    async def left(self, reason: str) -> AsyncIterator[None]:
        """As long as this lasts no session of this author is open, in no place; what they had to write is
        written. Those that were open go on as whom `user` names then."""
        async with self._same_author.lock, self._all_left(reason):
            yield

    @contextlib.asynccontextmanager
    async def _all_left(self, reason: str) -> AsyncIterator[None]:
        """`left`, for whoever holds the lock."""
        with contextlib.ExitStack() as stack:
            visits = self._same_author.visits()
            for visit in visits:
                stack.enter_context(visit.held())
            n_erased = self._desk.erasures.n
            were_open = [visit for visit in visits if await visit.leave(reason)]
            yield
            for visit in visits:
                visit.user = self.user
            for visit in were_open:
                await visit.go_on(n_erased)

    async def go_on(self, n_erased: int) -> None:
        """Open the session again; where it cannot be, the next thing that they do opens it."""
        try:
            await self._open(self.user)
            if self._desk.erasures.since(n_erased, self.user):
                await self._open_again()
        except Refusal as refusal:
            log.info("visit_not_open", code=refusal.code)

    def was_parted(self, user: str) -> None:
        """Links to `user` were undone elsewhere: who comes in meanwhile does not come in as them."""
        if user != self.own_user:
            self._parted_from.add(user)

    async def part(self, user: str) -> None:
        """Their link to `user` was undone elsewhere, for all places of this author."""
        async with self._same_author.lock:
            if all(visit.user != user for visit in self._same_author.visits()):
                return  # they have undone it themselves meanwhile
            async with self._all_left("a link was undone"):
                if self.user == user:
                    self.user = self.own_user

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """As long as this lasts the visit is not over, though no session is open."""
        self._n_held += 1
        try:
            yield
        finally:
            self._n_held -= 1
            self._perhaps_over()

    async def leave(self, reason: str) -> LiveSession | None:
        """Close the session, if there is one, once nothing is under way; what it had to write is written."""
        live = self._live
        if live is None:
            return None
        await self.quiet(live)
        live.apply(live.session.close(reason))
        self._live = None
        self._deeds.clear()
        if self.stranger:
            self._desk.recorder.add(UserErased(live.session.identity.user))
        try:
            await written(self._desk.recorder.settled())
        except StoreError as error:
            log.error("visit_not_settled", error=type(error).__name__)
        return live

    async def quiet(self, live: LiveSession) -> None:
        """Wait until no turn is under way."""
        try:
            async with asyncio.timeout(ANSWERED_WITHIN_S):
                while live.session.busy:
                    self.calm.clear()
                    await self.calm.wait()
        except TimeoutError:
            log.error("visit_not_quiet")

    def _greet(self) -> None:
        """The notice at first contact in this channel, a reminder where that is long ago."""
        if self._greeted:
            return
        self._greeted = True
        noticed, now = self._desk.noticed, self._desk.clock()
        last = noticed.get(self.author)
        if last is not None and now - last < REMIND_EVERY_S:
            return
        first = not self._met and last is None
        self.tell(Plain(commands.notice_of(self._outlet.name) if first else AI_REMINDER))
        noticed[self.author] = now
        noticed.move_to_end(self.author)
        if len(noticed) > MAX_NOTICED:
            noticed.popitem(last=False)

    def _perhaps_over(self) -> None:
        busy = self._working or self._n_at_once or self._n_held
        if self._live is None and not busy:
            self._on_over(self)

    # --- what the session says ----------------------------------------------------------------------------

    def send(self, frame: str) -> None:
        """Pass on what the session says."""
        message = SERVER_MESSAGES.validate_json(frame)
        match message:
            case Error(code="rate_limited" | "queue_full"):
                return  # it is handed in again
            case Error(code="invalid", id=about) if self._deeds.has_correction(about):
                self.tell(Plain("I no longer have that reading, so it cannot be put right."))
                return
            case Forgotten():
                self._forgotten()
            case Sensing(paused=True):
                self._stopped_at = message.seq
            case Transcript(final=True, confirm=True):
                self._deeds.asked(message.utterance, message.text)
                self.calm.set()
            case Transcript(final=True) | Done():
                self.calm.set()
        if self._left_out(message):
            return
        shown = self._outlet.show(self.place, self.chat, message)
        if isinstance(message, Emotion) and message.corrected and not shown:
            self.tell(Plain(f"Thank you. Noted: {message.label}, as you say."))
        if isinstance(message, Done) and self._live is not None:
            self._live.session.receive(Ack(seq=message.seq), self._desk.clock())

    def _left_out(self, message: ServerModel) -> bool:
        """Whether this is not shown here, or in another way."""
        match message:
            case Forgotten() | Sensing():  # decided in private, it is nothing for those who read along
                return self._live is not None and self._live.from_elsewhere and not self._private
            case CardCompleted():  # who has said stop since is left in peace
                return message.message < self._stopped_at
            case Message(card=ExportCard()):
                return self._tells_data()
            case _:
                return False

    def _tells_data(self) -> bool:
        """Whether what the bot sums up of their data is told in another way: not at all where others read,
        and at work nothing of what was said elsewhere."""
        live = self._live
        if not self._private:
            self.tell(commands.IN_PRIVATE)
        elif live is not None and is_workplace(self._outlet.name):
            self._desk.background(self._deeds.tell_data(live))
        else:
            return False
        return True

    def close(self, code: int, reason: str) -> None:  # noqa: ARG002 - a chat has nothing to close
        """The session is over; the next thing that they do opens it again."""
        self._live = None
        self._greeted = False
        self._stopped_at = 0
        self.calm.set()
        self._perhaps_over()

    def tell(self, plain: Plain) -> None:
        """Say something that is not of the conversation."""
        said = Message(seq=0, turn=None, text=plain.text, quick_replies=list(plain.buttons))
        self._outlet.show(self.place, self.chat, said)

    def tell_seldom(self, plain: Plain) -> None:
        now = self._desk.clock()
        if now - self._said_at.get(plain.text, float("-inf")) >= SAID_AGAIN_AFTER_S:
            self._said_at[plain.text] = now
            self.tell(plain)

    # --- forgetting ---------------------------------------------------------------------------------------

    def _forgotten(self) -> None:
        """Everything of this person is being erased: what waits here goes with it."""
        self._waiting.clear()
        self._outlet.empty(self.place, self.chat)
        self._deeds.clear()
        self._said_at.clear()
        self._desk.noticed.pop(self.author, None)
        if self._live is not None:
            self._desk.background(self._renew(self._live, stranger=self.stranger))

    async def _renew(self, forgotten: LiveSession, *, stranger: bool) -> None:
        """Go on as they would after a restart, once the turn under way has ended.

        The session has become somebody new whom nobody could find again: that one is erased, too.
        """
        async with self._same_author.lock:
            if self._live is not forgotten:  # left meanwhile: whoever is here now was not forgotten
                self._desk.recorder.add(UserErased(forgotten.session.identity.user))
                if _had_paused(forgotten, stranger=stranger) and self._live is not None:
                    self._keep_paused(self._live)
                return
            with self.held():
                await self._begin_anew(forgotten)

    async def _begin_anew(self, forgotten: LiveSession) -> None:
        await self.leave("everything was forgotten")
        paused = _had_paused(forgotten, stranger=self.stranger)
        for user in (forgotten.session.identity.user, self.own_user):
            self._desk.recorder.add(UserErased(user))
        self.user, self._met, self._greeted = self.own_user, False, False
        try:
            await written(self._desk.recorder.settled())
        except StoreError as error:
            log.error("forgetting_not_settled", error=type(error).__name__)
        if paused:
            self._keep_paused(await self._open(self.own_user))

    def _keep_paused(self, live: LiveSession) -> None:
        """A pause is not forgotten with the person; they were told of it before."""
        live.connection = None
        consent = Consent(id="still-paused", sense="text", granted=False)
        live.apply(live.session.receive(consent, self._desk.clock()))
        live.connection = self


def _had_paused(live: LiveSession, *, stranger: bool) -> bool:
    """Whether they had themselves: of a stranger nothing is sensed anyway."""
    return live.session.senses.text != "on" and not stranger
