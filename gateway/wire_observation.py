"""What a device says of a face, checked as `perception.signals.face_observation` checks it."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from perception.errors import InputError
from perception.signals.face_observation import BOUNDS, FaceObservation


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    try:
        FaceObservation.from_wire(given, 0.0)
    except InputError as error:
        raise PydanticCustomError("observation", "{reason}", {"reason": str(error)}) from error
    return given


def _schema() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, (n_values, low, high) in BOUNDS.items():
        number = {"type": "integer" if name == "n_faces" else "number", "minimum": low, "maximum": high}
        fields[name] = (
            {"type": "array", "items": number, "minItems": n_values, "maxItems": n_values}
            if n_values
            else number
        )
    return {"type": "object", "properties": fields, "required": [*BOUNDS], "additionalProperties": False}


SCHEMA: Final = _schema()

Observation = Annotated[dict[str, Any], AfterValidator(_checked), WithJsonSchema(SCHEMA)]
"""The fields of `FaceObservation.as_wire`."""
