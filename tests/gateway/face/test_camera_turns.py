"""Whole turns before a camera, over real sockets and real threads; what a picture shows is its colour."""

from pathlib import Path
from typing import Any

import pytest

from gateway.face.device_files import MODEL_FILES, PACKAGE_FILES
from tests.fakes.observer import BLACK, GREEN, RED, observation, picture
from tests.gateway.house import House, Visitor, of_type, open_house

pytestmark = pytest.mark.anyio


async def grant(visitor: Visitor, granted: bool = True) -> None:
    await visitor.send("consent", id=f"face-{granted}", sense="face", granted=granted)
    await visitor.until("ack")


async def before_the_camera(visitor: Visitor, **more: Any) -> dict[str, Any]:
    """Hello, consent, camera on; the first `seeing`."""
    await visitor.hello()
    await grant(visitor)
    return await visitor.watch(**more)


async def until_seen(house: House, n: int = 1) -> None:
    await house.until(lambda: len(house.senses.observer.seen) >= n)


async def test_a_face_joins_the_words_in_one_turn_and_moves_the_ring_before(tmp_path: Path) -> None:
    async with open_house(tmp_path, sees_faces=True) as house, house.visitor() as visitor:
        welcome = await visitor.hello()
        assert welcome["senses"]["face"] == "off"
        assert welcome["face"] == {
            "where": ["server"], "fps": 5.0, "max_width_px": 320, "max_image_bytes": 65528,
            "device_url": None,
        }  # fmt: skip
        await grant(visitor)
        sign = await visitor.watch()
        assert (sign["state"], sign["fps"]) == ("looking", 5.0)
        await visitor.show(picture(RED))
        live = await visitor.until("emotion")
        assert (live["label"], live["partial"], live["seq"]) == ("anger", True, 0)
        assert live["weights"] == {"face": 1.0}
        heard = await visitor.ask("m1", "I am happy")
        (emotion,) = (m for m in of_type(heard, "emotion") if not m["partial"])
        assert set(emotion["weights"]) == {"text", "face"}
        (track,) = house.senses.faces
        assert track.observations[0].logits == observation(label="anger").logits


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_pictures_of_three_kinds_are_taken(tmp_path: Path, kind: str) -> None:
    async with open_house(tmp_path, sees_faces=True) as house, house.visitor() as visitor:
        await before_the_camera(visitor)
        await visitor.show(picture(GREEN, kind))
        assert (await visitor.until("emotion"))["label"] == "joy"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG"),
        (picture(GREEN)[:200], "cannot be decoded"),
        (picture(GREEN, size=(1, 1)), "1 x 1 pixels"),
        (picture(GREEN, "PNG", (4000, 4000)), "make it smaller"),
        (picture(GREEN, "GIF"), "a GIF"),
        (b"\x00" * 100, "no picture"),
    ],
    ids=["svg", "truncated", "one pixel", "bomb", "gif", "zeros"],
)
async def test_what_is_no_good_picture_gets_a_clear_error_and_the_next_one_is_read(
    tmp_path: Path, data: bytes, why: str
) -> None:
    async with (
        open_house(tmp_path, sees_faces=True) as house,
        house.visitor() as visitor,
        house.visitor() as other,
    ):
        await before_the_camera(visitor)
        await before_the_camera(other)
        await visitor.show(data)
        await other.show(picture(GREEN))
        error = await visitor.until("error")
        assert error["code"] == "image_unreadable"
        assert why in error["detail"]
        assert (await other.until("emotion"))["label"] == "joy"
        house.clock.now += 5.0
        await visitor.show(picture(RED), 25)
        assert (await visitor.until("emotion"))["label"] == "anger"


async def test_a_frame_with_nothing_in_it_is_malformed(tmp_path: Path) -> None:
    async with open_house(tmp_path, sees_faces=True) as house, house.visitor() as visitor:
        await before_the_camera(visitor)
        await visitor.show(b"")
        assert (await visitor.until("error"))["code"] == "malformed"


