"""A visitor's own Spotify: log in, save a playlist, take it back."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from gateway.errors import Refusal
from gateway.memory import UserErased
from gateway.music.login import LOGIN_S, LoginDesk
from gateway.music.playlists import PlaylistDesk
from gateway.problems import PROBLEMS
from gateway.recorder import written
from gateway.rest.access import limiter, token_reader
from gateway.rest.models import (
    LoginBegun,
    LoginDigits,
    MusicConnection,
    PlaylistSaved,
    PlaylistWish,
)
from gateway.services import Services
from gateway.tokens import Claims

POLICY = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Undertone and Spotify</title>
<h1>{title}</h1><p>{words}</p></html>"""


def music_routes(services: Services) -> APIRouter:
    """`/v1/music/spotify` and what is under it."""
    router = APIRouter(
        prefix="/v1/music/spotify",
        tags=["music"],
        responses=PROBLEMS,
        dependencies=[Depends(limiter(services))],
    )
    _add_login(router, services)
    _add_use(router, services)
    return router


def _add_login(router: APIRouter, services: Services) -> None:
    Caller = Annotated[Claims, Depends(token_reader(services))]  # noqa: N806 - a type

    @router.post("/login")
    async def begin(caller: Caller) -> LoginBegun:
        """Begin to log in: open `url` in a tab of its own."""
        return LoginBegun(url=_desks(services)[0].begin(caller.user), expires_in_s=LOGIN_S)

    @router.get("/callback", response_class=HTMLResponse)
    async def come_back(
        state: Annotated[str, Query(max_length=128)] = "",
        code: Annotated[str | None, Query(max_length=2048)] = None,
    ) -> HTMLResponse:
        """Where Spotify sends the visitor back to: a page with six digits."""
        try:
            digits = _desks(services)[0].come_back(state, code)
        except Refusal as refusal:
            page = PAGE.format(title="That did not work", words=escape(refusal.detail))
            return HTMLResponse(page, status_code=400, headers=POLICY)
        words = f"Go back to your conversation and enter <strong>{digits}</strong> there. Tell it to nobody."
        return HTMLResponse(PAGE.format(title="Almost there", words=words), headers=POLICY)

    @router.post("/login/finish")
    async def finish(caller: Caller, body: LoginDigits) -> MusicConnection:
        """The six digits that the page showed."""
        try:
            await _desks(services)[0].finish(caller.user, body.digits)
        except Refusal as refusal:
            if refusal.code == "forgotten":  # it may have been kept before that was known
                await written(services.recorder.add(UserErased(caller.user)))
            raise
        return MusicConnection(available=True, connected=True)


def _add_use(router: APIRouter, services: Services) -> None:
    Caller = Annotated[Claims, Depends(token_reader(services))]  # noqa: N806 - a type

    @router.get("")
    async def connection(caller: Caller) -> MusicConnection:
        """Whether one can log in here, whether this visitor is, and whether they are about to."""
        logins = services.music.logins
        if logins is None:
            return MusicConnection(available=False, connected=False)
        return MusicConnection(
            available=True,
            connected=await logins.is_connected(caller.user),
            waiting=logins.is_waiting(caller.user),
            url=logins.page_of(caller.user),
        )

    @router.post("/playlists", status_code=201)
    async def save(caller: Caller, body: PlaylistWish | None = None) -> PlaylistSaved:
        """Save the songs of this conversation as a private playlist."""
        wish, (_, playlists) = body or PlaylistWish(), _desks(services)
        saved = await playlists.save(caller.user, caller.session, liked=wish.songs == "liked", name=wish.name)
        return PlaylistSaved(
            url=saved.url, name=saved.name, n_songs=saved.n_songs, missing=list(saved.missing)
        )

    @router.delete("")
    async def take_back(caller: Caller) -> MusicConnection:
        """Erase the visitor's login here."""
        logins = services.music.logins
        if logins is not None:
            await logins.drop(caller.user)
        return MusicConnection(available=logins is not None, connected=False)


def _desks(services: Services) -> tuple[LoginDesk, PlaylistDesk]:
    logins, playlists = services.music.logins, services.music.playlists
    if logins is None or playlists is None:
        raise Refusal("not_available", "nobody can log in to Spotify here; the owner has not set it up")
    return logins, playlists
