"""`undertone models fetch`: models that do not ship, brought once from their publisher."""

from dataclasses import replace

from rich.console import Console

from perception.hearing.whisper import PREFIX, fetch
from undertone.configs import whisper_config
from undertone.errors import UndertoneError
from undertone.settings import Settings, make_data_dir


class UnknownModelError(UndertoneError):
    """No model of that name can be fetched."""


def fetch_model(settings: Settings, name: str, console: Console) -> None:
    """Bring `name` into data_dir and say which settings use it.

    Raises UnknownModelError for another kind of model, RecognitionError when it cannot be had.
    """
    if not name.startswith(PREFIX) or name == PREFIX:
        raise UnknownModelError(
            f"the model was {name!r}; what can be fetched is {PREFIX} and a size, such as {PREFIX}base.en"
        )
    make_data_dir(settings)
    model = name.removeprefix(PREFIX)
    console.print(f"Fetching {name} from its publisher …")
    path = fetch(replace(whisper_config(settings), model=model))
    console.print(f"{name} lies in {path}.")
    console.print(f'Use it by the settings recognition = "whisper" and whisper_model = "{model}".')