async def test_a_turn_does_not_wait_for_a_picture_that_is_looked_at(tmp_path: Path) -> None:
    async with open_house(tmp_path, sees_faces=True, n_look_threads=1) as house, house.visitor() as visitor:
        await before_the_camera(visitor)
        house.memory.go_on.clear()
        house.senses.on_see = lambda: house.memory.go_on.wait(10)
        await visitor.show(picture(RED))
        heard = await visitor.ask("m1", "I am happy")
        assert of_type(heard, "emotion")[0]["weights"] == {"text": 1.0}
        assert not house.senses.observer.seen
        house.memory.go_on.set()
        await until_seen(house)


async def test_consent_that_is_withdrawn_empties_what_waits_and_what_was_seen(tmp_path: Path) -> None:
    async with open_house(tmp_path, sees_faces=True) as house, house.visitor() as visitor:
        await before_the_camera(visitor)
        await visitor.show(picture(RED))
        await visitor.until("emotion")
        await visitor.send("consent", id="no", sense="face", granted=False)
        assert (await visitor.until("seeing"))["state"] == "stopped"
        await visitor.show(picture(RED), 1)
        heard = await visitor.ask("m1", "I am happy")
        assert not house.senses.faces
        assert [m["weights"] for m in of_type(heard, "emotion")] == [{"text": 1.0}]
        assert house.services.metrics.pictures_dropped.labels("closed")._value.get() == 1


@pytest.mark.parametrize("context", ["workplace", "education"])
async def test_at_work_and_in_education_no_face_is_read(tmp_path: Path, context: str) -> None:
    async with open_house(tmp_path, sees_faces=True, context=context) as house, house.visitor() as visitor:
        welcome = await visitor.hello()
        assert welcome["senses"]["face"] == "not_allowed"
        assert welcome["face"]["where"] == []
        for kind, fields in (
            ("consent", {"sense": "face", "granted": True}),
            ("camera.start", {"stream": 1, "where": "server", "source": "camera"}),
            ("camera.start", {"stream": 1, "where": "device", "source": "camera"}),
        ):
            await visitor.send(kind, id="x", **fields)
            assert (await visitor.until("error"))["code"] == "not_allowed"
        await visitor.show(picture(RED))
        await visitor.until_pong()
        assert not house.senses.observer.seen


async def test_an_owner_can_switch_faces_off(tmp_path: Path) -> None:
    async with open_house(tmp_path, sees_faces=True, face=False) as house, house.visitor() as visitor:
        assert (await visitor.hello())["senses"]["face"] == "not_allowed"


