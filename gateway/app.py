"""The application: HTTP and websocket routes over the services."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from gateway.live import CLOSE_GOING_AWAY
from gateway.problems import install_problems
from gateway.services import Services
from gateway.static import mount_web
from gateway.ws import websocket_routes


def create_app(services: Services) -> FastAPI:
    """The gateway's application. Raises ConfigError when the widget's folder is missing."""
    app = FastAPI(
        title="Undertone",
        version="1",
        description="Errors are problem details (RFC 9457). The websocket `/ws` is described in docs/protocol.md.",
        docs_url=None,  # the interactive page loads its scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan_of(services),
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(services.config.allowed_origins),
        allow_methods=["GET", "POST", "PATCH"],
        allow_headers=["Authorization", "Content-Type"],
    )
    install_problems(app)
    app.include_router(websocket_routes(services))
    mount_web(app, services.config.web_dir)
    return app


def _lifespan_of(services: Services):  # type: ignore[no-untyped-def]
    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        services.recorder.start()
        tasks = [asyncio.create_task(services.registry.run())]
        if services.link is not None:
            tasks.append(asyncio.create_task(services.link.run()))
        try:
            yield
        finally:
            services.registry.disconnect_all(CLOSE_GOING_AWAY, "this server is restarting; resume with your token")
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.to_thread(services.recorder.stop)

    return lifespan
