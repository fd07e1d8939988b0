"""The application: HTTP and websocket routes over the services."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import structlog
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from gateway.body_limit import BodyLimit
from gateway.bootstrap import device_folders
from gateway.face.device_files import mount_device_files
from gateway.problems import install_problems
from gateway.rest.links import link_routes
from gateway.rest.mood import mood_routes
from gateway.rest.music import music_routes
from gateway.rest.outside import outside_routes
from gateway.rest.personal import personal_routes
from gateway.rest.speech import speech_routes
from gateway.rest.system import system_routes
from gateway.rest.talk import talk_routes
from gateway.rest.taste import taste_routes
from gateway.retention import keep_retention
from gateway.services import Services
from gateway.static import mount_web
from gateway.ws import websocket_routes

log = structlog.get_logger(__name__)


def create_app(services: Services) -> FastAPI:
    """The gateway's application. Raises ConfigError when the widget's folder is missing."""
    app = FastAPI(
        title="Undertone",
        version="1",
        description="Errors are problem details (RFC 9457). `/ws` is described in docs/protocol.md.",
        docs_url=None,  # the interactive page loads its scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan_of(services),
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(services.config.allowed_origins),
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
    )
    app.add_middleware(BodyLimit, max_bytes=services.config.max_frame_bytes)
    install_problems(app)
    for routes in (
        websocket_routes,
        system_routes,
        talk_routes,
        speech_routes,
        personal_routes,
        mood_routes,
        taste_routes,
        outside_routes,
        music_routes,
        link_routes,
    ):
        app.include_router(routes(services))
    if services.chats is not None:
        for platform in services.chats.platforms:
            app.include_router(platform.routes(services.chats.visits))
    if "device" in services.rules.face.where:
        mount_device_files(app, device_folders(services.config))
    mount_web(app, services.config.web_dir)
    return app


def _lifespan_of(services: Services) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        services.recorder.start()
        await services.music.start()
        tasks = [
            asyncio.create_task(services.registry.run()),
            asyncio.create_task(services.bot.run()),
            asyncio.create_task(keep_retention(services.recorder, services.clock)),
        ]
        log.info("gateway_started", host=services.config.host, port=services.config.port)
        try:
            async with services.chats.running() if services.chats else contextlib.nullcontext():
                yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await services.music.stop()
            await asyncio.to_thread(services.recorder.stop)
            await asyncio.to_thread(services.memory.close)
            services.hearing.stop()
            services.threads.stop()
            if services.transcriber is not None:
                await asyncio.to_thread(services.transcriber.close)

    return lifespan
