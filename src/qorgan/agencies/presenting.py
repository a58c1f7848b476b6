"""What of the directory waits on somebody's desk, in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.agencies import queries
from qorgan.agencies.access import Viewer


def tasks(viewer: Viewer) -> list[dict[str, Any]]:
    """Roles for which this viewer can be the second person."""
    return [
        {
            "title": _("Confirm what a colleague may do here: %s") % each.officer.name,
            "href": reverse("directory:confirm_roles", args=[each.officer.id]),
            "due_at": None,
            "hint": each.officer.agency.name,
            "without_clock": True,
        }
        for each in queries.waiting_roles(viewer)
    ]
