"""The linker: bands, what binds it, whom it may not reach, and what it may read at all."""

from __future__ import annotations

import datetime as dt

import linking_scene as scene
import pytest
from django.db import DatabaseError, connection
from linking_scene import CYRILLIC, DAY, LATIN, NOW, OTHER_DAY, STRANGER, keeper, lawful, opened, run
from procrastinate.contrib.django.models import ProcrastinateJob

import cast
from qorgan.agencies.models import AccessBlock, Agency
from qorgan.agencies.scope import acting
from qorgan.children import actions as children
from qorgan.children.models import Child
from qorgan.config.database import LINKER, separate_connection
from qorgan.journal.models import Entry
from qorgan.linking import actions, matching, queries, rules
from qorgan.linking.models import Hit, Likeness, Run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mine():
    return keeper()


@pytest.fixture
def theirs():
    return keeper("Shelter", Agency.Kind.SHELTER, "ngo_worker")


def files(viewer, case):
    with acting(viewer, now=NOW):
        return queries.files(viewer, case.id)


def queue(viewer):
    with acting(viewer, now=NOW):
        return [each.row for each in queries.queue(viewer)]


def hits(viewer, case):
    return [(each.hit.band, each.hit.flags) for each in files(viewer, case).found]


def test_nothing_runs_without_a_legal_basis(mine):
    first = opened(mine, CYRILLIC)
    opened(mine, LATIN)
    assert run(first) is None
    lawful()
    assert run(first).found == 1
    actions.state_basis(in_force=False, provision="", by=scene.protector(), now=NOW + dt.timedelta(hours=1))
    assert run(opened(mine, CYRILLIC), now=NOW + dt.timedelta(hours=2)) is None


def test_a_stated_basis_compares_everybody_once(mine):
    lawful()
    names = {job.task_name for job in ProcrastinateJob.objects.all()}
    assert names == {"qorgan.linking.tasks.catch_up"}


def test_the_same_body_gets_a_pair_in_its_queue_and_no_stranger(mine):
    lawful()
    first, second = opened(mine, CYRILLIC), opened(mine, LATIN)
    opened(mine, STRANGER, birth=OTHER_DAY)
    done = run(second, mine)
    assert (done.found, done.hits) == (1, 0)
    (row,) = queue(mine)
    assert set(row.both()) == {first.id, second.id}
    assert row.band in ("likely", "possible")
    assert row.model
    assert Child.objects.count() == 0  # outside a scope nobody sees anything; both rows are still there:
    with acting(mine, now=NOW):
        assert Child.objects.count() == 3


def test_another_body_is_only_a_hit_with_band_and_codes(mine, theirs):
    lawful()
    case, other = opened(mine, LATIN), opened(theirs, CYRILLIC)
    assert run(case, mine).hits == 1
    ((band, flags),) = hits(mine, case)
    assert band in ("likely", "possible")
    assert set(flags) <= {"sibling", "twin", "made_older"}
    assert queue(mine) == []
    told = {field.name for field in Hit._meta.fields}
    assert told == {"id", "case_id", "band", "flags", "model", "found_at"}
    with acting(mine, now=NOW):
        assert str(other.id) not in str(list(Hit.objects.values()))
    assert hits(theirs, other) == []  # the other side is asked nothing and told no more than its journal
    with acting(theirs, now=NOW):
        (entry,) = Entry.objects.filter(case_id=other.id, kind="linking.was_hit")
        assert (entry.actor_id, entry.agency_id, entry.detail) == (None, None, {})


def test_whose_record_a_hit_is_the_application_cannot_read(mine, theirs):
    lawful()
    case = opened(mine, LATIN)
    opened(theirs, CYRILLIC)
    run(case, mine)
    for query in ("SELECT * FROM linking_hittarget", "SELECT fingerprint FROM linking_run"):
        with pytest.raises(DatabaseError), acting(mine, now=NOW), connection.cursor() as cursor:
            cursor.execute(query)


