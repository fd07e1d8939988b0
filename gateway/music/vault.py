"""Tokens of visitors at rest: AES-256-GCM, with a key derived from the secret key, bound to their owner."""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.errors import GatewayError

VERSION: Final = b"\x01"
NONCE_BYTES: Final = 12
PURPOSE: Final = b"undertone.music.tokens.v1"


class SealError(GatewayError):
    """What is sealed was not sealed here, for this owner: another key, another row, or a changed byte."""


class Vault:
    """`secret_key` is the gateway's own; with another one nothing that was sealed before can be opened."""

    def __init__(self, secret_key: str) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
        self._cipher = AESGCM(key)

    def seal(self, content: bytes, owner: str) -> bytes:
        """`content`, encrypted; it can be opened for `owner` only."""
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, content, owner.encode())

    def open(self, sealed: bytes, owner: str) -> bytes:
        """What was sealed. Raises SealError."""
        version, nonce, content = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if version != VERSION:
            raise SealError("the seal is of a kind that this version does not know; log in again")
        try:
            return self._cipher.decrypt(nonce, content, owner.encode())
        except (InvalidTag, ValueError):
            raise SealError("the seal was made with another secret key; log in again") from None
