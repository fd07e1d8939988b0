"""The answer of every action call is validated, the schema compiled anew each time (RasaHQ/rasa #11717).

Measured: 14 ms of each action call. Here the validator is compiled once; what it accepts stays the same.
"""

from functools import lru_cache
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


@lru_cache(maxsize=1)
def _validator() -> Validator:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:  # noqa: ARG001  a method's place
    """Raises jsonschema.ValidationError, as the method that it replaces."""
    _validator().validate(result)
    return True


def apply() -> None:
    """After Rasa is imported."""
    RemoteAction._validate_action_result = validate_action_result  # noqa: SLF001
