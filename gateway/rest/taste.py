"""What a visitor told of their taste: shown, told, taken back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from gateway.problems import PROBLEMS
from gateway.rest.access import limiter, token_reader
from gateway.rest.models import PartOfDay, Preference, PreferenceKind, Preferences
from gateway.services import Services
from gateway.tokens import Claims


def taste_routes(services: Services) -> APIRouter:
    """`/v1/preferences`."""
    router = APIRouter(
        prefix="/v1", tags=["taste"], responses=PROBLEMS, dependencies=[Depends(limiter(services))]
    )
    Caller = Annotated[Claims, Depends(token_reader(services))]  # noqa: N806 - a type
    memory, database, clock = services.memory, services.threads.database, services.clock

    @router.get("/preferences")
    async def show(caller: Caller) -> Preferences:
        """What the user told of their taste, and what was learned from likes and dislikes."""
        return Preferences.model_validate(await database(memory.preferences, caller.user))

    @router.put("/preferences")
    async def tell(caller: Caller, body: Preference) -> Preferences:
        """Keep what the user says of one genre, trait, artist or decade; replaces what was said before."""
        given = await database(memory.tell, caller.user, body.model_dump(), clock())
        return Preferences.model_validate(given)

    @router.delete("/preferences")
    async def take_back(
        caller: Caller,
        kind: PreferenceKind,
        subject: Annotated[str, Query(min_length=1, max_length=128)],
        when: Annotated[
            PartOfDay | None, Query(description="Without it, whatever was said, for any part of the day.")
        ] = None,
    ) -> Preferences:
        """Take back what the user said."""
        about = {"kind": kind, "subject": subject, "when": when}
        return Preferences.model_validate(await database(memory.untell, caller.user, about, clock()))

    return router
