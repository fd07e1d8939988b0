"""The HTTP API, over a real socket."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gateway import recorder
from tests.gateway.house import House, of_type, open_house

pytestmark = pytest.mark.anyio


def problem(answer: Any) -> tuple[int, str]:
    """Status and code of a problem, once it has been seen to be one."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["detail"]
    return answer.status_code, body["type"].removeprefix("urn:undertone:problem:")


async def test_a_turn_without_a_socket(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        answer = await house.http.post("/v1/turns", headers=bearer, json={"id": "1", "text": "I am sad"})
        assert answer.status_code == 200
        turn = answer.json()
        assert turn["id"] == "1"
        assert turn["emotion"]["label"] == "sadness"
        assert [message["text"] for message in turn["messages"]] == ["It sounds like sadness. Tell me more?"]
        assert turn["messages"][0]["from"] == "bot"


async def test_the_same_id_gives_the_same_reply_once_answered(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        first, second = [
            (await house.http.post("/v1/turns", headers=bearer, json={"id": "1", "text": "music"})).json()
            for _ in range(2)
        ]
        assert first == second
        assert len(house.bot.turns) == 1


async def test_the_same_id_at_the_same_time_is_one_turn(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        body = {"id": "1", "text": "music"}
        answers = await asyncio.gather(
            *(house.http.post("/v1/turns", headers=bearer, json=body) for _ in range(4))
        )
        assert {answer.text for answer in answers} == {answers[0].text}
        assert answers[0].status_code == 200
        assert len(house.bot.turns) == 1


async def test_turns_without_ids_are_turns_of_their_own(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        for _ in range(2):
            await house.http.post("/v1/turns", headers=bearer, json={"text": "hello"})
        assert len(house.bot.turns) == 2


async def test_a_session_begun_over_http_goes_on_over_the_websocket(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        started = (await house.http.post("/v1/sessions", json={"locale": "en-IE"})).json()
        async with house.visitor() as visitor:
            welcome = await visitor.hello(token=started["token"])
            assert (welcome["resumed"], welcome["session"]) == (True, started["session"])
            assert (await visitor.next())["text"] == started["ai_notice"]
            bearer = {"Authorization": f"Bearer {started['token']}"}
            await house.http.post("/v1/turns", headers=bearer, json={"text": "hello"})
            await visitor.until("done")
            assert of_type(visitor.heard, "message")[-1]["text"].endswith("Tell me more?")
            assert house.bot.turns[0]["metadata"]["locale"] == "en-IE"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": "x" * 4001}, (413, "text_too_long")),
        ({"text": " "}, (422, "text_empty")),
        ({}, (422, "invalid")),
        ({"text": 7}, (422, "invalid")),
        ({"text": "x", "id": ""}, (422, "invalid")),
        ({"text": "x", "admin": True}, (422, "invalid")),
    ],
)
async def test_a_bad_turn_is_a_problem(tmp_path: Path, body: Any, expected: tuple[int, str]) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.post("/v1/turns", headers=await house.bearer(), json=body)
        assert problem(answer) == expected


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/turns", r'{"text": "a\ud800b"}'),
        ("POST", "/v1/turns", r'{"text": "a", "\ud800": 1}'),
        ("POST", "/v1/sense", r'{"text": "\udfff"}'),
        ("POST", "/v1/sessions", r'{"user": "\ud800"}'),
        ("POST", "/v1/corrections", r'{"turn": "\ud800", "label": "joy"}'),
        ("PATCH", "/v1/profile", r'{"genres": {"\ud800": "loved"}}'),
        ("PUT", "/v1/preferences", r'{"kind": "genre", "subject": "\ud800", "polarity": "loved"}'),
    ],
)
async def test_half_a_character_is_a_problem_and_the_next_turn_is_answered(
    tmp_path: Path, method: str, path: str, body: str
) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        json_body = bearer | {"Content-Type": "application/json"}
        answer = await house.http.request(method, path, headers=json_body, content=body)
        assert problem(answer) == (422, "invalid")
        next_turn = await house.http.post("/v1/turns", headers=bearer, json={"text": "both halves: 😀"})
        assert next_turn.status_code == 200


async def test_a_body_that_is_not_json_is_a_problem(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for content in ("{", "[" * 60_000):
            answer = await house.http.post(
                "/v1/sense", content=content, headers={"Content-Type": "application/json"}
            )
            assert problem(answer) == (400, "malformed")


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.post("/v1/sense", content=b" " * 70_000)
        assert problem(answer) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/turns"),
        ("GET", "/v1/recommendations"),
        ("GET", "/v1/profile"),
        ("PATCH", "/v1/profile"),
        ("POST", "/v1/feedback"),
        ("GET", "/v1/mood"),
        ("POST", "/v1/corrections"),
        ("GET", "/v1/preferences"),
        ("PUT", "/v1/preferences"),
        ("DELETE", "/v1/preferences"),
        ("GET", "/v1/export"),
        ("POST", "/v1/forget"),
    ],
)
async def test_what_belongs_to_a_user_needs_their_token(tmp_path: Path, method: str, path: str) -> None:
    async with open_house(tmp_path) as house:
        body = {"text": "x"} if path == "/v1/turns" else {}
        for headers in ({}, {"Authorization": "Bearer forged"}, {"Authorization": "Basic eDp5"}):
            answer = await house.http.request(
                method, path, headers=headers, json=body if method != "GET" else None
            )
            assert problem(answer) == (401, "token_invalid")
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_token_ends_with_its_time(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        house.clock.now += house.services.config.token_days * 86_400 + 1
        assert problem(await house.http.get("/v1/profile", headers=bearer)) == (401, "token_invalid")


async def test_a_single_text_is_sensed_without_a_session(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.post("/v1/sense", json={"text": "I am so happy"})
        reading = answer.json()
        assert reading["label"] == "joy"
        assert set(reading) == {"label", "probabilities", "valence", "arousal", "confidence"}
        assert len(house.services.registry) == 0


async def test_too_many_calls_from_an_address_are_refused_with_a_time(tmp_path: Path) -> None:
    async with open_house(tmp_path, call_burst=2, calls_per_s=1.0) as house:
        for _ in range(2):
            assert (await house.http.post("/v1/sense", json={"text": "x"})).status_code == 200
        answer = await house.http.post("/v1/sense", json={"text": "x"})
        assert problem(answer) == (429, "rate_limited")
        assert int(answer.headers["retry-after"]) >= 1
        house.clock.now += answer.json()["retry_after_ms"] / 1000
        assert (await house.http.post("/v1/sense", json={"text": "x"})).status_code == 200


async def test_too_many_sessions_from_an_address_are_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path, max_sessions_per_address=2) as house:
        for _ in range(2):
            await house.http.post("/v1/turns", json={"text": "hello"}, headers=await house.bearer())
        answer = await house.http.post("/v1/sessions", json={})
        assert problem(answer) == (429, "too_many_sessions")


async def test_a_session_in_which_nothing_was_said_makes_room_and_is_opened_again(tmp_path: Path) -> None:
    async with open_house(tmp_path, max_sessions_per_address=1) as house:
        first, second = await house.bearer(), await house.bearer()
        for bearer in (first, second):
            answer = await house.http.post("/v1/turns", json={"text": "hello"}, headers=bearer)
            assert answer.status_code == (200 if bearer is first else 429)


async def greeted_from(house: House, address: str) -> int:
    """The status of a new session in which something is said at once."""
    origin = {"X-Forwarded-For": address}
    answer = await house.http.post("/v1/sessions", json={}, headers=origin)
    if answer.is_success:
        bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
        await house.http.post("/v1/turns", json={"text": "hello"}, headers=origin | bearer)
    return answer.status_code


async def test_behind_a_trusted_proxy_visitors_have_addresses_of_their_own(tmp_path: Path) -> None:
    async with open_house(tmp_path, max_sessions_per_address=1) as house:
        for address, status in (("192.0.2.1", 201), ("192.0.2.2", 201), ("192.0.2.1", 429)):
            assert await greeted_from(house, address) == status


async def test_a_stranger_cannot_invent_an_address(tmp_path: Path) -> None:
    async with open_house(tmp_path, max_sessions_per_address=1, trusted_proxies=("192.0.2.99",)) as house:
        for address, status in (("192.0.2.1", 201), ("192.0.2.2", 429)):
            assert await greeted_from(house, address) == status


async def test_figures_are_not_for_the_public(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.get("/metrics", headers={"X-Forwarded-For": "8.8.8.8"})
        assert problem(answer) == (403, "not_allowed")


async def test_a_full_queue_is_a_problem_and_nothing_taken_is_lost(tmp_path: Path) -> None:
    async with open_house(tmp_path, max_queued=1) as house:
        bearer = await house.bearer()
        house.bot.go_on.clear()

        def post(text: str) -> "asyncio.Task[Any]":
            return asyncio.create_task(house.http.post("/v1/turns", headers=bearer, json={"text": text}))

        first = post("one")
        await house.bot.received.get()
        second = post("two")
        session = house.services.registry.all()[0].session
        await house.until(lambda: session.n_queued == 1)
        assert problem(await post("three")) == (429, "queue_full")
        house.bot.go_on.set()
        assert [(await task).status_code for task in (first, second)] == [200, 200]


async def test_a_bot_without_an_answer_is_a_problem_with_kind_words(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        house.bot.script = lambda turn: [{"error": "boom"}]
        answer = await house.http.post("/v1/turns", headers=bearer, json={"text": "hello"})
        assert problem(answer) == (502, "bot_failed")
        assert "sorry" in answer.json()["detail"]


# --- personal ---------------------------------------------------------------------------------------------


async def test_profile_changes_only_what_is_given(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        assert problem(await house.http.get("/v1/profile", headers=bearer)) == (404, "not_found")
        changes = {"genres": {"jazz": "loved", "metal": None}}
        await house.http.patch("/v1/profile", headers=bearer, json=changes)
        profile = (await house.http.get("/v1/profile", headers=bearer)).json()
        assert profile["preferences"] == changes
        wrong = await house.http.patch("/v1/profile", headers=bearer, json={"genres": {"jazz": "meh"}})
        assert problem(wrong) == (422, "invalid")


async def test_recommendations_are_cards(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        answer = await house.http.get(
            "/v1/recommendations", headers=bearer, params={"kind": ["track", "read"], "n": 2}
        )
        assert [card["kind"] for card in answer.json()["recommendations"]] == ["track", "track"]
        for wrong in ({"n": 0}, {"n": 99}, {"kind": "film"}):
            refused = await house.http.get("/v1/recommendations", headers=bearer, params=wrong)
            assert problem(refused) == (422, "invalid")


async def test_feedback_counts_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        body = {"id": "f1", "item": "song-1", "action": "like"}
        answers = [(await house.http.post("/v1/feedback", headers=bearer, json=body)).json() for _ in "12"]
        assert answers == [{"recorded": True}, {"recorded": False}]
        unknown = await house.http.post("/v1/feedback", headers=bearer, json={**body, "item": "nothing"})
        assert problem(unknown) == (404, "not_found")


async def test_an_export_holds_what_was_written_a_moment_before(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        await house.http.post("/v1/turns", headers=bearer, json={"text": "I am sad"})
        answer = await house.http.get("/v1/export", headers=bearer)
        assert answer.headers["cache-control"] == "no-store"
        names = [type(fact).__name__ for fact in house.memory.facts]
        assert answer.json()["n_facts"] == len(names)
        assert "TurnSensed" in names


async def test_forgetting_over_http_reaches_the_open_widget_and_every_session_of_the_user(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        welcome = await visitor.hello()
        bearer = {"Authorization": f"Bearer {welcome['token']}"}
        answer = await house.http.post("/v1/forget", headers=bearer)
        assert answer.json() == {"forgotten": True}
        assert (await visitor.until("forgotten"))["token"] != welcome["token"]
        assert type(house.memory.facts[-1]).__name__ == "UserErased"
        await house.until(lambda: house.bot.forgotten == [welcome["session"]])


async def test_a_database_that_is_away_is_a_problem_with_a_time(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        house.memory.broken = True
        answer = await house.http.get("/v1/profile", headers=bearer)
        assert problem(answer) == (503, "database_unavailable")
        assert "retry-after" in answer.headers


# --- the system -------------------------------------------------------------------------------------------


async def ready(house: House) -> tuple[int, dict[str, bool]]:
    answer = await house.http.get("/readyz")
    return answer.status_code, answer.json()["parts"]


async def test_health_is_alive_and_readiness_names_the_part_that_is_missing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        assert await ready(house) == (200, {"senses": True, "bot": True, "database": True})
        house.memory.broken = True
        assert await ready(house) == (503, {"senses": True, "bot": True, "database": False})
        house.memory.broken = False
        await house.bot.stop()
        await house.until(lambda: not house.services.bot.connected)
        assert await ready(house) == (503, {"senses": True, "bot": False, "database": True})
        assert (await house.http.get("/healthz")).json() == {"status": "alive"}


async def test_metrics_count_turns_and_errors_and_hold_no_words(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        await visitor.ask("1", "zanzibar makes me sad, help")
        await visitor.send("text", id="2", text="")
        await visitor.until("error")
        text = (await house.http.get("/metrics")).text
        for line in (
            'undertone_turns_total{outcome="answered"} 1.0',
            'undertone_errors_total{code="text_empty"} 1.0',
            "undertone_sessions 1.0",
            "undertone_connections 1.0",
            "undertone_bot_connected 1.0",
            "undertone_care_offered_total 1.0",
            'undertone_turn_part_seconds_count{part="sense"} 1.0',
            'undertone_turn_part_seconds_count{part="bot"} 1.0',
            'undertone_turn_part_seconds_count{part="total"} 1.0',
        ):
            assert line in text
        assert "process_resident_memory_bytes" in text
        assert "zanzibar" not in text


async def test_the_schema_and_the_description_are_served(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        schema = (await house.http.get("/schema/undertone.v1.json")).json()
        assert set(schema["$defs"]) >= {"client", "server", "Welcome", "Text"}
        description = (await house.http.get("/openapi.json")).json()
        paths = {path for path in description["paths"] if path.startswith("/v1/")}
        assert paths == {
            "/v1/sessions", "/v1/turns", "/v1/sense", "/v1/speech", "/v1/recommendations", "/v1/profile",
            "/v1/feedback",
            "/v1/export", "/v1/forget", "/v1/mood", "/v1/corrections", "/v1/preferences",
            "/v1/sessions/{session}/trajectory", "/v1/outside", "/v1/music/spotify",
            "/v1/music/spotify/login", "/v1/music/spotify/login/finish", "/v1/music/spotify/callback",
            "/v1/music/spotify/playlists", "/v1/links", "/v1/links/code",
        }  # fmt: skip
        turns = description["paths"]["/v1/turns"]["post"]
        assert "application/problem+json" in turns["responses"]["default"]["content"]
        assert turns["security"]


async def test_unknown_paths_and_methods_are_problems(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        assert problem(await house.http.get("/v1/nothing")) == (404, "not_found")
        assert problem(await house.http.get("/v1/turns"))[0] in (404, 405)


async def test_other_sites_may_call_only_when_allowed(tmp_path: Path) -> None:
    async with open_house(tmp_path, allowed_origins=("https://good.example",)) as house:
        for origin, expected in (
            ("https://good.example", "https://good.example"),
            ("https://evil.example", None),
        ):
            answer = await house.http.post("/v1/sense", json={"text": "x"}, headers={"Origin": origin})
            assert answer.headers.get("access-control-allow-origin") == expected


async def test_an_export_does_not_wait_for_ever_for_a_database_that_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "WRITTEN_WITHIN_S", 0.05)
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        house.memory.go_on.clear()
        await house.http.post("/v1/turns", headers=bearer, json={"text": "I am sad"})
        for method, path in (("GET", "/v1/export"), ("POST", "/v1/forget")):
            answer = await house.http.request(method, path, headers=bearer)
            assert problem(answer) == (503, "database_unavailable")
        house.memory.go_on.set()
        await asyncio.wrap_future(house.services.recorder.settled())
        assert type(house.memory.facts[-1]).__name__ == "UserErased"
