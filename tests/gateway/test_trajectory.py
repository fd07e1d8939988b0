"""The course of the mood outlives the gateway, and is shown to nobody else."""

import logging
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.rest.models import VisitTrajectory
from tests.gateway.house import of_type
from tests.gateway.lasting import MARK, Lasting, a_day, lasting

pytestmark = pytest.mark.anyio

BEFORE = ("i am glad", "now i am sad", "so very sad today")
AFTER = ("still sad", "glad again")
COURSE = ("label", "probabilities", "valence", "arousal", "confidence", "change", "trend", "shift", "need")


def course(emotions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: emotion[name] for name in COURSE} for emotion in emotions]


def bytes_of_database(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("people.db*"))


async def trajectory(gateway: Lasting, token: str) -> dict[str, Any]:
    status, body = await gateway.get(f"/v1/sessions/{gateway.session_of(token)}/trajectory", token)
    assert status == 200
    VisitTrajectory.model_validate(body)
    return body


async def test_after_a_restart_the_mood_goes_on_as_if_there_had_been_none(tmp_path: Path) -> None:
    for folder in ("whole", "broken"):
        (tmp_path / folder).mkdir()
    clock = a_day()
    async with lasting(tmp_path / "whole", clock) as gateway:
        _, whole = await gateway.said(None, *BEFORE, *AFTER)
    clock = a_day()
    async with lasting(tmp_path / "broken", clock) as gateway:
        token, first = await gateway.said(None, *BEFORE)
    async with lasting(tmp_path / "broken", clock) as gateway:
        again, second = await gateway.said(token, *AFTER)
        assert gateway.session_of(again) == gateway.session_of(token)
    assert course([*first, *second]) == course(whole)
    assert second[0]["trend"] == "falling"


async def test_the_course_that_is_served_is_the_one_that_was_shown_before_and_after_a_restart(
    tmp_path: Path,
) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock) as gateway:
        token, shown = await gateway.said(None, *BEFORE)
        before = await trajectory(gateway, token)
    assert course(before["points"]) == course(shown)
    for point, emotion in zip(before["points"], shown, strict=True):
        assert {name: point[name] for name in ("turn", "weights", "mixed", "parts", "corrected")} == {
            name: emotion[name] for name in ("turn", "weights", "mixed", "parts", "corrected")
        }
    assert shown[0]["parts"] == {
        "text": {"label": "joy", "valence": 0.7, "arousal": 0.4, "confidence": pytest.approx(0.74)}
    }
    newest = shown[-1]
    assert {name: before["mood"][name] for name in ("label", "valence")} == {
        "label": newest["label"], "valence": newest["valence"],
    }  # fmt: skip
    assert (before["trend"], before["need"]) == (newest["trend"], newest["need"])
    async with lasting(tmp_path, clock) as gateway:
        assert await trajectory(gateway, token) == before
        assert (await gateway.get("/v1/mood", token))[1] == {"points": before["points"]}


async def test_after_a_restart_the_last_reading_can_be_put_right_and_the_mood_follows(tmp_path: Path) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock) as gateway:
        token, shown = await gateway.said(None, *BEFORE)
    async with lasting(tmp_path, clock) as gateway:
        async with gateway.house.visitor() as visitor:
            await visitor.hello(token=token)
            await visitor.send("correction", id="c", turn=shown[-1]["turn"], label="joy")
            put_right = await visitor.until("emotion")
            assert (put_right["label"], put_right["corrected"], put_right["need"]) == (
                "joy",
                True,
                "celebrate",
            )
            assert put_right["change"] > 0.5
            (after,) = of_type(await visitor.ask("n", "hm"), "emotion")
        assert after["label"] == "joy"
        (*_, point, _newest) = (await trajectory(gateway, token))["points"]
        assert (point["label"], point["corrected"], point["need"]) == ("joy", True, "celebrate")


