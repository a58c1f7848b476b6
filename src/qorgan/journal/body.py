"""The text of an entry: canonical JSON of codes, ids, numbers and times. What is hashed is exactly this
text."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from qorgan.journal.errors import JournalError

LONGEST: Final = 8192
LONGEST_LIST: Final = 100
LARGEST_NUMBER: Final = 999_999_999  # a telephone or identity number is longer
_KIND = re.compile(r"[a-z]+\.[a-z_]+")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[a-z][a-z0-9]*(?:[_.:-][a-z0-9]+)*")
_ISO_AREA = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")  # ISO 3166
_LONG_NUMBER = re.compile(r"\d{7}")
_LONGEST_CODE = 64


def compose(
    *,
    entry_id: UUID,
    kind: str,
    by: UUID | None,
    agency: UUID | None,
    case: UUID | None = None,
    report: UUID | None = None,
    subject: tuple[str, UUID] | None = None,
    purpose: str | None = None,
    detail: Mapping[str, Any] | None = None,
    happened_at: dt.datetime,
    now: dt.datetime,
) -> str:
    """The canonical text: keys sorted, no blanks, ASCII, times as microseconds since 1970, absent keys left
    out.

    Raises JRN-01 (free text or a shape that could hold a person's data), JRN-02, JRN-03, JRN-04.
    """
    if not _KIND.fullmatch(kind):
        raise JournalError("JRN-02", kind if kind.isascii() and kind.isidentifier() else "kind")
    content: dict[str, Any] = {
        "v": 1,
        "id": str(entry_id),
        "kind": kind,
        "happened_at": micros(happened_at, "happened_at"),
        "entered_at": micros(now, "now"),
    }
    ids = {"actor": by, "agency": agency, "case": case, "report": report}
    content |= {name: _id(value, name) for name, value in ids.items() if value is not None}
    if subject is not None:
        content["subject_type"] = _code(subject[0], "subject")
        content["subject"] = _id(subject[1], "subject")
    if purpose is not None:
        content["purpose"] = _code(purpose, "purpose")
    if detail:
        content["detail"] = {_name(key): _value(value, f"detail.{key}") for key, value in detail.items()}
    body = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    if len(body) > LONGEST:
        raise JournalError("JRN-04")
    return body


def micros(moment: dt.datetime, place: str = "time") -> int:
    """Microseconds since 1970, exactly. Raises JRN-03 for a time without a zone."""
    if not isinstance(moment, dt.datetime) or moment.tzinfo is None:
        raise JournalError("JRN-03", place)
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def moment(micro: int) -> dt.datetime:
    """The other way."""
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=micro)


def _id(value: Any, place: str) -> str:
    if not isinstance(value, UUID):
        raise JournalError("JRN-01", place)
    return str(value)


def _name(key: Any) -> str:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise JournalError("JRN-01", "detail")
    return key


def _code(value: Any, place: str) -> str:
    """A code: small letters, digits and signs between them; no seven digits in a row; or an ISO 3166 area."""
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_CODE:
        if _CODE.fullmatch(value) and not _LONG_NUMBER.search(value):
            return str(value)
        if _ISO_AREA.fullmatch(value):
            return str(value)
    raise JournalError("JRN-01", place)


def _value(value: Any, place: str) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        if len(value) > LONGEST_LIST:
            raise JournalError("JRN-04", place)
        ordered = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_scalar(one, place) for one in ordered]
    return _scalar(value, place)


def _scalar(value: Any, place: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        if not abs(value) <= LARGEST_NUMBER:  # also refuses what is not a number
            raise JournalError("JRN-01", place)
        return value
    if isinstance(value, dt.datetime):
        return moment(micros(value, place)).isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and (_is_uuid(value) or _is_iso_time(value)):
        return value
    return _code(value, place)


def _is_uuid(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def _is_iso_time(value: str) -> bool:
    """A moment with its zone; not a bare date, which could be a day of birth."""
    try:
        return len(value) >= 20 and dt.datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
