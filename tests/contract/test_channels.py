"""Wherever somebody talks, the same holds: on the page, in the terminal, in Slack, in Telegram, and in the
example of the documentation.

Of the contract of a channel, the page and the terminal have what a visitor sees of it: they speak the
websocket themselves. What the page draws is looked at in a browser (`tests/browser/`).
"""

import contextlib
import io
import json
import re
import sys
import types
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

import pytest
from rich.console import Console

from gateway.cards import CARDS, QuickReply
from gateway.channels.channel import Author, Channel, Incoming, Limits, Place, Said
from gateway.channels.digests import Digests
from gateway.channels.slack.channel import SlackChannel, SlackPayload
from gateway.channels.telegram.channel import TelegramChannel
from gateway.channels.telegram.updates import Arrived, Me
from gateway.channels.visits import MAX_NAME_CHARS
from gateway.codec import SERVER_MESSAGES, encode
from gateway.errors import ConfigError, Refusal
from gateway.protocol import Accepted, Message, ServerModel, Transcript
from personalization.tables import SessionRow
from tests.fakes.chat import chats_in
from tests.fakes.slack_platform import SlackPlatform
from tests.fakes.telegram_platform import BOT_ID, BOT_NAME, TelegramStandIn, text_of
from tests.gateway import messages
from tests.gateway.house import House, of_type
from tests.gateway.lasting import a_day, lasting
from undertone.chat import chat
from undertone.chat_view import TerminalView

PAGE: Final = Path(__file__).parents[2] / "docs" / "channels.md"
AT: Final = 1_800_000_000.0
SENTENCES: Final = " ".join(
    f"This is sentence number {number}, and it is a calm one." for number in range(400)
)
SHOWN_CARDS: Final = ("track", "exercise", "read", "resource")


@dataclass(frozen=True)
class Case:
    """A channel, and how a test writes to it and reads it: `says` gives the payload of the n-th text."""

    channel: Channel[Any, Any]
    says: Callable[[str, int], Any]
    broken: Sequence[Any]
    words: Callable[[Any], str]
    buttons: Callable[[Any], int]
    size: Callable[[str], int] = len

    def shows(self, message: ServerModel) -> str:
        """All words that are shown of `message`."""
        return "\n".join(map(self.words, self.channel.render(message)))


def code_of_the_page() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)


def the_example() -> dict[str, Any]:
    module = types.ModuleType("a_channel_of_the_page")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    exec(code_of_the_page()[0], module.__dict__)  # noqa: S102 - our own documentation
    return module.__dict__


EXAMPLE: Final = the_example()


def _slack() -> Case:
    platform = SlackPlatform(lambda: AT)
    told: dict[int, Any] = {}

    def says(text: str, n: int) -> SlackPayload:
        told.setdefault(n, platform.message(escape(text, quote=False)))
        return SlackPayload(told[n], AT)

    def buttons(message: Any) -> int:
        rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
        return max(map(len, rows), default=0)

    def words(message: Any) -> str:
        return "\n".join(block["text"]["text"] for block in message.blocks if block["type"] == "section")

    broken = [SlackPayload(body, AT) for body in ({}, {"type": "event_callback"}, {"type": 3}, {"event": []})]
    return Case(SlackChannel(), says, broken, words, buttons)


