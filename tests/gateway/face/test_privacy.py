"""No byte of a picture reaches a file, a log or the database, whatever becomes of it."""

import io
import logging
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import PIL.Image
import pytest
import structlog

from gateway.bootstrap import assemble
from gateway.companion_memory import CompanionMemory
from gateway.config import GatewayConfig
from gateway.logs import TALKATIVE, configure_logs
from gateway.services import Services
from personalization.bootstrap import build_companion
from tests.gateway.house import Clock, Visitor, open_house
from tests.gateway.scripted.senses import ScriptedSenses

pytestmark = pytest.mark.anyio

MARK: Final = "a secret of this picture 71c3f"
WINDOW: Final = 10
"""So many bytes in a row of a picture are found nowhere else."""

OPENED_FOR_WRITING: Final[list[str]] = []
WATCHING: Final = [False]


def watch_files(event: str, args: tuple[Any, ...]) -> None:
    """Notes every file that Python opens for writing."""
    if not WATCHING[0] or event != "open":
        return
    path, mode, flags = args
    writes = (isinstance(mode, str) and set(mode) & set("wax+")) or flags & (os.O_WRONLY | os.O_RDWR)
    if writes and isinstance(path, str | bytes):
        OPENED_FOR_WRITING.append(os.fsdecode(path))


sys.addaudithook(watch_files)


def marked_picture(kind: str = "JPEG") -> bytes:
    """Noise that no other file holds, and a description that says what it is."""
    noise = np.random.default_rng(71).integers(0, 255, (60, 80, 3), np.uint8)
    exif = PIL.Image.Exif()
    exif[0x010E] = MARK
    exif[0x0112] = 6
    file = io.BytesIO()
    PIL.Image.fromarray(noise).save(file, kind, exif=exif)
    assert MARK.encode() in file.getvalue()
    return file.getvalue()


JPEG, PNG, WEBP = marked_picture("JPEG"), marked_picture("PNG"), marked_picture("WEBP")


def windows(data: bytes) -> set[bytes]:
    found = {data[n : n + WINDOW] for n in range(len(data) - WINDOW)}
    return {window for window in found if len(set(window)) > 4}


def traces(data: bytes, content: bytes) -> bool:
    """Whether any part of a picture is in `content`, as it is, as digits or in base64."""
    if not windows(data).isdisjoint({content[n : n + WINDOW] for n in range(len(content))}):
        return True
    shown = content.lower()
    return any(
        form in shown
        for start in range(0, len(data) - WINDOW, WINDOW)
        for part in [data[start : start + WINDOW]]
        for form in (part.hex().encode(), part.hex(" ").encode(), repr(part)[2:-1].lower().encode())
        if len(set(part)) > 4
    )


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Every line, down to the last detail that an owner can ask for."""
    output = io.StringIO()
    monkeypatch.setattr(sys, "stdout", output)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logs("debug")
    yield output
    for library in TALKATIVE:
        logging.getLogger(library).setLevel(logging.NOTSET)
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def files() -> Iterator[list[str]]:
    """The files that were opened for writing while the test ran."""
    OPENED_FOR_WRITING.clear()
    WATCHING[0] = True
    yield OPENED_FOR_WRITING
    WATCHING[0] = False


def with_a_real_database(folder: Path, senses: ScriptedSenses) -> Any:
    def build(config: GatewayConfig) -> Services:
        url = f"sqlite:///{folder / 'undertone.db'}"
        companion = build_companion(url, now=datetime.now(UTC), store_words=True)
        return assemble(config, senses, CompanionMemory(companion, 30), Clock())

    return build


def kept_in(folder: Path) -> dict[str, bytes]:
    """What every file of a folder holds."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def show_all(visitor: Visitor, senses: ScriptedSenses) -> None:
    """Pictures that are read, that are broken, that break something, and one that is dropped; and turns."""
    await visitor.hello()
    await visitor.send("consent", id="face", sense="face", granted=True)
    await visitor.until("ack")
    await visitor.watch()
    await visitor.show(JPEG)
    await visitor.until("emotion")
    await visitor.ask("m1", "I am happy")
    await visitor.show(JPEG[:-200], 1)
    assert MARK not in str(await visitor.until("error"))

    def break_with_the_picture() -> None:
        raise ValueError(JPEG)

    senses.on_see = break_with_the_picture
    await visitor.show(PNG, 2)
    await visitor.show(WEBP, 3)
    await visitor.send("camera.stop", id="stop", stream=1)
    await visitor.until("ack")
    await visitor.show(JPEG, 4)
    await visitor.ask("m2", "I am sad")


async def test_no_byte_of_a_picture_reaches_a_file_a_log_or_the_database(
    tmp_path: Path, log: io.StringIO, files: list[str]
) -> None:
    senses = ScriptedSenses(sees_faces=True)
    async with open_house(tmp_path, build=with_a_real_database(tmp_path, senses)) as house:
        async with house.visitor() as visitor:
            await show_all(visitor, senses)
        assert senses.faces
    outside = [path for path in files if not path.startswith((str(tmp_path), os.devnull))]
    assert not outside
    kept = kept_in(tmp_path)
    assert "undertone.db" in kept
    for content in (*kept.values(), log.getvalue().encode()):
        assert content
        for data in (JPEG, PNG, WEBP):
            assert not traces(data, content)
    assert "picture_not_seen" in log.getvalue()


def test_this_test_would_find_a_picture_in_whatever_form() -> None:
    data = JPEG
    for form in (data, data.hex().encode(), repr(data).encode(), data[100:130], data.hex(" ").encode()):
        assert traces(data, b"a line " + form + b" more")
    assert not traces(data, b"a line of a log without any picture" * 50)


async def test_an_observation_is_kept_nowhere_either(tmp_path: Path, log: io.StringIO) -> None:
    senses = ScriptedSenses(sees_faces=True)
    build = with_a_real_database(tmp_path, senses)
    async with open_house(tmp_path, build=build) as house, house.visitor() as visitor:
        await show_all(visitor, senses)
    text = log.getvalue() + kept_in(tmp_path)["undertone.db"].decode("latin-1")
    assert not any(word in text for word in ("logits", "embedding", "sharpness"))
