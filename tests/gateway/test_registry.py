"""Many sessions: found, bounded, swept, taken along when their user is forgotten."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.bootstrap import assemble
from gateway.errors import Refusal
from gateway.protocol import PROTOCOL, Hello, Text
from gateway.recollection import Recollection
from gateway.services import Services
from tests.gateway.desk import turn_of
from tests.gateway.house import Clock, config_of
from tests.gateway.scripted.memory import ScriptedMemory
from tests.gateway.scripted.senses import ScriptedSenses


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    config = config_of(tmp_path, max_sessions=4, max_sessions_per_address=2)
    services = assemble(config, ScriptedSenses(), ScriptedMemory(), Clock())
    yield services
    services.threads.stop()


def open_session(
    services: Services, address: str = "192.0.2.1", *, talks: bool = True, **identity: Any
) -> Any:
    now = services.clock()
    live = services.registry.open(services.tokens.identity(now, **identity), address, Recollection())
    live.apply(live.session.receive(Hello(protocol=PROTOCOL), now))
    if talks:
        turn = turn_of(live.session.receive(Text(id="1", text="hello"), now))
        live.session.sensed(turn, None, now)
        live.session.bot_done(turn, now)
    live.session.detach(now)
    return live


def test_a_session_is_found_by_its_id_until_it_expires(services: Services) -> None:
    live = open_session(services)
    assert services.registry.find(live.session.identity.session) is live
    services.clock.now += services.config.session_window_s  # type: ignore[attr-defined]
    services.registry.tick()
    assert services.registry.find(live.session.identity.session) is None
    assert len(services.registry) == 0


def test_an_expired_session_makes_room_for_its_address(services: Services) -> None:
    open_session(services)
    open_session(services)
    with pytest.raises(Refusal, match="2 are allowed"):
        open_session(services)
    services.clock.now += services.config.session_window_s  # type: ignore[attr-defined]
    services.registry.tick()
    open_session(services)


def test_an_ipv6_household_is_one_address(services: Services) -> None:
    open_session(services, "2001:db8::1")
    open_session(services, "2001:db8::2")
    with pytest.raises(Refusal):
        open_session(services, "2001:db8::3")
    open_session(services, "2001:db8:0:1::1")


def test_the_server_has_a_limit_of_its_own(services: Services) -> None:
    for number in range(4):
        open_session(services, f"192.0.2.{number}")
    with pytest.raises(Refusal, match="holds 4 sessions"):
        open_session(services, "192.0.2.9")


def test_a_session_that_nobody_used_makes_room_for_its_address(services: Services) -> None:
    talked = open_session(services)
    unused = open_session(services, talks=False)
    open_session(services)
    assert services.registry.find(unused.session.identity.session) is None
    assert services.registry.find(talked.session.identity.session) is talked
    with pytest.raises(Refusal, match="2 are allowed"):
        open_session(services)


def test_an_unused_session_makes_room_only_where_it_is_missing(services: Services) -> None:
    elsewhere = open_session(services, "192.0.2.2", talks=False)
    open_session(services)
    open_session(services)
    with pytest.raises(Refusal, match="2 are allowed"):
        open_session(services)
    open_session(services, "192.0.2.3")
    open_session(services, "192.0.2.4")
    assert services.registry.find(elsewhere.session.identity.session) is None


def test_a_connected_session_is_kept_though_nothing_was_said_yet(services: Services) -> None:
    for _ in range(2):
        open_session(services, talks=False).session.attached = True
    with pytest.raises(Refusal, match="2 are allowed"):
        open_session(services)


def test_forgetting_in_one_session_forgets_in_every_session_of_the_user(services: Services) -> None:
    here = open_session(services, user="u")
    there = open_session(services, "192.0.2.2", user="u")
    other = open_session(services, "192.0.2.3", user="somebody else")
    here.apply(here.session.forget(services.clock()))
    assert not services.registry.of_user("u")
    assert here.session.identity.user != there.session.identity.user
    assert other.session.identity.user == "somebody else"
