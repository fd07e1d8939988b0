"""Signed identity: the owner's server says who a visitor is, by a JWT (HS256) over a shared secret.

The person's id here is derived from `sub` with this server's own key, so that what is stored and logged says
nothing of who it is, and stays the same when the shared secret is changed.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Annotated, Any, Final

import jwt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.errors import Refusal

ALGORITHM: Final = "HS256"
AUDIENCE: Final = "undertone"
LONGEST_S: Final = 24 * 3600.0
"""How far ahead a token may expire: one that leaks is of no use the day after."""
LEEWAY_S: Final = 30.0
"""How far the clocks of the two servers may be apart."""
PERSON_PREFIX: Final = "known."
"""Ids of visitors without a name are drawn from an alphabet without a dot, so the two never meet."""

Moment = Annotated[float, Field(allow_inf_nan=False)]
"""Epoch seconds."""


class _Claims(BaseModel):
    """What a token has to say; whatever else it says is ignored."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    sub: str = Field(min_length=1, max_length=128)
    exp: Moment
    iat: Moment | None = None
    nbf: Moment | None = None
    aud: str | list[str] | None = None


@dataclass(frozen=True)
class IdentityDesk:
    """Reads signed identities. Without a `shared_secret` there are none; `own_key` derives the ids."""

    shared_secret: str
    own_key: str

    def person(self, token: str, now: float) -> str:
        """The id of the person that a token names. Raises Refusal (`identity_invalid`, `not_available`)."""
        if not self.shared_secret:
            raise Refusal(
                "not_available",
                "signed identities are not set up on this server; say `hello` without `user`, or have the "
                "owner set UNDERTONE_IDENTITY_SECRET",
            )
        claims = self._claims(token)
        _check_times(claims, now)
        if claims.aud is not None and AUDIENCE not in _listed(claims.aud):
            raise _invalid(f"`aud` is not for this service; leave it out or set it to {AUDIENCE!r}")
        return self._id_of(claims.sub)

    def _claims(self, token: str) -> _Claims:
        try:
            said: dict[str, Any] = jwt.decode(
                token,
                self.shared_secret,
                algorithms=[ALGORITHM],
                options={  # these need the time, or are stricter below
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                    "verify_aud": False,
                    "verify_sub": False,
                },
            )
        except jwt.InvalidAlgorithmError:
            raise _invalid(f"`user` is signed by another algorithm; {ALGORITHM} is the one allowed") from None
        except (jwt.PyJWTError, ValueError, RecursionError):  # the latter two for what is no JSON it can read
            raise _invalid("`user` is no JWT that was signed with this server's identity secret") from None
        try:
            return _Claims.model_validate(said)
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
            raise _invalid(f"claim `{'.'.join(map(str, problem['loc']))}`: {problem['msg']}") from None

    def _id_of(self, sub: str) -> str:
        digest = hmac.digest(self.own_key.encode(), b"undertone.person:" + sub.encode(), "sha256")
        return PERSON_PREFIX + urlsafe_b64encode(digest).decode().rstrip("=")


def is_person(user: str) -> bool:
    """Whether a user id is that of somebody with a signed identity."""
    return user.startswith(PERSON_PREFIX)


def _check_times(claims: _Claims, now: float) -> None:
    if claims.exp <= now - LEEWAY_S:
        raise _invalid("`user` has expired")
    if claims.exp > now + LONGEST_S + LEEWAY_S:
        raise _invalid(f"`exp` is too far ahead; at most {LONGEST_S / 3600:g} hours are allowed")
    if max(claims.iat or 0.0, claims.nbf or 0.0) > now + LEEWAY_S:
        raise _invalid("`user` is not valid yet; compare the clocks of the two servers")


def _listed(audience: str | list[str]) -> list[str]:
    return [audience] if isinstance(audience, str) else audience


def _invalid(what: str) -> Refusal:
    return Refusal("identity_invalid", f"{what}; get a new one from the site's own server")
