"""Ed25519 signatures (RFC 8032), for checkpoints of the journal."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from qorgan.vault.errors import VaultError


def key_name(public: bytes) -> str:
    """The name of a 32-byte public key: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def verify_signature(public: bytes, message: bytes, signature: bytes) -> None:
    """Return if the signature is of this message under this 32-byte public key; raise VAU-07 if not."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise VaultError("VAU-07") from None
