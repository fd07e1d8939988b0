"""The gateway's process."""

import gc

import uvicorn

from gateway.app import create_app
from gateway.bootstrap import build_services
from gateway.config import GatewayConfig
from gateway.logs import configure_logs
from gateway.services import Services


def serve(config: GatewayConfig) -> None:
    """Serve until the process is told to stop.

    Raises ConfigError, and the errors of perception's and personalization's trees, before it listens.
    """
    configure_logs(config.log_level)
    server = uvicorn_of(build_services(config))
    gc.collect()
    gc.freeze()  # what was loaded stays: it need not be searched for garbage again and again
    server.run()


def uvicorn_of(services: Services) -> uvicorn.Server:
    """A server for the services, not yet started."""
    config = services.config
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
            forwarded_allow_ips=list(config.trusted_proxies),
            log_config=None,
            timeout_graceful_shutdown=5,
        )
    )
