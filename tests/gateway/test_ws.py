"""The websocket, over real sockets."""

import asyncio
import json
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.gateway.house import of_type, open_house
from tests.gateway.scripted.bot import words

pytestmark = pytest.mark.anyio


async def test_a_text_is_sensed_answered_and_done(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        welcome = await visitor.hello(locale="en-GB")
        messages = await visitor.ask("1", "I feel so sad")
        assert [m["type"] for m in messages] == [
            "message",
            "ack",
            "typing",
            "emotion",
            "message",
            "typing",
            "done",
        ]
        assert messages[3]["label"] == "sadness"
        assert messages[4]["text"] == "It sounds like sadness. Tell me more?"
        assert house.bot.turns[0]["metadata"]["locale"] == "en-GB"
        assert house.bot.turns[0]["sender"] == welcome["session"]
        assert [m["seq"] for m in visitor.heard] == list(range(1, len(visitor.heard) + 1))


async def test_a_burst_is_answered_one_by_one_in_order(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        for n in range(6):
            await visitor.send("text", id=str(n), text=f"text {n}")
        for _ in range(6):
            await visitor.until("done")
        assert [turn["text"] for turn in house.bot.turns] == [f"text {n}" for n in range(6)]


async def test_a_reload_within_the_window_gets_what_was_missed_once_and_in_order(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with house.visitor() as visitor:
            token = (await visitor.hello())["token"]
            house.bot.go_on.clear()
            await visitor.send("text", id="1", text="are you there")
            await house.bot.received.get()
            last_seq = (await visitor.until("emotion"))["seq"]
        house.bot.go_on.set()
        async with house.visitor() as again:
            welcome = await again.hello(token=token, last_seq=last_seq)
            assert (welcome["resumed"], welcome["seq"]) == (True, last_seq)
            await again.until("done")
            seqs = [m["seq"] for m in again.heard]
            assert seqs == list(range(last_seq, last_seq + len(seqs)))
            assert len(of_type(again.heard, "message")) == 1


async def test_a_text_sent_again_after_a_reload_is_one_turn_with_the_same_reply(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with house.visitor() as visitor:
            token = (await visitor.hello())["token"]
            first = await visitor.ask("same", "I am happy")
        async with house.visitor() as again:
            await again.hello(token=token, last_seq=visitor.heard[-1]["seq"])
            second = await again.ask("same", "I am happy")
        assert of_type(second, "message") == of_type(first, "message")[1:]
        assert len(house.bot.turns) == 1


async def test_a_second_tab_takes_the_session_over_and_the_first_is_told(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as first, house.visitor() as second:
        token = (await first.hello())["token"]
        await second.hello(token=token)
        assert await first.closed() == 4009
        assert (await second.ask("1", "hello"))[-1]["type"] == "done"


async def test_a_token_from_elsewhere_is_refused_and_the_visitor_may_start_anew(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        error = await visitor.hello(token="eyJzZXNzaW9uIjoieCJ9.forged")
        assert (error["code"], error["seq"]) == ("token_invalid", 0)
        assert (await visitor.hello())["type"] == "welcome"


async def test_an_expired_session_gives_its_user_a_new_one_that_admits_the_loss(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with house.visitor() as visitor:
            token = (await visitor.hello())["token"]
            await visitor.ask("1", "hello")
        await house.until(lambda: not house.services.registry.n_connected)
        house.clock.now += house.services.config.session_window_s
        house.services.registry.tick()
        assert len(house.services.registry) == 0
        async with house.visitor() as again:
            welcome = await again.hello(token=token, last_seq=9)
            assert not welcome["resumed"]
            await again.until("history_lost")
            await again.ask("1", "hello again")
        users = {turn["metadata"]["user"] for turn in house.bot.turns}
        assert len(users) == 1


async def test_whoever_paused_last_time_is_not_sensed_this_time(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        token = house.services.tokens.identity(house.clock(), user="u").token
        house.memory.granted["u"] = {"text": False}
        async with house.visitor() as visitor:
            welcome = await visitor.hello(token=token)
            assert welcome["senses"]["text"] == "off"
            assert not of_type(await visitor.ask("1", "I am sad"), "emotion")


async def test_a_database_that_does_not_answer_means_no_sensing_for_a_known_visitor(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.memory.broken = True
        token = house.services.tokens.identity(house.clock(), user="u").token
        async with house.visitor() as visitor:
            assert (await visitor.hello(token=token))["senses"]["text"] == "off"
            assert (await visitor.ask("1", "hello"))[-1]["type"] == "done"


async def test_the_reply_does_not_wait_for_the_database(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        house.memory.go_on.clear()
        await visitor.hello()
        assert (await visitor.ask("1", "I am sad"))[-1]["type"] == "done"
        assert not [fact for fact in house.memory.facts if type(fact).__name__ == "TurnSensed"]
        house.memory.go_on.set()
        await house.until(lambda: any(type(fact).__name__ == "TurnSensed" for fact in house.memory.facts))


async def test_a_visitor_who_only_looks_leaves_no_trace(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with house.visitor() as visitor:
            await visitor.hello()
        await asyncio.wrap_future(house.services.recorder.settled())
        assert [type(fact).__name__ for fact in house.memory.facts] == ["Expired"]


# --- bad input --------------------------------------------------------------------------------------------

BAD_FRAMES = {
    "{": "malformed",
    "[]": "malformed",
    "null": "malformed",
    '"text"': "malformed",
    "[" * 50_000: "malformed",
    '{"type":"text","id":"1","text":' + '{"a":' * 5_000: "malformed",
    '{"type":"sing"}': "unknown_type",
    '{"id":"1"}': "unknown_type",
    '{"type":"text","id":"1"}': "invalid",
    '{"type":"text","id":1,"text":"x"}': "invalid",
    '{"type":"text","id":"","text":"x"}': "invalid",
    '{"type":"text","id":"1","text":"x","admin":true}': "invalid",
    '{"type":"ack","seq":-1}': "invalid",
    '{"type":"ack","seq":1e3}': "invalid",
    '{"type":"ack","seq":' + "9" * 5000 + "}": "malformed",
    '{"type":"text","id":"1","text":"\\ud800"}': "malformed",
    json.dumps({"type": "text", "id": "1", "text": "x" * 4001}): "text_too_long",
    '{"type":"text","id":"1","text":" "}': "text_empty",
    '{"type":"interrupt","id":"1"}': "invalid",
    '{"type":"hello","protocol":"undertone.v1"}': "wrong_order",
}


@pytest.mark.parametrize("frame", BAD_FRAMES, ids=lambda frame: frame[:40])
async def test_a_bad_frame_gets_a_clear_error_and_the_conversation_goes_on(
    tmp_path: Path, frame: str
) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        await visitor.socket.send(frame)
        error = await visitor.until("error")
        assert error["code"] == BAD_FRAMES[frame]
        assert error["detail"]
        assert (await visitor.ask("after", "hello"))[-1]["type"] == "done"


async def test_text_before_hello_is_out_of_order(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.send("text", id="early", text="hello")
        error = await visitor.next()
        assert (error["code"], error["id"], error["seq"]) == ("wrong_order", "early", 0)
        assert (await visitor.hello())["type"] == "welcome"


async def test_a_binary_frame_that_is_no_sound_is_malformed(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        await visitor.socket.send(b"\x00\x01")
        assert (await visitor.until("error"))["code"] == "malformed"


async def test_sound_before_hello_is_out_of_order(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.socket.send(b"\x01\x01" + bytes(300))
        assert (await visitor.next())["code"] == "wrong_order"


async def test_sound_of_a_stream_that_is_not_open_is_counted_and_not_answered(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        await visitor.socket.send(bytes([1, 7, 0, 0, 0, 0, 0, 0]) + bytes(4096))
        assert [m["type"] for m in await visitor.ask("1", "hello")][-1] == "done"
        dropped = house.services.metrics.sound_dropped.labels("closed")
        assert dropped._value.get() == 1


async def test_a_frame_over_the_limit_closes_only_its_own_connection(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as large, house.visitor() as other:
        token = (await large.hello())["token"]
        await other.hello()
        await large.socket.send("x" * (house.services.config.max_frame_bytes + 1))
        assert await large.closed() == 1009
        assert (await other.ask("1", "hello"))[-1]["type"] == "done"
        async with house.visitor() as again:
            assert (await again.hello(token=token))["resumed"]


async def test_too_many_messages_are_refused_with_a_time_and_others_go_on(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path, messages_per_s=2.0, burst=5) as house,
        house.visitor() as hasty,
        house.visitor() as other,
    ):
        await hasty.hello()
        await other.hello()
        for n in range(6):
            await hasty.send("ping", id=str(n))
        error = await hasty.until("error")
        assert error["code"] == "rate_limited"
        assert error["id"] == "5"
        assert error["retry_after_ms"] > 0
        assert (await other.ask("1", "hello"))[-1]["type"] == "done"


async def test_too_many_sessions_from_one_address_are_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path, max_sessions_per_address=1) as house, house.visitor() as first:
        token = (await first.hello())["token"]
        async with house.visitor() as second:
            error = await second.hello()
            assert error["code"] == "too_many_sessions"
            assert await second.closed() == 4429
        async with house.visitor() as resumed:
            assert (await resumed.hello(token=token))["resumed"]


async def test_a_page_of_another_origin_is_turned_away(tmp_path: Path) -> None:
    async with open_house(tmp_path, allowed_origins=("https://good.example",)) as house:
        for origin in ("https://evil.example", "null", "https://good.example.evil.example", "http://[::1"):
            with pytest.raises(InvalidStatus) as refused:
                async with house.visitor(origin=origin):
                    pass
            assert refused.value.response.status_code == 403
        for origin in ("https://good.example", f"http://127.0.0.1:{house.port}"):
            async with house.visitor(origin=origin) as visitor:
                assert (await visitor.hello())["type"] == "welcome"


@pytest.mark.parametrize("context", ["workplace", "education"])
async def test_at_work_and_in_education_voice_and_face_stay_off(tmp_path: Path, context: str) -> None:
    async with open_house(tmp_path, context=context) as house, house.visitor() as visitor:
        welcome = await visitor.hello()
        assert welcome["senses"]["voice"] == welcome["senses"]["face"] == "not_allowed"
        await visitor.send("consent", id="c", sense="face", granted=True)
        assert (await visitor.until("error"))["code"] == "not_allowed"


# --- the bot ----------------------------------------------------------------------------------------------


async def test_a_bot_that_restarts_costs_a_delay_and_no_text(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        house.bot.go_on.clear()
        await visitor.send("text", id="1", text="are you there")
        await house.bot.received.get()
        await house.bot.stop()
        await visitor.send("text", id="2", text="still there")
        house.bot.go_on.set()
        await house.restart_bot()
        await visitor.until("done")
        await visitor.until("done")
        assert [turn["text"] for turn in house.bot.turns] == ["are you there", "are you there", "still there"]
        assert not of_type(visitor.heard, "error")


async def test_a_bot_that_stays_away_costs_a_kind_error(tmp_path: Path) -> None:
    async with open_house(tmp_path, with_bot=False) as house, house.visitor() as visitor:
        await visitor.hello()
        await visitor.send("text", id="1", text="are you there")
        await visitor.until("emotion")
        house.clock.now += 31
        house.services.registry.tick()
        assert (await visitor.until("error"))["code"] == "bot_unavailable"
        await visitor.until("done")


async def test_an_error_of_the_bot_is_a_kind_error_and_the_next_turn_works(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        house.bot.script, script = (lambda turn: [{"error": "out of tea"}]), house.bot.script
        error = of_type(await visitor.ask("1", "hello"), "error")[0]
        assert error["code"] == "bot_failed"
        assert "tea" not in error["detail"]
        house.bot.script = script
        assert not of_type(await visitor.ask("1", "hello"), "error")


async def test_forget_me_reaches_the_database_the_bot_and_the_widget(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        welcome = await visitor.hello()
        await visitor.ask("1", "I am sad")
        forgotten = of_type(await visitor.ask("2", "forget me"), "forgotten")[0]
        assert forgotten["token"] != welcome["token"]
        await house.until(lambda: house.bot.forgotten == [welcome["session"]])
        await asyncio.wrap_future(house.services.recorder.settled())
        names = [type(fact).__name__ for fact in house.memory.facts]
        assert names[-1] == "UserErased"
        await visitor.ask("3", "hello")
        assert house.bot.turns[-1]["metadata"]["user"] != house.bot.turns[0]["metadata"]["user"]


async def test_pause_sensing_works_from_the_chat(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        assert of_type(await visitor.ask("1", "pause"), "sensing")[0]["paused"]
        assert not of_type(await visitor.ask("2", "I am sad"), "emotion")
        assert not of_type(await visitor.ask("3", "resume"), "sensing")[0]["paused"]
        assert of_type(await visitor.ask("4", "I am sad"), "emotion")


async def test_a_correction_reaches_the_trajectory_and_the_widget(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        await visitor.ask("1", "I am sad")
        corrected = of_type(await visitor.ask("2", "just tired"), "emotion")[-1]
        assert (corrected["label"], corrected["corrected"]) == ("neutral", True)
        assert house.senses.corrected == ["neutral"]


async def test_a_server_that_stops_says_so(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        house.server.should_exit = True
        assert await visitor.closed() == 1012


async def test_many_visitors_at_once_each_get_their_own_answers(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.bot.script = lambda turn: [words(f"to {turn['text']}")]

        async def visit(name: str) -> list[str]:
            async with house.visitor() as visitor:
                await visitor.hello()
                for n in range(4):
                    await visitor.ask(str(n), f"{name}.{n}")
                return [m["text"] for m in of_type(visitor.heard, "message")[1:]]

        answers = await asyncio.gather(*(visit(f"v{number}") for number in range(25)))
        assert answers == [[f"to v{number}.{n}" for n in range(4)] for number in range(25)]
