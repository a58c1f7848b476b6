"""Bad input answered gently: a stable code, what is wrong, what to do; the form keeps what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class CannotDo(ValidationError):
    """An act that the rules do not allow now. `code` is stable (`REF-03`) and listed in `docs/errors.md`."""

    def __init__(self, code: str, message: str | _StrPromise, field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field


class Conflict(CannotDo):
    """Somebody changed the same record meanwhile: the page keeps what was typed and shows both versions."""
