"""The gateway over the shipped text model and a real database; only the bot plays a script."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.bootstrap import build_services
from tests.gateway.house import House, of_type, open_house

pytestmark = pytest.mark.anyio

MODELS = Path(__file__).parents[2] / "models"


@contextlib.asynccontextmanager
async def real_house(folder: Path) -> AsyncIterator[House]:
    settings: dict[str, Any] = {"models_dir": MODELS, "database_url": f"sqlite:///{folder}/undertone.db"}
    async with open_house(folder, build=build_services, **settings) as house:
        yield house


async def test_a_conversation_is_remembered_chosen_for_exported_and_forgotten(tmp_path: Path) -> None:
    async with real_house(tmp_path) as house, house.visitor() as visitor:
        token = (await visitor.hello(locale="en-GB"))["token"]
        emotion = of_type(await visitor.ask("1", "I am so happy, this is wonderful!"), "emotion")[0]
        assert emotion["label"] == "joy"
        assert emotion["valence"] > 0.2

        bearer = {"Authorization": f"Bearer {token}"}
        chosen = await house.http.get("/v1/recommendations", headers=bearer, params={"kind": "track", "n": 1})
        track = chosen.json()["recommendations"][0]
        liked = {"id": "f1", "item": track["id"], "action": "like"}
        assert (await house.http.post("/v1/feedback", headers=bearer, json=liked)).json() == {
            "recorded": True
        }
        await visitor.send("feedback", id="f2", item=track["id"], action="play")
        await visitor.send("consent", id="c1", sense="text", granted=False)

        export = (await house.http.get("/v1/export", headers=bearer)).json()
        assert [turn["turn"] for turn in export["turns"]] == [emotion["turn"]]
        assert {event["kind"] for event in export["interactions"]} == {"offered", "like", "play"}
        assert export["profile"]["locale"] == "en-GB"
        assert [decision["granted"] for decision in export["consents"]] == [False]
        assert "wonderful" not in str(export)

        assert (await house.http.post("/v1/forget", headers=bearer)).json() == {"forgotten": True}
        forgotten = await visitor.until("forgotten")
        for gone in (token, forgotten["token"]):
            answer = await house.http.get("/v1/export", headers={"Authorization": f"Bearer {gone}"})
            assert "turns" not in answer.json() or not answer.json()["turns"]


async def test_the_export_of_a_session_just_opened_is_empty_and_stores_nobody(tmp_path: Path) -> None:
    async with real_house(tmp_path) as house:
        bearer = await house.bearer()
        for _ in range(2):
            answer = await house.http.get("/v1/export", headers=bearer)
            assert answer.status_code == 200
            export = answer.json()
            assert (export["profile"], export["sessions"], export["turns"]) == (None, [], [])


async def test_a_pause_outlives_the_gateway(tmp_path: Path) -> None:
    async with real_house(tmp_path) as house, house.visitor() as visitor:
        token = (await visitor.hello())["token"]
        await visitor.send("consent", id="c1", sense="text", granted=False)
        await visitor.until("ack")
    async with real_house(tmp_path) as house, house.visitor() as visitor:
        welcome = await visitor.hello(token=token, last_seq=2)
        assert (welcome["resumed"], welcome["senses"]["text"]) == (False, "off")


async def test_the_course_of_the_mood_outlives_the_gateway(tmp_path: Path) -> None:
    async with real_house(tmp_path) as house, house.visitor() as visitor:
        welcome = await visitor.hello()
        path, bearer = (
            f"/v1/sessions/{welcome['session']}/trajectory",
            {"Authorization": f"Bearer {welcome['token']}"},
        )
        await visitor.ask("1", "I am so happy, I passed my exam!")
        await visitor.ask("2", "now I am very sad, my dog died")
        before = (await house.http.get(path, headers=bearer)).json()
        assert [point["label"] for point in before["points"]] == ["joy", "sadness"]
    async with real_house(tmp_path) as house:
        assert (await house.http.get(path, headers=bearer)).json() == before
        async with house.visitor() as visitor:
            await visitor.hello(token=welcome["token"])
            (third,) = of_type(await visitor.ask("3", "I miss my dog so much, I feel terrible"), "emotion")
        after = (await house.http.get(path, headers=bearer)).json()
    assert third["trend"] == "falling"  # of a first turn it would be steady
    assert after["points"][:2] == before["points"]
    assert (after["points"][2]["turn"], after["trend"]) == (third["turn"], "falling")


async def test_readiness_speaks_of_the_real_parts(tmp_path: Path) -> None:
    async with real_house(tmp_path) as house:
        answer = await house.http.get("/readyz")
        assert answer.json() == {"ready": True, "parts": {"senses": True, "bot": True, "database": True}}
