"""What the house asks of the instance key, wherever it is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qorgan.vault.boxes import BoxOpener

SIGNING_SUBKEY = "journal-signing/ed25519"


class KeyProvider(Protocol):
    """Wraps data keys and gives named subkeys. Implemented by `FileKeyProvider` and `CommandKeyProvider`."""

    def wrap(self, key_id: UUID, secret: bytes) -> bytes:
        """The data key closed under the instance key, bound to its id."""

    def unwrap(self, key_id: UUID, wrapped: bytes) -> bytes:
        """The 32 secret bytes. Raises VAU-02, VAU-04, VAU-05 or VAU-15."""

    def needs_rewrap(self, wrapped: bytes) -> bool:
        """Whether it is closed under an instance key that is no longer the one in use."""

    def subkey(self, name: str) -> bytes:
        """32 bytes for one named purpose, stable while the root in use stays."""

    def signer(self) -> Ed25519PrivateKey:
        """The key that signs checkpoints of the journal."""

    def box(self, name: str) -> BoxOpener:
        """The box of this name; give `box(…).sealer.public` to the public door."""


class NamedSubkeys(ABC):
    """What follows from `subkey` alone."""

    @abstractmethod
    def subkey(self, name: str) -> bytes:
        """See `KeyProvider.subkey`."""

    def signer(self) -> Ed25519PrivateKey:
        """See `KeyProvider.signer`."""
        return Ed25519PrivateKey.from_private_bytes(self.subkey(SIGNING_SUBKEY))

    def box(self, name: str) -> BoxOpener:
        """See `KeyProvider.box`."""
        return BoxOpener(self.subkey(f"box/x25519/{name}"))
