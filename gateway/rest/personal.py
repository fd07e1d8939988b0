"""What belongs to a user: choices, profile, feedback, export, erasure."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from gateway.cards import CARDS
from gateway.memory import UserErased
from gateway.problems import PROBLEMS
from gateway.recorder import written
from gateway.rest.access import limiter, token_reader
from gateway.rest.models import (
    FeedbackCounted,
    Forgotten,
    ItemFeedback,
    ItemKind,
    Profile,
    ProfileChanges,
    Recommendations,
)
from gateway.services import Services
from gateway.tokens import Claims

MAX_RECOMMENDATIONS = 20


def personal_routes(services: Services) -> APIRouter:
    """`/v1/recommendations`, `/v1/profile`, `/v1/feedback`, `/v1/export`, `/v1/forget`."""
    router = APIRouter(
        prefix="/v1", tags=["personal"], responses=PROBLEMS, dependencies=[Depends(limiter(services))]
    )
    Caller = Annotated[Claims, Depends(token_reader(services))]  # noqa: N806 - a type
    memory, database, clock = services.memory, services.threads.database, services.clock

    @router.get("/recommendations")
    async def recommend(
        caller: Caller,
        kind: Annotated[list[ItemKind] | None, Query(description="Repeat it for several kinds.")] = None,
        n: Annotated[int, Query(ge=1, le=MAX_RECOMMENDATIONS)] = 3,
    ) -> Recommendations:
        """What fits the last reading, best first; counts as offered."""
        live, now = services.registry.find(caller.session), clock()
        hour = live.session.local_hour(now) if live else None
        chosen = await database(memory.recommendations, caller.user, kind or [], n, now, hour)
        cards = [CARDS.validate_python(card) for card in chosen]
        services.music.cards.look_up_later(cards)
        filled = (services.music.cards.filled(card) for card in cards)
        return Recommendations(recommendations=[card for card in filled if card is not None])

    @router.get("/profile")
    async def show_profile(caller: Caller) -> Profile:
        """What is remembered of the user's taste."""
        return Profile(**await database(memory.profile, caller.user))

    @router.patch("/profile")
    async def change_profile(caller: Caller, changes: ProfileChanges) -> Profile:
        """Change only what is given; null takes a genre, the strategy or the service back."""
        given = changes.model_dump(exclude_unset=True)
        return Profile(**await database(memory.update_profile, caller.user, given, clock()))

    @router.post("/feedback")
    async def give_feedback(caller: Caller, body: ItemFeedback) -> FeedbackCounted:
        """Count what the user did with an item."""
        recorded = await database(memory.feedback, caller.user, body.item, body.action, body.id, clock())
        return FeedbackCounted(recorded=recorded)

    @router.get("/export")
    async def export(caller: Caller) -> JSONResponse:
        """Everything that is stored about the user."""
        await written(services.recorder.settled())
        data: dict[str, Any] = await database(memory.export, caller.user, clock())
        return JSONResponse(data, headers={"Cache-Control": "no-store"})

    @router.post("/forget")
    async def forget(caller: Caller) -> Forgotten:
        """Erase everything about the user, in every store and in the running sessions."""
        await _forget(services, caller.user)
        return Forgotten(forgotten=True)

    return router


async def _forget(services: Services, user: str) -> None:
    for live in services.registry.of_user(user)[:1]:  # it takes the user's other sessions along
        live.apply(live.session.forget(services.clock()))
    await written(services.recorder.add(UserErased(user)))
