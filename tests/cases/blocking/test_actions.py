"""An officer or body named as involved: two bodies, the replacement keeps the case at once, review outside both."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

import cast
from access import probing
from access import world as worlds
from qorgan.agencies.access import Refused
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency, Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.scope import acting
from qorgan.cases import actions
from qorgan.cases import queries as case_queries
from qorgan.cases.blocking import actions as blocking
from qorgan.cases.blocking import queries as blocking_queries
from qorgan.children import queries as child_queries
from qorgan.deadlines import queries as clock_queries
from qorgan.deadlines.models import Clock
from qorgan.journal.models import Entry
from qorgan.referrals.models import Referral
from qorgan.reports import queries as report_queries

pytestmark = pytest.mark.django_db
NOW = cast.NOW
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def scene():
    return Scene()


class Scene:
    """The world of the access tests, its keeper suspected, and the people who can do something about it."""

    def __init__(self):
        self.world = worlds.build()
        bodies = self.world.bodies
        self.keeper = Officer.objects.get(login="the-keeper")
        self.colleague = cast.officer(bodies["keeper"], "guardianship", name="the-colleague")
        self.namer = cast.seen(Officer.objects.get(login="the-taker"), LATER)
        self.prosecution = cast.body("Prosecution", Agency.Kind.PROSECUTION)
        self.confirmer = cast.seen(cast.officer(self.prosecution, "prosecutor"), LATER)
        self.ombudsman_body = cast.body("Ombudsman", Agency.Kind.OMBUDSMAN)
        self.reviewer = cast.seen(cast.officer(self.ombudsman_body, "ombudsman"), LATER)

    def case(self, viewer):
        with acting(viewer, now=LATER):
            return case_queries.find(viewer, self.world.case.id)

    def name(self, **changes):
        given = {"officer": self.keeper, "replacement": self.colleague} | changes
        return blocking.name_involved(case=self.case(self.namer), **given, by=self.namer, now=LATER)

    def confirmed(self, **changes):
        return blocking.confirm(block=self.name(**changes), by=self.confirmer, now=LATER)


def sees(viewer, case_id):
    with acting(viewer, now=viewer.now):
        try:
            case_queries.page(viewer, case_id)
        except Refused:
            return False
    return True


def outcome(act, **given):
    """The state of what came of it, or the code of the refusal."""
    try:
        return act(**given).state
    except CannotDo as problem:
        return problem.code


def refused(act, **given):
    """The code of the refusal; there must be one."""
    with pytest.raises(CannotDo) as problem:
        act(**given)
    return problem.value.code


def test_a_naming_alone_changes_nothing(scene):
    """A corrupt officer cannot cut off a shelter or a lawyer alone: nothing happens until another body agrees."""
    shelter = scene.world.bodies["receiver"]
    keeper = cast.seen(scene.keeper, LATER)
    blocking.name_involved(case=scene.case(keeper), agency=shelter, by=keeper, now=LATER)
    assert sees(scene.namer, scene.world.case.id)
    with acting(scene.confirmer, now=LATER):
        block = AccessBlock.objects.get()
    boss = cast.seen(cast.officer(scene.world.bodies["keeper"], "supervisor"), LATER)
    for accomplice in (boss, cast.seen(cast.officer(shelter, "supervisor"), LATER)):
        with pytest.raises(CannotDo) as refused:
            blocking.confirm(block=block, by=accomplice, now=LATER)
        assert refused.value.code == "BLK-03"
    with pytest.raises(Refused):
        blocking.confirm(block=block, by=keeper, now=LATER)
    assert sees(scene.namer, scene.world.case.id)


def test_the_one_named_loses_the_case_and_the_replacement_keeps_it(scene):
    case_id, keeper, colleague = (
        scene.world.case.id,
        cast.seen(scene.keeper, LATER),
        cast.seen(scene.colleague, LATER),
    )
    assert sees(keeper, case_id)
    scene.confirmed()
    assert not sees(keeper, case_id)
    with acting(keeper, now=LATER):
        assert case_queries.listed(keeper, state="") == []
        assert report_queries.inbox(keeper) == []
        assert (
            child_queries.search(keeper, names=f"{worlds.CANARIES['child.names']} Бала", birth_year=2014)
            == []
        )
        assert clock_queries.tasks(keeper) == []
        with pytest.raises(Refused):
            report_queries.page(keeper, scene.world.report.id)
    case = scene.case(colleague)
    assert case.owner_id == scene.colleague.id
    with acting(colleague, now=LATER):
        owed = Clock.objects.filter(case_id=case_id, agency_id=case.agency_id, state="running")
        assert owed.exists()
        personal = owed.exclude(rule=clock_queries.SECOND)  # that of any second person is nobody's alone
        assert {clock.officer_id for clock in personal} == {scene.colleague.id}
        assert {r.return_to_id for r in Referral.objects.filter(case_id=case_id)} == {scene.colleague.id}
    actions.change(case=case, version=case.version, summary="Invented: kept on.", by=colleague, now=LATER)


@pytest.mark.parametrize("ends", [None, LATER + dt.timedelta(days=5)])
def test_whoever_took_a_referral_is_replaced_also_where_its_end_is_known(scene, ends):
    taker, keeper = scene.namer.officer, cast.seen(scene.keeper, LATER)
    mate = cast.officer(taker.agency, "ngo_worker")
    with acting(keeper, now=LATER):
        grant = AccessGrant.objects.get(case_id=scene.world.case.id, level="referral", officer=taker)
        AccessGrant.objects.filter(pk=grant.pk).update(valid_until=ends)
    given = {"case": scene.case(keeper), "officer": taker}
    assert refused(blocking.name_involved, **given, replacement=None, by=keeper, now=LATER) == "BLK-02"
    block = blocking.name_involved(**given, replacement=mate, by=keeper, now=LATER)
    blocking.confirm(block=block, by=scene.confirmer, now=LATER)
    with acting(keeper, now=LATER):
        grant.refresh_from_db()
    assert (grant.officer_id, grant.valid_until) == (mate.id, ends)


def test_the_one_named_is_not_told_why(scene):
    client = probing.client_of(scene.keeper)
    scene.world.ids["case_id"] = scene.world.case.id
    before = client.get(reverse("cases:show", args=[scene.world.case.id]))
    assert before.status_code == 200
    scene.confirmed()
    gone = client.get(reverse("cases:show", args=[scene.world.case.id]))
    assert gone.status_code == 404
    assert probing.alike(scene.world, client, "cases:show")
    assert probing.alike(scene.world, client, "reports:show")
    keeper = cast.seen(scene.keeper, LATER)
    with acting(keeper, now=LATER):
        told = Entry.objects.filter(kind__startswith="blocks.")
        assert not told.exists()


def test_seventy_two_hours_to_review_run_from_the_confirmation(scene):
    block = scene.confirmed()
    with acting(scene.reviewer, now=LATER):
        clock = Clock.objects.get(subject_id=block.id)
        assert clock.rule == blocking.REVIEW
        assert clock.agency_id == scene.ombudsman_body.id
        assert clock.due_at - LATER == dt.timedelta(hours=72)
        assert clock.number == scene.world.case.number
    blocking.review(block=block, uphold=True, by=scene.reviewer, now=LATER)
    with acting(scene.reviewer, now=LATER):
        assert Clock.objects.get(subject_id=block.id).state == "met"
    assert not sees(cast.seen(scene.keeper, LATER), scene.world.case.id)


def test_a_lifted_naming_gives_sight_back_and_not_the_case(scene):
    block = scene.confirmed()
    blocking.review(block=block, uphold=False, by=scene.reviewer, now=LATER)
    keeper = cast.seen(scene.keeper, LATER)
    assert sees(keeper, scene.world.case.id)
    assert scene.case(keeper).owner_id == scene.colleague.id


def test_a_prosecutor_elsewhere_may_review_and_the_clock_of_the_ombudsman_stops(scene):
    block = scene.confirmed()
    other = cast.seen(cast.officer(cast.body("Other", Agency.Kind.PROSECUTION), "prosecutor"), LATER)
    blocking.review(block=block, uphold=True, by=other, now=LATER)
    with acting(scene.reviewer, now=LATER):
        assert Clock.objects.get(subject_id=block.id).state == "met"


def test_a_body_named_loses_the_case_with_all_its_officers(scene):
    keeper, shelter = cast.seen(scene.keeper, LATER), scene.world.bodies["receiver"]
    block = blocking.name_involved(case=scene.case(keeper), agency=shelter, by=keeper, now=LATER)
    blocking.confirm(block=block, by=scene.confirmer, now=LATER)
    assert not sees(scene.namer, scene.world.case.id)
    with acting(scene.namer, now=LATER):
        assert not Referral.objects.exists()


RULING = blocking.ProceduralAct("court", "0000-26-00-1/1", NOW.date())  # invented


def test_a_procedural_act_stands_for_the_second_body(scene):
    """Access ends at once, the replacement keeps the case, and the review runs as for any other naming."""
    block = scene.name(procedural=RULING, ground="procedural")
    assert (block.state, block.confirmed_by, block.act_number) == ("provisional", None, RULING.number)
    assert not sees(cast.seen(scene.keeper, LATER), scene.world.case.id)
    assert scene.case(cast.seen(scene.colleague, LATER)).owner_id == scene.colleague.id
    with acting(scene.reviewer, now=LATER):
        clock = Clock.objects.get(subject_id=block.id)
        assert (clock.agency_id, clock.due_at - LATER) == (scene.ombudsman_body.id, dt.timedelta(hours=72))
    with pytest.raises(CannotDo) as refused:  # nothing waits for a second body
        blocking.confirm(block=block, by=scene.confirmer, now=LATER)
    assert refused.value.code == "BLK-04"
    with pytest.raises(Refused):  # the one who named does not review
        blocking.review(block=block, uphold=True, by=scene.namer, now=LATER)
    blocking.review(block=block, uphold=False, by=scene.reviewer, now=LATER)
    assert sees(cast.seen(scene.keeper, LATER), scene.world.case.id)


@pytest.mark.parametrize(
    "act",
    [
        RULING._replace(number="  "),
        RULING._replace(number="\u200b"),
        RULING._replace(number="no digit"),
        RULING._replace(number="1 Surname"),
        RULING._replace(on=NOW.date() + dt.timedelta(days=2)),
        RULING._replace(on=dt.date(1990, 1, 1)),
    ],
)
def test_an_act_that_cannot_be_looked_up_changes_nothing(scene, act):
    assert refused(scene.name, procedural=act) == "BLK-07"
    assert sees(cast.seen(scene.keeper, LATER), scene.world.case.id)


def test_an_act_alone_moves_no_case_to_another_body(scene):
    taker = cast.officer(cast.body("Elsewhere", Agency.Kind.GUARDIANSHIP), "guardianship")
    whole = {"officer": None, "agency": scene.world.bodies["keeper"], "replacement": taker}
    assert refused(scene.name, **whole, procedural=RULING) == "BLK-08"
    assert scene.name(**whole).state == "asked"


def test_a_colleague_cannot_take_the_case_by_an_act_alone(scene):
    colleague = cast.seen(scene.colleague, LATER)
    given = {"case": scene.case(colleague), "officer": scene.keeper, "replacement": scene.colleague}
    assert refused(blocking.name_involved, **given, procedural=RULING, by=colleague, now=LATER) == "BLK-08"
    assert sees(cast.seen(scene.keeper, LATER), scene.world.case.id)


@pytest.mark.parametrize(("kind", "issuer"), [("Prosecution", "prosecutor"), ("Court", "court")])
def test_an_act_of_ones_own_office_is_not_enough(scene, kind, issuer):
    Agency.objects.filter(pk=scene.world.bodies["keeper"].pk).update(kind=kind)
    keeper = cast.seen(Officer.objects.select_related("agency").get(pk=scene.keeper.pk), LATER)
    mate = cast.officer(scene.world.bodies["receiver"], "ngo_worker", name="mate")
    given = {"case": scene.case(keeper), "officer": scene.namer.officer, "replacement": mate}
    given |= {"by": keeper, "now": LATER}
    assert refused(blocking.name_involved, **given, procedural=RULING._replace(issuer=issuer)) == "BLK-08"
    assert sees(scene.namer, scene.world.case.id)
    other = RULING._replace(issuer={"court": "prosecutor", "prosecutor": "court"}[issuer])
    blocking.name_involved(**given, procedural=other)
    assert not sees(scene.namer, scene.world.case.id)


def test_an_act_alone_cuts_off_no_whole_body(scene):
    keeper, shelter = cast.seen(scene.keeper, LATER), scene.world.bodies["receiver"]
    given = {"case": scene.case(keeper), "agency": shelter, "procedural": RULING, "by": keeper, "now": LATER}
    assert refused(blocking.name_involved, **given) == "BLK-08"
    assert sees(scene.namer, scene.world.case.id)


@pytest.mark.parametrize("uphold", [None, False])
def test_what_a_review_opened_is_not_closed_again_by_an_act_alone(scene, uphold):
    """Neither for the same officer, nor for the next of the same body, nor with the same person's next act."""
    block = scene.name(procedural=RULING)
    if uphold is not None:
        blocking.review(block=block, uphold=uphold, by=scene.reviewer, now=LATER)
    boss = cast.officer(scene.world.bodies["keeper"], "supervisor", name="boss")
    elsewhere = cast.officer(scene.world.bodies["stranger"], "guardianship", name="elsewhere")
    for officer, replacement in ((scene.keeper, scene.colleague), (boss, None), (elsewhere, None)):
        given = {"officer": officer, "replacement": replacement, "procedural": RULING}
        assert refused(scene.name, **given) == "BLK-08"


