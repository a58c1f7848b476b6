"""A box anyone may drop a message into and only the key holder may open: HPKE, RFC 9180.

DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode. The public door holds only `BoxSealer`, so
a stolen copy of it opens nothing. Layout: version 1, algorithm 1, then what HPKE makes (32 bytes of
encapsulated key, ciphertext, tag). Algorithm 2 is the same for bytes, which are not padded: for files, whose size
the caller has decided not to hide. The place and the two first bytes are HPKE's `info`, so a message moved
to another row does not open. Texts are padded as sealed texts are.
"""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from qorgan.vault.envelope import place
from qorgan.vault.errors import VaultError
from qorgan.vault.padding import pad, unpad

_TEXT = b"\x01\x01"
_BYTES = b"\x01\x02"


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class BoxSealer:
    """The public half: 32 bytes that may be shown to anyone."""

    __slots__ = ("_key", "public")

    def __init__(self, public: bytes) -> None:
        self.public = public
        self._key = X25519PublicKey.from_public_bytes(public)

    def seal(self, text: str, *, field: str, row_id: UUID, schema: int) -> bytes:
        """Seal a text for the holder of the private half, bound to its row. Raises VAU-06."""
        padded = pad(text.encode("utf-8", "surrogatepass"))
        return self._seal(_TEXT, padded, place(field, row_id, schema))

    def seal_bytes(self, data: bytes, *, field: str, row_id: UUID, schema: int) -> bytes:
        """Seal bytes as they are, bound to their row. Raises VAU-06."""
        return self._seal(_BYTES, data, place(field, row_id, schema))

    def _seal(self, header: bytes, data: bytes, where: bytes) -> bytes:
        return header + _suite().encrypt(data, self._key, header + where)


class BoxOpener:
    """The private half, from 32 secret bytes."""

    __slots__ = ("_key", "sealer")

    def __init__(self, seed: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(seed)
        self.sealer = BoxSealer(self._key.public_key().public_bytes_raw())

    def unseal(self, sealed: bytes, *, field: str, row_id: UUID, schema: int) -> str:
        """The text dropped in. Raises VAU-02 (format) or VAU-08 (altered, moved, another box)."""
        padded = self._unseal(_TEXT, sealed, place(field, row_id, schema))
        return unpad(padded).decode("utf-8", "surrogatepass")

    def unseal_bytes(self, sealed: bytes, *, field: str, row_id: UUID, schema: int) -> bytes:
        """The bytes dropped in. Raises as `unseal` does."""
        return self._unseal(_BYTES, sealed, place(field, row_id, schema))

    def _unseal(self, header: bytes, sealed: bytes, where: bytes) -> bytes:
        sealed = bytes(sealed)
        if sealed[:2] != header:
            raise VaultError("VAU-02")
        try:
            return _suite().decrypt(sealed[2:], self._key, header + where)
        except Exception:  # the library documents no narrower type
            raise VaultError("VAU-08") from None

    def __repr__(self) -> str:
        return "BoxOpener()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a box key is never pickled")
