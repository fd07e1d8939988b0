"""What the owner is told of services outside: on, off by which setting, failing since when and why."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr

from gateway.errors import ConfigError
from gateway.music.config import SpotifyConfig
from undertone.doctor_outside import ask_gateway, outside_findings
from undertone.findings import Finding, Status
from undertone.settings import Settings

SPOTIFY = {"spotify_client_id": "app", "spotify_client_secret": SecretStr("not to be seen")}
WORKING = {"name": "spotify", "state": "ok", "setting": "spotify_client_id", "since": 1.8e9, "why": ""}


def spotify_finding(told: dict[str, Any] | None = None, **settings: Any) -> Finding:
    answer = None if told is None else {"spotify": told}
    findings = outside_findings(Settings(**settings), lambda _settings: answer)
    return next(finding for finding in findings if finding.check == "spotify")


def test_without_any_key_every_service_is_off_and_nobody_is_asked() -> None:
    def never(_settings: Settings) -> None:
        raise AssertionError("the gateway was asked")

    findings = outside_findings(Settings(), never)
    assert {finding.check: finding.status for finding in findings} == {
        "spotify": Status.OFF,
        "slack": Status.OFF,
        "telegram": Status.OFF,
    }
    assert "spotify_client_id and spotify_client_secret" in findings[0].remedy


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ({"spotify_client_id": "app"}, "spotify_client_secret is missing"),
        ({"spotify_client_secret": SecretStr("x")}, "spotify_client_id is missing"),
        (SPOTIFY | {"spotify_redirect_url": "http://example.org/back"}, "does not take"),
        ({"slack_bot_token": SecretStr("x")}, "no way to hear"),
        ({"telegram_token": SecretStr("x"), "telegram_mode": "webhook"}, "telegram_secret is empty"),
    ],
)
def test_what_is_half_set_up_is_named_with_what_to_do(settings: dict[str, Any], seen: str) -> None:
    findings = outside_findings(Settings(**settings), lambda _settings: None)
    (failed,) = [finding for finding in findings if finding.failed]
    assert seen in failed.seen
    assert failed.remedy


@pytest.mark.parametrize(
    "redirect",
    [
        "http://127.0.0.1.evil.example/v1/music/spotify/callback",
        "http://localhost:8080/v1/music/spotify/callback",
        "http://example.org/v1/music/spotify/callback",
        "https://example.org/",
        "https://example.org/v1/music/spotify/callback/more",
        "https://example.org/v1/music/spotify/callback?to=me",
        "https://example.org/v1/music/spotify/callback#there",
        "https://somebody@example.org/v1/music/spotify/callback",
        "https:///v1/music/spotify/callback",
        "https://example.org:port/v1/music/spotify/callback",
        "https://[example.org/v1/music/spotify/callback",
    ],
)
def test_a_redirect_that_would_end_nowhere_is_found_by_the_doctor_and_refused_at_start(redirect: str) -> None:
    finding = spotify_finding(**SPOTIFY, spotify_redirect_url=redirect)
    assert finding.failed
    assert "/v1/music/spotify/callback" in finding.remedy
    with pytest.raises(ConfigError, match="spotify_redirect_url"):
        SpotifyConfig("app", SecretStr("x"), redirect_url=redirect)


@pytest.mark.parametrize(
    "redirect",
    [
        "https://example.org/v1/music/spotify/callback",
        "https://example.org:8443/below/v1/music/spotify/callback",
        "http://127.0.0.1:8080/v1/music/spotify/callback",
        "http://[::1]:8080/v1/music/spotify/callback",
    ],
)
def test_a_redirect_that_spotify_takes_is_taken(redirect: str) -> None:
    assert spotify_finding(**SPOTIFY, spotify_redirect_url=redirect).status is Status.OK
    assert SpotifyConfig("app", SecretStr("x"), redirect_url=redirect).redirect_url == redirect


def test_a_redirect_without_keys_is_said_to_do_nothing() -> None:
    finding = spotify_finding(spotify_redirect_url="https://example.org/v1/music/spotify/callback")
    assert finding.status is Status.OFF
    assert "spotify_redirect_url" in finding.seen


def test_a_gateway_that_does_not_tell_is_said_to_run() -> None:
    with answering(403, b"{}") as settings:
        asked = settings.model_copy(update=SPOTIFY)
        finding = next(found for found in outside_findings(asked) if found.check == "spotify")
    assert finding.status is Status.OK
    assert "runs" in finding.seen
    assert "once `undertone up` runs" not in finding.seen


def test_while_no_gateway_runs_a_service_is_on_and_nothing_more_is_claimed() -> None:
    finding = spotify_finding(**SPOTIFY)
    assert finding.status is Status.OK
    assert "once `undertone up` runs" in finding.seen


def test_a_service_that_works_says_since_when() -> None:
    finding = spotify_finding(WORKING, **SPOTIFY)
    assert finding.status is Status.OK
    assert "works since 2027-01-15" in finding.seen


def test_a_service_that_was_not_asked_yet_says_so() -> None:
    assert spotify_finding(WORKING | {"since": None}, **SPOTIFY).seen == "on, not asked yet"


@pytest.mark.parametrize("state", ["failing", "limited"])
def test_trouble_is_told_with_its_beginning_and_reason_and_fails_no_command(state: str) -> None:
    told = WORKING | {"state": state, "why": "the account's quota is used up (QUOTA_EXCEEDED)"}
    finding = spotify_finding(told, **SPOTIFY)
    assert finding.status is Status.FAILING
    assert not finding.failed
    assert finding.seen.startswith(f"{state} since 2027-01-15")
    assert "QUOTA_EXCEEDED" in finding.seen


def test_settings_newer_than_the_running_gateway_are_said_to_need_a_restart() -> None:
    finding = spotify_finding(WORKING | {"state": "off"}, **SPOTIFY)
    assert finding.status is Status.OFF
    assert "restart" in finding.remedy


def test_no_secret_is_in_any_finding() -> None:
    findings = outside_findings(Settings(**SPOTIFY), lambda _settings: {"spotify": WORKING})  # type: ignore[arg-type]
    assert "not to be seen" not in json.dumps([finding.as_dict() for finding in findings])


@contextmanager
def answering(status: int, body: bytes) -> Iterator[Settings]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/v1/outside" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield Settings(port=server.server_port)
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_running_gateway_is_asked() -> None:
    with answering(200, json.dumps({"services": [WORKING]}).encode()) as settings:
        assert ask_gateway(settings) == {"spotify": WORKING}


@pytest.mark.parametrize(("status", "body"), [(404, b"{}"), (200, b"hello"), (200, b"{}"), (200, b"[1]")])
def test_something_else_on_the_port_is_no_gateway(status: int, body: bytes) -> None:
    with answering(status, body) as settings:
        assert ask_gateway(settings) is None


def test_no_gateway_is_none() -> None:
    assert ask_gateway(Settings(port=9)) is None