def test_whoever_is_named_in_a_case_decides_nothing_about_others_there(scene):
    scene.confirmed(officer=scene.reviewer.officer, replacement=None)
    block = scene.confirmed()
    assert refused(blocking.review, block=block, uphold=False, by=scene.reviewer, now=LATER) == "BLK-03"
    asked = scene.name(officer=cast.officer(scene.world.bodies["keeper"], "psychologist"), replacement=None)
    second = scene.confirmer
    with acting(second, now=LATER):
        before = {each.pk for each in blocking_queries.to_confirm(second)}
    assert asked.pk in before
    other = cast.seen(cast.officer(cast.body("Other", Agency.Kind.PROSECUTION), "prosecutor"), LATER)
    blocking.confirm(block=scene.name(officer=second.officer, replacement=None), by=other, now=LATER)
    with acting(second, now=LATER):
        assert blocking_queries.to_confirm(second) == []
    assert refused(blocking.confirm, block=asked, by=second, now=LATER) == "BLK-03"


def test_none_is_confirmed_that_would_leave_nobody_who_answers(scene):
    """The officer may have got the case after the naming was asked."""
    block = scene.name(officer=scene.colleague, replacement=None)
    boss = cast.seen(cast.officer(scene.world.bodies["keeper"], "supervisor", name="boss"), LATER)
    actions.assign(case=scene.case(boss), to=scene.colleague, by=boss, now=LATER)
    assert refused(blocking.confirm, block=block, by=scene.confirmer, now=LATER) == "BLK-02"
    assert sees(cast.seen(scene.colleague, LATER), scene.world.case.id)


