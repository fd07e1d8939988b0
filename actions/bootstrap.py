"""Assemble the action server: once per process."""

import random
from collections.abc import Iterable
from typing import NamedTuple

from actions.action import Clock, CompanionAction, utc_now
from actions.care import Care, CareForViolence
from actions.config import ActionsConfig
from actions.executor import DomainlessExecutor
from actions.offer import OfferAnother, OfferExercise, OfferMusic, OfferRead
from actions.opinion import DislikeItem, ExplainChoice, LikeItem
from actions.taste import RememberPreference, ShowTaste
from actions.trust import CorrectReading, ForgetMe, PauseSensing, ResumeSensing, ShowData, TakeAnswer
from actions.words import Words
from personalization.bootstrap import build_companion
from personalization.companion import Companion

ACTIONS: tuple[type[CompanionAction], ...] = (
    OfferMusic,
    OfferExercise,
    OfferRead,
    OfferAnother,
    ExplainChoice,
    LikeItem,
    DislikeItem,
    RememberPreference,
    ShowTaste,
    CorrectReading,
    TakeAnswer,
    ShowData,
    ForgetMe,
    PauseSensing,
    ResumeSensing,
    Care,
    CareForViolence,
)


class Assembly(NamedTuple):
    """What a server needs."""

    executor: DomainlessExecutor
    words: Words


def build_actions(companion: Companion, words: Words, clock: Clock = utc_now) -> list[CompanionAction]:
    """One instance of each action."""
    return [kind(companion, words, clock) for kind in ACTIONS]


def build_executor(actions: Iterable[CompanionAction]) -> DomainlessExecutor:
    """rasa-sdk's executor with these instances; no package is scanned."""
    executor = DomainlessExecutor()
    for action in actions:
        executor.register_action(action)
    return executor


def assemble(config: ActionsConfig) -> Assembly:
    """Everything a server needs. Raises StoreError and CatalogueError."""
    seed = config.seed if config.seed is not None else random.SystemRandom().getrandbits(32)
    words = Words.seeded(seed)
    companion = build_companion(config.database_url, now=utc_now(), seed=seed)
    return Assembly(build_executor(build_actions(companion, words)), words)
