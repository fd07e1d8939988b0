"""The widget's files and the demo page."""

import gzip
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import anyio
import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers, QueryParams
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from gateway.bundle import BundleError, bundle
from gateway.errors import ConfigError

log = structlog.get_logger(__name__)

ENTRY = "undertone-chat.js"

HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[\da-fA-F:.]+\](:\d+)?")
DEMO_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self' {sockets}; "
    "img-src 'self' data:; frame-src https://open.spotify.com; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True)
class _Source:
    """A module as it is sent; `tag` changes with any byte of it."""

    plain: bytes
    zipped: bytes
    tag: str

    @classmethod
    def of(cls, text: str) -> "_Source":
        plain = text.encode()
        return cls(plain, gzip.compress(plain, 9, mtime=0), f'W/"{sha256(plain).hexdigest()[:32]}"')


@dataclass(frozen=True)
class _Bundled:
    """The entry module with all that it needs at once, and the parts that it may ask for by `version`."""

    entry: _Source
    parts: dict[str, _Source]
    version: str


class WidgetModules:
    """The widget as a few modules in memory, put together again when one of its files has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state: object = None
        self._made: _Bundled | None = None

    def current(self) -> _Bundled | None:
        """The modules; None where they are written so that they have to be loaded one by one."""
        files = sorted(self._folder.rglob("*.js"))
        state = [(file, found.st_mtime_ns, found.st_size) for file in files for found in [file.stat()]]
        if state != self._state:
            self._made, self._state = self._make(), state
        return self._made

    def _make(self) -> _Bundled | None:
        try:
            made = bundle(self._folder / ENTRY)
        except BundleError as error:
            log.warning("widget_in_many_files", reason=str(error))
            return None
        parts = {place: _Source.of(text) for place, text in made.parts.items()}
        return _Bundled(_Source.of(made.entry), parts, made.version)


class ElementFiles(StaticFiles):
    """The element: any site may load it; browsers ask each time whether it has changed (ETag).

    The entry module comes with all the others that a conversation needs in it, so that a slow line is
    crossed twice and not forty times; a part is fetched when the visitor first needs it. Each module can
    still be had alone.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self._modules = WidgetModules(directory)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with the headers that other sites need."""
        response = await self._bundled(path, scope) or await super().get_response(path, scope)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    async def _bundled(self, path: str, scope: Scope) -> Response | None:
        """The entry or a part, put together; None for what is served as the file that it is.

        A part of another version than the entry's is not there: it would be handed modules that it does
        not know.
        """
        version = QueryParams(scope["query_string"]).get("of")
        if scope["method"] not in ("GET", "HEAD") or (path != ENTRY and version is None):
            return None
        made = await anyio.to_thread.run_sync(self._modules.current)
        if path == ENTRY:
            return _response(made.entry, Headers(scope=scope)) if made else None
        if made is None or version != made.version or path not in made.parts:
            return Response("This part belongs to another version of the widget.", status_code=404)
        return _response(made.parts[path], Headers(scope=scope))


def _response(source: _Source, asked: Headers) -> Response:
    headers = {"ETag": source.tag, "Vary": "Accept-Encoding"}
    if source.tag.removeprefix("W/") in asked.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in asked.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(source.zipped, headers=headers, media_type="text/javascript")
    return Response(source.plain, headers=headers, media_type="text/javascript")


class DemoFiles(StaticFiles):
    """The demo page, under the strict content security policy that the element is made for."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with the policy."""
        response = await super().get_response(path, scope)
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        sockets = f"ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
        response.headers["Content-Security-Policy"] = DEMO_POLICY.format(sockets=sockets)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def mount_web(app: FastAPI, web_dir: Path) -> None:
    """Serve `web_dir`; call it last, since the demo page takes every path that is left.

    Raises ConfigError when a folder is missing.
    """
    check_web_dir(web_dir)
    app.mount("/element", GZipMiddleware(ElementFiles(web_dir / "element")), name="element")
    app.mount("/", GZipMiddleware(DemoFiles(directory=web_dir / "demo", html=True)), name="demo")


def check_web_dir(web_dir: Path) -> None:
    """Raise ConfigError when the widget is not where it should be."""
    for needed in (web_dir / "element" / ENTRY, web_dir / "demo" / "index.html"):
        if not needed.is_file():
            raise ConfigError(f"web_dir: {needed} is missing; point it at the project's web_widget folder")
