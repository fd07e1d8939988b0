"""What a dying process, a lost connection and hostile input do to a visitor."""

import asyncio
import json
import os
import signal
from itertools import groupby
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.conftest import RunningUndertone
from tests.journeys.talk import say, visit, visit_async
from undertone.chat import conversation

pytestmark = pytest.mark.journey


def kill(running: RunningUndertone, name: str) -> None:
    (pid,) = [state.pid for state in running.supervision.states() if state.name == name]
    os.kill(pid, signal.SIGKILL)


async def receive_until(socket: ClientConnection, *kinds: str) -> list[dict[str, Any]]:
    received: list[dict[str, Any]] = []
    while not received or received[-1]["type"] not in kinds:
        received.append(json.loads(await asyncio.wait_for(socket.recv(), timeout=60)))
    return received


@pytest.mark.parametrize("name", ["bot", "actions"])
def test_a_killed_process_is_started_again_and_the_visitor_gets_an_answer(
    running_undertone: RunningUndertone, name: str
) -> None:
    async def journey() -> None:
        async with conversation(running_undertone.url) as talk:
            await talk.hello("en-US")
            assert (await say(talk, "hello")).text
            kill(running_undertone, name)
            assert (await say(talk, "I feel a bit sad")).text

    asyncio.run(journey())
    running_undertone.wait_until_ready()
    assert visit(running_undertone.url, "play me a song").answers[0].kinds_of_card == ["track"]


def test_a_killed_gateway_comes_back_and_takes_new_conversations(running_undertone: RunningUndertone) -> None:
    kill(running_undertone, "gateway")
    running_undertone.wait_until_ready()
    assert visit(running_undertone.url, "hello").answers[0].text


def test_the_course_of_the_mood_outlives_a_killed_gateway(running_undertone: RunningUndertone) -> None:
    made = visit(running_undertone.url, "I am so happy, I passed my exam!", "now I am very sad, my dog died")
    path = f"/v1/sessions/{made.welcome['session']}/trajectory"
    with httpx.Client(base_url=running_undertone.url, headers=made.bearer, timeout=60) as client:
        before = client.get(path).json()
        shown = [answer.emotion["turn"] for answer in made.answers if answer.emotion]
        assert [point["turn"] for point in before["points"]] == shown
        kill(running_undertone, "gateway")
        running_undertone.wait_until_ready()
        assert client.get(path).json() == before
        turn = client.post("/v1/turns", json={"text": "I miss my dog so much, I feel terrible"}).json()
        assert turn["emotion"]["trend"] == "falling"  # of a first turn it would be steady
        after = client.get(path).json()
        assert after["points"][:2] == before["points"]
        assert (after["points"][2]["turn"], after["trend"]) == (turn["turn"], "falling")


def test_a_lost_connection_is_resumed_and_what_was_missed_comes_once_and_in_order(
    running_undertone: RunningUndertone,
) -> None:
    async def journey() -> None:
        address = running_undertone.url.replace("http", "ws") + "/ws"
        hello = {"type": "hello", "protocol": "undertone.v1", "locale": "en-US"}
        async with connect(address) as first:
            await first.send(json.dumps(hello))
            welcome = (await receive_until(first, "message"))[0]
            await first.send(json.dumps({"type": "text", "id": "t1", "text": "hello"}))
            last_seq = (await receive_until(first, "done"))[-1]["seq"]
            await first.send(json.dumps({"type": "text", "id": "t2", "text": "I feel sad today"}))
            await receive_until(first, "ack")
        async with connect(address) as second:
            await second.send(json.dumps({**hello, "token": welcome["token"], "last_seq": last_seq}))
            received = await receive_until(second, "done")
            assert received[0]["type"] == "welcome"
            assert received[0]["resumed"] is True
            numbers = [message["seq"] for message in received[1:]]
            assert numbers == list(range(last_seq + 1, last_seq + 1 + len(numbers)))
            assert "message" in {message["type"] for message in received}
            answer = [message for message in received if message["type"] == "message"]
            await second.send(json.dumps({"type": "text", "id": "t2", "text": "I feel sad today"}))
            again = await receive_until(second, "message")
            assert again[-1] == answer[0]

    asyncio.run(journey())


