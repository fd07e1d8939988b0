"""Session tokens: signed, so that nobody can make one, and dated, so that they end."""

import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from pydantic import BaseModel, ValidationError

from gateway.errors import Refusal
from gateway.visitor import Identity


class Claims(BaseModel):
    """What a token says: the session, the user behind it, and when it was issued (epoch seconds)."""

    session: str
    user: str
    issued_at: float


@dataclass(frozen=True)
class TokenOffice:
    """Issues and reads tokens. `lifetime_s` counts from the issue."""

    secret_key: str
    lifetime_s: float

    def identity(self, now: float, *, user: str | None = None, session: str | None = None) -> Identity:
        """An identity with its token; what is not given is new and unguessable."""
        claims = Claims(session=session or _unguessable(), user=user or _unguessable(), issued_at=now)
        return Identity(claims.session, claims.user, self.again(claims))

    def read(self, token: str, now: float) -> Claims:
        """What a token says. Raises Refusal (`token_invalid`) for one that is not ours or too old."""
        try:
            claims = Claims.model_validate_json(base64_decode(self._signer().unsign(token)))
        except (BadSignature, ValidationError, ValueError):
            raise _invalid("the token was not issued here") from None
        if now - claims.issued_at > self.lifetime_s:
            raise _invalid("the token has expired")
        return claims

    def again(self, claims: Claims) -> str:
        """The token that says `claims`."""
        payload = base64_encode(claims.model_dump_json())
        return self._signer().sign(payload).decode()

    def _signer(self) -> Signer:
        return Signer(self.secret_key, salt="undertone.session")


def _unguessable() -> str:
    return secrets.token_urlsafe(16)


def _invalid(what: str) -> Refusal:
    return Refusal("token_invalid", f"{what}; start without a token to get a new one")