def test_who_may_no_longer_review_is_not_asked_to(scene):
    """The role ended; another role that holds does not make up for it."""
    live = scene.reviewer.officer.assignments
    live.update(valid_until=NOW)
    live.create(role="analyst", valid_from=NOW)
    block = scene.name(procedural=RULING)
    with acting(scene.confirmer, now=LATER):
        assert Clock.objects.get(subject_id=block.id).agency_id == scene.prosecution.id


def test_an_act_alone_needs_somebody_outside_who_reviews(scene):
    Agency.objects.filter(kind__in=["Ombudsman", "Prosecution"]).update(active_until=NOW)
    assert refused(scene.name, procedural=RULING) == "BLK-08"


def test_the_same_sheet_sent_twice_names_once(scene):
    token = uuid4()
    first, second = (scene.name(procedural=RULING, form_token=token) for _ in range(2))
    assert first.pk == second.pk == token
    with acting(scene.reviewer, now=LATER):
        assert Clock.objects.filter(subject_kind="block").count() == 1


def test_who_is_named_learns_nothing_by_naming_a_colleague(scene):
    """A refusal that came only after one has been named would tell it, and leave no trace."""
    suspect = cast.seen(scene.keeper, LATER)
    given = {"case": scene.case(suspect), "officer": scene.colleague, "replacement": scene.keeper}
    acts = (None, RULING, RULING._replace(issuer="prosecutor"))

    def answers():
        told = []
        for act in acts:
            with transaction.atomic():
                told.append(outcome(blocking.name_involved, **given, procedural=act, by=suspect, now=LATER))
                transaction.set_rollback(True)
        return told

    before = answers()
    scene.name()
    assert answers() == before


