"""A body without an account: true words before printing, late receipts, and what it tells on paper."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

import cast
from access.probing import client_of
from cases.test_actions import Scene, refused
from qorgan.agencies.models import AccessGrant, Agency
from qorgan.agencies.reading import Look
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import CAME_BACK
from qorgan.journal.models import Entry
from qorgan.referrals import actions, presenting, queries
from qorgan.referrals.models import Referral
from qorgan.referrals.packets import actions as packets
from referrals.test_actions import LATER, NOW, fresh, refer

pytestmark = pytest.mark.django_db
TOMORROW = NOW + dt.timedelta(hours=30)


@pytest.fixture
def scene():
    made = Scene()
    services = ("safe_accommodation",)
    made.paper = cast.body("Paper", Agency.Kind.SHELTER, services=services, has_account=False)
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=services)
    made.late = cast.seen(made.keeper.officer, TOMORROW)
    return made


@pytest.fixture
def printed(scene):
    """(referral, code of its receipt)"""
    referral = refer(scene, scene.paper)
    code = packets.print_packet(referral=fresh(scene.keeper, referral), by=scene.keeper, now=LATER)
    return referral, code


def expire(scene):
    with acting(scene.late, now=TOMORROW):
        actions.expire_late(now=TOMORROW)


def owed(scene, referral):
    with acting(scene.late, now=TOMORROW):
        return [clock.rule for clock in clocks.tasks(scene.late) if clock.subject_id == referral.id]


def received(scene, printed, now=LATER):
    referral, code = printed
    given = {"by": cast.seen(scene.keeper.officer, now), "now": now}
    return packets.confirm_receipt(referral=fresh(scene.keeper, referral), receipt=code.lower(), **given)


def test_a_receipt_starts_the_clock_of_the_first_contact_for_the_sender(scene, printed):
    referral = received(scene, printed)
    assert referral.contact_by is not None
    assert owed(scene, referral) == [packets.CONTACT]
    given = {"by": scene.late, "now": TOMORROW}
    soon = TOMORROW + dt.timedelta(hours=1)
    told = {"referral": fresh(scene.late, referral), **given}
    assert refused(packets.contacted_on_paper, happened_at=soon, **told) == "REF-08"
    met = packets.contacted_on_paper(happened_at=LATER, **told)
    assert met.contacted_at == LATER
    assert owed(scene, referral) == []
    with acting(scene.late, now=TOMORROW):
        assert Entry.objects.filter(kind="referrals.paper_contacted", subject_id=referral.id).exists()
    again = fresh(scene.late, referral)
    assert refused(packets.contacted_on_paper, referral=again, happened_at=LATER, **given) == "REF-08"


def test_a_late_receipt_counts_since_they_hold_the_papers(scene, printed):
    referral, _code = printed
    expire(scene)
    assert fresh(scene.late, referral).state == "expired"
    assert owed(scene, referral) == [CAME_BACK]
    referral = received(scene, printed, TOMORROW)
    assert (referral.state, referral.ended_at) == ("accepted", None)
    assert owed(scene, referral) == [packets.CONTACT]
    with acting(scene.late, now=TOMORROW):
        live = AccessGrant.objects.filter(case_id=scene.opened.id, level="referral", valid_until=None)
        assert [(grant.agency_id, grant.valid_from) for grant in live] == [(scene.paper.id, None)]
        assert Clock.objects.get(subject_id=referral.id, rule=CAME_BACK).state == "met"
    # an accepted one is open: the case cannot close over it, and ending it ends the offer
    assert refused(cases.close, case=scene.case(), outcome="adult", by=scene.late, now=TOMORROW) == "CAS-07"
    actions.end(referral=fresh(scene.late, referral), reason="done", by=scene.late, now=TOMORROW)
    cases.close(case=scene.case(), outcome="adult", by=scene.late, now=TOMORROW)


def test_a_late_receipt_for_a_closed_case_waits_for_its_reopening(scene, printed):
    expire(scene)
    cases.close(case=scene.case(), outcome="adult", by=scene.late, now=TOMORROW)
    assert refused(received, scene, printed, TOMORROW) == "REF-05"


def test_nothing_is_accepted_that_was_never_printed_or_was_taken_back(scene, printed):
    referral, code = printed
    given = {"receipt": code, "by": scene.keeper, "now": LATER}
    never = refer(scene, scene.paper)
    assert refused(packets.confirm_receipt, referral=fresh(scene.keeper, never), **given) == "REF-03"
    actions.withdraw(referral=fresh(scene.keeper, referral), by=scene.keeper, now=LATER)
    assert refused(packets.confirm_receipt, referral=fresh(scene.keeper, referral), **given) == "REF-03"


def test_a_refusal_on_paper_comes_back_to_its_owner(scene, printed):
    referral, _code = printed
    given = {"by": scene.keeper, "now": LATER}
    assert (
        refused(packets.refused_on_paper, referral=fresh(scene.keeper, referral), reason="", **given)
        == "REF-07"
    )
    packets.refused_on_paper(referral=fresh(scene.keeper, referral), reason="no_place", **given)
    found = fresh(scene.keeper, referral)
    assert (found.state, found.reason) == ("refused", "no_place")
    assert owed(scene, referral) == [CAME_BACK]
    again = {"referral": found, "reason": "no_place"}
    assert refused(packets.refused_on_paper, **again, **given) == "REF-03"
    with acting(scene.keeper, now=LATER):
        assert not AccessGrant.objects.filter(
            case_id=found.case_id, level="referral", valid_until=None
        ).exists()


def test_a_service_told_on_paper_is_that_bodys_and_says_who_entered_it(scene, printed):
    referral = printed[0]
    told = {
        "service": "safe_accommodation",
        "step": "delivered",
        "happened_at": LATER,
        "form_token": cast.token(),
    }
    given = {"by": scene.keeper, "now": LATER}
    waiting = fresh(scene.keeper, referral)
    assert refused(packets.served_on_paper, referral=waiting, **told, **given) == "REF-16"
    received(scene, printed)
    row = packets.served_on_paper(referral=fresh(scene.keeper, referral), **told, **given)
    again = packets.served_on_paper(referral=fresh(scene.keeper, referral), **told, **given)
    assert (row.agency_id, again.id) == (scene.paper.id, row.id)
    with acting(scene.late, now=TOMORROW), translation.override("en"):
        look: Look = case_queries.page(scene.late, scene.opened.id).look
        (line,) = presenting.services(queries.services_of_case(look, scene.opened.id))
    assert line["by"] == f"Paper; entered by {scene.keeper.officer.name}"


def test_a_body_with_an_account_records_its_own_doings_itself(scene):
    referral = fresh(scene.keeper, refer(scene, scene.shelter))
    given = {"referral": referral, "by": scene.keeper, "now": LATER}
    assert refused(packets.refused_on_paper, reason="no_place", **given) == "REF-15"
    assert refused(packets.contacted_on_paper, happened_at=LATER, **given) == "REF-15"
    served = {"service": "legal_aid", "step": "delivered", "happened_at": LATER}
    assert refused(packets.served_on_paper, **served, **given) == "REF-15"


def test_the_preview_says_of_paper_what_is_true_of_paper(scene, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client = client_of(scene.keeper.officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    sheet = reverse("referrals:send", args=[scene.opened.id, "safe_accommodation"])

    def preview(body):
        typed = {"to_agency": str(body.id), "urgent": "no", "basis": "assent", "fields_shown": ["child.age"]}
        return client.post(sheet, typed | {"note": "Invented."}).content.decode()

    on_screen, on_paper = preview(scene.shelter), preview(scene.paper)
    assert "As soon as they accept" in on_screen
    assert "they see nothing any more" in on_screen
    assert "On paper, at once" in on_paper
    assert "As soon as they accept" not in on_paper
    assert "they see nothing any more" not in on_paper


def test_the_senders_pages_lead_from_printing_to_what_the_body_did(scene, printed, settings):
    settings.ALLOWED_HOSTS = ["*"]
    referral, code = printed
    client = client_of(scene.keeper.officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = reverse("referrals:show", args=[referral.id])
    refused_page = reverse("referrals:told_refused", args=[referral.id])
    contact, served = (
        reverse("referrals:told_contact", args=[referral.id]),
        reverse("referrals:told_service", args=[referral.id]),
    )
    shown = client.get(page).content.decode()
    assert refused_page in shown
    assert "Stands on the paper" in shown
    assert contact not in shown
    received(scene, printed)
    shown = client.get(page).content.decode()
    assert contact in shown
    assert served in shown
    assert "When did they first meet" in client.get(contact).content.decode()
    assert "REF-03" in client.post(refused_page, {"reason": "no_place"}).content.decode()
    assert fresh(scene.late, referral).state == Referral.State.ACCEPTED
