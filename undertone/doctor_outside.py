"""`undertone doctor` on services outside: on, off by which setting, failing since when and why.

Whether one works is known to the gateway that uses it: a running one is asked.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, Literal

import httpx
from pydantic import SecretStr

from gateway.music.config import REDIRECTS, is_redirect
from undertone.findings import Finding, Status
from undertone.settings import Settings

ASKED_WITHIN_S: Final = 2.0

Told = Mapping[str, Mapping[str, Any]] | Literal["untold"] | None
"""What the running gateway says of each service; None where none answers, `untold` where not to us."""


def outside_findings(settings: Settings, told: Callable[[Settings], Told] | None = None) -> list[Finding]:
    """One finding for each service outside; `told` asks the gateway."""
    checks = (_spotify, _slack, _telegram)
    wrong_or_off = [check(settings) for check in checks]
    answer = (told or ask_gateway)(settings) if None in wrong_or_off else None
    names = [check.__name__.removeprefix("_") for check in checks]
    return [finding or _as_told(name, answer) for name, finding in zip(names, wrong_or_off, strict=True)]


def ask_gateway(settings: Settings) -> Told:
    """What the gateway of these settings says, if it runs."""
    try:
        answer = httpx.get(f"{settings.url}/v1/outside", timeout=ASKED_WITHIN_S, trust_env=False)
        if answer.status_code == HTTPStatus.FORBIDDEN:
            return "untold"
        answer.raise_for_status()
        return {str(service["name"]): service for service in answer.json()["services"]}
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None


def _spotify(settings: Settings) -> Finding | None:
    """None: it is set up."""
    client_id, secret = bool(settings.spotify_client_id), _given(settings.spotify_client_secret)
    if not client_id and not secret:
        remedy = "set spotify_client_id and spotify_client_secret; docs/spotify.md"
        unused = ", and spotify_redirect_url does nothing" if settings.spotify_redirect_url else ""
        return Finding("spotify", Status.OFF, f"no keys: songs are linked by searches{unused}", remedy)
    if not (client_id and secret):
        missing = "spotify_client_secret" if client_id else "spotify_client_id"
        return Finding("spotify", Status.FAILED, f"{missing} is missing", f"set {missing}, or neither")
    redirect = settings.spotify_redirect_url
    if redirect and not is_redirect(redirect):
        seen = f"spotify_redirect_url is {redirect!r}: Spotify does not take it, or nobody answers there"
        return Finding("spotify", Status.FAILED, seen, f"give {REDIRECTS}")
    return None


def _slack(settings: Settings) -> Finding | None:
    if not _given(settings.slack_bot_token):
        return Finding("slack", Status.OFF, "slack_bot_token is empty", "docs/slack.md")
    if not (_given(settings.slack_signing_secret) or _given(settings.slack_app_token)):
        return Finding(
            "slack",
            Status.FAILED,
            "there is a bot token, and no way to hear from Slack",
            "set slack_signing_secret (public address) or slack_app_token (Socket Mode)",
        )
    return None


def _telegram(settings: Settings) -> Finding | None:
    if not _given(settings.telegram_token):
        return Finding("telegram", Status.OFF, "telegram_token is empty", "docs/telegram.md")
    if settings.telegram_mode == "webhook" and not _given(settings.telegram_secret):
        return Finding(
            "telegram",
            Status.FAILED,
            "telegram_mode is webhook, and telegram_secret is empty: nobody could tell forged requests",
            "set telegram_secret, or telegram_mode to polling",
        )
    return None


def _given(secret: SecretStr) -> bool:
    return bool(secret.get_secret_value())


def _as_told(name: str, told: Told) -> Finding:
    if told is None:
        return Finding(name, Status.OK, "on; whether it works is seen once `undertone up` runs")
    if told == "untold":
        seen = "on; a gateway runs, and tells private addresses only how it works"
        return Finding(name, Status.OK, seen, "its log says `outside_service` where that changes")
    status = told.get(name)
    if status is None or status.get("state") == "off":
        seen = "on in the settings; the running gateway was started without"
        return Finding(name, Status.OFF, seen, "restart `undertone up`")
    since = _when(status.get("since"))
    if status["state"] == "ok":
        return Finding(name, Status.OK, f"on, and works since {since}" if since else "on, not asked yet")
    seen = f"{status['state']} since {since or 'just now'}: {status.get('why', '')}"
    return Finding(
        name, Status.FAILING, seen, f"conversations go on without it; settings: {status['setting']}"
    )


def _when(since: object) -> str:
    if not isinstance(since, int | float):
        return ""
    return datetime.fromtimestamp(since).astimezone().isoformat(" ", "minutes")