def test_only_a_new_name_brings_a_new_run(mine):
    lawful()
    case = opened(mine, LATIN)
    assert run(case, mine) is not None
    assert run(case, mine, now=NOW + dt.timedelta(hours=1)) is None
    with acting(mine, now=NOW):
        child = Child.objects.select_related("key").get(case_id=case.id)
    children.change(child=child, version=child.version, facts={"names": [CYRILLIC]}, by=mine, now=NOW)
    assert run(case, mine, now=NOW + dt.timedelta(hours=2)) is not None


def test_a_no_binds_later_runs_until_a_person_reopens_it(mine):
    lawful()
    first, second = opened(mine, CYRILLIC), opened(mine, LATIN)
    run(second, mine)
    pair = {"case_id": first.id, "other_id": second.id, "by": mine}
    actions.judge(verdict="different", reason="Invented.", now=NOW, **pair)
    assert queue(mine) == []
    run(first, mine, now=NOW + dt.timedelta(hours=1))
    assert queue(mine) == []
    assert run(first, mine, now=NOW + dt.timedelta(hours=2)) is None
    actions.judge(verdict="reopened", reason="A paper was found.", now=NOW + dt.timedelta(hours=3), **pair)
    assert len(queue(mine)) == 1


def test_a_machine_pair_that_is_no_longer_alike_leaves_the_queue(mine):
    lawful()
    opened(mine, CYRILLIC)
    case = opened(mine, LATIN)
    run(case, mine)
    assert len(queue(mine)) == 1
    with acting(mine, now=NOW):
        child = Child.objects.select_related("key").get(case_id=case.id)
        child.names.update(withdrawn_at=NOW)
    facts = {"names": [STRANGER], "birth": OTHER_DAY}
    children.change(child=child, version=child.version, facts=facts, by=mine, now=NOW)
    run(case, mine, now=NOW + dt.timedelta(hours=1))
    assert queue(mine) == []
    assert Likeness.objects.count() == 0


def test_a_child_without_identity_stays_out_until_a_person_opts_in(mine):
    lawful()
    opened(mine, CYRILLIC, sex="male", mother="Айгүл Ойдантуғанова")
    nameless = opened(mine, sex="male", mother="Aigul Oidantuganova", code="known as 7")
    assert run(nameless, mine).held == Run.Held.NO_IDENTITY
    assert files(mine, nameless).alike == []
    actions.choose(
        case_id=nameless.id, part="in", reason="Invented.", by=mine, now=NOW + dt.timedelta(hours=1)
    )
    done = run(nameless, mine, now=NOW + dt.timedelta(hours=2))
    assert done.held == ""
    assert done.found == 1


@pytest.mark.parametrize("part", ["body", "out"])
def test_a_hidden_child_is_no_hit_for_others(mine, theirs, part):
    lawful()
    hidden = opened(theirs, CYRILLIC)
    actions.choose(case_id=hidden.id, part=part, reason="In danger.", by=theirs, now=NOW)
    case = opened(mine, LATIN)
    assert run(case, mine).hits == 0
    assert hits(mine, case) == []
    twin = opened(theirs, LATIN)
    assert run(twin, theirs).found == (1 if part == "body" else 0)


@pytest.mark.parametrize("state", ["asked", "provisional", "upheld"])
def test_a_case_with_a_naming_is_no_hit_for_others(mine, theirs, state):
    lawful()
    other = opened(theirs, CYRILLIC)
    with acting(theirs, now=NOW):
        AccessBlock.objects.create(
            case_id=other.id,
            agency=mine.officer.agency,
            state=state,
            asked_by=theirs.officer,
            asked_at=NOW,
            **cast.BY_ACT,
        )
    assert run(opened(mine, LATIN), mine).hits == 0


@pytest.mark.parametrize("kind", [Agency.Kind.POLICE, Agency.Kind.PROSECUTION, Agency.Kind.MIGRATION])
def test_enforcement_and_migration_get_no_answer_about_others(theirs, kind):
    lawful()
    police = keeper("Police", kind, "supervisor")
    opened(theirs, CYRILLIC)
    done = run(opened(police, LATIN), police)
    assert (done.held, done.hits) == (Run.Held.KIND, 0)


