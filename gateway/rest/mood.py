"""The course of the mood, and the visitor's word on it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from gateway.mood_course import course_of_visit
from gateway.problems import PROBLEMS
from gateway.recorder import written
from gateway.rest.access import limiter, token_reader
from gateway.rest.models import Mood, MoodPoint, TurnCorrection, VisitTrajectory
from gateway.services import Services
from gateway.tokens import Claims
from personalization.errors import UnknownSessionError

MAX_POINTS = 1000
NO_NUL = r"^[^\x00]+$"
"""PostgreSQL refuses a zero byte in any text."""


def mood_routes(services: Services) -> APIRouter:
    """`/v1/mood`, `/v1/sessions/{session}/trajectory`, `/v1/corrections`."""
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

    @router.get("/sessions/{session}/trajectory")
    async def show_trajectory(
        caller: Caller, session: Annotated[str, Path(max_length=128, pattern=NO_NUL)]
    ) -> VisitTrajectory:
        """The course of the mood of one of the caller's sessions, from what is stored of it."""
        await written(services.recorder.settled())
        turns = await database(memory.visit, caller.user, session)
        if turns is None and session != caller.session:
            raise UnknownSessionError("this visitor has no such session; give the one of their token")
        return VisitTrajectory.model_validate(course_of_visit(session, turns or []))

    @router.post("/corrections")
    async def correct(caller: Caller, body: TurnCorrection) -> MoodPoint:
        """Put the reading of a turn right; its point then. The same again changes nothing."""
        await written(services.recorder.settled())
        point = await database(memory.correct, caller.user, body.turn, body.label, clock())
        for live in services.registry.of_user(caller.user):
            live.correction_stored(body.turn, body.label)
        return MoodPoint.model_validate(point)

    return router
