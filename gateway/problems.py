"""Errors of the HTTP API as problem details (RFC 9457)."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from gateway.errors import MemoryUnavailable, Refusal

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """`type` ends in the same code that the websocket uses; `detail` says what was given and what is allowed."""

    type: str
    title: str
    status: int
    detail: str
    retry_after_ms: int | None = Field(None, description="Milliseconds after which it is worth trying again.")


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
        detail=detail,
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
    app.add_exception_handler(MemoryUnavailable, _memory_unavailable)
    app.add_exception_handler(Exception, _internal)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it
    return problem_response(
        error.code, error.detail, error.status, retry_after_ms=error.retry_after_ms, headers=error.headers
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
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
    return problem_response(code, str(error.detail), error.status_code, headers=dict(error.headers or {}))


async def _memory_unavailable(_request: Request, error: Exception) -> JSONResponse:
    log.error("memory_unavailable", error=type(error.__cause__ or error).__name__)
    detail = "the database does not answer; the conversation goes on, try this again in a moment"
    return problem_response("memory_unavailable", detail, 503, retry_after_ms=2000)


async def _internal(_request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed", error=type(error).__name__)
    return problem_response("internal", "something went wrong on our side; the log says what", 500)