def _telegram() -> Case:
    ann = TelegramStandIn().person(42)
    told: dict[int, Any] = {}

    def says(text: str, n: int) -> Arrived:
        told.setdefault(n, ann.words(text))
        return Arrived(told[n], AT)

    def buttons(message: Any) -> int:
        return sum(map(len, getattr(message, "rows", ())))

    def words(message: Any) -> str:
        return text_of(message.html) if hasattr(message, "html") else ""

    broken = [
        Arrived(update, AT) for update in ({}, [], "", {"update_id": 1}, {"update_id": 2, "message": {}})
    ]
    channel = TelegramChannel(Me(BOT_ID, BOT_NAME))
    return Case(channel, says, broken, words, buttons, lambda text: len(text.encode("utf-16-le")) // 2)


def _example() -> Case:
    page = EXAMPLE["Page"]
    return Case(
        EXAMPLE["PagerChannel"](),
        lambda text, n: page(f"call-{n}", "0123", text, AT),
        [page("1", "", "hello", AT), page("2", "0123", " ", AT)],
        lambda line: line,
        lambda line: line.count("\n- "),
    )


def on_a_terminal(message: ServerModel) -> str:
    """What `undertone chat` prints of `message`."""
    printed = io.StringIO()
    TerminalView(Console(file=printed, width=100)).message(json.loads(encode(message)))
    return printed.getvalue()


MAKERS: Final = {"slack": _slack, "telegram": _telegram, "example": _example}


@pytest.fixture(params=MAKERS)
def case(request: pytest.FixtureRequest) -> Case:
    return MAKERS[request.param]()


@pytest.fixture(params=["terminal", *MAKERS])
def shows(request: pytest.FixtureRequest) -> Callable[[ServerModel], str]:
    return on_a_terminal if request.param == "terminal" else MAKERS[request.param]().shows


def every_message() -> list[ServerModel]:
    """One of each type, and a message with each card."""
    found = [
        SERVER_MESSAGES.validate_python({"type": kind, "seq": 2, **fields})
        for kind, fields in messages.SERVER.items()
    ]
    return [
        *found,
        *(
            Message(seq=3, turn="s.1", text="Look:", card=CARDS.validate_python(card))
            for card in messages.CARDS.values()
        ),
    ]


def said(case: Case, text: str, n: int = 1) -> Said:
    (found,) = case.channel.receive(case.says(text, n))
    assert isinstance(found, Said)
    return found


def test_what_somebody_writes_is_said(case: Case) -> None:
    found = said(case, "I am sad & tired <today>")
    assert found.text == "I am sad & tired <today>"
    assert found.author.channel == found.place.channel == case.channel.name
    assert 0 < len(found.event) <= 200
    assert abs(found.at - AT) < 10.0


def test_the_same_thing_is_the_same_event_each_time(case: Case) -> None:
    assert said(case, "hello", 1) == said(case, "hello", 1)
    assert said(case, "hello", 1).event != said(case, "hello", 2).event
    assert said(case, "hello", 1).place == said(case, "hello", 2).place


def test_nothing_of_who_and_what_stands_in_a_log(case: Case) -> None:
    found = said(case, "a secret of mine")
    for secret in ("a secret of mine", found.event, found.author.id, found.place.id):
        assert secret not in repr(found) + repr(found.author) + repr(found.place)


def test_what_cannot_be_read_is_refused_or_left_alone(case: Case) -> None:
    for payload in case.broken:
        try:
            assert list(case.channel.receive(payload)) == []
        except Refusal as refusal:
            assert refusal.detail


def test_every_message_is_shown_the_same_way_each_time_or_left_out(case: Case) -> None:
    for message in every_message():
        assert list(case.channel.render(message)) == list(case.channel.render(message))


def test_every_message_is_shown_or_left_out_within_the_limits(case: Case) -> None:
    limits = case.channel.limits
    for message in every_message():
        for outgoing in case.channel.render(message):
            assert case.size(case.words(outgoing)) <= limits.max_chars
            assert case.buttons(outgoing) <= limits.max_buttons


def test_a_long_answer_comes_whole_and_in_order(shows: Callable[[ServerModel], str]) -> None:
    words = shows(Message(seq=1, turn="s.1", text=SENTENCES)).removeprefix("bot")
    assert " ".join(words.split()) == SENTENCES


def test_a_long_answer_is_parted_at_the_end_of_sentences(case: Case) -> None:
    shown = case.channel.render(Message(seq=1, turn="s.1", text=SENTENCES))
    pieces = [case.words(outgoing) for outgoing in shown]
    assert all(case.size(piece) <= case.channel.limits.max_chars for piece in pieces)
    assert len(pieces) > 1
    assert all(piece.rstrip().endswith(".") for piece in pieces)


@pytest.mark.parametrize("kind", SHOWN_CARDS)
def test_every_card_is_there_in_words(shows: Callable[[ServerModel], str], kind: str) -> None:
    card = CARDS.validate_python(messages.CARDS[kind])
    words = shows(Message(seq=1, turn="s.1", text=None, card=card))
    assert card.title in words
    assert card.why in words
    for number in re.findall(r"\d{3} \d{3}", str(messages.CARDS[kind])):
        assert number in words


def test_more_choices_than_fit_are_left_out(case: Case) -> None:
    replies = [QuickReply(title=f"Choice {n}", text=f"choice {n}") for n in range(60)]
    shown = case.channel.render(Message(seq=1, turn="s.1", text="Choose:", quick_replies=replies))
    assert shown
    assert all(case.buttons(outgoing) <= case.channel.limits.max_buttons for outgoing in shown)


def test_words_heard_unsurely_are_asked_about(case: Case) -> None:
    heard = Transcript(
        seq=1,
        utterance="s.1.s1.1",
        text="i am sad",
        final=True,
        confidence=0.3,
        confirm=True,
        turn=None,
        words=[],
    )
    assert "i am sad" in case.shows(heard)


def test_a_receipt_is_no_message(shows: Callable[[ServerModel], str]) -> None:
    assert shows(Accepted(seq=1, id="m")) == ""


# --- its name -------------------------------------------------------------------------------------------


class Named:
    """A channel of that name, which is never spoken."""

    limits = Limits(max_chars=160, max_buttons=1)

    def __init__(self, name: str) -> None:
        self.name = name

    def receive(self, payload: Any) -> Sequence[Incoming]:
        raise AssertionError(payload)

    def render(self, message: ServerModel) -> Sequence[str]:
        raise AssertionError(message)


class Nowhere:
    async def send(self, place: Place, outgoing: str) -> None:
        raise AssertionError(place, outgoing)


def test_the_longest_name_is_stored_with_its_workplace() -> None:
    stored = Digests("key").channel(Author("n" * MAX_NAME_CHARS, "U1", workplace="W1"))
    assert str(SessionRow.__table__.c.channel.type) == f"VARCHAR({len(stored)})"
    assert f"1 to {MAX_NAME_CHARS} characters" in PAGE.read_text()


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["", "n" * (MAX_NAME_CHARS + 1)])
async def test_a_name_that_cannot_be_stored_is_refused_at_start(tmp_path: Path, name: str) -> None:
    async with lasting(tmp_path, a_day()) as there:
        with pytest.raises(ConfigError, match=f"1 to {MAX_NAME_CHARS} characters"):
            chats_in(there.house).add(Named(name), Nowhere())
        chats_in(there.house).add(Named("n" * MAX_NAME_CHARS), Nowhere())


