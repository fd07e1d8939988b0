"""The turn server over a real loopback socket, with a scripted bot behind it."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from websockets.exceptions import ConnectionClosed
from websockets.legacy.client import WebSocketClientProtocol, connect

from bot.meaning import vector_at_hand
from bot.turn_socket import MAX_FRAME_BYTES, MAX_WAITING, NO_ANSWER, TurnServer, TurnSocket

Handler = Callable[[UserMessage], Awaitable[None]]


class ScriptedBot:
    """Echoes; waits where a text says so; keeps what it was given."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.forgotten: list[str] = []
        self.gate = asyncio.Event()

    async def handle(self, message: UserMessage) -> None:
        self.heard.append(message)
        if message.text == "wait":
            await self.gate.wait()
        if message.text == "break":
            raise RuntimeError("secret words of a visitor")
        if message.text == "silence":
            return
        await message.output_channel.send_response(message.sender_id, {"text": f"{message.text}!"})
        if message.text == "twice":
            await message.output_channel.send_response(message.sender_id, {"text": "again"})


@asynccontextmanager
async def talking(secret: str | None = None) -> AsyncIterator[tuple[WebSocketClientProtocol, ScriptedBot]]:
    bot = ScriptedBot()
    server = TurnServer(bot.handle, bot.forgotten.append, secret)
    port = await server.start(0)
    try:
        async with connect(f"ws://127.0.0.1:{port}", max_size=None, max_queue=None) as socket:
            yield socket, bot
    finally:
        await server.close()


async def say(socket: WebSocketClientProtocol, turn: str, text: str, sender: str = "s") -> None:
    await socket.send(json.dumps({"turn": turn, "sender": sender, "text": text, "metadata": {"user": "u"}}))


async def hear(socket: WebSocketClientProtocol) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 5))
    return frame


def test_messages_stream_and_done_ends_the_turn() -> None:
    async def script() -> None:
        async with talking() as (socket, bot):
            await say(socket, "t1", "twice")
            frames = [await hear(socket) for _ in range(3)]
            assert [frame["kind"] for frame in frames] == ["message", "message", "done"]
            assert [frame["message"]["text"] for frame in frames[:2]] == ["twice!", "again"]
            assert {frame["turn"] for frame in frames} == {"t1"}
            assert bot.heard[0].metadata == {"user": "u"}
            assert bot.heard[0].sender_id == "s"

    asyncio.run(script())


def test_a_meaning_is_at_hand_while_its_turn_is_handled_and_no_part_of_the_message() -> None:
    async def script() -> None:
        seen: list[tuple[bool, str]] = []

        async def handle(message: UserMessage) -> None:
            seen.append((vector_at_hand("I am fine") is not None, str(vars(message))))
            await message.output_channel.send_response(message.sender_id, {"text": "good"})

        server = TurnServer(handle, lambda _sender: None, None)
        vector = b64encode(bytes(768)).decode()
        try:
            async with connect(f"ws://127.0.0.1:{await server.start(0)}") as socket:
                turn = {"turn": "t", "sender": "s", "text": "I am fine", "metadata": {"user": "u"}}
                await socket.send(json.dumps({**turn, "meaning": {"words": "I am fine", "vector": vector}}))
                assert [(await hear(socket))["kind"] for _ in range(2)] == ["message", "done"]
                await socket.send(json.dumps(turn))
                assert [(await hear(socket))["kind"] for _ in range(2)] == ["message", "done"]
        finally:
            await server.close()
        assert [at_hand for at_hand, _ in seen] == [True, False]
        assert not any("vector" in message or vector in message for _, message in seen)

    asyncio.run(script())


def test_turns_of_one_sender_keep_their_order_and_other_senders_overtake() -> None:
    async def script() -> None:
        async with talking() as (socket, bot):
            await say(socket, "a1", "wait", sender="a")
            await say(socket, "a2", "second", sender="a")
            await say(socket, "b1", "quick", sender="b")
            assert (await hear(socket))["turn"] == "b1"
            assert (await hear(socket)) == {"turn": "b1", "kind": "done"}
            assert [message.text for message in bot.heard] == ["wait", "quick"]
            bot.gate.set()
            turns = [(await hear(socket))["turn"] for _ in range(4)]
            assert turns == ["a1", "a1", "a2", "a2"]

    asyncio.run(script())


