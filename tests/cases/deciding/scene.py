"""Decisions on status with the people around them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone, translation

import cast
from cases.test_actions import Scene
from qorgan.agencies.access import File, permitted
from qorgan.agencies.models import AccessBlock, Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.deciding import queries as deciding_queries
from qorgan.deadlines.models import Clock
from qorgan.referrals import actions as referrals
from qorgan.web.desk import presenting
from qorgan.web.desk import queries as desk
from referrals.test_actions import LATER, agreed, fresh, refer

NOW = cast.NOW
REASONS = ["decisions.status", "decisions.reasons"]
FACTS = [*REASONS, "event.facts"]


def referred(scene, kind, role, fields):
    """An officer of another body that the child was referred to and that was shown only these fields."""
    body = cast.body(f"Other {kind}", kind, services=("safe_accommodation",))
    officer = cast.seen(cast.officer(body, role), LATER)
    consent = agreed(scene, body, purpose="legal_aid", fields=fields)
    referral = refer(scene, body, consent, service="legal_aid", fields=fields)
    referrals.accept(referral=fresh(officer, referral), by=officer, now=LATER)
    return officer


def no(scene, stage="reasonable"):
    return scene.decide(stage=stage, outcome="negative")


def again(viewer, decision, verb=""):
    with acting(viewer, now=viewer.now):
        if not verb:
            return deciding_queries.find_to_take_back(viewer, decision.id)
        if verb == "decisions:review":
            return deciding_queries.find_to_review(viewer, decision.id)
        return deciding_queries.find(viewer, decision.id, verb)


def prosecutor():
    body = cast.body("Prosecution", Agency.Kind.PROSECUTION)
    return cast.seen(cast.officer(body, "prosecutor"), LATER)


def ask(scene, decision, body):
    return deciding.ask_review(
        decision=again(scene.keeper, decision, "decisions:ask_review"),
        reasons="Invented.",
        reviewer=body,
        by=scene.keeper,
        now=NOW,
    )


def running(viewer, subject_id):
    with acting(viewer, now=viewer.now):
        clocks = Clock.objects.filter(subject_id=subject_id, state="running")
        return list(clocks.values_list("rule", "agency_id"))


def sees(viewer, case_id):
    """Now, as after what was done on the pages."""
    viewer = cast.seen(viewer.officer, timezone.now())
    with acting(viewer, now=viewer.now):
        return "cases:view" in permitted(viewer, File(case_id=case_id))


def later(viewer):
    return cast.seen(viewer.officer, LATER + dt.timedelta(minutes=1))


class Small:
    """A body of two social workers: one says no, and nobody can be the second person."""

    def __init__(self):
        self.body = cast.body("Small", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.keeper = cast.seen(cast.officer(self.body, "social_worker"))
        self.mate = cast.seen(cast.officer(self.body, "social_worker"))
        self.opened = actions.open_case(report=None, **cast.case_facts(), by=self.keeper, now=NOW)

    case, decide = Scene.case, Scene.decide


def titles(viewer):
    with acting(viewer, now=viewer.now), translation.override("en"):
        return [str(row["title"]) for row in presenting.tasks(desk.today(viewer))]


STUCK = "A “no” waits, and nobody in your body can answer: choose a body"


def named(scene, officer=None, *, agency=None):
    """This officer or body is named as involved in the case, in force."""
    with acting(scene.keeper, now=NOW):
        AccessBlock.objects.create(
            case_id=scene.opened.id,
            officer=officer,
            agency=agency,
            state="provisional",
            asked_by=scene.keeper.officer,
            asked_at=NOW,
            **cast.BY_ACT,
        )
