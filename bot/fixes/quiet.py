"""No telemetry, no warnings about Rasa's own dependencies.

Telemetry calls out at start and waits for time-outs where there is no network.
"""

import os
import warnings


def apply() -> None:
    """Before Rasa is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=FutureWarning)
