"""A session in its surroundings, once it is over."""

from pathlib import Path

import pytest

from gateway.live import LiveSession, SessionOver
from gateway.protocol import PROTOCOL, Hello, Text
from tests.fakes.observer import RED, picture
from tests.gateway.house import House, open_house
from tests.gateway.scripted.sound import voice
from tests.gateway.voice.test_recordings import as_sound

pytestmark = pytest.mark.anyio


async def over(house: House) -> LiveSession:
    """A session that was closed."""
    live = await house.services.doorman.enter(Hello(protocol=PROTOCOL), "127.0.0.1")
    live.apply(live.session.close("this test"))
    return live


async def test_a_text_for_a_session_that_is_over_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        live = await over(house)
        with pytest.raises(SessionOver, match="send it again"):
            await live.turn(Text(id="t", text="I am sad"))


async def test_a_recording_for_a_session_that_is_over_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path, hears_voices=True) as house:
        live = await over(house)
        with pytest.raises(SessionOver, match="send it again"):
            live.hear(as_sound(voice(1.0)))


async def test_a_photo_for_a_session_that_is_over_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path, sees_faces=True) as house:
        live = await over(house)
        with pytest.raises(SessionOver, match="send it again"):
            await live.look_at(picture(RED), captioned=False)
