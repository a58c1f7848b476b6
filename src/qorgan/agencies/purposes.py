"""Why a sealed field is opened: asked before the value leaves, kept in the journal."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.refusals import CannotDo

KEY = "purposes"  # in the session: file id -> [purpose code, own file?]

PURPOSES: dict[str, str | Promise] = {
    "danger": _("The child is in danger now"),
    "protection": _("To protect and help the child"),
    "assessment": _("First assessment"),
    "decision": _("Decision on status"),
    "referral": _("To refer the child to another body"),
    "service": _("To give a service"),
    "legal": _("Legal help or proceedings"),
    "same_child": _("To find out whether it is the same child"),
}


def give(session: MutableMapping[str, Any], file_id: UUID, purpose: str, *, own: bool) -> None:
    """Keep the purpose of opening a file: for one's own file for this sitting, otherwise for the next page only.

    Raises CannotDo GEN-02 for a purpose that is not on the list.
    """
    if purpose not in PURPOSES:
        raise CannotDo("GEN-02", _("Choose what you need it for."), "purpose")
    session[KEY] = {**session.get(KEY, {}), str(file_id): [purpose, own]}


def given(session: MutableMapping[str, Any], file_id: UUID) -> str:
    """The purpose given for this file, or "": a purpose for a file that is not one's own is used up by this."""
    kept = dict(session.get(KEY, {}))
    purpose, own = kept.get(str(file_id), ("", True))
    if not own:
        del kept[str(file_id)]
        session[KEY] = kept
    return str(purpose)
