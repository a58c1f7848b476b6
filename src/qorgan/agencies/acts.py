"""How every act runs: one transaction in which the database knows who acts and when."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from qorgan.agencies.scope import acting

F = TypeVar("F", bound=Callable[..., Any])


def act(function: F) -> F:
    """Mark a keyword-only function of an `actions.py` as one act.

    It must take `by` (a Viewer) and `now`; it runs in one transaction with the database told who acts. Inside,
    it asks `access.require` first and writes its journal entry last; a failure undoes all of it.
    """

    @wraps(function)
    def run(*, by: Any, now: Any, **given: Any) -> Any:
        with acting(by, now=now):
            return function(by=by, now=now, **given)

    vars(run)["is_act"] = True
    return cast(F, run)
