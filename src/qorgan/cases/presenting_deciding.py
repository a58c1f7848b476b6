"""Decisions on status as their page shows them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qorgan.agencies.access import Viewer
from qorgan.cases.codes import EMPOWERED, EVIDENCE, GROUNDS
from qorgan.cases.models import StatusDecision
from qorgan.cases.presenting import sealed_text
from qorgan.cases.queries import CasePage, DecisionShown

S = StatusDecision.State
TONES = {S.WAITING: "waiting", S.FINAL: "done", S.REVIEW: "waiting", S.UPHELD: "done"}


def context(shown: CasePage, viewer: Viewer) -> dict[str, Any]:
    """All decisions, and the stages this viewer may decide now."""
    listed = shown.decisions or []
    return {
        "decisions": [row(each) | {"acts": _acts(each.decision, shown, viewer)} for each in listed],
        "open_stages": [
            {
                "text": StatusDecision.Stage(stage).label,
                "href": reverse("cases:decide", args=[shown.case.id, stage]),
            }
            for stage, verb in EMPOWERED.items()
            if verb in shown.may and shown.case.state == "open"
        ],
    }


def row(each: DecisionShown) -> dict[str, Any]:
    """One decision in words."""
    decision = each.decision
    return {
        "decision": decision,
        "tone": TONES.get(S(decision.state), "quiet"),
        "reasons": each.reasons,
        "reasons_text": sealed_text(each.reasons),
        "request_text": sealed_text(each.request),
        "review_text": sealed_text(each.review),
        "rows": [
            {"key": _("Answer"), "value": decision.get_outcome_display()},
            {"key": _("State"), "value": decision.get_state_display()},
            {
                "key": _("Grounds"),
                "value": ", ".join(str(GROUNDS.get(code, code)) for code in decision.grounds),
            },
            {
                "key": _("Evidence"),
                "value": ", ".join(str(EVIDENCE.get(code, code)) for code in decision.evidence) or None,
            },
            {"key": _("Decided by"), "value": f"{decision.decided_by.name}, {decision.agency.name}"},
            {"key": _("When"), "value": date_format(localtime(decision.decided_at), "DATETIME_FORMAT")},
            {
                "key": _("Second person"),
                "value": decision.second_person.name if decision.second_person else None,
            },
        ],
    }


def _acts(decision: StatusDecision, shown: CasePage, viewer: Viewer) -> list[dict[str, str]]:
    acts = []
    waiting = decision.state == S.WAITING and decision.decided_by_id != viewer.officer.id
    if waiting and "decisions:second" in shown.may:
        acts.append(("cases:second", _("Read as the second person")))
    if decision.state == S.FINAL and "decisions:ask_review" in shown.may:
        acts.append(("cases:ask_review", _("Ask for a review")))
    if decision.state == S.REVIEW and "decisions:review" in shown.may:
        acts.append(("cases:review", _("Review the decision")))
    return [{"text": text, "href": reverse(route, args=[decision.id])} for route, text in acts]