async def test_what_was_put_right_before_a_restart_counts_after_it(tmp_path: Path) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock) as gateway:
        token, _ = await gateway.said(None, "i am sad", "just tired")  # the bot says: that was neutral
    async with lasting(tmp_path, clock) as gateway:
        _, (after,) = await gateway.said(token, "hm")
        points = (await trajectory(gateway, token))["points"]
    assert [point["corrected"] for point in points] == [False, True, False]
    assert after["label"] == "neutral"
    assert after["valence"] == pytest.approx(0.0, abs=0.01)


async def test_a_mood_chosen_by_hand_survives_a_restart(tmp_path: Path) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock) as gateway, gateway.house.visitor() as visitor:
        token = (await visitor.hello())["token"]
        await visitor.send("text", id="m", text="so here i am", mood="sadness")
        await visitor.until("done")
    clock.now += 60.0
    async with lasting(tmp_path, clock) as gateway:
        body = await trajectory(gateway, token)
        _, (after,) = await gateway.said(token, "hm")
    assert [(point["label"], point["corrected"]) for point in body["points"]] == [("sadness", True)]
    assert after["label"] == "sadness"


async def test_a_mood_chosen_by_hand_is_shown_stored_and_gone_on_from_where_the_words_say_nothing(
    tmp_path: Path,
) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock) as gateway, gateway.house.visitor() as visitor:
        token = (await visitor.hello())["token"]
        (shown,) = of_type(await visitor.ask("m", "\u2060", mood="sadness"), "emotion")
        assert (shown["label"], shown["corrected"], shown["need"]) == ("sadness", True, "comfort")
        assert (shown["weights"], shown["parts"], shown["mixed"]) == ({}, {}, False)
    clock.now += 60.0
    async with lasting(tmp_path, clock) as gateway:
        body = await trajectory(gateway, token)
        _, (after,) = await gateway.said(token, "hm")
    assert [(point["label"], point["corrected"]) for point in body["points"]] == [("sadness", True)]
    assert after["label"] == "sadness"


async def test_where_consent_was_withdrawn_the_course_begins_anew_also_after_a_restart(
    tmp_path: Path,
) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock) as gateway, gateway.house.visitor() as visitor:
        token = (await visitor.hello())["token"]
        await visitor.ask("1", "i am sad")
        clock.now += 1.0
        await visitor.send("consent", id="c1", sense="text", granted=False)
        await visitor.send("consent", id="c2", sense="text", granted=True)
        await visitor.until_pong()
        assert (await trajectory(gateway, token))["points"] == []
    clock.now += 60.0
    async with lasting(tmp_path, clock) as gateway:
        _, (first,) = await gateway.said(token, "i am glad")
        assert (first["label"], first["change"], first["trend"]) == ("joy", 0.0, "steady")
        assert len((await trajectory(gateway, token))["points"]) == 1


async def test_a_turn_is_put_right_also_where_it_is_not_written_yet(tmp_path: Path) -> None:
    async with lasting(tmp_path, a_day()) as gateway, gateway.house.visitor() as visitor:
        await visitor.hello()
        (shown,) = of_type(await visitor.ask("1", "i am sad"), "emotion")
        for number, granted in enumerate((False, True)):  # the session knows nothing of the turn any more
            await visitor.send("consent", id=f"c{number}", sense="text", granted=granted)
        await visitor.send("correction", id="k", turn=shown["turn"], label="joy")
        put_right = await visitor.until("emotion")
        assert (put_right["turn"], put_right["label"]) == (shown["turn"], "joy")


async def test_a_session_in_which_nothing_was_said_has_an_empty_course(tmp_path: Path) -> None:
    async with lasting(tmp_path, a_day()) as gateway:
        token, _ = await gateway.said(None)
        body = await trajectory(gateway, token)
    assert body == {
        "session": body["session"], "points": [], "mood": None, "trend": "steady", "need": None,
    }  # fmt: skip