def test_planted_children_get_few_answers(mine, theirs):
    lawful()
    opened(theirs, CYRILLIC)
    for _ in range(rules.OFFICER_A_DAY):
        assert run(opened(mine, STRANGER, birth=OTHER_DAY), mine).held == ""
    probe = opened(mine, LATIN)
    held = run(probe, mine)
    assert (held.held, held.hits) == (Run.Held.OFFICER, 0)
    assert hits(mine, probe) == []
    assert run(opened(mine, LATIN), scene.colleague(mine)).held == ""
    tomorrow = NOW + dt.timedelta(days=1, minutes=1)
    with scene.as_linker():
        assert matching.waiting(now=NOW) == []
        assert matching.waiting(now=tomorrow) == [(probe.id, mine.officer.id)]
    assert run(probe, mine, now=tomorrow).hits == 1


def test_one_case_cannot_try_name_after_name(mine, theirs):
    lawful()
    opened(theirs, CYRILLIC)
    case, at = opened(mine, STRANGER, birth=OTHER_DAY), NOW
    for number in range(rules.CASE_A_MONTH + 1):
        at += dt.timedelta(days=1)
        done = run(case, mine, now=at)
        assert (done.held == "") == (number < rules.CASE_A_MONTH)
        with acting(mine, now=at):
            child = Child.objects.select_related("key").get(case_id=case.id)
        name = {**STRANGER, "surname": ("Тасқалиева", "Құмшықова", "Еленова", "Нарғозы")[number]}
        children.change(child=child, version=child.version, facts={"names": [name]}, by=mine, now=at)


def test_the_linker_reads_identities_and_nothing_else_of_a_file(mine):
    case = opened(mine, CYRILLIC)
    closed = (
        "cases_case", "cases_place", "cases_event", "cases_eventcase", "cases_statusdecision", "reports_report",
        "documents_document", "referrals_referral", "children_consent", "children_hold", "children_searchtoken",
        "agencies_accessblock",
    )  # fmt: skip
    with separate_connection(LINKER) as other, other.cursor() as cursor:
        for table in closed:
            with pytest.raises(DatabaseError, match="permission denied"):
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (a list above)
        for column in ("sealed_needs", "sealed_code", "conflict_of_interest"):
            with pytest.raises(DatabaseError, match="permission denied"):
                cursor.execute(f"SELECT {column} FROM children_child")  # noqa: S608
        cursor.execute("SELECT DISTINCT kind FROM keyring_wrappedkey")
        assert cursor.fetchall() == [("person",)]
        cursor.execute("SELECT case_id FROM children_child")
        assert cursor.fetchall() == [(case.id,)]
        for query in ("UPDATE children_child SET sex = ''", "DELETE FROM linking_run", "SET ROLE qorgan_app"):
            with pytest.raises(DatabaseError):
                cursor.execute(query)


def test_no_table_the_matching_reads_knows_a_suspect_a_parent_or_an_officer_named():
    """What the linker may read at all, column by column: adding a table here is a decision."""
    with separate_connection(LINKER) as other, other.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.column_privileges WHERE grantee = 'qorgan_linker'"
            " AND privilege_type = 'SELECT' AND table_name NOT LIKE 'procrastinate%'"
        )
        tables = {row[0] for row in cursor.fetchall()}
    assert tables == {
        "children_child", "children_childname", "keyring_wrappedkey",
        "agencies_accessgrant", "agencies_agency", "agencies_officer",
        "linking_basis", "linking_choice", "linking_judgement", "linking_run", "linking_likeness", "linking_hit",
        "linking_hittarget", "linking_question", "linking_asked", "linking_reply", "linking_answer",
        "journal_seal", "journal_head", "django_migrations", "django_content_type",
    }  # fmt: skip


def test_the_job_is_the_same_whoever_the_child_is(mine, theirs):
    opened(theirs, CYRILLIC)
    ProcrastinateJob.objects.all()
    before = set(ProcrastinateJob.objects.values_list("id", flat=True))
    known, unknown = opened(mine, LATIN), opened(mine, STRANGER, birth=DAY)
    jobs = ProcrastinateJob.objects.exclude(id__in=before).order_by("id")
    assert [(job.task_name, job.queue_name, set(job.args)) for job in jobs] == [
        ("qorgan.linking.tasks.match", "linking", {"case_id", "officer_id"})
    ] * 2
    assert [job.args["case_id"] for job in jobs] == [str(known.id), str(unknown.id)]
