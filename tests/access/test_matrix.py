"""Access against the hand-written oracle: functions and queries in full, over HTTP each role and page."""

from __future__ import annotations

import pytest

import cast
from access import oracle
from access import world as worlds
from qorgan.agencies.access import File, Refused, decide
from qorgan.agencies.models import Officer
from qorgan.agencies.permissions import VERBS
from qorgan.agencies.reading import Sealed
from qorgan.agencies.roles import ROLES
from qorgan.agencies.scope import acting
from qorgan.cases import queries as case_queries
from qorgan.cases.presenting import sealed_text
from qorgan.referrals.queries import services_of_case
from qorgan.reports import queries as report_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.build()


def test_the_oracle_and_the_code_know_the_same_roles_and_verbs():
    assert set(oracle.ROLES) == set(ROLES)
    assert set(oracle.VERB_NAMES.values()) == set(VERBS)


def test_every_role_verb_and_relation(world):
    wrong = []
    for relation in oracle.RELATIONS:
        for role in oracle.ROLES:
            viewer = world.viewer(role, relation)
            with acting(viewer, now=viewer.now):
                for thing, code in oracle.VERB_NAMES.items():
                    file = File(case_id=world.case.id)
                    if code.startswith("reports:") or thing == "open_case":
                        file = File(report_id=world.report.id)
                    said = bool(decide(viewer, code, file))
                    if said != oracle.allowed(role, thing, relation, shared=worlds.SHARED):
                        wrong.append((role, relation, code, said))
    assert wrong == []


def test_every_role_and_relation_sees_exactly_its_fields_of_a_case(world):
    wrong = []
    for relation in oracle.RELATIONS:
        for role in oracle.ROLES:
            seen = _case_fields(world, role, relation)
            expected = _expected(role, relation, "read_case")
            expected = None if expected is None else expected - {"report.narrative", "report.child"}
            if seen != expected:
                wrong.append(
                    (
                        role,
                        relation,
                        seen ^ expected if isinstance(seen, set) and isinstance(expected, set) else seen,
                    )
                )
    assert wrong == []


def test_every_role_and_relation_sees_exactly_its_fields_of_a_report(world):
    wrong = []
    for relation in oracle.RELATIONS:
        for role in oracle.ROLES:
            seen = _report_fields(world, role, relation)
            expected = _expected(role, relation, "read_report")
            expected = None if expected is None else expected & {"report.narrative", "report.child"}
            if seen != expected:
                wrong.append((role, relation, seen, expected))
    assert wrong == []


def _expected(role, relation, thing):
    if not oracle.allowed(role, thing, relation, shared=worlds.SHARED):
        return None
    shared = worlds.SHARED | worlds.ALWAYS_SHARED
    return oracle.fields(role, relation, enforcement=False, shared=shared) & set(worlds.CANARIES)


def _case_fields(world, role, relation):
    """The canaries a case page opens for this officer; None when the page is refused."""
    viewer = world.viewer(role, relation)
    with acting(viewer, now=viewer.now):
        try:
            page = case_queries.page(viewer, world.case.id, purpose="protection")
        except Refused:
            return None
        services = services_of_case(page.look, world.case.id)
    values = [page.summary, page.contact]
    values += [page.place.address] if page.place else []
    values += [each.narrative for each in page.events]
    values += [each.reasons for each in page.decisions or []]
    values += [each.note for each in services]
    if page.child:
        values += [page.child.birth, page.child.needs_note, *(name.name for name in page.child.names)]
    text = " ".join(filter(None, (sealed_text(v) for v in values if isinstance(v, Sealed))))
    found = {code for code, canary in worlds.CANARIES.items() if canary in text}
    # the message of a referral and documents have pages of their own: probed over HTTP
    return found | ({"referral.note", "documents.files"} & set(page.look.decision.fields))


def _report_fields(world, role, relation):
    viewer = world.viewer(role, relation)
    with acting(viewer, now=viewer.now):
        try:
            page = report_queries.page(viewer, world.report.id, purpose="protection")
        except Refused:
            return None
    found = set()
    if page.narrative is not None and page.narrative.value == worlds.CANARIES["report.narrative"]:
        found.add("report.narrative")
    if page.child is not None and page.child.value["description"] == worlds.CANARIES["report.child"]:
        found.add("report.child")
    return found


def test_a_receiver_does_not_see_where_else_the_child_is_helped(world):
    for relation, expected in (("receiver", 0), ("keeper", 1)):
        viewer = world.viewer("ngo_worker", relation)
        with acting(viewer, now=viewer.now):
            page = case_queries.page(viewer, world.case.id, purpose="service")
            assert len(services_of_case(page.look, world.case.id)) == expected


def test_the_search_names_nobody_to_a_body_whose_referral_does_not_share_the_name(world):
    from qorgan.agencies.granting import give
    from qorgan.children import queries as child_queries

    viewer = world.viewer("ngo_worker", "sender")
    keeper = cast.seen(Officer.objects.get(login="the-keeper"))
    with acting(keeper, now=worlds.NOW):
        for fields, found in ((["child.age"], 0), (["child.names"], 1)):
            give(
                File(case_id=world.case.id),
                agency_id=viewer.agency_id,
                level="referral",
                officer_id=viewer.officer.id,
                fields=fields,
                valid_from=worlds.NOW,
            )
            with acting(viewer, now=viewer.now):
                hits = child_queries.search(
                    viewer, names=f"{worlds.CANARIES['child.names']} Бала", birth_year=2014
                )
            assert [hit.birth for hit in hits] == [""] * found