def test_a_burst_is_answered_in_order_one_turn_each(running_undertone: RunningUndertone) -> None:
    async def journey() -> list[str]:
        async with conversation(running_undertone.url) as talk:
            await talk.hello("en-US")
            ids = [
                await talk.post(text)
                for text in ("hello", "I feel sad", "play music", "why", "thanks", "bye")
            ]
            turns = [[message async for message in talk.turn()] for _ in ids]
            return [
                message["turn"] for messages in turns for message in messages if message["type"] == "message"
            ]

    answered = asyncio.run(journey())
    assert len(set(answered)) == 6
    assert [turn for turn, _ in groupby(answered)] == list(dict.fromkeys(answered))


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{not json", "malformed"),
        ("[]", "malformed"),
        (json.dumps({"type": "dance"}), "unknown_type"),
        (json.dumps({"type": "text", "id": "x", "text": "a" * 4001}), "text_too_long"),
        (json.dumps({"type": "text", "id": "x", "text": "   "}), "text_empty"),
        (json.dumps({"type": "text", "id": "x"}), "invalid"),
        (json.dumps({"type": "hello", "protocol": "undertone.v1"}), "wrong_order"),
        ("[" * 5000, "malformed"),
    ],
)
def test_bad_input_is_a_clear_error_and_the_conversation_goes_on(
    running_undertone: RunningUndertone, frame: str, code: str
) -> None:
    async def journey() -> None:
        async with connect(running_undertone.url.replace("http", "ws") + "/ws") as socket:
            await socket.send(json.dumps({"type": "hello", "protocol": "undertone.v1"}))
            await receive_until(socket, "message")
            await socket.send(frame)
            error = (await receive_until(socket, "error"))[-1]
            assert error["code"] == code
            assert error["detail"]
            await socket.send(json.dumps({"type": "text", "id": "after", "text": "hello"}))
            assert [
                message for message in await receive_until(socket, "done") if message["type"] == "message"
            ]

    asyncio.run(journey())


@pytest.mark.parametrize(
    "text", ["\x00\x01\x02", "\ud83d", "𓀀" * 500, "‮reversed", "<script>alert(1)</script>", "🤷" * 200]
)
def test_strange_texts_get_an_answer_like_any_other(running_undertone: RunningUndertone, text: str) -> None:
    async def journey() -> None:
        async with connect(running_undertone.url.replace("http", "ws") + "/ws") as socket:
            await socket.send(json.dumps({"type": "hello", "protocol": "undertone.v1"}))
            await receive_until(socket, "message")
            await socket.send(json.dumps({"type": "text", "id": "odd", "text": text}))
            await receive_until(socket, "done", "error")
            await socket.send(json.dumps({"type": "text", "id": "after", "text": "hello"}))
            assert [
                message for message in await receive_until(socket, "done") if message["type"] == "message"
            ]

    asyncio.run(journey())


def test_one_visitor_cannot_use_anothers_token_or_a_made_up_one(running_undertone: RunningUndertone) -> None:
    for token in ("x", "made-up", visit(running_undertone.url).token[:-2] + "xx"):
        answer = httpx.get(f"{running_undertone.url}/v1/export", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == httpx.codes.UNAUTHORIZED
        assert answer.headers["content-type"].startswith("application/problem+json")


def test_twenty_visitors_at_once_each_get_their_own_answers(running_undertone: RunningUndertone) -> None:
    async def journey() -> None:
        visits = await asyncio.gather(
            *(visit_async(running_undertone.url, "hello", "I feel sad", "play me a song") for _ in range(20))
        )
        assert len({visit.welcome["session"] for visit in visits}) == 20
        assert all(visit.answers[2].kinds_of_card == ["track"] for visit in visits)

    asyncio.run(journey())
