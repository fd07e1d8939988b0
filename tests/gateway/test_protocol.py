"""Every message of undertone.v1 goes through JSON and back; broken ones are refused."""

import json
from typing import Any, get_args

import jsonschema
import pytest
from pydantic import ValidationError

from gateway.cards import CARD_TYPES, CARDS, ResourceCard
from gateway.codec import CLIENT_TYPES, SERVER_MESSAGES, SERVER_TYPES, decode, encode, json_schema
from gateway.errors import Refusal
from gateway.problems import STATUS
from gateway.protocol import Message, Text
from gateway.vocabulary import LABELS, ErrorCode
from perception.emotion import LABELS as PERCEIVED_LABELS
from tests.gateway import messages

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def type_name(model: Any) -> str:
    return str(model.model_fields["type"].default)


def test_a_text_of_half_a_character_is_refused_wherever_it_comes_from() -> None:
    with pytest.raises(ValidationError, match=r"lone surrogate U\+D83D.*send whole characters"):
        Text(id="1", text="a\ud83d b")
    assert Text(id="1", text="\U0001f600").text == "😀"


def test_every_type_has_a_fixture_and_every_fixture_a_type() -> None:
    assert set(messages.CLIENT) == {type_name(model) for model in CLIENT_TYPES}
    assert set(messages.SERVER) == {type_name(model) for model in SERVER_TYPES}
    assert set(messages.BROKEN) == set(messages.CLIENT)
    assert set(messages.CARDS) == {str(card.model_fields["kind"].default) for card in CARD_TYPES}


def test_every_field_is_in_a_fixture() -> None:
    for models, fixtures in ((CLIENT_TYPES, messages.CLIENT), (SERVER_TYPES, messages.SERVER)):
        for model in models:
            fields = {field.alias or name for name, field in model.model_fields.items()} - {"type"}
            fixture = set(fixtures[type_name(model)])
            assert fields == fixture | ({"seq"} if fixtures is messages.SERVER else set()), model


@pytest.mark.parametrize("kind", messages.CLIENT)
def test_a_client_message_survives_the_wire(kind: str) -> None:
    data = {"type": kind, **messages.CLIENT[kind]}
    message = decode(json.dumps(data))
    assert message.model_dump(mode="json") == data
    assert decode(message.model_dump_json()) == message
    VALIDATOR.validate(data)


@pytest.mark.parametrize("kind", messages.SERVER)
def test_a_server_message_survives_the_wire(kind: str) -> None:
    data = {"type": kind, "seq": 4, **messages.SERVER[kind]}
    message = SERVER_MESSAGES.validate_json(json.dumps(data))
    assert json.loads(encode(message)) == data
    assert SERVER_MESSAGES.validate_json(encode(message)) == message
    VALIDATOR.validate(data)


@pytest.mark.parametrize("kind", messages.CARDS)
def test_a_card_survives_the_wire(kind: str) -> None:
    message = Message(seq=1, turn="t", text=None, card=CARDS.validate_python(messages.CARDS[kind]))
    assert json.loads(encode(message))["card"] == messages.CARDS[kind]


@pytest.mark.parametrize(
    ("kind", "fields"), [(kind, fields) for kind, broken in messages.BROKEN.items() for fields in broken]
)
def test_a_broken_message_is_refused_with_its_field_and_its_id(kind: str, fields: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        decode(json.dumps({"type": kind, **fields}))
    assert refused.value.code == "invalid"
    assert f"`{kind}`" in refused.value.detail
    message_id = fields.get("id")
    good_id = isinstance(message_id, str) and 0 < len(message_id) <= 64 and " " not in message_id
    assert refused.value.message_id == (message_id if good_id else None)


@pytest.mark.parametrize("kind", messages.CLIENT)
def test_an_unknown_field_is_refused(kind: str) -> None:
    with pytest.raises(Refusal, match="surprise"):
        decode(json.dumps({"type": kind, **messages.CLIENT[kind], "surprise": 1}))


def test_a_refusal_never_repeats_what_a_visitor_wrote() -> None:
    for frame in ('{"type":"text","id":"1","text":["my secret"]}', '{"type":"my secret"}', '"my secret"'):
        with pytest.raises(Refusal) as refused:
            decode(frame)
        assert "my secret" not in str(refused.value)


def test_an_unknown_type_is_answered_with_the_known_ones() -> None:
    with pytest.raises(Refusal) as refused:
        decode('{"type":"sing","id":"9"}')
    assert refused.value.code == "unknown_type"
    assert refused.value.message_id == "9"
    assert all(kind in refused.value.detail for kind in messages.CLIENT)


def test_the_schema_refuses_what_the_models_refuse() -> None:
    for kind, broken in messages.BROKEN.items():
        for fields in broken:
            if fields.get("seq") != 1.0:  # JSON Schema counts 1.0 among the integers
                assert not VALIDATOR.is_valid({"type": kind, **fields})


def test_labels_are_perceptions_labels_in_their_order() -> None:
    assert LABELS == PERCEIVED_LABELS


def test_every_error_code_has_a_status_for_the_http_side() -> None:
    assert set(STATUS) == set(get_args(ErrorCode))


def test_a_message_is_said_to_be_from_the_bot() -> None:
    assert json.loads(encode(Message(seq=1, turn=None, text="Hello")))["from"] == "bot"


def test_a_help_line_may_be_a_number_or_an_address() -> None:
    card = ResourceCard.model_validate(messages.RESOURCE)
    assert card.lines[0].number == "116 123"
