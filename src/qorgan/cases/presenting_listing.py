"""The rows of the list of cases."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime

from qorgan.agencies.routes import address
from qorgan.cases.models import Case


def rows(cases: list[Case]) -> list[dict[str, Any]]:
    """One row a case, all of it text: number and address, status, who keeps it, region ("": not known), day."""
    statuses = {code: capfirst(str(label)) for code, label in Case.Status.choices}
    closed = Case.State.CLOSED
    return [
        {
            "href": address("cases:show", case.id),
            "number": case.number,
            "status": f"{statuses[case.status]}, {case.get_state_display()}"
            if case.state == closed
            else statuses[case.status],
            "keeper": case.owner.name,
            "region": case.region.name if case.region else "",
            "opened": date_format(localtime(case.opened_at), "DATE_FORMAT"),
        }
        for case in cases
    ]
