"""One person here and in a chat elsewhere: a code to be shown, what is linked, and undoing it."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from gateway.channels.linking import new_code, shown_code
from gateway.channels.visits import ChatVisits
from gateway.errors import Refusal
from gateway.problems import PROBLEMS
from gateway.rest.access import limiter, token_reader
from gateway.services import Services
from gateway.tokens import Claims
from personalization.links import CODE_LASTS


class LinkCode(BaseModel):
    """Send `/link CODE` in a chat elsewhere, and you are the same person in both."""

    code: str
    expires_in_s: int = Field(description="It is good for one use within this time.")


class LinkedChannel(BaseModel):
    """A channel that is linked, by its name alone."""

    channel: str
    linked_at: str


class Links(BaseModel):
    """What is linked to the caller, oldest first, and which chats elsewhere this server answers in."""

    links: list[LinkedChannel]
    channels: list[str]


class Unlinked(BaseModel):
    """How many links were undone, and what is linked then."""

    n_undone: int
    links: list[LinkedChannel] = []


def link_routes(services: Services) -> APIRouter:
    """`/v1/links`."""
    router = APIRouter(
        prefix="/v1", tags=["personal"], responses=PROBLEMS, dependencies=[Depends(limiter(services))]
    )
    Caller = Annotated[Claims, Depends(token_reader(services))]  # noqa: N806 - a type
    database = services.threads.database

    def visits() -> ChatVisits:
        if services.chats is None:
            raise Refusal(
                "not_available", "no chat elsewhere is on here; the owner's docs/channels.md says how"
            )
        return services.chats.visits

    @router.post("/links/code", status_code=201)
    async def make_code(caller: Caller) -> LinkCode:
        """A one-time code for the user; the one before it is no longer good."""
        chats, code = visits(), new_code()
        now = datetime.fromtimestamp(services.clock(), UTC)
        await database(chats.links.new_code, caller.user, chats.digests.code(code), now)
        return LinkCode(code=shown_code(code), expires_in_s=int(CODE_LASTS.total_seconds()))

    @router.get("/links")
    async def show_links(caller: Caller) -> Links:
        """What is linked to the user; nothing where no chat elsewhere is on."""
        if services.chats is None:
            return Links(links=[], channels=[])
        found = await database(visits().links.links, caller.user)
        links = [LinkedChannel(**link.as_dict()) for link in found]
        return Links(links=links, channels=list(visits().channels))

    @router.delete("/links")
    async def undo_links(caller: Caller) -> Unlinked:
        """Part every chat elsewhere from the user; each goes on as somebody new."""
        chats = visits()
        n_undone = await database(chats.links.unlink, "", caller.user)
        chats.part(caller.user)
        return Unlinked(n_undone=n_undone)

    return router
