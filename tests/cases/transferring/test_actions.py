"""A case goes to another body: asked, accepted by a person there, moved at once; never without an owner."""

from __future__ import annotations

import datetime as dt

import pytest

import cast
from access import world as worlds
from access.probing import client_of, noted
from cases.test_actions import refused
from qorgan.agencies import granting
from qorgan.agencies.access import File, Refused
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency, Officer
from qorgan.agencies.scope import acting
from qorgan.cases import actions
from qorgan.cases import queries as case_queries
from qorgan.cases.blocking import actions as blocking
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.models import Case, Transfer
from qorgan.cases.transferring import actions as transferring
from qorgan.cases.transferring import queries as offers
from qorgan.deadlines.models import Clock
from qorgan.journal.models import Entry
from qorgan.referrals.models import Referral
from qorgan.reports import queries as report_queries

pytestmark = pytest.mark.django_db
NOW = cast.NOW
LATER = NOW + dt.timedelta(hours=1)


class Scene:
    """The world of the access tests and a third body that could keep the case."""

    def __init__(self):
        self.world = worlds.build()
        self.keeper = cast.seen(Officer.objects.get(login="the-keeper"), LATER)
        self.other = cast.body("Other rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.taker = cast.seen(cast.officer(self.other, "guardianship"), LATER)

    def case(self, viewer):
        with acting(viewer, now=LATER):
            return case_queries.find(viewer, self.world.case.id)

    def ask(self, **changes):
        given = {
            "case": self.case(self.keeper),
            "to_agency": self.other,
            "reason": "lives_elsewhere",
        } | changes
        return transferring.ask_transfer(**given, by=self.keeper, now=LATER)

    def take(self, transfer, by=None):
        return transferring.take_over(transfer=transfer, by=by or self.taker, now=LATER)


@pytest.fixture
def scene():
    return Scene()


def sees(viewer, case_id):
    with acting(viewer, now=viewer.now):
        try:
            case_queries.page(viewer, case_id)
        except Refused:
            return False
        return Case.objects.filter(pk=case_id).exists()


def test_an_offer_changes_nothing_and_shows_nothing(scene):
    transfer = scene.ask()
    case_id = scene.world.case.id
    assert sees(scene.keeper, case_id)
    assert not sees(scene.taker, case_id)
    with acting(scene.taker, now=LATER):
        assert offers.offered(scene.taker) == [transfer]
        assert Case.objects.count() == 0
    shown = client_of(scene.taker.officer).get(f"/cases/offers/{transfer.id}/").content.decode()
    assert transfer.number in shown
    assert not any(canary in shown for canary in worlds.CANARIES.values())


def test_accepted_it_moves_at_once_with_its_clocks_its_referrals_and_its_history(scene):
    case_id = scene.world.case.id
    with acting(scene.keeper, now=LATER):
        before = {
            (clock.rule, clock.due_at, clock.started_at)
            for clock in Clock.objects.filter(
                case_id=case_id, agency_id=scene.keeper.agency_id, state="running"
            )
        }
        entries = Entry.objects.filter(case_id=case_id).count()
    assert before
    scene.take(scene.ask())
    assert not sees(scene.keeper, case_id)
    assert sees(scene.taker, case_id)
    case = scene.case(scene.taker)
    assert (case.agency_id, case.owner_id) == (scene.other.id, scene.taker.officer.id)
    with acting(scene.taker, now=LATER):
        now = {
            (clock.rule, clock.due_at, clock.started_at)
            for clock in Clock.objects.filter(case_id=case_id, agency_id=scene.other.id, state="running")
        }
        assert before <= now
        assert {c.officer_id for c in Clock.objects.filter(case_id=case_id, agency_id=scene.other.id)} == {
            scene.taker.officer.id
        }
        referral = Referral.objects.get(pk=scene.world.ids["referral_id"])
        assert (referral.from_agency_id, referral.return_to_id) == (scene.other.id, scene.taker.officer.id)
        assert Entry.objects.filter(case_id=case_id).count() > entries  # the history went along
        assert report_queries.page(scene.taker, scene.world.report.id, purpose="protection").narrative.value
    receiver = cast.seen(Officer.objects.get(login="the-taker"), LATER)
    assert sees(receiver, case_id)  # who helps goes on helping
    actions.change(case=case, version=case.version, summary="Invented: kept on.", by=scene.taker, now=LATER)


def test_there_is_no_moment_without_an_owner(scene, monkeypatch):
    """All in one transaction: broken off anywhere, everything stands as before."""
    transfer = scene.ask()
    for place in ("granting.open_offer", "versions.update", "deadlines.move_case", "record"):
        with monkeypatch.context() as broken:
            broken.setattr(f"qorgan.cases.transferring.actions.{place}", _break)
            with pytest.raises(Broken):
                scene.take(transfer)
        assert sees(scene.keeper, scene.world.case.id)
        assert not sees(scene.taker, scene.world.case.id)
        assert scene.case(scene.keeper).owner_id == scene.keeper.officer.id
    scene.take(transfer)
    assert sees(scene.taker, scene.world.case.id)


class Broken(Exception):
    """The power went."""


def _break(*args, **kwargs):
    raise Broken


@pytest.mark.parametrize("ends", [None, LATER + dt.timedelta(days=5)])
def test_to_the_body_it_was_referred_to_the_referral_ends(scene, ends):
    with acting(scene.keeper, now=LATER):  # a consent with an end: its grant ends then, or sooner
        AccessGrant.objects.filter(case_id=scene.world.case.id, level="referral").update(valid_until=ends)
    taker = cast.seen(Officer.objects.get(login="the-taker"), LATER)
    transfer = scene.ask(to_agency=scene.world.bodies["receiver"])
    scene.take(transfer, by=taker)
    with acting(taker, now=LATER):
        referral = Referral.objects.get(pk=scene.world.ids["referral_id"])
        assert (referral.state, referral.reason) == ("ended", "other_body")
        grants = AccessGrant.objects.filter(granting.unended(LATER), case_id=scene.world.case.id)
        assert {(g.level, g.agency_id) for g in grants if g.agency_id == taker.agency_id} == {
            ("owner", taker.agency_id)
        }
        owner = case_queries.page(taker, scene.world.case.id)
    assert owner.look.decision.level == "owner"


def test_refusals_of_an_offer(scene):
    police = cast.body("Police", Agency.Kind.POLICE)
    migration = cast.body("Migration", Agency.Kind.MIGRATION)
    for body in (police, migration, scene.world.bodies["keeper"]):
        assert refused(scene.ask, to_agency=body) == "CAS-08"
    assert refused(scene.ask, reason="because") == "CAS-10"
    transfer = scene.ask()
    assert refused(scene.ask) == "CAS-09"
    no = {"transfer": transfer, "by": scene.taker, "now": LATER}
    assert refused(transferring.refuse_transfer, reason="", **no) == "CAS-10"
    transferring.refuse_transfer(reason="no_capacity", **no)
    assert refused(scene.take, transfer) == "CAS-11"
    again = scene.ask()
    transferring.withdraw_transfer(transfer=again, by=scene.keeper, now=LATER)
    assert refused(scene.take, again) == "CAS-11"
    assert not sees(scene.taker, scene.world.case.id)
    assert sees(scene.keeper, scene.world.case.id)


def test_nobody_else_answers(scene):
    transfer = scene.ask()
    stranger = scene.world.viewer("guardianship", "stranger")
    inspector = cast.seen(cast.officer(scene.other, "psychologist"), LATER)
    for person in (stranger, inspector, scene.keeper):
        with pytest.raises(Refused):
            scene.take(transfer, by=person)
    with acting(scene.keeper, now=LATER):
        AccessBlock.objects.create(
            case_id=scene.world.case.id,
            officer=scene.taker.officer,
            state="provisional",
            asked_by=scene.keeper.officer,
            asked_at=LATER,
            **cast.BY_ACT,
        )
    with pytest.raises(Refused):
        scene.take(transfer)


def test_a_case_closed_meanwhile_is_not_taken_over(scene):
    transfer = scene.ask()
    with acting(scene.keeper, now=LATER):
        AccessGrant.objects.filter(case_id=scene.world.case.id, level="referral", valid_until=None).update(
            valid_until=LATER
        )
        waiting = scene.case(scene.keeper).decisions.select_related("case__key").get()
    second = cast.seen(cast.officer(scene.keeper.officer.agency, "supervisor"), LATER)
    deciding.send_back(decision=waiting, reasons="Invented.", by=second, now=LATER)
    actions.close(case=scene.case(scene.keeper), outcome="adult", by=scene.keeper, now=LATER)
    assert refused(scene.take, transfer) == "CAS-09"
    with acting(scene.taker, now=LATER):
        assert Transfer.objects.get().state == "asked"  # undone as a whole


def test_the_pages_from_the_offer_to_the_case(scene):
    keeper, taker = client_of(scene.keeper.officer), client_of(scene.taker.officer)
    case_id = scene.world.case.id
    sent = {"to_agency": str(scene.other.id), "reason": "lives_elsewhere"}
    assert keeper.post(f"/cases/{case_id}/transfer/", sent).status_code == 302
    transfer = _newest(scene)
    assert (
        "offered"
        in keeper.get(f"/cases/{case_id}/transfer/", headers={"accept-language": "en"}).content.decode()
    )
    place = f"/cases/offers/{transfer.id}/"
    assert place in taker.get("/").content.decode()
    with noted() as kinds:
        taker.get(place)
    assert kinds == ["cases.offer_read"]
    assert "CAS-10" in taker.post(place, {"answer": "no", "reason": ""}).content.decode()
    assert taker.post(place, {"answer": "yes"}).status_code == 302
    assert taker.get(f"/cases/{case_id}/").status_code == 200
    assert keeper.get(f"/cases/{case_id}/").status_code == 404
    assert keeper.get(place).status_code == 404


def _newest(scene):
    with acting(scene.keeper, now=LATER):
        return Transfer.objects.get()


# -- the body that keeps the case is named -----------------------------------------------------------------


class Named(Scene):
    """A shelter suspects the body that keeps the case."""

    def __init__(self):
        super().__init__()
        self.namer = cast.seen(Officer.objects.get(login="the-taker"), LATER)
        self.prosecutor = cast.seen(
            cast.officer(cast.body("Prosecution", Agency.Kind.PROSECUTION), "prosecutor"), LATER
        )
        self.ombudsman = cast.seen(
            cast.officer(cast.body("Ombudsman", Agency.Kind.OMBUDSMAN), "ombudsman"), LATER
        )

    def name(self, replacement):
        return blocking.name_involved(
            case=self.case(self.namer),
            agency=self.world.bodies["keeper"],
            replacement=replacement,
            by=self.namer,
            now=LATER,
        )


def test_naming_the_body_that_keeps_the_case_gives_it_to_a_body_with_no_part_in_it():
    scene = Named()
    case_id = scene.world.case.id
    block = scene.name(scene.taker.officer)
    assert sees(scene.keeper, case_id)  # a naming alone changes nothing
    blocking.confirm(block=block, by=scene.prosecutor, now=LATER)
    assert not sees(scene.keeper, case_id)
    assert sees(scene.taker, case_id)
    case = scene.case(scene.taker)
    assert (case.agency_id, case.owner_id) == (scene.other.id, scene.taker.officer.id)
    assert sees(scene.namer, case_id)
    with acting(scene.taker, now=LATER):
        owed = Clock.objects.filter(case_id=case_id, state="running", agency_id=scene.other.id)
        assert owed.exists()
    with acting(scene.ombudsman, now=LATER):
        review = Clock.objects.get(rule=blocking.REVIEW)
        assert review.agency_id == scene.ombudsman.agency_id
        assert review.due_at == LATER + dt.timedelta(hours=72)
        block.refresh_from_db()
    blocking.review(block=block, uphold=False, by=scene.ombudsman, now=LATER)
    assert scene.case(scene.taker).owner_id == scene.taker.officer.id  # given back by an act, never by itself


def test_nobody_gets_a_case_by_naming_who_keeps_it():
    scene = Named()
    shelter = cast.officer(scene.world.bodies["receiver"], "ngo_worker")
    police = cast.officer(cast.body("Police", Agency.Kind.POLICE), "supervisor")
    helper = cast.officer(scene.other, "psychologist")
    for person in (None, shelter, police, helper, scene.keeper.officer):
        assert refused(scene.name, person) == "BLK-06"
    accomplice = cast.seen(cast.officer(scene.other, "supervisor"), LATER)
    block = scene.name(scene.taker.officer)
    assert refused(blocking.confirm, block=block, by=accomplice, now=LATER) == "BLK-06"
    assert sees(scene.keeper, scene.world.case.id)


def test_a_replacement_who_can_no_longer_take_over_is_refused_and_nothing_changes():
    scene = Named()
    block = scene.name(scene.taker.officer)
    Agency.objects.filter(pk=scene.other.id).update(active_until=LATER)
    assert refused(blocking.confirm, block=block, by=scene.prosecutor, now=LATER) == "BLK-02"
    assert sees(scene.keeper, scene.world.case.id)


def asked_too(scene, body):
    """The body was asked about the decision of this case before."""
    with acting(scene.keeper, now=LATER):
        granting.give(
            File(case_id=scene.world.case.id),
            agency_id=body.id,
            level="asked",
            fields=["decisions.reasons", "decisions.status"],
            source_id=scene.world.ids["decision_id"],
            valid_from=LATER,
        )


def levels(viewer, case_id):
    with acting(viewer, now=LATER):
        live = AccessGrant.objects.filter(case_id=case_id, agency_id=viewer.agency_id, valid_until=None)
        return sorted(live.values_list("level", flat=True))


def test_who_gets_the_case_by_a_naming_keeps_nothing_of_having_been_asked():
    scene = Named()
    asked_too(scene, scene.other)
    blocking.confirm(block=scene.name(scene.taker.officer), by=scene.prosecutor, now=LATER)
    assert levels(scene.taker, scene.world.case.id) == ["owner"]


def test_who_gives_the_case_away_keeps_nothing_of_having_been_asked(scene):
    asked_too(scene, scene.world.bodies["keeper"])
    scene.take(scene.ask())
    assert not sees(scene.keeper, scene.world.case.id)