async def test_somebody_elses_session_and_none_at_all_cannot_be_told_apart(tmp_path: Path) -> None:
    async with lasting(tmp_path, a_day()) as gateway:
        theirs, _ = await gateway.said(None, "i am sad")
        mine, _ = await gateway.said(None, "i am glad")
        await gateway.settled()
        other = await gateway.get(f"/v1/sessions/{gateway.session_of(theirs)}/trajectory", mine)
        none = await gateway.get("/v1/sessions/nowhere/trajectory", mine)
        assert other == none
        assert other[0] == 404
        assert other[1]["type"] == "urn:undertone:problem:not_found"
        for headers in ({}, {"Authorization": "Bearer forged"}):
            path = f"/v1/sessions/{gateway.session_of(mine)}/trajectory"
            assert (await gateway.house.http.get(path, headers=headers)).status_code == 401


@pytest.mark.parametrize(("session", "status"), [("%00", 422), ("s%00", 422), ("x" * 129, 422), ("ä€", 404)])
async def test_a_session_that_no_database_can_hold_is_refused_before_it_is_asked(
    tmp_path: Path, session: str, status: int
) -> None:
    async with lasting(tmp_path, a_day()) as gateway:
        token, _ = await gateway.said(None)
        assert (await gateway.get(f"/v1/sessions/{session}/trajectory", token))[0] == status


async def test_after_forget_me_the_course_is_gone_for_the_old_token_and_the_new(tmp_path: Path) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock) as gateway, gateway.house.visitor() as visitor:
        old = (await visitor.hello())["token"]
        await visitor.ask("1", "i am sad")
        await visitor.ask("2", "forget me")
        new = next(m for m in visitor.heard if m["type"] == "forgotten")["token"]
        for token in (old, new):
            assert (await trajectory(gateway, token))["points"] == []
    clock.now += 60.0
    async with lasting(tmp_path, clock) as gateway:
        for token in (old, new):
            assert (await trajectory(gateway, token))["points"] == []
        _, (first,) = await gateway.said(new, "i am glad")
        assert first["change"] == 0.0


async def test_no_word_and_no_vector_of_a_turn_reaches_the_disk_an_answer_or_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = a_day()
    with capture_logs() as logs, caplog.at_level(logging.INFO):
        async with lasting(tmp_path, clock) as gateway:
            token, shown = await gateway.said(None, "zanzibar makes me sad", "zanzibar i am glad")
            await gateway.house.http.post(
                "/v1/corrections",
                headers={"Authorization": f"Bearer {token}"},
                json={"turn": shown[0]["turn"], "label": "fear"},
            )
        async with lasting(tmp_path, clock) as gateway:
            await gateway.said(token, "zanzibar again")
            seen = f"{await trajectory(gateway, token)} {await gateway.get('/v1/export', token)}"
    on_disk = bytes_of_database(tmp_path)
    assert b"probabilities" in on_disk
    for mark in ("zanzibar", str(MARK)):
        assert mark.encode() not in on_disk
        assert mark not in f"{seen} {logs} {caplog.text}"
    assert "embedding" not in seen


async def test_a_stored_turn_that_cannot_be_read_costs_the_course_and_not_the_visit(tmp_path: Path) -> None:
    clock = a_day()
    async with lasting(tmp_path, clock) as gateway:
        token, _ = await gateway.said(None, "i am sad")
        await gateway.settled()
        with gateway.companion.store.connection() as connection:
            connection.exec_driver_sql("UPDATE turns SET valence = 7.0")
            connection.commit()
    async with lasting(tmp_path, clock) as gateway:
        _, (first,) = await gateway.said(token, "i am glad")
    assert (first["label"], first["change"]) == ("joy", 0.0)


async def test_when_the_database_is_away_the_course_is_said_to_be(tmp_path: Path) -> None:
    async with lasting(tmp_path, a_day()) as gateway:
        token, _ = await gateway.said(None, "i am sad")
        await gateway.settled()
        with gateway.companion.store.connection() as connection:
            connection.exec_driver_sql("ALTER TABLE turns RENAME TO elsewhere")
            connection.commit()
        status, body = await gateway.get(f"/v1/sessions/{gateway.session_of(token)}/trajectory", token)
    assert (status, body["type"]) == (503, "urn:undertone:problem:database_unavailable")
