"""docs/protocol.md says what the code does: nothing is missing, every example is valid."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from gateway import live
from gateway.cards import (
    CARD_TYPES,
    CARDS,
    Breath,
    Form,
    HelpLine,
    Link,
    Practice,
    QuickReply,
    Service,
    Step,
)
from gateway.codec import CLIENT_TYPES, SERVER_MESSAGES, SERVER_TYPES, decode
from gateway.conversation import FAILURE_WORDS
from gateway.face.device_files import MODEL_FILES, PACKAGE_FILES
from gateway.pipeline_senses import PICTURE_LIMITS
from gateway.protocol import Face, Limits, Senses, Typing
from gateway.rules import FaceRules, SessionRules
from gateway.vocabulary import LABELS, ErrorCode, FeedbackAction, PictureWhere, SeeingState, SenseState
from gateway.ws import HELLO_WITHIN_S
from perception.signals.face_observation import BOUNDS
from tests.gateway.desk import LIMITS, PUBLIC
from tests.gateway.house import open_house

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()


def examples(kind: str) -> list[str]:
    blocks = re.findall(rf"```json {kind}\n(.*?)```", PAGE, flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def rows(heading: str) -> Iterator[list[str]]:
    section = PAGE.split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]
    for line in section.splitlines():
        if line.startswith("| ") and not line.startswith(("| type", "| kind", "| code")):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def documented(heading: str) -> dict[str, set[str]]:
    """The fields of each type in a table of types."""
    found: dict[str, set[str]] = {}
    kind = ""
    for first, second, *_ in rows(heading):
        if first:
            kind = first.strip("`")
            found[kind] = set()
        found[kind] |= set(re.findall(r"`([\w.]+)`", second))
    return found


def fields_of(model: Any, *left_out: str) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()} - set(left_out)


def test_every_client_message_and_field_is_documented_and_nothing_else() -> None:
    expected = {model.model_fields["type"].default: fields_of(model, "type") for model in CLIENT_TYPES}
    assert documented("## From the client") == expected


def test_every_server_message_and_field_is_documented_and_nothing_else() -> None:
    expected = {model.model_fields["type"].default: fields_of(model, "type", "seq") for model in SERVER_TYPES}
    assert documented("## From the server") == expected


def test_every_card_and_field_is_documented() -> None:
    for card in CARD_TYPES:
        kind = card.model_fields["kind"].default
        row = next(cells for cells in rows("### Cards") if cells[0] == f"`{kind}`")
        for name in fields_of(card, "kind", "title", "why"):
            assert f"`{name}`" in row[1], f"{kind}.{name}"


@pytest.mark.parametrize("model", [Limits, Senses, Face, Typing, QuickReply, HelpLine, Link, Step, Breath])
def test_every_field_of_the_smaller_parts_is_documented(model: Any) -> None:
    for name in fields_of(model):
        assert f"`{name}`" in PAGE


@pytest.mark.parametrize(
    "words",
    [ErrorCode, FeedbackAction, SenseState, SeeingState, PictureWhere, Service, Practice, Form],
)
def test_every_word_of_a_vocabulary_is_documented(words: Any) -> None:
    for word in get_args(words):
        assert f"`{word}`" in PAGE


def test_every_label_is_documented() -> None:
    assert all(label in PAGE for label in LABELS)


def test_exactly_the_error_codes_are_in_the_table_of_errors() -> None:
    assert {cells[0].strip("`") for cells in rows("### Errors")} == set(get_args(ErrorCode))


def test_every_close_code_is_documented() -> None:
    codes = {value for name, value in vars(live).items() if name.startswith("CLOSE_")} - {live.CLOSE_NORMAL}
    assert {int(cells[0]) for cells in rows("### Close codes")} == codes | {1009, 1012}


def test_every_client_example_is_valid_and_every_type_has_one() -> None:
    kinds = {decode(line).type for line in examples("client")}
    assert kinds == {model.model_fields["type"].default for model in CLIENT_TYPES}


def test_every_server_example_is_valid_and_every_type_has_one() -> None:
    kinds = {SERVER_MESSAGES.validate_json(line).type for line in examples("server")}
    assert kinds == {model.model_fields["type"].default for model in SERVER_TYPES}


def test_every_card_example_is_valid_and_every_kind_has_one() -> None:
    kinds = {CARDS.validate_python(json.loads(line)).kind for line in examples("card")}
    assert kinds == {card.model_fields["kind"].default for card in CARD_TYPES}


def test_the_numbers_on_the_page_are_the_codes() -> None:
    rules = SessionRules(limits=LIMITS, senses=PUBLIC)
    assert rules.turn_limit_s == 30.0
    assert "30 seconds" in PAGE
    assert f"the last {rules.max_kept} messages" in PAGE
    assert rules.acked_window_s == 120.0
    assert "after two minutes" in PAGE
    assert f"no `hello` within {HELLO_WITHIN_S:g} seconds" in PAGE


def test_what_a_look_says_is_documented_with_its_bounds() -> None:
    table = PAGE.split("| field of `observation`", 1)[1].split("\n\n", 1)[0]
    for name, (n_values, low, high) in BOUNDS.items():
        row = next(line for line in table.splitlines() if f"`{name}`" in line)
        assert f"{low:g} to {high:.0f}" in row
        assert n_values in (0, len(re.findall(r"yaw|pitch|roll", row))) or f"{n_values} numbers" in row


def test_the_limits_of_pictures_on_the_page_are_the_codes() -> None:
    section = PAGE.split("\n## Face\n", 1)[1]
    rules = FaceRules()
    assert f"wider or higher than {PICTURE_LIMITS.max_side} pixels" in section
    assert f"larger than {PICTURE_LIMITS.max_pixels / 1e6:g} million" in section
    assert f"smaller than {PICTURE_LIMITS.min_side} × {PICTURE_LIMITS.min_side}" in section
    assert f"of the last {rules.at_least_s:g}\nseconds in any case" in section
    assert f"of no more than the last {rules.at_most_s:g}" in section
    assert (rules.photo_within_s, rules.error_every_s, rules.max_late_s) == (120.0, 5.0, 1.0)
    assert rules.max_width_px == 320


def test_the_files_for_the_device_are_documented() -> None:
    section = PAGE.split("\n## Face\n", 1)[1]
    for name in (
        "face.onnx",
        "serving.json",
        "ort.wasm.min.js",
        "ort-wasm-simd-threaded.wasm",
        "face_mesh.js",
    ):
        assert f"`{name}`" in section
        assert name in (*PACKAGE_FILES, *MODEL_FILES)


def test_every_failure_has_kind_words() -> None:
    assert all(code in get_args(ErrorCode) and words for code, words in FAILURE_WORDS.items())


@pytest.mark.anyio
async def test_every_path_is_documented(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        paths = (await house.http.get("/openapi.json")).json()["paths"]
    for path, methods in paths.items():
        for method in methods:
            assert f"{method.upper()} {path}" in PAGE, f"{method} {path}"
