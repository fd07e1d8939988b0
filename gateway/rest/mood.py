"""The course of the mood, and the visitor's word on it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from gateway.problems import PROBLEMS
from gateway.rest.access import limiter, token_reader
from gateway.rest.models import Mood, MoodPoint, TurnCorrection
from gateway.rest.personal import written
from gateway.services import Services
from gateway.tokens import Claims

MAX_POINTS = 1000


def mood_routes(services: Services) -> APIRouter:
    """`/v1/mood`, `/v1/corrections`."""
    router = APIRouter(
        prefix="/v1", tags=["mood"], responses=PROBLEMS, dependencies=[Depends(limiter(services))]
    )
    Caller = Annotated[Claims, Depends(token_reader(services))]  # noqa: N806 - a type
    memory, database, clock = services.memory, services.threads.database, services.clock

    @router.get("/mood")
    async def show_mood(caller: Caller, limit: Annotated[int, Query(ge=1, le=MAX_POINTS)] = 200) -> Mood:
        """The newest points of the mood over all of the user's sessions, oldest first."""
        await written(services.recorder.settled())
        points = await database(memory.mood, caller.user, limit)
        return Mood(points=[MoodPoint.model_validate(point) for point in points])

    @router.post("/corrections")
    async def correct(caller: Caller, body: TurnCorrection) -> MoodPoint:
        """Put the reading of a turn right; its point then. The same again changes nothing."""
        await written(services.recorder.settled())
        point = await database(memory.correct, caller.user, body.turn, body.label, clock())
        for live in services.registry.of_user(caller.user):
            live.apply(live.session.correction_stored(body.turn, body.label, clock()))
        return MoodPoint.model_validate(point)

    return router
