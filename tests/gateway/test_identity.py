"""Signed identity: who is believed, and who is not."""

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import Refusal
from gateway.identity import LEEWAY_S, LONGEST_S, IdentityDesk, is_person

SECRET = "a secret of the owner's server and this one"
OTHER_SECRET = "another secret, which somebody else made up"
DESK = IdentityDesk(SECRET, own_key="a key that only tests know")
NOW = 1_800_000_000.0


def signed(secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    """A token for Ann that is good for an hour, but for what is given; None leaves a claim out."""
    said = {"sub": "ann@shop.example", "exp": int(NOW) + 3600} | claims
    return jwt.encode({k: v for k, v in said.items() if v is not None}, secret, algorithm=algorithm)


def by_hand(header: Any, claims: Any, secret: str = SECRET) -> str:
    """A token made without the library, which would refuse to."""
    parts = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in (header, claims)]
    signature = hmac.digest(secret.encode(), b".".join(parts), hashlib.sha256)
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


GOOD_HEADER = {"alg": "HS256", "typ": "JWT"}
GOOD_CLAIMS = {"sub": "ann@shop.example", "exp": NOW + 3600}


def refused(token: str, now: float = NOW) -> Refusal:
    with pytest.raises(Refusal) as caught:
        DESK.person(token, now)
    assert "ann" not in str(caught.value)
    return caught.value


def test_the_same_sub_is_the_same_person_whatever_else_the_token_says() -> None:
    first = DESK.person(signed(), NOW)
    assert DESK.person(signed(exp=int(NOW) + 60, iat=int(NOW), aud="undertone", name="Ann"), NOW) == first
    assert DESK.person(signed(aud=["shop", "undertone"]), NOW) == first
    assert DESK.person(by_hand(GOOD_HEADER, GOOD_CLAIMS), NOW) == first
    assert DESK.person(signed(sub="bob"), NOW) != first


def test_the_id_tells_nothing_of_the_sub_and_needs_this_servers_key() -> None:
    person = DESK.person(signed(), NOW)
    assert is_person(person)
    assert "ann" not in person
    assert IdentityDesk(SECRET, own_key="the key of another server").person(signed(), NOW) != person


def test_the_id_outlives_a_change_of_the_shared_secret() -> None:
    after = IdentityDesk(OTHER_SECRET, own_key=DESK.own_key).person(signed(OTHER_SECRET), NOW)
    assert after == DESK.person(signed(), NOW)


@pytest.mark.parametrize(
    "token",
    [
        signed(OTHER_SECRET),
        signed()[:-2] + ("AA" if not signed().endswith("AA") else "BB"),
        "",
        "x",
        "a.b.c",
        "….….…",
        by_hand({"alg": "none"}, GOOD_CLAIMS).rsplit(".", 1)[0] + ".",
        by_hand({"alg": "none"}, GOOD_CLAIMS),
        by_hand({"alg": "HS384"}, GOOD_CLAIMS),
        by_hand({}, GOOD_CLAIMS),
        by_hand({"alg": ["HS256"]}, GOOD_CLAIMS),
        by_hand({"alg": "HS256", "crit": ["surprise"], "surprise": 1}, GOOD_CLAIMS),
        by_hand([], GOOD_CLAIMS),
        by_hand(GOOD_HEADER, ["sub", "exp"]),
        by_hand(GOOD_HEADER, "ann"),
        signed(SECRET * 2, "HS512"),
    ],
)
def test_what_was_not_signed_as_agreed_is_refused(token: str) -> None:
    assert refused(token).code == "identity_invalid"


def test_a_header_too_deep_to_be_read_is_refused() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 1400).rstrip(b"=").decode()
    _, claims, signature = signed().split(".")
    assert refused(f"{deep}.{claims}.{signature}").code == "identity_invalid"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW + 3600},
        {"sub": None, "exp": NOW + 3600},
        {"sub": "", "exp": NOW + 3600},
        {"sub": "a" * 129, "exp": NOW + 3600},
        {"sub": 7, "exp": NOW + 3600},
        {"sub": ["ann"], "exp": NOW + 3600},
        {"sub": "\ud83d", "exp": NOW + 3600},
        {"sub": "ann"},
        {"sub": "ann", "exp": None},
        {"sub": "ann", "exp": str(NOW + 3600)},
        {"sub": "ann", "exp": float("nan")},
        {"sub": "ann", "exp": float("inf")},
        {"sub": "ann", "exp": 10**400},
        {"sub": "ann", "exp": True},
        {"sub": "ann", "exp": NOW + 3600, "aud": "another service"},
        {"sub": "ann", "exp": NOW + 3600, "aud": ["another", "service"]},
        {"sub": "ann", "exp": NOW + 3600, "aud": []},
        {"sub": "ann", "exp": NOW + 3600, "aud": 7},
        {"sub": "ann", "exp": NOW + 3600, "iat": NOW + LEEWAY_S + 1},
        {"sub": "ann", "exp": NOW + 3600, "nbf": NOW + LEEWAY_S + 1},
        {"sub": "ann", "exp": NOW + 3600, "iat": "yesterday"},
    ],
)
def test_claims_that_are_missing_or_wrong_are_refused(claims: dict[str, Any]) -> None:
    assert refused(by_hand(GOOD_HEADER, claims)).code == "identity_invalid"


def test_a_token_ends_with_its_time_and_may_not_be_made_for_longer_than_a_day() -> None:
    assert DESK.person(signed(exp=int(NOW - LEEWAY_S) + 1), NOW)
    assert "expired" in refused(signed(exp=int(NOW - LEEWAY_S) - 1)).detail
    assert DESK.person(signed(exp=int(NOW + LONGEST_S)), NOW)
    assert "24 hours" in refused(signed(exp=int(NOW + LONGEST_S + LEEWAY_S) + 1)).detail


def test_without_a_shared_secret_nobody_is_believed() -> None:
    with pytest.raises(Refusal) as caught:
        IdentityDesk("", own_key="k").person(by_hand(GOOD_HEADER, GOOD_CLAIMS, ""), NOW)
    assert caught.value.code == "not_available"


@given(st.text(max_size=200))
def test_no_text_is_believed_or_breaks_the_desk(token: str) -> None:
    assert refused(token).code == "identity_invalid"
