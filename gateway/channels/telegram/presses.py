"""What a button carries back when it is pressed: at most 64 bytes, which is all that Telegram keeps.

A button says everything itself, so that it works after a restart and for ever; nothing is looked up. Of a
turn and an utterance it holds what follows the session's id.
"""

from dataclasses import dataclass
from typing import Final, Literal

from gateway.vocabulary import LABELS, FeedbackAction, Label, known_label

MAX_BYTES: Final = 64

SAY: Final = "s"
SAY_TITLE: Final = "t"
RATE: Final = "f"
LABEL: Final = "c"
HEARD: Final = "h"
CHOOSE: Final = "e"

_ACTIONS: Final[dict[str, FeedbackAction]] = {
    "l": "like", "d": "dislike", "k": "skip", "p": "play", "c": "complete",
}  # fmt: skip
_ACTION_CODES: Final = {action: code for code, action in _ACTIONS.items()}


@dataclass(frozen=True)
class Press:
    """A button that was pressed: `kind` and what stood behind it."""

    kind: Literal["say", "say_title", "rate", "label", "heard", "choose"]
    rest: str = ""
    action: FeedbackAction = "play"
    label: Label = "neutral"
    keep: bool = False


def say(text: str, number: int) -> str:
    """Say `text`; where it is too long, the title of this button, which has this number in its message."""
    data = f"{SAY}:{text}"
    return data if _fits(data) else f"{SAY_TITLE}:{number}"


def rate(action: FeedbackAction, item: str) -> str | None:
    """Do something with an item; None where its id is too long for a button."""
    data = f"{RATE}:{_ACTION_CODES[action]}:{item}"
    return data if _fits(data) else None


def label(name: Label, turn: str) -> str | None:
    """Say that a turn was `name`."""
    data = f"{LABEL}:{LABELS.index(name)}:{tail_of(turn)}"
    return data if _fits(data) else None


def heard(utterance: str, *, keep: bool) -> str | None:
    """Say whether an utterance was heard rightly."""
    data = f"{HEARD}:{'y' if keep else 'n'}:{tail_of(utterance)}"
    return data if _fits(data) else None


def choose(turn: str) -> str | None:
    """Ask for the labels, to put a turn right."""
    data = f"{CHOOSE}:{tail_of(turn)}"
    return data if _fits(data) else None


def pressed(data: str) -> Press | None:
    """What a button of ours says; None for one that is none. Anybody can send anything in its place."""
    kind, _, rest = data.partition(":")
    if kind == SAY and rest:
        return Press("say", rest)
    if kind == SAY_TITLE and rest:
        return Press("say_title")
    if kind == CHOOSE and rest:
        return Press("choose", rest)
    code, _, tail = rest.partition(":")
    if not tail:
        return None
    if kind == RATE and code in _ACTIONS:
        return Press("rate", tail, action=_ACTIONS[code])
    if kind == HEARD and code in ("y", "n"):
        return Press("heard", tail, keep=code == "y")
    if kind == LABEL and code.isdecimal() and int(code) < len(LABELS):
        name = known_label(LABELS[int(code)])
        return Press("label", tail, label=name) if name else None
    return None


def tail_of(name: str) -> str:
    """What follows the session's id in the id of a turn (`session.ms.n`) or an utterance."""
    return name.partition(".")[2]


def _fits(data: str) -> bool:
    return len(data.encode()) <= MAX_BYTES
