"""Actions over a real database, called as Rasa calls them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from actions.bootstrap import build_actions, build_executor
from actions.executor import DomainlessExecutor
from actions.words import Words
from perception.emotion import LABELS
from personalization.bootstrap import build_companion
from personalization.companion import Companion

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

SAD: dict[str, Any] = {
    "label": "sadness",
    "probabilities": {label: 0.6 if label == "sadness" else 0.05 for label in LABELS},
    "valence": -0.6,
    "arousal": -0.4,
    "confidence": 0.8,
    "weights": {"text": 1.0},
    "trend": "falling",
    "change": -0.4,
    "shift": True,
    "need": "comfort",
}

Ask = Callable[..., list[dict[str, Any]]]


def action_call(
    action: str,
    *,
    intent: str = "ask_music",
    confidence: object = 0.9,
    entities: Sequence[Mapping[str, str]] = (),
    metadata: object = None,
    slots: Mapping[str, Any] | None = None,
    sender: str = "conversation-1",
    text: str = "what the visitor wrote",
) -> dict[str, Any]:
    """The body that Rasa 3.6 posts with `selective_domain: true`: it has no domain."""
    return {
        "next_action": action,
        "sender_id": sender,
        "version": "3.6.21",
        "tracker": {
            "sender_id": sender,
            "slots": dict(slots or {}),
            "events": [],
            "latest_message": {
                "text": text,
                "intent": {"name": intent, "confidence": confidence},
                "entities": list(entities),
                "metadata": metadata,
            },
        },
    }


def visitor(
    user: str = "ann", *, locale: str = "en-GB", emotion: object = SAD, local_hour: object = None
) -> dict[str, Any]:
    return {
        "user": user, "locale": locale, "channel": "web", "local_hour": local_hour, "emotion": emotion,
    }  # fmt: skip


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'people.db'}"


@pytest.fixture
def companion(database_url: str) -> Companion:
    return build_companion(database_url, now=NOW, seed=1)


@pytest.fixture
def words() -> Words:
    return Words.seeded(1)


@pytest.fixture
def executor(companion: Companion, words: Words) -> DomainlessExecutor:
    return build_executor(build_actions(companion, words, lambda: NOW))


@pytest.fixture
def ask(executor: DomainlessExecutor) -> Ask:
    """Call an action; gives the responses that Rasa would send on."""

    def call(action: str, **given: Any) -> list[dict[str, Any]]:
        given.setdefault("metadata", visitor())
        result = asyncio.run(executor.run(action_call(action, **given)))
        assert result is not None
        assert result.events == []
        return list(result.responses)

    return call
