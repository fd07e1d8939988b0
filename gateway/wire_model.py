"""What every model on the wire keeps to."""

from pydantic import BaseModel, ConfigDict


class WireModel(BaseModel):
    """Strict: no coercion of types, no unknown fields, unchangeable once made."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, ser_json_inf_nan="null"
    )
