"""The instance key in memory: it wraps data keys and gives named subkeys.

A keyring holds two kinds of secrets, each with generations, the last one being in use:

* **wrap** generations close data keys. Rotation adds one; old data keys are opened with the older ones and
  rewrapped (`needs_rewrap`, `rewrap`); then the old one is retired and opens nothing any more.
* **root** generations give subkeys: search tokens, the journal's signature, boxes. They are apart from the
  wrap keys, so that rotating those leaves every search token as it was. A new root means a new index of
  names.

A wrapped data key is, in bytes: version 1 | algorithm 1 (AES-256-GCM) | wrap generation (8) | nonce (12) |
ciphertext (32) and tag (16). Associated data: the ten first bytes and the data key's id, so that wrapped
keys cannot be exchanged between rows.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from typing import Final, NoReturn, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qorgan.vault.boxes import BoxOpener
from qorgan.vault.derive import KEY_BYTES, derive, token
from qorgan.vault.envelope import DataKey
from qorgan.vault.errors import VaultError
from qorgan.vault.signing import Signer

FORMAT: Final = "qorgan-keys 1"
WRAPPED_BYTES: Final = 70
_HEAD: Final = b"\x01\x01"
_GENERATION_BYTES: Final = 8


class KeyProvider(Protocol):
    """What the house asks of the instance key, wherever it is kept."""

    def wrap(self, key: DataKey) -> bytes: ...

    def unwrap(self, key_id: UUID, wrapped: bytes) -> DataKey: ...

    def needs_rewrap(self, wrapped: bytes) -> bool: ...

    def rewrap(self, key_id: UUID, wrapped: bytes) -> bytes: ...

    def subkey(self, purpose: str) -> bytes: ...

    def token(self, purpose: str, text: str) -> bytes: ...

    def signer(self, purpose: str) -> Signer: ...

    def box(self, purpose: str) -> BoxOpener: ...


class Keyring:
    """Wrap and root generations held in memory, oldest first. Implements `KeyProvider`."""

    def __init__(self, wraps: list[bytes], roots: list[bytes]) -> None:
        secrets = [*wraps, *roots]
        if not wraps or not roots or any(len(one) != KEY_BYTES for one in secrets):
            raise VaultError("VAU-13")
        if len(set(secrets)) != len(secrets):
            raise VaultError("VAU-13", "a key stands there twice")
        self._wraps = {generation(one): AESGCM(derive(one, "instance-key/wrap")) for one in wraps}
        self._wrap_secrets = list(wraps)
        self._in_use = generation(wraps[-1])
        self._roots = list(roots)
        self._subkeys: dict[str, bytes] = {}

    @classmethod
    def new(cls) -> Keyring:
        """A keyring of one fresh wrap key and one fresh root."""
        return cls([os.urandom(KEY_BYTES)], [os.urandom(KEY_BYTES)])

    # -- data keys ---------------------------------------------------------------------------------

    def wrap(self, key: DataKey) -> bytes:
        """The data key closed under the youngest wrap generation: 70 bytes."""
        head = _HEAD + self._in_use
        nonce = os.urandom(12)
        return head + nonce + self._wraps[head[2:]].encrypt(nonce, key.secret(), head + key.id.bytes)

    def unwrap(self, key_id: UUID, wrapped: bytes) -> DataKey:
        """The data key of this id. Raises VAU-02 (format), VAU-05 (generation unknown or retired), VAU-04
        (altered, or another row's key)."""
        wrapped = bytes(wrapped)
        head, nonce, body = wrapped[:10], wrapped[10:22], wrapped[22:]
        if len(wrapped) != WRAPPED_BYTES or head[:2] != _HEAD:
            raise VaultError("VAU-02")
        cipher = self._wraps.get(head[2:])
        if cipher is None:
            raise VaultError("VAU-05")
        try:
            return DataKey(key_id, cipher.decrypt(nonce, body, head + key_id.bytes))
        except InvalidTag:
            raise VaultError("VAU-04") from None

    def needs_rewrap(self, wrapped: bytes) -> bool:
        """Whether a wrapped key is closed under an older generation than the one in use."""
        return bytes(wrapped)[2:10] != self._in_use

    def rewrap(self, key_id: UUID, wrapped: bytes) -> bytes:
        """The same data key under the generation in use. Raises as `unwrap` does."""
        return self.wrap(self.unwrap(key_id, wrapped))

    # -- named subkeys -----------------------------------------------------------------------------

    def subkey(self, purpose: str) -> bytes:
        """32 bytes for one named purpose, from the youngest root. The same for as long as that root is in
        use."""
        if purpose not in self._subkeys:
            self._subkeys[purpose] = derive(self._roots[-1], f"subkey/{purpose}")
        return self._subkeys[purpose]

    def token(self, purpose: str, text: str) -> bytes:
        """A 16-byte search token; different purposes give unrelated tokens. See `derive.token` for its
        limits."""
        return token(self.subkey(f"token/{purpose}"), text)

    def signer(self, purpose: str) -> Signer:
        """The Ed25519 signer of this purpose."""
        return Signer(self.subkey(f"ed25519/{purpose}"))

    def box(self, purpose: str) -> BoxOpener:
        """The box of this purpose; give `box(…).sealer.public` to the public door."""
        return BoxOpener(self.subkey(f"x25519/{purpose}"))

    # -- generations -------------------------------------------------------------------------------

    def generations(self) -> list[str]:
        """Names of the wrap generations, oldest first; the last one is in use."""
        return [generation(one).hex() for one in self._wrap_secrets]

    def root_name(self) -> str:
        """The name of the root in use. Store it beside the data: another name means another key file."""
        return generation(self._roots[-1]).hex()

    def with_new_wrap(self) -> Keyring:
        """A keyring with one more wrap generation, now in use."""
        return Keyring([*self._wrap_secrets, os.urandom(KEY_BYTES)], self._roots)

    def without_wrap(self, name: str) -> Keyring:
        """A keyring without this older generation. Raises VAU-16 for the one in use, VAU-05 for an unknown
        one."""
        names = self.generations()
        if name == names[-1]:
            raise VaultError("VAU-16")
        if name not in names:
            raise VaultError("VAU-05", name)
        kept = [one for one in self._wrap_secrets if generation(one).hex() != name]
        return Keyring(kept, self._roots)

    # -- the text of a key file --------------------------------------------------------------------

    def dump(self) -> bytes:
        """The text of a key file: secret. A line is `wrap|root NAME BASE64`; the last of a kind is in use."""
        lines = [FORMAT]
        for kind, secrets in (("wrap", self._wrap_secrets), ("root", self._roots)):
            lines += [f"{kind} {generation(s).hex()} {base64.b64encode(s).decode()}" for s in secrets]
        return ("\n".join(lines) + "\n").encode()

    @classmethod
    def parse(cls, text: bytes) -> Keyring:
        """The keyring of a key file's text. Raises VAU-13 with the number of the bad line, never its
        content."""
        found: dict[str, list[bytes]] = {"wrap": [], "root": []}
        lines = text.split(b"\n")
        if lines[0].strip() != FORMAT.encode():
            raise VaultError("VAU-13", "line 1")
        for number, line in enumerate(lines[1:], start=2):
            if not line.strip() or line.startswith(b"#"):
                continue
            try:
                kind, name, body = line.decode("ascii").split()
                secret = base64.b64decode(body, validate=True)
                if generation(secret).hex() != name:
                    raise ValueError
                found[kind].append(secret)
            except (ValueError, KeyError, binascii.Error):
                raise VaultError("VAU-13", f"line {number}") from None
        return cls(found["wrap"], found["root"])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._wraps)} wrap, {len(self._roots)} root)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyring is never pickled")


def generation(secret: bytes) -> bytes:
    """The name of a secret: 8 bytes that say nothing about it (SHA-256 of a derived key)."""
    return hashlib.sha256(derive(secret, "generation-name")).digest()[:_GENERATION_BYTES]
