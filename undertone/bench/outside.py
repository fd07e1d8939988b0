"""`undertone bench outside`: what a music service adds to a turn when it is fast, slow, failing or not there.

One Rasa and one action server, and a gateway for each case, all running at once. One visitor of each asks for
another song in every turn, so that every turn offers a card of which nothing is known yet. The visitors take
turns one after the other, in a changing order: whatever else the machine does meets all of them. A fifth
gateway is like the one without a service: how far the two differ is what the machine alone makes of it.
"""

import asyncio
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import psutil
from pydantic import SecretStr
from rich.console import Console
from rich.progress import track
from rich.table import Table

from undertone.bench.outside_stand_in import music_service
from undertone.bench.report import show_goals
from undertone.bench.turn import wait_until_ready
from undertone.chat import Conversation, conversation
from undertone.cli_output import print_json
from undertone.doctor_outside import ask_gateway
from undertone.errors import ConversationError
from undertone.processes import ProcessSpec, process_specs, with_ports
from undertone.settings import Settings
from undertone.supervision import Supervision
from undertone.up import ensure_dialogue_model

ABSENT: Final = "absent"
AGAIN: Final = "absent, again"
CASES: Final = (ABSENT, "fast", "slow", "failing", AGAIN)
SLOW_S: Final = 3.0
PACE_S: Final = 1.0
"""A round of all visitors takes this long at least: a slow service has then no more than a few calls open."""
N_WARM: Final = 5
READY_WITHIN_S: Final = 600.0
"""Five gateways load their models at once."""
GOAL: Final = 1.1
FIRST, NEXT = "play me something calm", "something else please"


@dataclass
class Seen:
    """One visitor's turns, in seconds; of the songs they were offered, how many were known at once and how
    many completed later."""

    latencies_s: list[float] = field(default_factory=list)
    n_songs: int = 0
    n_known: int = 0
    n_completed: int = 0


def bench(settings: Settings, n_turns: int, *, as_json: bool) -> None:
    """Run all cases and print the table or one JSON document."""
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="undertone-bench-") as folder, ExitStack() as stack:
        base = quiet_settings(settings, Path(folder))
        ensure_dialogue_model(base, console)
        services = {
            "fast": stack.enter_context(music_service()),
            "slow": stack.enter_context(music_service(answers_after_s=SLOW_S)),
            "failing": stack.enter_context(music_service(fails=True)),
        }
        houses = {case: house_of(base, case, services.get(case)) for case in CASES}
        specs = specs_of(base, houses)
        with Supervision(base, specs) as supervision:
            with console.status("Starting five gateways, Rasa and the action server …"):
                waiting = [f"{house.url}/readyz" for house in houses.values()]
                wait_until_ready(waiting, base, supervision, "bot", READY_WITHIN_S)
            urls = {case: house.url for case, house in houses.items()}
            seen = asyncio.run(talk(urls, n_turns, console))
            states = {case: state_of(house) for case, house in houses.items()}
    document = document_of(seen, states, n_turns)
    if as_json:
        print_json(document)
    else:
        show(document, Console())


def quiet_settings(settings: Settings, folder: Path) -> Settings:
    """One machine's settings, on free ports, with nothing of the owner's outside services."""
    nothing = {name: SecretStr("") for name, value in settings if isinstance(value, SecretStr)}
    return with_ports(
        settings.model_copy(
            update={
                **nothing,
                "spotify_client_id": "",
                "data_dir": folder,
                "database_url": "",
                "port": 0,
                "recognition": "off",
                "speech": "off",
                "face": False,
                "messages_per_s": 1e6,
                "message_burst": 1_000_000,
            }
        )
    )


def house_of(base: Settings, case: str, service: str | None) -> Settings:
    """The settings of one case's gateway: the same Rasa, actions and database, a port of its own."""
    if case == ABSENT:
        return base
    other = with_ports(base.model_copy(update={"port": 0}))
    if service is None:
        return other
    keys = {
        "spotify_client_id": "bench",
        "spotify_client_secret": SecretStr("bench"),
        "spotify_api_url": service,
        "spotify_accounts_url": service,
    }
    return other.model_copy(update=keys)


