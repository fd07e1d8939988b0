"""Session tokens."""

import pytest

from gateway.errors import Refusal
from gateway.tokens import TokenOffice

OFFICE = TokenOffice("a key that only tests know", lifetime_s=100.0)


def test_a_token_says_who_it_was_issued_to() -> None:
    identity = OFFICE.identity(1.0)
    claims = OFFICE.read(identity.token, 2.0)
    assert (claims.session, claims.user) == (identity.session, identity.user)


def test_ids_are_long_and_never_the_same() -> None:
    identities = [OFFICE.identity(1.0) for _ in range(100)]
    ids = {identity.session for identity in identities} | {identity.user for identity in identities}
    assert len(ids) == 200
    assert min(map(len, ids)) >= 22


def test_a_user_can_keep_their_id_over_sessions() -> None:
    assert OFFICE.identity(1.0, user="u").user == "u"


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.replace(".", ""), lambda t: ""]
)
def test_a_changed_token_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        OFFICE.read(change(OFFICE.identity(1.0).token), 2.0)
    assert refused.value.code == "token_invalid"


def test_a_token_of_another_key_is_refused() -> None:
    other = TokenOffice("another key, of somebody else", lifetime_s=100.0)
    with pytest.raises(Refusal, match="not issued here"):
        OFFICE.read(other.identity(1.0).token, 2.0)


def test_a_token_ends_with_its_lifetime() -> None:
    token = OFFICE.identity(1.0).token
    OFFICE.read(token, 101.0)
    with pytest.raises(Refusal, match="expired"):
        OFFICE.read(token, 101.1)