@pytest.mark.parametrize("text", ["break", "silence"])
def test_a_turn_without_an_answer_ends_in_an_error_without_words(text: str) -> None:
    async def script() -> None:
        async with talking() as (socket, _):
            await say(socket, "t1", text)
            assert await hear(socket) == {"turn": "t1", "kind": "error", "detail": NO_ANSWER}
            await say(socket, "t2", "still there")
            assert (await hear(socket))["message"]["text"] == "still there!"

    asyncio.run(script())


def test_bad_frames_get_errors_and_never_kill_the_connection() -> None:
    async def script() -> None:
        async with talking() as (socket, _):
            for bad in ("{", "[]", b"\xff", '{"turn": "t7", "sender": "s"}', '{"op": "dance"}'):
                await socket.send(bad)
                assert (await hear(socket))["kind"] == "error"
            await socket.send('{"turn": "t8", "sender": "s", "text": 5}')
            assert (await hear(socket))["turn"] == "t8"
            await say(socket, "t9", "alive")
            assert (await hear(socket))["message"]["text"] == "alive!"

    asyncio.run(script())


def test_a_frame_over_the_limit_closes_that_connection_only() -> None:
    async def script() -> None:
        async with talking() as (socket, _):
            await socket.send("x" * (MAX_FRAME_BYTES + 1))
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(socket.recv(), 5)
            assert closed.value.code == 1009
            async with connect(f"ws://127.0.0.1:{socket.remote_address[1]}") as other:
                await say(other, "t", "hello")
                assert (await hear(other))["message"]["text"] == "hello!"

    asyncio.run(script())


def test_too_many_waiting_turns_of_one_sender_are_refused() -> None:
    async def script() -> None:
        async with talking() as (socket, bot):
            await say(socket, "t0", "wait")
            await socket.send('{"op": "ping"}')
            assert await hear(socket) == {"op": "pong"}
            for n in range(MAX_WAITING + 1):
                await say(socket, f"t{n + 1}", "more")
            refused = await hear(socket)
            assert refused["turn"] == f"t{MAX_WAITING + 1}"
            assert "waiting" in refused["detail"]
            bot.gate.set()

    asyncio.run(script())


def test_forget_waits_for_the_turns_before_it() -> None:
    async def script() -> None:
        async with talking() as (socket, bot):
            await say(socket, "t1", "wait")
            await socket.send('{"op": "forget", "sender": "s"}')
            await socket.send('{"op": "ping"}')
            assert await hear(socket) == {"op": "pong"}
            assert bot.forgotten == []
            bot.gate.set()
            assert [(await hear(socket)).get("kind") for _ in range(2)] == ["message", "done"]
            assert await hear(socket) == {"op": "forgotten", "sender": "s"}
            assert bot.forgotten == ["s"]

    asyncio.run(script())


def test_where_a_secret_is_set_hello_comes_first() -> None:
    async def script() -> None:
        async with talking("open sesame") as (socket, _):
            await socket.send('{"op": "hello", "secret": "open sesame"}')
            await say(socket, "t", "hi")
            assert (await hear(socket))["message"]["text"] == "hi!"

    asyncio.run(script())


@pytest.mark.parametrize(
    "first", ['{"op": "hello", "secret": "wrong"}', '{"op": "ping"}', "{", '{"op": "hello", "secret": 5}']
)
def test_without_the_secret_the_door_stays_shut(first: str) -> None:
    async def script() -> None:
        async with talking("open sesame") as (socket, bot):
            await socket.send(first)
            with pytest.raises(ConnectionClosed) as closed:
                await hear(socket)
            assert closed.value.code == 4401
            assert bot.heard == []

    asyncio.run(script())


def test_hello_is_welcome_where_no_secret_is_set() -> None:
    async def script() -> None:
        async with talking() as (socket, _):
            await socket.send('{"op": "hello", "secret": ""}')
            await socket.send('{"op": "ping"}')
            assert await hear(socket) == {"op": "pong"}

    asyncio.run(script())


def test_a_client_that_leaves_does_not_disturb_the_turn() -> None:
    async def script() -> None:
        async with talking() as (socket, bot):
            port = socket.remote_address[1]
            await say(socket, "t1", "wait")
            await socket.send('{"op": "ping"}')
            await hear(socket)
            await socket.close()
            bot.gate.set()
            async with connect(f"ws://127.0.0.1:{port}") as other:
                await say(other, "t2", "hello")
                assert (await hear(other))["message"]["text"] == "hello!"

    asyncio.run(script())


def test_the_channel_can_be_named_in_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERTONE_BOT_SOCKET_PORT", "6001")
    assert TurnSocket.name() == "undertone"
    assert TurnSocket.from_credentials({"port": 6002})._port == 6002
    assert TurnSocket.from_credentials(None)._port == 6001
