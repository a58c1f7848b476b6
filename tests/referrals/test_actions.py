"""Every refusal of the acts of a referral, and what opens and ends with it."""

from __future__ import annotations

import datetime as dt

import pytest

import cast
from cases.test_actions import Scene, refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.children import actions as children
from qorgan.referrals import actions
from qorgan.referrals import queries as referral_queries
from qorgan.referrals.packets import actions as packets

pytestmark = pytest.mark.django_db
NOW = cast.NOW
LATER = NOW + dt.timedelta(hours=1)


def agreed(scene, body, **changes):
    given = {"basis": "assent", "read_in": "kk", "fields": ["child.age"], "given_at": NOW}
    given["purpose"] = "safe_accommodation"
    return children.record_consent(
        child=scene.child(), recipient=body, **(given | changes), by=scene.keeper, now=NOW
    )


def refer(scene, body, consent=None, **changes):
    given = {
        "case": scene.case(),
        "to_agency": body,
        "service": "safe_accommodation",
        "fields": ["child.age"],
        "urgent": False,
        "form_token": cast.token(),
    }
    consent = consent or agreed(scene, body)
    return actions.send(consent=consent, **(given | changes), by=scene.keeper, now=NOW)


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
    made.helper = cast.seen(cast.officer(made.shelter, "ngo_worker"), LATER)
    return made


def fresh(viewer, referral):
    with acting(viewer, now=LATER):
        return referral_queries.find(viewer, referral.id)[0]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("REF-01", {"fields": ["child.age", "child.names"]}),
        ("REF-01", {"service": "legal_aid"}),
        ("REF-02", {"fields": ["report.narrative"]}),
        ("REF-06", {"service": "no_such_service"}),
    ],
)
def test_what_cannot_be_sent(scene, code, changes):
    assert refused(refer, scene, scene.shelter, **changes) == code


def test_what_never_goes_to_police_or_to_oneself_or_from_a_closed_case(scene):
    police = cast.body("Police", Agency.Kind.POLICE)
    assert refused(refer, scene, police, fields=["place.address"]) == "REF-02"
    migration = cast.body("Migration", Agency.Kind.MIGRATION)
    assert refused(refer, scene, migration, fields=["child.age"]) == "REF-02"
    assert refused(refer, scene, scene.body) == "REF-04"
    consent = agreed(scene, scene.shelter)
    cases.close(case=scene.case(), outcome="adult", by=scene.keeper, now=NOW)
    assert refused(refer, scene, scene.shelter, consent) == "REF-05"


def test_consent_stopped_before_the_answer_opens_nothing(scene):
    consent = agreed(scene, scene.shelter)
    referral = refer(scene, scene.shelter, consent)
    children.withdraw_consent(consent=consent, by_parent=False, withdrawn_at=NOW, by=scene.keeper, now=NOW)
    given = {"by": scene.helper, "now": LATER}
    assert refused(actions.accept, referral=fresh(scene.helper, referral), **given) == "REF-03"
    with acting(scene.helper, now=LATER):
        assert case_queries.listed(scene.helper) == []


def test_an_answer_is_given_once_and_with_a_reason(scene):
    referral = refer(scene, scene.shelter)
    given = {"by": scene.helper, "now": LATER}
    assert refused(actions.refuse, referral=fresh(scene.helper, referral), reason="", **given) == "REF-07"
    assert refused(actions.end, referral=referral, reason="done", by=scene.keeper, now=LATER) == "REF-10"
    contact = {"referral": fresh(scene.helper, referral), "happened_at": LATER}
    assert refused(actions.contacted, **contact, **given) == "REF-08"
    actions.accept(referral=fresh(scene.helper, referral), **given)
    for again in (actions.accept, lambda **more: actions.refuse(reason="full", **more)):
        assert refused(again, referral=fresh(scene.helper, referral), **given) == "REF-03"
    withdraw = {"referral": fresh(scene.keeper, referral), "by": scene.keeper, "now": LATER}
    assert refused(actions.withdraw, **withdraw) == "REF-03"
    assert refused(actions.end, referral=fresh(scene.helper, referral), reason="", **given) == "REF-07"
    soon = {"referral": fresh(scene.helper, referral), "happened_at": LATER + dt.timedelta(days=1)}
    assert refused(actions.contacted, **soon, **given) == "REF-08"


def test_services_on_the_list_that_have_happened(scene):
    given = {"case": scene.case(), "step": "delivered", "by": scene.keeper, "now": NOW}
    assert refused(actions.record_service, service="magic", happened_at=NOW, **given) == "REF-06"
    assert refused(actions.record_service, service="legal_aid", happened_at=LATER, **given) == "REF-09"


def test_a_packet_is_printed_once_and_its_receipt_must_fit(scene):
    paper = cast.body("Paper", Agency.Kind.SHELTER, has_account=False)
    referral = refer(scene, paper)
    given = {"by": scene.keeper, "now": LATER}
    assert refused(packets.print_packet, referral=refer(scene, scene.shelter), **given) == "REF-11"
    packets.print_packet(referral=fresh(scene.keeper, referral), **given)
    assert refused(packets.print_packet, referral=fresh(scene.keeper, referral), **given) == "REF-11"
    wrong = {"referral": fresh(scene.keeper, referral), "receipt": "WRONG-CODE"}
    assert refused(packets.confirm_receipt, **wrong, **given) == "REF-12"
