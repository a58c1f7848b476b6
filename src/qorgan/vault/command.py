"""The instance key in a KMS or HSM, reached through a command of the operator.

The command is started once and stays: for each request it reads one line of JSON on stdin and answers one on
stdout. The instance key never enters our memory, and the KMS can log every single use::

    {"do": "wrap",   "data": BASE64}   ->  {"data": BASE64}     close 48 bytes
    {"do": "unwrap", "data": BASE64}   ->  {"data": BASE64}     open them again
    {"do": "subkey", "name": TEXT}     ->  {"data": BASE64}     32 bytes, always the same for a name

Any other answer, silence, or its end is a refusal (VAU-15); the command is then started anew at the next
request. What it says on stderr is dropped, as it might hold secrets.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import json
import os
import select
import shlex
import subprocess
import threading
from typing import Final, NoReturn
from uuid import UUID

from qorgan.vault.derive import KEY_BYTES
from qorgan.vault.errors import VaultError
from qorgan.vault.provider import NamedSubkeys

_HEAD: Final = b"\x01\x02"
_LARGEST_ANSWER: Final = 65536


class CommandKeyProvider(NamedSubkeys):
    """Speaks to the operator's command. `command` is split into words; no shell is involved. `timeout`:
    seconds for one answer. Safe among threads; each process starts its own command.

    A data key's id is closed together with its secret, so that wrapped keys cannot be exchanged between rows
    whatever the KMS does.
    """

    def __init__(self, command: str, *, timeout: float = 10) -> None:
        self._words = shlex.split(command)
        if not self._words:
            raise VaultError("VAU-15", "empty command")
        self._timeout = timeout
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._subkeys: dict[str, bytes] = {}

    def wrap(self, key_id: UUID, secret: bytes) -> bytes:
        """The data key and its id, closed by the KMS. Raises VAU-06, VAU-15."""
        if len(secret) != KEY_BYTES:
            raise VaultError("VAU-06", "key")
        return _HEAD + self._ask("wrap", data=_encode(key_id.bytes + secret))

    def unwrap(self, key_id: UUID, wrapped: bytes) -> bytes:
        """The secret of the data key of this id. Raises VAU-02, VAU-04 (another row's key), VAU-15
        (refused)."""
        wrapped = bytes(wrapped)
        if wrapped[:2] != _HEAD:
            raise VaultError("VAU-02")
        opened = self._ask("unwrap", data=_encode(wrapped[2:]))
        if len(opened) != 16 + KEY_BYTES or not hmac.compare_digest(opened[:16], key_id.bytes):
            raise VaultError("VAU-04")
        return opened[16:]

    def needs_rewrap(self, wrapped: bytes) -> bool:
        """Always true: only the KMS knows its generations, and closing anew under the one in use is
        harmless."""
        return True

    def subkey(self, name: str) -> bytes:
        """32 bytes for one named purpose, asked once a process. Raises VAU-15."""
        if name not in self._subkeys:
            answer = self._ask("subkey", name=name)
            if len(answer) != KEY_BYTES:
                raise VaultError("VAU-15", "subkey")
            self._subkeys[name] = answer
        return self._subkeys[name]

    def close(self) -> None:
        """Let the command go."""
        with self._lock:
            self._stop()

    def _ask(self, do: str, **request: str) -> bytes:
        line = json.dumps({"do": do, **request}).encode() + b"\n"
        with self._lock:
            try:
                answer = json.loads(self._exchange(line))
                return base64.b64decode(answer["data"], validate=True)
            except (OSError, ValueError, KeyError, TypeError, binascii.Error, TimeoutError):
                self._stop()
                raise VaultError("VAU-15", do) from None

    def _exchange(self, line: bytes) -> bytes:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018
        process.stdin.write(line)
        process.stdin.flush()
        handle, answer = process.stdout.fileno(), b""
        while not answer.endswith(b"\n"):
            ready, _, _ = select.select([handle], [], [], self._timeout)
            if not ready:
                raise TimeoutError
            part = os.read(handle, 4096)
            answer += part
            if not part or len(answer) > _LARGEST_ANSWER:
                raise ValueError("no whole answer")
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(  # noqa: S603  (words chosen by the operator, no shell)
                self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._owner = os.getpid()
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return  # a forked child never ends its parent's command
        with contextlib.suppress(OSError):
            process.kill()
            process.communicate(timeout=5)

    def __repr__(self) -> str:
        return "CommandKeyProvider()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key provider is never pickled")


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
