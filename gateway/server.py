"""The gateway's process."""

import uvicorn

from gateway.app import create_app
from gateway.config import GatewayConfig
from gateway.services import Services


def uvicorn_of(services: Services) -> uvicorn.Server:
    """A server for the services, not yet started."""
    config: GatewayConfig = services.config
    return uvicorn.Server(
        uvicorn.Config(
            create_app(services),
            host=config.host,
            port=config.port,
            ws="websockets-sansio",
            ws_max_size=config.max_frame_bytes,
            ws_per_message_deflate=False,
            access_log=False,
            server_header=False,
            log_config=None,
            timeout_graceful_shutdown=5,
        )
    )