def test_who_takes_over_can_do_the_work(scene):
    interpreter = cast.officer(scene.world.bodies["keeper"], "interpreter")
    assert refused(scene.name, replacement=interpreter) == "BLK-02"
    assert refused(scene.name, replacement=interpreter, procedural=RULING) == "BLK-02"


def test_the_database_lets_no_naming_take_effect_without_a_second_body_or_an_act(scene):
    block = scene.name()
    row = AccessBlock.objects.filter(pk=block.pk)
    for change in (
        {"state": "provisional"},
        {"state": "upheld"},
        {"state": "provisional", "act_number": "1"},
    ):
        with acting(scene.confirmer, now=LATER), pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    act = {"act_issuer": "court", "act_number": "1", "act_on": NOW.date()}
    for change in (act | {"state": "provisional"}, {"replacement": None}, {"officer": scene.colleague}):
        with acting(scene.namer, now=LATER), pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)  # a naming stays as it was asked
    effective = scene.name(procedural=RULING)
    later = LATER + dt.timedelta(seconds=1)
    with acting(scene.namer, now=later), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT qorgan_naming_takes_effect(%s)", [effective.id])


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("BLK-01", {"officer": "namer", "replacement": None}),
        ("BLK-01", {"officer": None, "agency": "receiver", "replacement": None}),
        ("BLK-02", {"replacement": None}),
        ("BLK-02", {"replacement": "keeper"}),
        ("BLK-02", {"replacement": "stranger"}),
        ("BLK-05", {"officer": None, "replacement": None}),
        ("BLK-05", {"agency": "sender"}),
        ("BLK-06", {"officer": None, "agency": "keeper", "replacement": None}),
    ],
)
def test_namings_that_are_refused(scene, code, changes):
    people = {
        "namer": scene.namer.officer,
        "keeper": scene.keeper,
        "stranger": scene.world.officers["guardianship", "stranger"],
    }
    given = {
        key: (scene.world.bodies if key == "agency" else people).get(value, value)
        for key, value in changes.items()
    }
    with pytest.raises(CannotDo) as refused:
        scene.name(**given)
    assert refused.value.code == code


