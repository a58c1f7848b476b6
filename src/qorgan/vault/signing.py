"""Ed25519 signatures (RFC 8032), for checkpoints of the journal."""

from __future__ import annotations

import hashlib
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from qorgan.vault.errors import VaultError


class Signer:
    """Signs with a key derived from 32 secret bytes. `key_id` names the public key."""

    __slots__ = ("_private", "key_id", "public")

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()
        self.key_id = key_name(self.public)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of `message`."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"Signer({self.key_id})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is never pickled")


def key_name(public: bytes) -> str:
    """The name of a public key: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def verify_signature(public: bytes, message: bytes, signature: bytes) -> None:
    """Return if the signature is of this message under this 32-byte public key; raise VAU-07 if not."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise VaultError("VAU-07") from None
