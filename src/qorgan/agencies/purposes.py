"""Why a sealed field is opened: asked before the value leaves, kept in the journal."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
