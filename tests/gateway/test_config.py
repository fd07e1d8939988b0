"""What the gateway refuses to start with."""

from pathlib import Path
from typing import Any

import pytest

from gateway.bootstrap import rules_of
from gateway.errors import ConfigError
from tests.gateway.house import config_of


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ConfigError, match="secret_key has 5 characters"):
        config_of(Path(), secret_key="12345")


def test_an_identity_secret_that_could_be_guessed_is_refused_and_not_shown() -> None:
    with pytest.raises(ConfigError, match="identity_secret has 31 bytes") as refused:
        config_of(Path(), identity_secret="x" * 31)
    assert "xxx" not in str(refused.value)
    assert config_of(Path(), identity_secret="é" * 16).identity_secret
    assert config_of(Path()).identity_secret == ""


@pytest.mark.parametrize("max_text_chars", [0, 5121])
def test_a_text_limit_that_no_frame_can_hold_is_refused(max_text_chars: int) -> None:
    with pytest.raises(ConfigError, match="1 to 5120 characters fit"):
        config_of(Path(), max_text_chars=max_text_chars)


@pytest.mark.parametrize("origin", ["example.org", "https://example.org/", "https://example.org/page", "*"])
def test_an_origin_that_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ConfigError, match="allowed_origins"):
        config_of(Path(), allowed_origins=(origin,))


@pytest.mark.parametrize("proxy", ["nope", "10.0.0.0/99", "*", ""])
def test_a_proxy_that_is_no_address_is_refused(proxy: str) -> None:
    with pytest.raises(ConfigError, match="trusted_proxies"):
        config_of(Path(), trusted_proxies=(proxy,))


def test_proxies_may_be_addresses_and_networks() -> None:
    assert config_of(Path(), trusted_proxies=("127.0.0.1", "10.0.0.0/8", "::1")).trusted_proxies


@pytest.mark.parametrize(
    ("context", "state"),
    [("public", "not_available"), ("workplace", "not_allowed"), ("education", "not_allowed")],
)
def test_the_context_decides_about_all_that_is_biometric(context: str, state: str) -> None:
    senses = rules_of(config_of(Path(), context=context)).senses
    assert (senses["voice"], senses["face"], senses["behaviour"]) == (state, state, state)
    assert senses["text"] == "on"


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, "off"),
        ({"behaviour": False}, "not_allowed"),
        ({"context": "workplace"}, "not_allowed"),
        ({"context": "education"}, "not_allowed"),
    ],
)
def test_the_rhythm_of_typing_is_read_in_public_where_the_owner_wants_it(given: Any, state: str) -> None:
    assert rules_of(config_of(Path(), **given), reads_behaviour=True).senses["behaviour"] == state
