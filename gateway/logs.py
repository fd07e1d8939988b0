"""Log lines as JSON. What visitors write never gets into one."""

import logging
import sys

import structlog

TALKATIVE = (
    "uvicorn",
    "uvicorn.error",
    "websockets",
    "asyncio",
    "alembic",
    "sqlalchemy",
    "httpx",
    "httpcore",
    "PIL",
    "slack_sdk",
    "telegram",
)
"""Libraries that would log addresses, statements, whole frames or what a picture says of where it was taken;
only their warnings are wanted."""


def configure_logs(level: str) -> None:
    """Send every log line of this process, uvicorn's too, to standard output as one JSON object."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for library in TALKATIVE:
        logging.getLogger(library).setLevel(max(root.level, logging.WARNING))
