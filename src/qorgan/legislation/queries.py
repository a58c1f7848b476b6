"""What people decided on provisions of a case, through the look that already judged it."""

from __future__ import annotations

from dataclasses import dataclass

from qorgan.agencies.reading import Sealed
from qorgan.cases.queries import CasePage
from qorgan.legislation.models import Opinion


@dataclass(frozen=True)
class OpinionShown:
    """One decision of a person, as this look may show it."""

    opinion: Opinion
    reasons: Sealed | None


def opinions(shown: CasePage) -> list[OpinionShown]:
    """All decisions of people in this case, newest first. Only for who may see what happened, by codes."""
    if not shown.look.shows("event.facts"):
        return []
    rows = Opinion.objects.filter(case=shown.case).select_related("by", "agency").order_by("-at", "-id")
    return [
        OpinionShown(
            row,
            shown.look.sealed(
                shown.case.key, "decisions.reasons", row.id, row.sealed_reasons, slot="law.reasons"
            ),
        )
        for row in rows
    ]