# --- a conversation, the way each of them really has it ---------------------------------------------------

WRITTEN: Final = "I am sad & blue <today>"


async def on_the_page(house: House, text: str) -> str:
    async with house.visitor() as visitor:
        await visitor.hello()
        for _ in range(2):  # as after a lost connection
            await visitor.send("text", id="m1", text=text)
        await visitor.until("done")
        await visitor.until_pong()
        return "\n".join(message["text"] for message in of_type(visitor.heard, "message"))


async def in_the_terminal(house: House, text: str) -> str:
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.setattr(sys, "stdin", io.StringIO(text))
        await chat(f"http://127.0.0.1:{house.port}", as_json=False, locale="en-GB")
    return printed.getvalue()


def in_a_chat(name: str) -> Callable[[House, str], Awaitable[str]]:
    async def talk(house: House, text: str) -> str:
        case, shown = MAKERS[name](), list[str]()

        class Desk:
            async def send(self, place: Place, outgoing: Any) -> None:
                shown.append(case.words(outgoing))

        visits = chats_in(house)
        visits.add(case.channel, Desk())
        for _ in range(2):  # as a platform does that did not hear our answer
            for incoming in case.channel.receive(case.says(text, 1)):
                visits.take(incoming)
        await visits.settled()
        return "\n".join(shown)

    return talk


WAYS: Final = {
    "page": on_the_page, "terminal": in_the_terminal, **{name: in_a_chat(name) for name in MAKERS},
}  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize("way", WAYS)
async def test_what_somebody_writes_is_one_turn_as_written_and_answered_by_an_ai_that_says_so(
    tmp_path: Path, way: str
) -> None:
    async with lasting(tmp_path, a_day()) as there:
        shown = " ".join((await WAYS[way](there.house, WRITTEN)).split())
        assert [turn["text"] for turn in there.house.bot.turns] == [WRITTEN]
    assert re.search(r"\bAI\b", shown)
    assert shown.count("It sounds like sadness. Tell me more?") == 1


# --- the example of the page, in a gateway ----------------------------------------------------------------


@dataclass
class Tower:
    """Pagers in a list; `n_away` calls fail first."""

    n_away: int
    got: list[tuple[str, str]]

    async def transmit(self, pager: str, words: str) -> bool:
        if self.n_away:
            self.n_away -= 1
            return False
        self.got.append((pager, words))
        return True


@pytest.mark.anyio
async def test_the_channel_of_the_page_holds_a_conversation(tmp_path: Path) -> None:
    clock, tower = a_day(), Tower(2, [])
    async with lasting(tmp_path, clock) as there:
        visits = chats_in(there.house)

        async def sleep(seconds: float) -> None:
            clock.now += seconds

        visits._sleep = sleep
        names = {
            **EXAMPLE, "visits": visits, "channel": EXAMPLE["PagerChannel"](), "tower": tower,
        }  # fmt: skip
        exec(code_of_the_page()[1], names)  # noqa: S102 - our own documentation
        for _ in range(2):  # the service repeats itself
            names["heard"](EXAMPLE["Page"]("call-1", "0123", "I am sad", clock.now))
        await visits.settled()
        assert {pager for pager, _ in tower.got} == {"0123"}
        words = " ".join(words for _, words in tower.got)
        assert words.startswith("Hello! Before we start")
        assert words.count("It sounds like sadness") == 1
        assert all(len(words) <= 160 for _, words in tower.got)
        assert there.house.bot.turns[0]["metadata"]["channel"] == "pager"
        names["heard"](EXAMPLE["Page"]("call-2", "0123", "/allow voice", clock.now))
        await visits.settled()
        assert "ruled it out" in tower.got[-1][1]


def test_a_place_of_another_channel_is_another_place() -> None:
    assert Place("slack", "1") != Place("telegram", "1")
