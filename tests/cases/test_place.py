"""Where the child is tonight: no answer by default, one press to confirm, no end in the past, no clock too late."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import cast
from qorgan.agencies import granting
from qorgan.agencies.access import File, Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.scope import acting
from qorgan.cases import actions, presenting, queries
from qorgan.cases.forms import OpenForm, PlaceForm
from qorgan.cases.models import Place
from qorgan.deadlines.models import Clock
from qorgan.referrals import presenting as referral_presenting

pytestmark = pytest.mark.django_db
NOW = cast.NOW
HOUR = dt.timedelta(hours=1)
ADDRESS = "Invented street 1"


class Scene:
    """A keeper and one case whose child is in hospital."""

    def __init__(self, **place):
        self.body = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.officer = cast.officer(self.body, "guardianship")
        self.keeper = cast.seen(self.officer)
        facts = cast.case_facts(
            place={"kind": "hospital", "address": ADDRESS, "adult": "Invented nurse"} | place
        )
        self.case = actions.open_case(report=None, **facts, by=self.keeper, now=NOW)

    def page(self, viewer, purpose=""):
        with acting(viewer, now=viewer.now):
            return queries.page(viewer, self.case.id, purpose=purpose)

    def newest(self):
        with acting(self.keeper, now=NOW):
            return Place.objects.filter(case=self.case).order_by("-recorded_at", "-id").first()

    def clock(self):
        with acting(self.keeper, now=NOW):
            return Clock.objects.get(case_id=self.case.id, rule=actions.PLACE, state="running")

    def confirm(self, by, **given):
        call = {"case": self.case, "place": self.newest(), "form_token": cast.token()} | given
        return actions.confirm_place(**call, by=by, now=by.now)

    def let_in(self, kind, role, fields):
        """An officer of another body to whom a referral shows these fields."""
        viewer = cast.seen(cast.officer(cast.body("Other", kind), role))
        with acting(self.keeper, now=NOW):
            granting.give(
                File(case_id=self.case.id),
                agency_id=viewer.agency_id,
                level="referral",
                officer_id=viewer.officer.id,
                fields=fields,
                valid_from=NOW,
            )
        return viewer


@pytest.fixture
def scene():
    return Scene()


def refused(act, **given):
    with pytest.raises(CannotDo) as caught:
        act(**given)
    return caught.value.code


def test_no_real_place_stands_in_the_sheet_by_itself():
    assert PlaceForm()["place_kind"].field.choices[0][0] == ""
    assert PlaceForm().get_initial_for_field(PlaceForm().fields["place_kind"], "place_kind") is None
    empty = PlaceForm({"place_kind": ""})
    assert "place_kind" in empty.errors
    assert OpenForm().fields["place_kind"].choices[0][0] == ""


def test_one_press_keeps_address_adult_and_body_and_asks_again(scene):
    later = cast.seen(scene.officer, NOW + 20 * HOUR)
    before = scene.newest()
    row = scene.confirm(later)
    assert (row.kind, row.responsible_agency_id, row.from_at) == ("hospital", None, before.from_at)
    shown = scene.page(later, purpose="protection").place
    assert shown.address.value == {"address": ADDRESS, "adult": "Invented nurse"}
    assert scene.clock().due_at == later.now + 24 * HOUR


def test_an_end_still_to_come_stays_and_one_that_passed_becomes_the_usual_period():
    scene = Scene(until=NOW + 3 * HOUR)
    assert scene.confirm(cast.seen(scene.officer, NOW + HOUR)).until == NOW + 3 * HOUR
    assert scene.clock().due_at == NOW + 3 * HOUR
    later = cast.seen(scene.officer, NOW + 5 * HOUR)
    assert scene.page(later).place.overdue
    assert scene.confirm(later).until == NOW + 29 * HOUR
    assert not scene.page(later).place.overdue


def test_the_same_press_twice_makes_one_row(scene):
    place, token = scene.newest(), cast.token()
    later = cast.seen(scene.officer, NOW + HOUR)
    first = scene.confirm(later, place=place, form_token=token)
    assert scene.confirm(later, place=place, form_token=token).pk == first.pk
    with acting(scene.keeper, now=NOW):
        assert Place.objects.filter(case=scene.case).count() == 2


def test_an_older_answer_and_an_unknown_place_cannot_be_confirmed(scene):
    old = scene.newest()
    actions.say_where(case=scene.case, place={"kind": "missing"}, by=scene.keeper, now=NOW + HOUR)
    later = cast.seen(scene.officer, NOW + 2 * HOUR)
    assert refused(scene.confirm, by=later, place=old) == "CAS-13"
    assert refused(scene.confirm, by=later) == "CAS-14"


def test_an_end_in_the_past_is_refused(scene):
    given = {"case": scene.case, "by": scene.keeper, "now": NOW}
    assert refused(actions.say_where, place={"kind": "home", "until": NOW - HOUR}, **given) == "CAS-12"
    assert refused(actions.say_where, place={"kind": "home", "until": NOW}, **given) == "CAS-12"
    facts = cast.case_facts(place={"kind": "home", "until": NOW - HOUR})
    assert refused(actions.open_case, report=None, **facts, by=scene.keeper, now=NOW) == "CAS-12"


def test_the_clock_ends_with_the_stay_and_never_after_the_rule(scene):
    given = {"case": scene.case, "by": scene.keeper, "now": NOW}
    actions.say_where(place={"kind": "home", "until": NOW + 2 * HOUR}, **given)
    assert scene.clock().due_at == NOW + 2 * HOUR
    actions.say_where(place={"kind": "home", "until": NOW + 90 * HOUR}, **given)
    assert scene.clock().due_at == NOW + 24 * HOUR
    actions.say_where(place={"kind": "home"}, **given)
    assert scene.clock().due_at == NOW + 24 * HOUR


def test_who_does_not_see_the_place_cannot_confirm_it_and_who_sees_it_gets_no_address(scene):
    blind = scene.let_in(Agency.Kind.SHELTER, "ngo_worker", ["child.age"])
    with pytest.raises(Refused):
        scene.confirm(blind)
    seeing = scene.let_in(Agency.Kind.SHELTER, "ngo_worker", ["child.age", "place.kind"])
    scene.confirm(seeing)
    assert scene.page(seeing, purpose="protection").place.address is None
    assert scene.page(scene.keeper, purpose="protection").place.address.value["address"] == ADDRESS


def test_the_button_stands_on_the_page_and_does_it_without_the_address(scene):
    client = Client()
    client.force_login(scene.officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    button = reverse("cases:confirm_place", args=[scene.case.id, scene.newest().id])
    page = client.get(reverse("cases:show", args=[scene.case.id]))
    assert button.encode() in page.content
    assert ADDRESS.encode() not in page.content
    assert client.post(button, {}).status_code == 302
    with acting(scene.keeper, now=NOW):
        assert Place.objects.filter(case=scene.case).count() == 2
    actions.say_where(case=scene.case, place={"kind": "unknown"}, by=scene.keeper, now=timezone.now())
    assert b"/confirm/" not in client.get(reverse("cases:show", args=[scene.case.id])).content


@pytest.mark.parametrize("kind", ["shelter", "other", "institution"])
@pytest.mark.parametrize("body", ["kind", "offer"])
def test_the_name_of_a_shelter_stays_hidden_whatever_kind_of_place_was_ticked(kind, body):
    haven = (
        cast.body("Invented haven", Agency.Kind.SHELTER)
        if body == "kind"
        else cast.body("Invented haven", Agency.Kind.NGO, services=("safe_accommodation",))
    )
    scene = Scene(kind=kind, responsible_agency=haven)
    told = ["child.age", "place.kind", "place.address"]
    for agency, role in ((Agency.Kind.POLICE, "investigator"), (Agency.Kind.LEGAL, "legal_aid")):
        shown = scene.page(scene.let_in(agency, role, told), purpose="protection")
        assert shown.place.responsible is None
        assert "Invented haven" not in str(presenting.place_rows(shown))
    keeper = scene.page(scene.keeper, purpose="referral")
    assert "Invented haven" in str(presenting.place_rows(keeper))
    assert "Invented haven" not in str(referral_presenting.shared(keeper, ["place.kind"], None))
    assert "Invented haven" in str(referral_presenting.shared(keeper, ["place.kind", "place.address"], None))


def test_a_hospital_that_answers_is_named():
    scene = Scene(responsible_agency=cast.body("Invented hospital", Agency.Kind.HEALTH))
    shown = scene.page(scene.let_in(Agency.Kind.POLICE, "investigator", ["place.kind"]))
    assert shown.place.responsible.name_en == "Invented hospital"
