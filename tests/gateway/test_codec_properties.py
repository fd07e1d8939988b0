"""Whatever bytes come, reading them gives a message or a refusal."""

import contextlib
import json

from hypothesis import given
from hypothesis import strategies as st

from gateway.bot_wire import decode_event
from gateway.codec import decode
from gateway.errors import BotWireError, Refusal
from tests.gateway.messages import CLIENT

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(sorted({name for fields in CLIENT.values() for name in fields}))


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_frame_is_a_message_or_a_refusal(frame: str | bytes) -> None:
    with contextlib.suppress(Refusal):
        decode(frame)


@given(st.sampled_from(sorted(CLIENT)), st.dictionaries(FIELDS | st.text(max_size=8), VALUES, max_size=4))
def test_any_fields_of_any_type_are_a_message_or_a_refusal(kind: str, fields: dict[str, object]) -> None:
    frame = json.dumps({**CLIENT[kind], **fields, "type": kind})
    with contextlib.suppress(Refusal):
        assert decode(frame).type == kind


@given(st.dictionaries(st.sampled_from(["turn", "kind", "message", "op", "sender", "detail"]), VALUES))
def test_any_frame_of_the_bot_is_an_event_or_a_typed_error(data: dict[str, object]) -> None:
    with contextlib.suppress(BotWireError):
        decode_event(json.dumps(data))
