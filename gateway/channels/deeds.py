"""What follows from what somebody does elsewhere: turns, voice notes, photos, presses and commands."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import structlog
from pydantic import ValidationError

from gateway.channel_rules import is_workplace
from gateway.channels import commands
from gateway.channels.channel import (
    Asked,
    Confirmed,
    Incoming,
    PutRight,
    Rated,
    Said,
    SentElse,
    Showed,
    Spoke,
)
from gateway.channels.linking import new_code, read_code, shown_code
from gateway.channels.text_form import Plain, cannot_take
from gateway.channels.visit_desk import Outlet, VisitDesk
from gateway.errors import Refusal
from gateway.live import LiveSession, SessionOver
from gateway.memory import UserErased
from gateway.outside.errors import OutsideError
from gateway.protocol import Confirm, Consent, Correction, Feedback, Text
from gateway.recorder import written
from gateway.vocabulary import Sense
from personalization.consent import Sense as ConsentSense
from personalization.errors import StoreError, UnknownCodeError

log = structlog.get_logger(__name__)

MAX_TRIES: Final = 60
MAX_CORRECTIONS: Final = 64
MAX_MOODS: Final = 500
"""Points of the mood among which those of one channel are looked for."""
RATED_WORDS: Final = {"like": "Noted, you like it.", "dislike": "Noted, it will not come again."}
ELSE_WORDS: Final = "Something else"
WHY_WORDS: Final = "Why this one?"
AGREED: Final = " yes"
"""Behind a code: its author knows what it does."""
ANSWERED_WITHIN_S: Final = 90.0
"""Longer than a session lets a turn last."""


class Sayer(Protocol):
    """The visit, as its deeds need it."""

    chat: str
    author: str
    channel: str
    own_user: str
    user: str
    calm: asyncio.Event
    stranger: bool

    def tell(self, plain: Plain) -> None:
        """Say something that is not of the conversation."""

    def tell_seldom(self, plain: Plain) -> None:
        """The same, once in some minutes."""

    async def quiet(self, live: LiveSession) -> None:
        """Wait until no turn is under way."""

    def left(self, reason: str) -> AbstractAsyncContextManager[None]:
        """As long as this lasts no session of this author is open; then those that were are of `user`."""


class Deeds:
    """Of one visit; remembers what was asked back."""

    def __init__(self, desk: VisitDesk, outlet: Outlet, visit: Sayer) -> None:
        self._desk = desk
        self._outlet = outlet
        self._visit = visit
        self._unconfirmed: OrderedDict[str, str] = OrderedDict()
        self._corrections: deque[str] = deque(maxlen=MAX_CORRECTIONS)
        self._forget_asked = False

    def asked(self, utterance: str, words: str) -> None:
        """The visitor was asked whether these words were heard rightly."""
        self._unconfirmed[utterance] = words

    def has_correction(self, event: str | None) -> bool:
        """Whether this was a correction."""
        return event in self._corrections

    def clear(self) -> None:
        """Nothing that was asked is waited for any more."""
        self._unconfirmed.clear()
        self._corrections.clear()
        self._forget_asked = False

    async def carry_out(self, live: LiveSession, incoming: Incoming, event: str) -> None:
        """Raises SessionOver where `live` is over before it has taken what is said or shown, and Refusal."""
        match incoming:
            case Said() if commands.is_command(incoming.text):
                self._visit.tell(commands.UNKNOWN)
            case Said():
                await self._say(live, event, incoming.text)
            case Spoke() | Showed():
                await self._sense(live, incoming, event)
            case Asked():
                await self._command(live, incoming, event)
            case Rated():
                await self._rate(live, incoming, event)
            case PutRight():
                self._put_right(live, incoming, event)
            case Confirmed():
                self._confirm(live, incoming, event)
            case SentElse(kind=kind):
                self._visit.tell_seldom(Plain(cannot_take(kind)))

    async def _rate(self, live: LiveSession, rated: Rated, event: str) -> None:
        feedback = Feedback(id=event, item=rated.item, action=rated.action)
        live.apply(live.session.receive(feedback, self._now))
        if words := RATED_WORDS.get(rated.action):
            self._visit.tell(Plain(words))
        elif rated.action == "skip":
            await self._say(live, event, ELSE_WORDS)

    def _put_right(self, live: LiveSession, put_right: PutRight, event: str) -> None:
        self._corrections.append(event)
        is_whole = put_right.turn.strip(".").count(".") == 2  # perhaps of an earlier session of theirs
        turn = put_right.turn if is_whole else self._completed(live, put_right.turn)
        correction = Correction(id=event, turn=turn, label=put_right.label)
        live.apply(live.session.receive(correction, self._now))

    @property
    def _now(self) -> float:
        return self._desk.clock()

    def _completed(self, live: LiveSession, tail: str) -> str:
        """The id of a turn or an utterance, of which what follows the session's id is enough. One that is
        whole may be of an earlier session."""
        session = live.session.identity.session
        begins_with, _, _ = tail.partition(".")
        return tail if len(begins_with) == len(session) else f"{session}.{tail.lstrip('.')}"

    async def _say(self, live: LiveSession, event: str, text: str) -> None:
        """One turn, to its end; a session that has too much to do is asked again."""
        try:
            said = Text(id=event, text=text)
        except ValidationError:
            self._visit.tell(Plain("I could not read that. Please write it once more."))
            return
        for _ in range(MAX_TRIES):
            try:
                await live.turn(said)
            except SessionOver:
                raise
            except Refusal as refusal:
                if refusal.code not in ("rate_limited", "queue_full"):
                    return  # the session has said so
                await self._desk.sleep((refusal.retry_after_ms or 1000) / 1000.0)
            else:
                return
        self._visit.tell(commands.TOO_MANY)

    async def _sense(self, live: LiveSession, incoming: Spoke | Showed, event: str) -> None:
        """A voice note or a photo, of which nothing is even fetched without consent."""
        sense: Sense = "voice" if isinstance(incoming, Spoke) else "face"
        media = self._outlet.media
        if media is None or not self._asked_for(live, sense):
            if media is None:
                self._visit.tell(commands.not_here(sense, "not_available"))
            return
        try:
            if isinstance(incoming, Spoke):
                sound = await media.sound(incoming.media)
                if self._asked_for(live, sense):  # it may have been taken back meanwhile
                    await self._hear(live, lambda: live.hear(sound))
            else:
                photo = await media.picture(incoming.media)
                if self._asked_for(live, sense):
                    await live.look_at(photo, captioned=bool(incoming.caption.strip()))
        except OutsideError:
            self._visit.tell(commands.MEDIA_AWAY)
            return
        if isinstance(incoming, Showed) and incoming.caption.strip():
            await self._say(live, event, incoming.caption)

    def _asked_for(self, live: LiveSession, sense: Sense) -> bool:
        """Whether a sense may be used here; if not, why not, or the question."""
        state = live.session.senses.voice if sense == "voice" else live.session.senses.face
        if state == "on":
            return True
        self._visit.tell(commands.ask_consent(sense) if state == "off" else commands.not_here(sense, state))
        return False

    async def _hear(self, live: LiveSession, hear: Callable[[], None]) -> None:
        """Wait until what was said is heard, and answered."""
        for _ in range(MAX_TRIES):
            try:
                self._visit.calm.clear()
                hear()
            except Refusal as refusal:
                if refusal.code not in ("rate_limited", "queue_full"):
                    raise
                await self._desk.sleep((refusal.retry_after_ms or 1000) / 1000.0)
            else:
                break
        else:
            self._visit.tell(commands.TOO_MANY)
            return
        try:
            async with asyncio.timeout(ANSWERED_WITHIN_S):
                await self._visit.calm.wait()
        except TimeoutError:
            log.error("recording_not_heard")
            self._visit.tell(commands.WENT_WRONG)
        await self._visit.quiet(live)

    def _confirm(self, live: LiveSession, confirmed: Confirmed, event: str) -> None:
        if confirmed.utterance:
            utterance = self._completed(live, confirmed.utterance)
        else:
            utterance = next(reversed(self._unconfirmed), "")
        words = self._unconfirmed.pop(utterance, None)
        if words is None:
            self._visit.tell(Plain("That is no longer waiting for you. Please say it again."))
            return
        text = words if confirmed.keep else ""
        live.apply(live.session.receive(Confirm(id=event, utterance=utterance, text=text), self._now))
        if not confirmed.keep:
            self._visit.tell(Plain("All right, I leave that out. Say it again, or write it."))

    # --- commands -----------------------------------------------------------------------------------------

    async def _command(self, live: LiveSession, asked: Asked, event: str) -> None:
        if self._visit.stranger and asked.command not in ("help", "notice", "privacy", "why"):
            self._visit.tell(commands.STORE_AWAY)  # nobody knows whom it would be about
            return
        match asked.command:
            case "help":
                self._visit.tell(commands.HELP)
            case "notice":
                self._visit.tell(Plain(commands.notice_of(self._outlet.name), commands.HELP.buttons))
            case "privacy":
                desk = self._desk
                self._visit.tell(
                    commands.privacy_words(self._outlet.name, desk.retention_days, words_kept=desk.words_kept)
                )
            case "pause" | "resume":
                consent = Consent(id=event, sense="text", granted=asked.command == "resume")
                live.apply(live.session.receive(consent, self._now))
            case "forget" | "forget_confirmed":
                self._forget(live, asked)
            case "why":
                await self._say(live, event, WHY_WORDS)
            case "allow_voice" | "allow_face":
                await self._allow(live, "voice" if asked.command == "allow_voice" else "face", event)
            case "deny_voice" | "deny_face":
                self._deny(live, "voice" if asked.command == "deny_voice" else "face", event)
            case _:
                await self._personal(live, asked)

    def _deny(self, live: LiveSession, sense: Sense, event: str) -> None:
        live.apply(live.session.receive(Consent(id=event, sense=sense, granted=False), self._now))
        self._visit.tell(commands.consent_words(sense, granted=False))

    def _forget(self, live: LiveSession, asked: Asked) -> None:
        """Only who was asked in private can mean it: a button may have been shown to somebody else."""
        if asked.command == "forget_confirmed" and self._forget_asked:
            live.apply(live.session.forget(self._now))
            return
        self._forget_asked = asked.private
        self._visit.tell(commands.ASK_FORGET if asked.private else commands.IN_PRIVATE)

    async def _allow(self, live: LiveSession, sense: Sense, event: str) -> None:
        state = live.session.senses.voice if sense == "voice" else live.session.senses.face
        if state not in ("on", "off"):
            self._visit.tell(commands.not_here(sense, state))
            return
        live.apply(live.session.receive(Consent(id=event, sense=sense, granted=True), self._now))
        user, n_erased = live.session.identity.user, self._desk.erasures.n
        try:
            at = datetime.fromtimestamp(self._now, UTC)
            await self._desk.database(self._desk.links.allow, self._visit.chat, user, ConsentSense(sense), at)
        except (StoreError, TimeoutError) as error:
            log.error("chat_consent_not_kept", error=type(error).__name__)  # it holds as long as the session
        if self._erased_since(n_erased, user):
            return
        self._visit.tell(commands.consent_words(sense, granted=True))

    def _erased_since(self, n_erased: int, user: str) -> bool:
        """Whether `user` was forgotten meanwhile; what was written of them since is erased, too."""
        if not self._desk.erasures.since(n_erased, user):
            return False
        self._desk.recorder.add(UserErased(user))
        return True

    async def _personal(self, live: LiveSession, asked: Asked) -> None:
        """What only they may read."""
        desk = self._desk
        try:
            if not asked.private:
                await self._in_public(asked)
                return
            match asked.command:
                case "mood":
                    await self._tell_mood(live)
                case "my_data":
                    await self._tell_data(live)
                case "link" if asked.words.lower().endswith(AGREED):
                    await self._link(asked.words[: -len(AGREED)])
                case "link" if asked.words:
                    self._visit.tell(commands.ask_link(shown_code(read_code(asked.words))))
                case "link":
                    code = new_code()
                    at = datetime.fromtimestamp(self._now, UTC)
                    user, n_erased = live.session.identity.user, desk.erasures.n
                    await desk.database(desk.links.new_code, user, desk.digests.code(code), at)
                    if not self._erased_since(n_erased, user):
                        self._visit.tell(commands.code_words(shown_code(code)))
                case "unlink":
                    await self._unlink()
        except (StoreError, TimeoutError) as error:
            log.error("command_failed", command=asked.command, error=type(error).__name__)
            self._visit.tell(commands.STORE_AWAY)

    async def tell_data(self, live: LiveSession) -> None:
        """What is stored of them, in words."""
        try:
            await self._tell_data(live)
        except (StoreError, TimeoutError) as error:
            log.error("data_not_told", error=type(error).__name__)
            self._visit.tell(commands.STORE_AWAY)

    async def _tell_data(self, live: LiveSession) -> None:
        self._visit.tell(commands.data_words(await self._stored(live)))

    async def _tell_mood(self, live: LiveSession) -> None:
        user, desk = live.session.identity.user, self._desk
        if not is_workplace(self._outlet.name):
            await written(desk.recorder.settled())
            points = await desk.database(desk.memory.mood, user, commands.N_MOODS)
        else:
            here = {turn["turn"] for turn in (await self._stored(live))["turns"]}
            every = await desk.database(desk.memory.mood, user, MAX_MOODS)
            points = [point for point in every if point["turn"] in here]
        self._visit.tell(commands.mood_words_of(points))

    async def _stored(self, live: LiveSession) -> Mapping[str, Any]:
        """Their export; at work only what was said in that very workplace, because others may read it."""
        desk = self._desk
        await written(desk.recorder.settled())
        data = await desk.database(desk.memory.export, live.session.identity.user, self._now)
        return commands.said_in(self._visit.channel, data) if is_workplace(self._outlet.name) else data

    async def _in_public(self, asked: Asked) -> None:
        """Personal things are not said where others read along; a code that they have read is burnt."""
        if asked.command == "link" and asked.words:
            code, at = read_code(asked.words.split()[0]), datetime.fromtimestamp(self._now, UTC)
            await self._desk.database(self._desk.links.burn, self._desk.digests.code(code), at)
            self._visit.tell(commands.CODE_SEEN)
        else:
            self._visit.tell(commands.IN_PRIVATE)

    async def _link(self, words: str) -> None:
        """Become the person whose code this is; nothing is under way then, so that all of it goes along."""
        desk = self._desk
        if desk.code_tries.take(self._visit.author, self._now):
            self._visit.tell(commands.TOO_MANY_CODES)
            return
        code, at = desk.digests.code(read_code(words)), datetime.fromtimestamp(self._now, UTC)
        async with self._visit.left("another channel is being linked"):
            try:
                joined = await desk.database(
                    desk.links.redeem, code, self._visit.author, self._outlet.name, self._visit.own_user, at
                )
            except UnknownCodeError:
                self._visit.tell(commands.WRONG_CODE)
                return
            self._visit.user = joined.user
        if joined.paused:
            desk.doorman.pause(joined.user)
        self._visit.tell(commands.LINKED)

    async def _unlink(self) -> None:
        desk = self._desk
        was_linked = self._visit.user != self._visit.own_user
        async with self._visit.left("a link is being undone"):
            n_undone = await desk.database(desk.links.unlink, self._visit.author, self._visit.own_user)
            self._visit.user = self._visit.own_user
        if not was_linked:  # the links undone were those of others to this one
            desk.part(self._visit.own_user)
        self._visit.tell(commands.UNLINKED if n_undone else commands.NOTHING_LINKED)
