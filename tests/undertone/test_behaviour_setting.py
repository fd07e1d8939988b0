"""What a setting says of the rhythm of typing, to the gateway and in doctor."""

from pathlib import Path

import pytest

from undertone import doctor
from undertone.configs import gateway_config
from undertone.settings import Settings


@pytest.mark.parametrize("on", [True, False])
def test_doctor_names_the_rhythm_of_typing_where_it_is_offered(tmp_path: Path, on: bool) -> None:
    settings = Settings(data_dir=tmp_path, behaviour=on)
    assert ("rhythm of typing" in doctor._senses(settings).seen) is on
    assert gateway_config(settings).behaviour is on


def test_doctor_says_that_at_work_only_words_are_read(tmp_path: Path) -> None:
    seen = doctor._senses(Settings(data_dir=tmp_path, context="workplace")).seen
    assert seen == "words are on; voice, face and rhythm of typing stay off: context is workplace"
