"""Slack's signature: its own requests are taken, everybody else's are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from slack_sdk.signature import SignatureVerifier

from gateway.channels.slack.signature import SignatureDesk
from gateway.errors import Refusal

NOW = 1_531_420_618.0
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BODY = b'{"type":"event_callback"}'
DESK = SignatureDesk(SecretStr(SECRET), lambda: NOW)
STAMP = f"{NOW:.0f}"
SIGNED = DESK.sign(STAMP, BODY)


@given(body=st.text().map(str.encode), at=st.integers(0, 10**11))
def test_it_signs_as_slacks_own_library_does(body: bytes, at: int) -> None:
    assert DESK.sign(str(at), body) == SignatureVerifier(SECRET).generate_signature(
        timestamp=str(at), body=body
    )


def test_what_slack_has_just_signed_is_taken() -> None:
    DESK.check(STAMP, SIGNED, BODY)


@pytest.mark.parametrize("skew_s", [-300, 300])
def test_five_minutes_either_way_are_allowed(skew_s: int) -> None:
    stamp = f"{NOW + skew_s:.0f}"
    DESK.check(stamp, DESK.sign(stamp, BODY), BODY)


@pytest.mark.parametrize("skew_s", [-301, -86_400, 301])
def test_a_rightly_signed_request_of_another_time_is_refused(skew_s: int) -> None:
    stamp = f"{NOW + skew_s:.0f}"
    with pytest.raises(Refusal, match="300 s away"):
        DESK.check(stamp, DESK.sign(stamp, BODY), BODY)


@pytest.mark.parametrize(
    ("stamp", "signature", "body"),
    [
        (None, SIGNED, BODY),
        (STAMP, None, BODY),
        ("", SIGNED, BODY),
        (STAMP, "", BODY),
        (STAMP, SIGNED, BODY + b" "),
        (STAMP, SIGNED, b""),
        (f"{NOW - 1:.0f}", SIGNED, BODY),
        (STAMP, SIGNED.upper(), BODY),
        (STAMP, SIGNED.removeprefix("v0="), BODY),
        (STAMP, "v1=" + SIGNED[3:], BODY),
        (STAMP, SIGNED[:-1], BODY),
        (STAMP, SIGNED + "0", BODY),
        (STAMP, "v0=é", BODY),
        (f" {STAMP}", SIGNED, BODY),
        (f"{STAMP}.0", SIGNED, BODY),
        ("now", SIGNED, BODY),
        ("-1", SIGNED, BODY),
        ("١٥٣١٤٢٠٦١٨", SIGNED, BODY),
        ("9" * 5000, SIGNED, BODY),
        (STAMP, SignatureDesk(SecretStr("another"), lambda: NOW).sign(STAMP, BODY), BODY),
    ],
)
def test_a_forged_request_is_refused(stamp: str | None, signature: str | None, body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        DESK.check(stamp, signature, body)
    assert refused.value.code == "identity_invalid"


def test_a_body_that_is_no_text_is_judged_by_its_bytes() -> None:
    body = b"\xff\xfe\x00"
    DESK.check(STAMP, DESK.sign(STAMP, body), body)


def test_the_secret_is_in_no_words() -> None:
    with pytest.raises(Refusal) as refused:
        DESK.check(STAMP, "v0=0", BODY)
    assert SECRET not in f"{refused.value} {vars(DESK)}"
    assert SIGNED not in str(refused.value)
