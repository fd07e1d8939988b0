"""Health, metrics and the schema of the protocol."""

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from gateway.codec import json_schema
from gateway.errors import Refusal
from gateway.limits import is_private
from gateway.problems import PROBLEMS
from gateway.rest.access import address_of
from gateway.rest.models import Alive, Readiness
from gateway.services import Services


def system_routes(services: Services) -> APIRouter:
    """`/healthz`, `/readyz`, `/metrics`, `/schema/undertone.v1.json`."""
    router = APIRouter(tags=["system"])
    schema = json_schema()

    @router.get("/healthz")
    async def health() -> Alive:
        """Whether the process answers."""
        return Alive(status="alive")

    @router.get("/readyz", responses={503: {"model": Readiness}})
    async def readiness(response: Response) -> Readiness:
        """Whether turns can be answered: each part for itself; 503 while one is missing."""
        database = await services.threads.database(services.memory.reachable)
        parts: dict[Any, bool] = {"senses": True, "bot": services.bot.connected, "database": database}
        ready = all(parts.values())
        response.status_code = 200 if ready else 503
        return Readiness(ready=ready, parts=parts)

    @router.get("/metrics", response_class=Response, responses=PROBLEMS)
    async def metrics(request: Request) -> Response:
        """Figures in Prometheus' text format; no words of visitors. For this machine and private networks."""
        if not is_private(address_of(request)):
            raise Refusal("not_allowed", "figures are given to this machine and private networks only")
        services.metrics.bot_connected.set(services.bot.connected)
        return Response(generate_latest(services.metrics.registry), media_type=CONTENT_TYPE_LATEST)

    @router.get("/schema/undertone.v1.json")
    async def protocol_schema() -> dict[str, Any]:
        """JSON Schema of every message of the websocket."""
        return schema

    return router
