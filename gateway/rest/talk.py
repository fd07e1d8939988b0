"""Sessions, turns and single readings without a socket."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from gateway.errors import Refusal
from gateway.notice import AI_NOTICE
from gateway.ports import public_reading
from gateway.problems import PROBLEMS
from gateway.protocol import PROTOCOL, Emotion, Hello, Message, Text
from gateway.rest.access import address_of, limiter, token_reader
from gateway.rest.models import NewSession, Reading, SessionStarted, TextToSense, TurnReply, TurnText
from gateway.services import Services
from gateway.tokens import Claims


def talk_routes(services: Services) -> APIRouter:
    """`/v1/sessions`, `/v1/turns`, `/v1/sense`."""
    router = APIRouter(
        prefix="/v1", tags=["conversation"], responses=PROBLEMS, dependencies=[Depends(limiter(services))]
    )
    caller = token_reader(services)

    @router.post("/sessions", status_code=201)
    async def start_session(request: Request, body: NewSession | None = None) -> SessionStarted:
        """Start a session; show its notice to the visitor."""
        given = body or NewSession()
        hello = Hello(protocol=PROTOCOL, user=given.user, locale=given.locale, timezone=given.timezone)
        live = await services.doorman.enter(hello, address_of(request))
        identity = live.session.identity
        return SessionStarted(
            session=identity.session,
            user=identity.user,
            token=identity.token,
            known=live.session.known,
            ai_notice=AI_NOTICE,
        )

    @router.post("/turns")
    async def take_turn(
        request: Request, body: TurnText, claims: Annotated[Claims, Depends(caller)]
    ) -> TurnReply:
        """One turn: waits for the answer. The same `id` again gives the same reply."""
        hello = Hello(protocol=PROTOCOL, token=services.tokens.again(claims))
        live = await services.doorman.enter(hello, address_of(request))
        ended = await live.turn(Text(id=body.id or uuid.uuid4().hex, text=body.text))
        emotions = [message for message in ended.messages if isinstance(message, Emotion)]
        return TurnReply(
            turn=ended.turn,
            id=ended.client_id,
            emotion=emotions[-1] if emotions else None,
            messages=[message for message in ended.messages if isinstance(message, Message)],
        )

    @router.post("/sense")
    async def sense(body: TextToSense) -> Reading:
        """The emotion in one text, without a session. Nothing is kept."""
        services.rules.check_text(body.text)
        sensed = await services.threads.perceive(services.senses, body.text)
        reading = sensed.reading
        if reading is None:
            raise Refusal("invalid", "there is nothing to read in this text; send words or emoji")
        return Reading.model_validate(public_reading(reading))

    return router