def test_what_does_not_wait_is_not_confirmed_or_reviewed_again(scene):
    asked = scene.name()
    with pytest.raises(CannotDo) as refused:
        blocking.review(block=asked, uphold=True, by=scene.reviewer, now=LATER)
    assert refused.value.code == "BLK-04"
    in_force = blocking.confirm(block=asked, by=scene.confirmer, now=LATER)
    stale = AccessBlock(
        pk=asked.pk, case_id=asked.case_id, state="asked", asked_by=asked.asked_by, officer=scene.keeper
    )
    for block in (in_force, stale):
        with pytest.raises(CannotDo) as refused:
            blocking.confirm(block=block, by=scene.confirmer, now=LATER)
        assert refused.value.code == "BLK-04"
    for party in (scene.confirmer,):
        with pytest.raises(CannotDo) as refused:
            blocking.review(block=in_force, uphold=False, by=party, now=LATER)
        assert refused.value.code == "BLK-03"


def test_a_replacement_who_left_meanwhile_is_refused(scene):
    block = scene.name()
    Officer.objects.filter(pk=scene.colleague.pk).update(is_active=False)
    with acting(scene.confirmer, now=LATER):
        block = AccessBlock.objects.get(pk=block.pk)
    with pytest.raises(CannotDo) as refused:
        blocking.confirm(block=block, by=scene.confirmer, now=LATER)
    assert refused.value.code == "BLK-02"
    assert sees(cast.seen(scene.keeper, LATER), scene.world.case.id)


def test_the_function_of_the_owner_serves_only_who_has_just_confirmed(scene):
    block = scene.name()
    for viewer in (scene.namer, scene.confirmer, cast.seen(scene.colleague, LATER), None):
        for query in ("SELECT qorgan_naming_takes_effect(%s)", "SELECT qorgan_naming_reviewed(%s)"):
            with acting(viewer, now=LATER), pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute(query, [block.id])
    blocking.confirm(block=block, by=scene.confirmer, now=LATER)
    with acting(scene.namer, now=LATER), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT qorgan_naming_takes_effect(%s)", [block.id])


def test_the_one_named_cannot_lift_the_naming(scene):
    block = scene.confirmed()
    for person in (scene.keeper,):
        viewer = cast.seen(person, LATER)
        with acting(viewer, now=LATER):
            assert AccessBlock.objects.filter(pk=block.pk).update(state="lifted") == 0
    assert not sees(cast.seen(scene.keeper, LATER), scene.world.case.id)
