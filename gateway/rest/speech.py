"""Replies as sound, where this server speaks."""

import asyncio
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from gateway.errors import Refusal, SpeechError
from gateway.problems import PROBLEMS, problem_response
from gateway.protocol import Message
from gateway.rest.access import limiter, token_reader
from gateway.services import Services
from gateway.tokens import Claims

log = structlog.get_logger(__name__)


def speech_routes(services: Services) -> APIRouter:
    """`/v1/speech`."""
    router = APIRouter(
        prefix="/v1", tags=["conversation"], responses=PROBLEMS, dependencies=[Depends(limiter(services))]
    )
    caller = token_reader(services)

    @router.get("/speech", response_class=Response, responses={200: {"content": {"audio/wav": {}}}})
    async def say(
        claims: Annotated[Claims, Depends(caller)],
        message: Annotated[int, Query(ge=1, description="The `seq` of a message of this session.")],
        turn: Annotated[str | None, Query(max_length=200, description="Its turn, where it has one.")] = None,
    ) -> Response:
        """A kept message as a WAV file, said in its `delivery`."""
        if services.speaker is None:
            raise Refusal("not_available", "this server does not speak; let the browser read the words aloud")
        said = _kept(services, claims, message, turn)
        if said is None or not said.text:
            detail = "there is no such message with words in this session, or it is no longer kept"
            return problem_response("not_found", detail, 404)
        loop = asyncio.get_running_loop()
        try:
            sound = await loop.run_in_executor(
                services.threads.speak, services.speaker.speak, said.text, said.delivery
            )
        except SpeechError as error:
            log.error("reply_not_spoken", error=str(error))
            detail = "the reply could not be said aloud; it can still be read"
            return problem_response("speech_failed", detail, 503, retry_after_ms=2000)
        return Response(sound, media_type="audio/wav", headers={"Cache-Control": "no-store"})

    return router


def _kept(services: Services, claims: Claims, seq: int, turn: str | None) -> Message | None:
    live = services.registry.find(claims.session)
    found = live.session.sent_message(seq) if live else None
    return found if found is not None and turn in (None, found.turn) else None
