"""The instance key in memory: it wraps data keys and gives named subkeys.

A keyring holds two kinds of secrets, each with generations, the last one being in use:

* **wrap** generations close data keys. Rotation adds one; old data keys are opened with the older ones and
  rewrapped; then the old one is retired and opens nothing any more.
* **root** generations give subkeys: search tokens, the journal's signature, boxes. They are apart from the
  wrap keys, so that rotating those leaves every search token as it was. A new root means a new index of
  names.

A wrapped data key is, in bytes: version 1 | algorithm 1 (AES-256-GCM) | wrap generation (8) | nonce (12) |
ciphertext (32) and tag (16). Associated data: the ten first bytes and the data key's id, so that wrapped keys
cannot be exchanged between rows.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from typing import Final, NoReturn
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qorgan.vault.derive import KEY_BYTES, derive
from qorgan.vault.errors import VaultError
from qorgan.vault.provider import NamedSubkeys

FORMAT: Final = "qorgan-keys 1"
WRAPPED_BYTES: Final = 70
_HEAD: Final = b"\x01\x01"
_GENERATION_BYTES: Final = 8


class Keyring(NamedSubkeys):
    """Wrap and root generations held in memory, oldest first. Implements `KeyProvider`; shows no secret in
    `repr` and refuses to be pickled."""

    def __init__(self, wraps: list[bytes], roots: list[bytes]) -> None:
        secrets = [*wraps, *roots]
        if not wraps or not roots or any(len(one) != KEY_BYTES for one in secrets):
            raise VaultError("VAU-13")
        if len(set(secrets)) != len(secrets):
            raise VaultError("VAU-13", "a key stands there twice")
        self._wraps = list(wraps)
        self._roots = list(roots)
        self._ciphers = {generation(one): AESGCM(derive(one, "instance-key/wrap")) for one in wraps}
        self._in_use = generation(wraps[-1])
        self._subkeys: dict[str, bytes] = {}

    @classmethod
    def new(cls) -> Keyring:
        """A keyring of one fresh wrap key and one fresh root."""
        return Keyring([os.urandom(KEY_BYTES)], [os.urandom(KEY_BYTES)])

    # -- data keys -----------------------------------------------------------------------------------

    def wrap(self, key_id: UUID, secret: bytes) -> bytes:
        """The data key closed under the youngest wrap generation: 70 bytes. Raises VAU-06 for a secret that
        is not 32 bytes."""
        if len(secret) != KEY_BYTES:
            raise VaultError("VAU-06", "key")
        head, nonce = _HEAD + self._in_use, os.urandom(12)
        return head + nonce + self._ciphers[self._in_use].encrypt(nonce, secret, head + key_id.bytes)

    def unwrap(self, key_id: UUID, wrapped: bytes) -> bytes:
        """The secret of the data key of this id. Raises VAU-02 (format), VAU-05 (generation unknown or
        retired), VAU-04 (altered, or another row's key)."""
        wrapped = bytes(wrapped)
        head, nonce, body = wrapped[:10], wrapped[10:22], wrapped[22:]
        if len(wrapped) != WRAPPED_BYTES or head[:2] != _HEAD:
            raise VaultError("VAU-02")
        cipher = self._ciphers.get(head[2:])
        if cipher is None:
            raise VaultError("VAU-05")
        try:
            return cipher.decrypt(nonce, body, head + key_id.bytes)
        except InvalidTag:
            raise VaultError("VAU-04") from None

    def needs_rewrap(self, wrapped: bytes) -> bool:
        """Whether a wrapped key is closed under an older generation than the one in use. To rewrap:
        `wrap(key_id, unwrap(key_id, wrapped))`."""
        return bytes(wrapped)[2:10] != self._in_use

    # -- named subkeys -------------------------------------------------------------------------------

    def subkey(self, name: str) -> bytes:
        """32 bytes for one named purpose, from the youngest root; the same for as long as it is in use."""
        if name not in self._subkeys:
            self._subkeys[name] = derive(self._roots[-1], f"subkey/{name}")
        return self._subkeys[name]

    # -- generations ---------------------------------------------------------------------------------

    def generations(self) -> list[str]:
        """Names of the wrap generations, oldest first; the last one is in use."""
        return [generation(one).hex() for one in self._wraps]

    def root_name(self) -> str:
        """The name of the root in use. Stored beside the data, it tells a wrong key file from the right
        one."""
        return generation(self._roots[-1]).hex()

    def with_new_wrap(self) -> Keyring:
        """A keyring with one more wrap generation, now in use."""
        return Keyring([*self._wraps, os.urandom(KEY_BYTES)], self._roots)

    def without_wrap(self, name: str) -> Keyring:
        """A keyring without this older generation. Raises VAU-16 for the one in use, VAU-05 if unknown."""
        names = self.generations()
        if name == names[-1]:
            raise VaultError("VAU-16")
        if name not in names:
            raise VaultError("VAU-05", name)
        return Keyring([one for one in self._wraps if generation(one).hex() != name], self._roots)

    # -- the text of a key file ----------------------------------------------------------------------

    def dump(self) -> bytes:
        """The text of a key file: secret. A line is `wrap|root NAME BASE64`; the last of a kind is in use."""
        lines = [FORMAT]
        for kind, secrets in (("wrap", self._wraps), ("root", self._roots)):
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
        return Keyring(found["wrap"], found["root"])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._wraps)} wrap, {len(self._roots)} root)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyring is never pickled")


def generation(secret: bytes) -> bytes:
    """The name of a secret: 8 bytes that say nothing about it (SHA-256 of a derived key)."""
    return hashlib.sha256(derive(secret, "generation-name")).digest()[:_GENERATION_BYTES]
