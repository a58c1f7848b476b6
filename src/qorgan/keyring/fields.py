"""The column type of a sealed value: opaque bytes that nothing in the ORM can open by accident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """An envelope made by `qorgan.keyring.actions.seal`. Never filtered, ordered or shown as it is.

    `code` is the logical name under which access is decided and which is bound into the envelope
    (for instance `child.names`): renaming a column does not break what was sealed before. `bound` is the name
    in the envelope where two columns share one `code`.
    """

    def __init__(self, *args: Any, code: str = "", bound: str = "", **kwargs: Any) -> None:
        self.code = code
        self.bound = bound or code
        kwargs.setdefault("null", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.code:
            kwargs["code"] = self.code
        return name, path, args, kwargs
