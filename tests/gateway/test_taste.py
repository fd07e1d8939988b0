"""Preferences over HTTP: shown, told, taken back."""

from pathlib import Path

import pytest

from tests.gateway.house import open_house

pytestmark = pytest.mark.anyio

JAZZ = {"kind": "genre", "subject": "jazz", "polarity": "loved", "when": None}


async def test_where_a_visitor_listens_is_theirs_to_set_among_the_services_there_are(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        headers = await house.bearer()
        answer = await house.http.patch("/v1/profile", headers=headers, json={"service": "deezer"})
        assert answer.status_code == 200
        refused = await house.http.patch("/v1/profile", headers=headers, json={"service": "napster"})
        assert refused.status_code == 422


async def test_a_preference_is_told_shown_and_taken_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bearer = await house.bearer()
        empty = {"told": [], "learned": [], "strategy": None, "service": None}
        assert (await house.http.get("/v1/preferences", headers=bearer)).json() == empty
        told = await house.http.put("/v1/preferences", headers=bearer, json=JAZZ)
        assert told.json()["told"] == [{**JAZZ, "spoken": "jazz"}]
        assert (await house.http.get("/v1/preferences", headers=bearer)).json() == told.json()
        about = {"kind": "genre", "subject": "jazz"}
        gone = await house.http.delete("/v1/preferences", headers=bearer, params=about)
        assert gone.json() == empty


@pytest.mark.parametrize(
    "body",
    [
        JAZZ | {"kind": "smell"},
        JAZZ | {"subject": ""},
        JAZZ | {"subject": "x" * 129},
        JAZZ | {"subject": "doorbells"},
        JAZZ | {"polarity": None},
        JAZZ | {"when": "tuesday"},
        JAZZ | {"why": "because"},
        {"kind": "genre"},
    ],
)
async def test_a_bad_preference_is_a_problem(tmp_path: Path, body: dict[str, object]) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.put("/v1/preferences", headers=await house.bearer(), json=body)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:undertone:problem:invalid")


@pytest.mark.parametrize(
    "about", [{}, {"kind": "genre"}, {"kind": "genre", "subject": "jazz", "when": "noon"}]
)
async def test_taking_back_needs_to_know_what(tmp_path: Path, about: dict[str, str]) -> None:
    async with open_house(tmp_path) as house:
        answer = await house.http.delete("/v1/preferences", headers=await house.bearer(), params=about)
        assert answer.status_code == 422


async def test_recommendations_know_the_hour_of_an_open_session(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for zone in ("UTC", "Asia/Tokyo"):
            started = (await house.http.post("/v1/sessions", json={"timezone": zone})).json()
            bearer = {"Authorization": f"Bearer {started['token']}"}
            assert (await house.http.get("/v1/recommendations", headers=bearer)).is_success
        utc, tokyo = house.memory.hours
        assert utc is not None
        assert tokyo == (utc + 9) % 24
