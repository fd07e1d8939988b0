"""Errors of the HTTP API as problem details (RFC 9457)."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from gateway.errors import Refusal
from gateway.outside.errors import OutsideError, ServiceLimited
from gateway.vocabulary import ErrorCode
from personalization.errors import (
    InvalidPreferenceError,
    StoreError,
    UnknownItemError,
    UnknownSessionError,
    UnknownTurnError,
    UnknownUserError,
)

log = structlog.get_logger(__name__)

STATUS: dict[ErrorCode, int] = {
    "malformed": 400,
    "unknown_type": 400,
    "invalid": 422,
    "wrong_order": 409,
    "text_too_long": 413,
    "text_empty": 422,
    "rate_limited": 429,
    "queue_full": 429,
    "too_many_sessions": 429,
    "not_available": 501,
    "not_allowed": 403,
    "token_invalid": 401,
    "identity_invalid": 401,
    "bot_timeout": 504,
    "bot_unavailable": 503,
    "bot_failed": 502,
    "forgotten": 409,
    "consent_needed": 403,
    "image_unreadable": 422,
}
HTTP_CODES = {400: "malformed", 404: "not_found", 405: "method_not_allowed"}
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """`type` ends in the code that the websocket uses; `detail` says what was given and allowed."""

    type: str
    title: str
    status: int
    detail: str
    retry_after_ms: int | None = Field(None, description="Milliseconds after which it is worth trying again.")


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {"description": "A problem.", "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
}


def problem_response(
    code: str,
    detail: str,
    status: int,
    *,
    retry_after_ms: int | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem as a response, with `Retry-After` where that helps."""
    problem = Problem(
        type=f"urn:undertone:problem:{code}",
        title=code.replace("_", " ").capitalize(),
        status=status,
        detail=detail.encode("utf-8", "backslashreplace").decode(),  # it may name half a character
        retry_after_ms=retry_after_ms,
    )
    all_headers = dict(headers or {})
    if retry_after_ms is not None:
        all_headers["Retry-After"] = str(-(-retry_after_ms // 1000))
    content = problem.model_dump(exclude_none=True)
    return JSONResponse(content, status, all_headers, media_type=MEDIA_TYPE)


def install_problems(app: FastAPI) -> None:
    """Have `app` answer every error with problem details."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(UnknownUserError, _unknown)
    app.add_exception_handler(UnknownItemError, _unknown)
    app.add_exception_handler(UnknownTurnError, _unknown)
    app.add_exception_handler(UnknownSessionError, _unknown)
    app.add_exception_handler(InvalidPreferenceError, _invalid_preference)
    app.add_exception_handler(StoreError, _store_failed)
    app.add_exception_handler(OutsideError, _outside_failed)
    app.add_exception_handler(Exception, _internal)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it
    status = STATUS[error.code]
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return problem_response(
        error.code, error.detail, status, retry_after_ms=error.retry_after_ms, headers=headers
    )


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    problems: list[dict[str, Any]] = list(error.errors())
    if any(problem["type"] == "json_invalid" for problem in problems):
        return problem_response("malformed", "the body is not JSON; send one JSON object", 400)
    detail = "; ".join(f"`{'.'.join(map(str, problem['loc']))}`: {problem['msg']}" for problem in problems)
    return problem_response("invalid", detail, 422)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    code = HTTP_CODES.get(error.status_code, "http_error")
    return problem_response(code, str(error.detail), error.status_code, headers=dict(error.headers or {}))


async def _unknown(_request: Request, error: Exception) -> JSONResponse:
    return problem_response("not_found", str(error), 404)


async def _invalid_preference(_request: Request, error: Exception) -> JSONResponse:
    return problem_response("invalid", str(error), 422)


async def _store_failed(_request: Request, error: Exception) -> JSONResponse:
    log.error("store_failed", error=type(error).__name__)
    detail = "the database does not answer; the conversation goes on, try this again in a moment"
    return problem_response("database_unavailable", detail, 503, retry_after_ms=2000)


async def _outside_failed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OutsideError)  # noqa: S101 - registered for it
    log.warning("outside_failed", why=error.why)
    detail = "a service outside does not do what it was asked for; the conversation goes on without it"
    wait_s = error.retry_after_s if isinstance(error, ServiceLimited) else None
    retry_after_ms = None if wait_s is None else int(wait_s * 1000)
    return problem_response("service_unavailable", detail, 503, retry_after_ms=retry_after_ms)


async def _internal(_request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed", error=type(error).__name__)
    return problem_response("internal", "something went wrong on our side; the log says what", 500)
