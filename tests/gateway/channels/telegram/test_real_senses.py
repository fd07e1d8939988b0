"""A voice note and a photo before the senses and the recogniser that ship."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from gateway.pipeline_senses import PipelineSenses
from perception.bootstrap import PerceptionConfig, build_pipeline
from perception.face.image import Pixels
from perception.hearing.sphinx import SphinxTranscriber
from tests.gateway.channels.telegram.house import ogg, telegram_house
from tests.perception.hearing.sounds import noise, spoken

pytestmark = pytest.mark.anyio
MODELS = Path(__file__).parents[4] / "models"
ADA = 42


@pytest.fixture(scope="module")
def senses() -> PipelineSenses:
    return PipelineSenses(build_pipeline(PerceptionConfig(MODELS, faces=True, pictures=True)))


@pytest.fixture
def recogniser() -> Iterator[SphinxTranscriber]:
    made = SphinxTranscriber(1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def portrait() -> Pixels:
    data = pytest.importorskip("skimage.data", reason="the picture of a face comes with scikit-image")
    pixels: Pixels = np.ascontiguousarray(data.astronaut(), dtype=np.uint8)
    return pixels


def jpeg(pixels: Pixels, side: int) -> tuple[bytes, int, int]:
    """A size of a photo as Telegram lists it."""
    buffer = io.BytesIO()
    PIL.Image.fromarray(pixels).resize((side, side)).save(buffer, "JPEG", quality=85)
    return buffer.getvalue(), side, side


async def test_a_voice_note_of_real_sound_is_recognised_and_read(
    tmp_path: Path, senses: PipelineSenses, recogniser: SphinxTranscriber
) -> None:
    sentence = spoken("I feel really sad today")
    note = ogg(np.concatenate([noise(0.4, 0.001), sentence, noise(0.6, 0.001)]))
    assert note.startswith(b"OggS")
    async with telegram_house(tmp_path, senses=senses, transcriber=recogniser, real_ears=True) as it:
        ada = it.telegram.person(ADA)
        await it.does(ada.note(note))
        await it.presses(ada, "Allow voice notes")
        said = await it.does(ada.note(note))
        if "Yes" in it.telegram.sent[-1].titles:  # the recogniser is not sure of these words
            said += await it.presses(ada, "Yes")
        assert "sad" in said[0] or "really" in said[0]
        assert said[-1].endswith("(from words and voice)")
        assert "sad" in it.house.bot.turns[0]["text"] or "really" in it.house.bot.turns[0]["text"]


async def test_a_photo_of_a_real_face_is_seen_and_read_with_its_caption(
    tmp_path: Path, senses: PipelineSenses, portrait: Pixels
) -> None:
    sizes = jpeg(portrait, 90), jpeg(portrait, 320), jpeg(portrait, 512)
    async with telegram_house(tmp_path, senses=senses) as it:
        ada = it.telegram.person(ADA)
        await it.does(ada.photo(*sizes))
        await it.presses(ada, "Allow photos of your face")
        seen = await it.shows(ada.photo(*sizes))
        assert seen.startswith("In that photo I see joy.")  # she smiles
        (answer,) = await it.does(ada.photo(*sizes, caption="before the launch"))
        assert answer.endswith("(from words and face)")
        assert len(it.telegram.downloads) == 2
