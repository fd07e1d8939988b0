"""A visitor with a signed identity is known on the web, over REST and in the terminal, until forgotten."""

import json
import subprocess
import sys
import time
from uuid import uuid4

import httpx
import jwt
import pytest

from tests.conftest import IDENTITY_SECRET, RunningUndertone
from tests.journeys.talk import visit
from undertone.settings import PROJECT_ROOT

pytestmark = pytest.mark.journey


def signed(sub: str) -> str:
    """What the owner's server gives to the page."""
    return jwt.encode({"sub": sub, "exp": int(time.time()) + 3600}, IDENTITY_SECRET, algorithm="HS256")


def in_the_terminal(running: RunningUndertone, user: str, *lines: str) -> list[dict[str, object]]:
    command = (sys.executable, "-m", "undertone", "chat", "--url", running.url, "--user", user, "--json")
    printed = subprocess.run(  # noqa: S603 - our own module
        command, input="\n".join(lines), capture_output=True, check=True, text=True, cwd=PROJECT_ROOT
    ).stdout
    return [json.loads(line) for line in printed.splitlines()]


def over_rest(running: RunningUndertone, user: str) -> tuple[bool, dict[str, str]]:
    """Whether they are known, and the headers of a new session."""
    started = httpx.post(f"{running.url}/v1/sessions", json={"user": user}).json()
    return started["known"], {"Authorization": f"Bearer {started['token']}"}


def test_a_returning_visitor_is_known_everywhere_and_nowhere_once_forgotten(
    running_undertone: RunningUndertone,
) -> None:
    sub, url = f"account-{uuid4()}", running_undertone.url
    first = visit(url, "I feel lonely today", "I love jazz", "nothing with drums at night", user=signed(sub))
    assert not first.welcome["known"]
    assert "jazz" in first.answers[1].text.casefold()
    assert "drums at night" in first.answers[2].text.casefold()

    assert visit(url, user=signed(sub)).welcome["known"]
    known, bearer = over_rest(running_undertone, signed(sub))
    assert known
    told = httpx.get(f"{url}/v1/preferences", headers=bearer).json()["told"]
    assert [(one["kind"], one["subject"], one["polarity"], one["when"]) for one in told] == [
        ("genre", "jazz", "loved", None),
        ("trait", "drums", "rejected", "night"),
    ]
    _, taste, points, answer = in_the_terminal(
        running_undertone, signed(sub), "/preferences", "/timeline", "what do you know about my taste"
    )[:4]
    assert taste["told"] == told
    assert first.answers[0].emotion is not None
    assert points["points"][0]["turn"] == first.answers[0].emotion["turn"]  # type: ignore[index]
    said = in_the_terminal(running_undertone, signed(sub), "what do you know about my taste")
    assert any("you love jazz" in str(message.get("text")) for message in said)
    assert answer["type"] in {"emotion", "message"}

    assert visit(url, user=signed(f"{sub}-somebody-else")).welcome["known"] is False
    assert httpx.post(f"{url}/v1/forget", headers=bearer).json() == {"forgotten": True}
    assert not visit(url, user=signed(sub)).welcome["known"]
    assert not over_rest(running_undertone, signed(sub))[0]


def test_what_was_said_of_taste_is_taken_back(running_undertone: RunningUndertone) -> None:
    made = visit(
        running_undertone.url,
        "no metal please",
        "I love jazz",
        "take back what I said about jazz",
        "what do you know about my taste?",
    )
    assert "jazz" in made.answers[2].text.casefold()
    assert "metal" in made.answers[3].text.casefold()
    told = httpx.get(f"{running_undertone.url}/v1/preferences", headers=made.bearer).json()["told"]
    assert [one["subject"] for one in told] == ["metal"]


def test_a_reading_that_was_put_right_stays_so(running_undertone: RunningUndertone) -> None:
    made = visit(running_undertone.url, "I am so angry about this")
    emotion = made.answers[0].emotion
    assert emotion is not None
    body = {"turn": emotion["turn"], "label": "fear"}
    put_right = httpx.post(f"{running_undertone.url}/v1/corrections", headers=made.bearer, json=body).json()
    assert put_right["probabilities"]["fear"] >= 0.8
    (point,) = httpx.get(f"{running_undertone.url}/v1/mood", headers=made.bearer).json()["points"]
    assert point == put_right
