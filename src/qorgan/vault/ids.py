"""Names of rows: UUIDv7 (RFC 9562, section 5.7), made by the application before the row is written.

The id must exist first, since it is part of what a seal is bound to. An id is a name, not a secret: 62 random
bits, and it tells when it was made. Nobody may be let in because they know one.
"""

from __future__ import annotations

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0  # milliseconds << 12 | fraction of a millisecond, of the youngest id of this process


def new_id(*, blur_seconds: int = 0) -> UUID:
    """A new UUIDv7; within one process each is greater than the one before (RFC 9562, method 3).

    `blur_seconds` rounds the time inside the id down, for rows whose exact time must not be kept: an
    anonymous message uses 3600. Blurred ids are unordered within their window. This is the library's one
    look at a clock; the time in an id is never used as a fact.
    """
    global _last
    nanoseconds = time.time_ns()
    if blur_seconds:
        milliseconds = nanoseconds // 1_000_000
        milliseconds -= milliseconds % (blur_seconds * 1000)
        return _build(milliseconds << 12 | secrets.randbits(12))
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    with _lock:
        _last = max(milliseconds << 12 | rest * 4096 // 1_000_000, _last + 1)
        stamp = _last
    return _build(stamp)


def _build(stamp: int) -> UUID:
    milliseconds, fraction = stamp >> 12, stamp & 0xFFF
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62))
