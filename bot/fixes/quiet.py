"""No telemetry, no debug lines, no warnings about Rasa's own dependencies.

Telemetry calls out at start and waits for time-outs where there is no network. Rasa's structlog prints every
state to the terminal when it is not configured.
"""

import logging
import os
import warnings


def apply(level: int = logging.WARNING) -> None:
    """Before Rasa is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("LOG_LEVEL", logging.getLevelName(level))
    warnings.filterwarnings("ignore")
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    import structlog

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level), cache_logger_on_first_use=True
    )