def specs_of(base: Settings, houses: Mapping[str, Settings]) -> list[ProcessSpec]:
    """Rasa, the action server, and the gateways by the names of their cases."""
    gateways = [
        ProcessSpec(f"gateway-{number}", specs[0].command, specs[0].health_url, specs[0].environment)
        for number, specs in enumerate(process_specs(house) for house in houses.values())
    ]
    return [*gateways, *process_specs(base)[1:]]


async def talk(urls: Mapping[str, str], n_turns: int, console: Console) -> dict[str, Seen]:
    """All visitors, one turn after the other."""
    seen = {case: Seen() for case in urls}
    async with AsyncExitStack() as stack:
        talks = {}
        for case, url in urls.items():
            talks[case] = await stack.enter_async_context(conversation(url))
            await talks[case].hello("en-US")
        for n in track(range(-N_WARM, n_turns), "turns", console=console):
            began = time.perf_counter()
            text = FIRST if n == -N_WARM else NEXT
            for case in rotated(list(urls), n):
                await one_turn(talks[case], text, seen[case], counted=n >= 0)
            await asyncio.sleep(max(0.0, PACE_S - (time.perf_counter() - began)))
        for case in urls:  # what was completed after the last turn
            await one_turn(talks[case], "thanks a lot", seen[case], counted=False)
    return seen


async def one_turn(talk: Conversation, text: str, seen: Seen, *, counted: bool) -> None:
    """Raises ConversationError where the gateway refuses."""
    began = time.perf_counter()
    await talk.post(text)
    async for message in talk.turn():
        if message["type"] == "error":
            raise ConversationError(f"{message['code']}: {message['detail']}")
        card = (message["type"] == "message" and message["card"]) or {}
        seen.n_songs += card.get("kind") == "track"
        seen.n_known += card.get("found") is not None
        seen.n_completed += message["type"] == "card"
    if counted:
        seen.latencies_s.append(time.perf_counter() - began)


def rotated(cases: Sequence[str], n: int) -> list[str]:
    """Another one begins each time."""
    at = n % len(cases)
    return [*cases[at:], *cases[:at]]


def state_of(house: Settings) -> str:
    """What the gateway says of the service."""
    told = ask_gateway(house)
    if told is None or told == "untold":
        return "unknown"
    return str(told.get("spotify", {}).get("state", "unknown"))


def document_of(seen: Mapping[str, Seen], states: Mapping[str, str], n_turns: int) -> dict[str, Any]:
    """Figures, ratios to the case without a service, and the goals."""
    p95 = {case: percentile_ms(one.latencies_s, 95) for case, one in seen.items()}
    cases: dict[str, dict[str, Any]] = {
        case: {
            "p50_ms": round(percentile_ms(one.latencies_s, 50), 2),
            "p95_ms": round(p95[case], 2),
            "p95_ratio": round(p95[case] / p95[ABSENT], 3),
            "songs": one.n_songs,
            "known_at_once": one.n_known,
            "completed_later": one.n_completed,
            "state": states[case],
        }
        for case, one in seen.items()
    }
    goals = [
        {
            "goal": f"p95 of a turn with the service {case}, over the one without",
            "measured": cases[case]["p95_ratio"],
            "wanted": f"<= {GOAL:g}",
            "met": cases[case]["p95_ratio"] <= GOAL,
        }
        for case in ("fast", "slow", "failing")
    ]
    return {
        "turns": n_turns,
        "n_processors": psutil.cpu_count(),
        "slow_s": SLOW_S,
        "cases": cases,
        "goals": goals,
    }


def percentile_ms(seconds: Sequence[float], q: float) -> float:
    """In milliseconds."""
    return float(np.percentile(np.asarray(seconds), q)) * 1000


def show(document: dict[str, Any], console: Console) -> None:
    """Print the table and the goals."""
    columns = ("service", "p50 ms", "p95 ms", "p95 over absent", "songs", "known", "completed later", "state")
    title = f"A turn that offers a song, {document['turns']} turns of each"
    table = Table(*columns, title=title, box=None)
    for case, row in document["cases"].items():
        table.add_row(
            case,
            f"{row['p50_ms']:.1f}",
            f"{row['p95_ms']:.1f}",
            f"{row['p95_ratio']:.2f}",
            str(row["songs"]),
            str(row["known_at_once"]),
            str(row["completed_later"]),
            row["state"],
        )
    console.print(table)
    show_goals(document["goals"], console)