async def test_without_a_face_sense_it_is_not_available(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        assert (await visitor.hello())["senses"]["face"] == "not_available"


async def test_a_photo_is_read_once_and_its_stream_closes(tmp_path: Path) -> None:
    async with open_house(tmp_path, sees_faces=True) as house, house.visitor() as visitor:
        await before_the_camera(visitor, source="photo")
        await visitor.show(picture(BLACK))
        assert (await visitor.until("seeing"))["state"] == "no_face"
        await visitor.show(picture(GREEN), 1)
        live = await visitor.until("emotion")
        assert live["label"] == "joy"
        states = [m["state"] for m in of_type(visitor.heard, "seeing")]
        assert states == ["looking", "no_face", "looking", "stopped"]
        heard = await visitor.ask("m1", "I am happy")
        assert set(of_type(heard, "emotion")[0]["weights"]) == {"text", "face"}
        assert house.senses.faces[0].is_photo


async def test_what_the_device_saw_is_taken_and_what_is_wrong_with_it_is_told(tmp_path: Path) -> None:
    packages = ready_packages(tmp_path)
    async with (
        open_house(tmp_path, sees_faces=True, device_dir=packages, face_where="device") as house,
        house.visitor() as visitor,
    ):
        assert (await visitor.hello())["face"]["where"] == ["device"]
        await grant(visitor)
        await visitor.watch(where="device")
        good = observation(label="anger").as_wire()
        await visitor.send("look", stream=1, t_ms=0, observation=good | {"quality": 7})
        error = await visitor.until("error")
        assert error["code"] == "invalid"
        assert "quality was 7" in error["detail"]
        await visitor.send("look", stream=1, t_ms=0, observation=good)
        assert (await visitor.until("emotion"))["label"] == "anger"
        await visitor.ask("m1", "I am happy")
        assert len(house.senses.faces) == 1
        assert not house.senses.observer.seen


async def test_a_mood_chosen_by_hand_is_told_recorded_and_answered(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello()
        await visitor.send("text", id="m1", text="I feel trust", mood="trust")
        emotion = await visitor.until("emotion")
        assert (emotion["label"], emotion["corrected"]) == ("trust", True)
        await visitor.until("done")
        assert house.bot.turns[0]["metadata"]["emotion"]["label"] == "trust"
        kinds = ["SessionOpened", "TurnSensed", "RecordCorrection"]
        await house.until(
            lambda: [n for n in (type(f).__name__ for f in house.memory.facts) if n in kinds] == kinds
        )


def ready_packages(folder: Path) -> Path:
    """Stand-ins for what npm brings, and for the network."""
    for part, names in (("packages", PACKAGE_FILES), ("face", MODEL_FILES)):
        (folder / part).mkdir(exist_ok=True)
        for name in names:
            (folder / part / name).write_bytes(name.encode())
    own = folder / "web" / "device"
    own.mkdir(parents=True, exist_ok=True)
    (own / "worker.js").write_text("worker.js")
    for other in (folder / "packages", own):
        (other / "secret.txt").write_text("secret")
    return folder / "packages"


async def test_what_a_browser_needs_is_served_with_its_kind_and_its_policy(tmp_path: Path) -> None:
    packages = ready_packages(tmp_path)
    async with (
        open_house(tmp_path, sees_faces=True, device_dir=packages) as house,
        house.visitor() as visitor,
    ):
        face = (await visitor.hello())["face"]
        assert (face["where"], face["device_url"]) == (["server", "device"], "/device/")
        kinds = {}
        for name in (*PACKAGE_FILES, *MODEL_FILES, "worker.js"):
            answer = await house.http.get(f"/device/{name}")
            assert answer.content == name.encode()
            kinds[name.rpartition(".")[2]] = answer.headers["content-type"]
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "'wasm-unsafe-eval'" in answer.headers["content-security-policy"]
            again = await house.http.get(f"/device/{name}", headers={"If-None-Match": answer.headers["etag"]})
            assert again.status_code == 304
        assert kinds == {
            "mjs": "text/javascript", "js": "text/javascript", "onnx": "application/octet-stream",
            "wasm": "application/wasm", "json": "application/json", "data": "application/octet-stream",
            "binarypb": "application/octet-stream",
        }  # fmt: skip
        for name in ("secret.txt", "../secret.txt", "packages/face_mesh.js", "", "weights.toml"):
            assert (await house.http.get(f"/device/{name}")).status_code == 404
        assert (await house.http.post("/device/face.onnx")).status_code == 405


async def test_without_the_packages_a_browser_cannot_read_faces_and_the_client_is_told(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, sees_faces=True) as house, house.visitor() as visitor:
        await visitor.hello()
        await grant(visitor)
        await visitor.send("camera.start", id="c", stream=1, where="device", source="camera")
        error = await visitor.until("error")
        assert error["code"] == "not_available"
        assert "this server offers server" in error["detail"]
        assert (await house.http.get("/device/face.onnx")).status_code == 404


async def test_everything_is_counted(tmp_path: Path) -> None:
    async with open_house(tmp_path, sees_faces=True) as house, house.visitor() as visitor:
        await before_the_camera(visitor)
        await visitor.show(picture(RED))
        await visitor.until("emotion")
        text = (await house.http.get("/metrics")).text
        assert "undertone_cameras 1.0" in text
        assert "undertone_camera_fps 5.0" in text
        assert 'undertone_pictures_seen_total{outcome="face"} 1.0' in text
        assert 'undertone_face_seconds_count{part="look"} 1.0' in text
