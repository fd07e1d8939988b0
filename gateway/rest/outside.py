"""How the services outside are doing, for the owner."""

from fastapi import APIRouter, Request

from gateway.errors import Refusal
from gateway.limits import is_private
from gateway.problems import PROBLEMS
from gateway.rest.access import address_of
from gateway.rest.models import OutsideService, OutsideServices
from gateway.services import Services


def outside_routes(services: Services) -> APIRouter:
    """`/v1/outside`."""
    router = APIRouter(prefix="/v1", tags=["system"], responses=PROBLEMS)

    @router.get("/outside")
    async def outside(request: Request) -> OutsideServices:
        """Each service outside: off, ok, limited or failing, since when and why. For this machine and private
        networks."""
        if not is_private(address_of(request)):
            raise Refusal("not_allowed", "this is told to this machine and private networks only")
        statuses = [status() for status in services.outside]
        return OutsideServices(
            services=[
                OutsideService(
                    name=status.name,
                    state=status.state,
                    setting=status.setting,
                    since=status.since,
                    why=status.why,
                )
                for status in statuses
            ]
        )

    return router
