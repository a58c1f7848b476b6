"""What stops a start: one sentence in words and a stable code, listed in `docs/operate.md`."""

from __future__ import annotations


class Refused(Exception):
    """Qorgan will not run like this. `code` is stable (`CFG-07`), `message` says what to do about it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
