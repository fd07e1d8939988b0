"""The widget's files and the demo page."""

import re
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from gateway.errors import ConfigError

HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[\da-fA-F:.]+\](:\d+)?")
DEMO_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self' {sockets}; "
    "img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class ElementFiles(StaticFiles):
    """The element: any site may load it; browsers ask each time whether it has changed (ETag)."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with the headers that other sites need."""
        response = await super().get_response(path, scope)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


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
    app.mount("/element", ElementFiles(directory=web_dir / "element"), name="element")
    app.mount("/", DemoFiles(directory=web_dir / "demo", html=True), name="demo")


def check_web_dir(web_dir: Path) -> None:
    """Raise ConfigError when the widget is not where it should be."""
    for needed in (web_dir / "element" / "undertone-chat.js", web_dir / "demo" / "index.html"):
        if not needed.is_file():
            raise ConfigError(f"web_dir: {needed} is missing; point it at the project's web_widget folder")
