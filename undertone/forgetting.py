"""`undertone privacy forget`: erase a person from the database and from the gateway that is running."""

import time
from typing import Any

import httpx

from gateway.tokens import TokenOffice
from undertone.configs import gateway_config
from undertone.errors import UndertoneError
from undertone.settings import Settings
from undertone.stores import forget_user

ANSWER_WITHIN_S = 10.0
VALID_S = 60.0
"""How long the token is good that the command signs for itself."""


class StillRunningError(UndertoneError):
    """The database is erased, but a running gateway did not forget the person's sessions."""


def forget(settings: Settings, user_id: str) -> dict[str, Any]:
    """Erase a person everywhere: rows erased per table, and what the gateway on the configured port said.

    The gateway comes last, for it empties the person's running sessions and erases what they wrote meanwhile.
    Raises StillRunningError when it is there and does not do so.
    """
    erased = forget_user(settings, user_id)
    return erased | {"gateway": _ask_gateway(settings, user_id)}


def _ask_gateway(settings: Settings, user_id: str) -> str:
    """Have the gateway forget, as the person could: with a token for them, which our key may sign."""
    if settings.port == 0:
        return "not asked: `port` is 0; where one is running, give its --port"
    headers = {"Authorization": f"Bearer {_token(settings, user_id)}"}
    try:
        answer = httpx.post(
            f"{settings.url}/v1/forget", headers=headers, timeout=ANSWER_WITHIN_S, trust_env=False
        )
    except httpx.ConnectError:
        return f"none is running on {settings.url}"
    except httpx.HTTPError as error:
        raise _still_running(settings, type(error).__name__) from error
    if answer.status_code != httpx.codes.OK:
        raise _still_running(settings, f"status {answer.status_code}, {answer.text[:300]}")
    return f"{settings.url} has forgotten its running sessions"


def _token(settings: Settings, user_id: str) -> str:
    config = gateway_config(settings)
    office = TokenOffice(config.secret_key, config.token_days * 86_400.0)
    return office.identity(time.time() - office.lifetime_s + VALID_S, user=user_id).token


def _still_running(settings: Settings, answer: str) -> StillRunningError:
    return StillRunningError(
        f"the database is erased, but {settings.url} did not forget its running sessions ({answer}); give "
        "this command the gateway's own `secret_key`, `data_dir` and port, or restart the gateway, which "
        "ends them, and forget once more"
    )
