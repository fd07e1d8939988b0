"""What is known of a visitor whose session begins, or begins again after a restart of the gateway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.protocol import Emotion
from gateway.vocabulary import Label, Sense
from personalization.expression import ExpressionProfile
from personalization.interaction import TurnRecord


@dataclass(frozen=True)
class Recollection:
    """Of somebody new, nothing.

    `turns` are those of this very session that have a reading, oldest first; `shown` is how they were shown,
    each with the visitor's own word for it, and `trajectory` where they lead, None where the course of the
    mood begins; `visited` says that this very session is stored.
    """

    consents: Mapping[Sense, bool] = field(default_factory=dict)
    known: bool = False
    expression: ExpressionProfile = field(default_factory=ExpressionProfile)
    turns: Sequence[TurnRecord] = ()
    shown: Sequence[tuple[Emotion, Label | None]] = ()
    trajectory: Any = None
    visited: bool = False
