"""Decisions on status as their page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qorgan.agencies.access import Viewer
from qorgan.cases.codes import EMPOWERED, EVIDENCE, GROUNDS
from qorgan.cases.deciding.rules import calls_off, to_take_back, waits_for
from qorgan.cases.models import StatusDecision
from qorgan.cases.presenting import sealed_text
from qorgan.cases.queries import CasePage, DecisionShown

S = StatusDecision.State


def context(shown: CasePage, viewer: Viewer) -> dict[str, Any]:
    """All decisions, and the stages this viewer may decide now."""
    listed = shown.decisions or []
    in_force = StatusDecision.holding(each.decision for each in listed)
    return {
        "decisions": [
            row(each, holds=in_force.get(each.decision.stage) == each.decision)
            | {"acts": _acts(each.decision, in_force, shown, viewer)}
            for each in listed
        ],
        "open_stages": _open_stages(shown) if shown.case.state == "open" else [],
    }


def row(each: DecisionShown, *, holds: bool = True) -> dict[str, Any]:
    """One decision in words. `holds`: it is the newest in force of its stage."""
    decision = each.decision
    return {
        "decision": decision,
        "reasons": each.reasons,
        "reasons_text": sealed_text(each.reasons),
        "request_text": sealed_text(each.request),
        "review_text": sealed_text(each.review),
        "taken_back": decision.state in (S.WITHDRAWN, S.FINAL),  # what else is written beside it is an answer
        "rows": [
            {"key": _("Answer"), "value": capfirst(decision.get_outcome_display())},
            {"key": _("State"), "value": _state(decision, holds=holds)},
            {"key": _("Grounds"), "value": _listed(GROUNDS, decision.grounds)},
            {"key": _("Evidence"), "value": _listed(EVIDENCE, decision.evidence)},
            {"key": _("Decided by"), "value": f"{decision.decided_by.name}, {decision.agency.name}"},
            {"key": _("When"), "value": date_format(localtime(decision.decided_at), "DATETIME_FORMAT")},
            *_second_person(decision),
            *_reviewer(decision),
        ],
    }


def _state(decision: StatusDecision, *, holds: bool) -> str:
    """Its state; one that was in force until another came does not say that it still is."""
    if decision.state in StatusDecision.IN_FORCE and not holds:
        return _("No longer in force: another decision came after it")
    return capfirst(decision.get_state_display())


def _listed(words: Mapping[str, Any], codes: Iterable[str]) -> str | None:
    return capfirst(", ".join(str(words.get(code, code)) for code in codes)) or None


def _second_person(decision: StatusDecision) -> list[dict[str, Any]]:
    """Only a "no" needs one: a row that is always empty would ask a question nobody has."""
    second = decision.second_person
    if second is None and decision.state != S.WAITING:
        return []
    return [{"key": _("Second person"), "value": second.name if second else capfirst(_("nobody yet"))}]


def _reviewer(decision: StatusDecision) -> list[dict[str, Any]]:
    """Who was asked for a review."""
    return [{"key": _("Review by"), "value": decision.reviewer.name}] if decision.reviewer else []


def _open_stages(shown: CasePage) -> list[dict[str, Any]]:
    """Stages this viewer may decide now. One that was decided can be decided otherwise, one that waits cannot.

    The conclusive one follows an answer on reasonable grounds, also that of the second person; while it is in force
    the first stage is not decided anew.
    """
    decisions = [each.decision for each in shown.decisions or []]
    standing, waiting = StatusDecision.holding(decisions), StatusDecision.waiting(decisions)
    first = StatusDecision.Stage.REASONABLE
    first_open = not standing or first in waiting
    stages = []
    for stage, verb in EMPOWERED.items():
        not_now = StatusDecision.Stage.CONCLUSIVE in standing if stage == first else first_open
        if verb not in shown.may or not_now or stage in waiting:
            continue
        stages.append(
            {
                "text": StatusDecision.Stage(stage).label,
                "href": reverse("cases:decide", args=[shown.case.id, stage]),
                "anew": stage in standing,
            }
        )
    return stages


def _acts(
    decision: StatusDecision, in_force: Mapping[str, StatusDecision], shown: CasePage, viewer: Viewer
) -> list[dict[str, str]]:
    acts = []
    if waits_for(decision, viewer, shown.look.standing):
        acts.append(("cases:second", _("Read as the second person")))
    standing = in_force.get(decision.stage)
    holds = decision.state == S.FINAL and standing is not None and standing.id == decision.id
    if holds and "decisions:ask_review" in shown.may:
        acts.append(("cases:ask_review", _("Ask for a review")))
    ours = decision.state == S.REVIEW and decision.reviewer_id == viewer.agency_id
    if ours and "decisions:review" in shown.may:
        acts.append(("cases:review", _("Review the decision")))
    acts += _unanswered(decision, shown, viewer)
    return [{"text": text, "href": reverse(route, args=[decision.id])} for route, text in acts]


def _unanswered(decision: StatusDecision, shown: CasePage, viewer: Viewer) -> list[tuple[str, str]]:
    """What may be done about a decision that nobody answers."""
    if decision.state not in (S.WAITING, S.REVIEW):
        return []
    acts = []
    if "cases:edit" in shown.may:
        acts.append(("cases:other_body", _("Ask another body to answer")))
    me = viewer.officer.id
    if to_take_back(decision, me) in shown.may and calls_off(decision, me):
        text = _("Take the “no” back") if decision.state == S.WAITING else _("Take the review back")
        acts.append(("cases:take_back", text))
    return acts
