"""Candidate lists leak nothing: every role in every relation, over queries and pages, against the oracle."""

from __future__ import annotations

import re

import linking_scene as scene
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from linking_scene import CYRILLIC, DAY, LATIN, NOW, STRANGER, lawful, opened, run

import cast
from access import oracle, probing
from access import world as worlds
from qorgan.agencies.access import File, Refused
from qorgan.agencies.granting import give
from qorgan.agencies.models import Officer
from qorgan.agencies.scope import acting
from qorgan.linking import comparing, queries
from qorgan.linking.models import Hit, Likeness

CANARY = worlds.CANARIES["child.names"]
NAME = {"kind": "used", "surname": CANARY, "given": "Бала", "patronymic": ""}
BORN = {"kind": "estimated", "from": "2014", "to": "2014"}


@pytest.mark.django_db(transaction=True)
def test_every_role_and_relation_sees_exactly_its_candidates():
    """The keeper's two cases look alike, and a stranger's case does too: 0 leaks in lists, pairs, hits and pages."""
    world = worlds.build()
    lawful()
    keeper = cast.seen(Officer.objects.get(login="the-keeper"))
    twin = opened(keeper, NAME, birth=BORN, now=worlds.NOW)
    outsider = cast.seen(cast.officer(world.bodies["stranger"], "guardianship"))
    elsewhere = opened(outsider, NAME, birth=BORN, now=worlds.NOW)
    for relation in oracle.RELATIONS:  # the second case is everybody's own as the first is
        level, own = oracle.RELATIONS[relation]
        if own and level in ("owner", "referral"):
            with acting(keeper, now=worlds.NOW):
                for role in oracle.ROLES:
                    give(
                        File(case_id=twin.id),
                        agency_id=world.bodies[relation.split("_")[0]].id,
                        level=level,
                        officer_id=world.officers[role, relation].id,
                        fields=sorted(worlds.SHARED) if level == "referral" else [],
                        valid_from=worlds.NOW,
                    )
    run(world.case, keeper, now=worlds.NOW)
    wrong, probes = [], 0
    for relation in oracle.RELATIONS:
        for role in oracle.ROLES:
            viewer = world.viewer(role, relation)
            may = oracle.allowed(role, "compare", relation)
            with acting(viewer, now=viewer.now):
                seen = _seen(viewer, world.case.id, twin.id)
                raw = (Likeness.objects.exists(), Hit.objects.exists())
            probes += 1
            expected = {twin.id} if may else set()
            if seen["queue"] != expected or seen["files"] != expected or seen["compared"] != expected:
                wrong.append((role, relation, seen))
            if seen["pair"] != may or elsewhere.id in seen["ids"]:
                wrong.append((role, relation, "pair or elsewhere"))
            if relation.startswith(("sender", "stranger")) and any(raw):
                wrong.append((role, relation, "the wall shows rows", raw))
    assert wrong == []
    assert probes == len(oracle.ROLES) * len(oracle.RELATIONS)
    for role, relation in (
        ("guardianship", "stranger"),
        ("investigator", "keeper"),
        ("ngo_worker", "receiver"),
    ):
        client = probing.client_of(world.officers[role, relation])
        for route, args in (
            ("linking:pair", (world.case.id, twin.id)),
            ("linking:of_case", (world.case.id,)),
        ):
            answer = client.get(reverse(route, args=args))
            assert answer.status_code == 404
            assert CANARY not in answer.content.decode()


def _seen(viewer, case_id, twin_id):
    """What this officer gets from every list of candidates."""
    seen = {"queue": set(), "files": set(), "compared": set(), "pair": False, "ids": set()}
    try:
        rows = [each.row for each in queries.queue(viewer)]
        seen["queue"] = {row.other(case_id) for row in rows}
        seen["ids"] |= {each for row in rows for each in row.both()}
    except Refused:
        pass
    try:
        files = queries.files(viewer, case_id)
        seen["files"] = {row.other(case_id) for row, _case in files.alike}
        seen["ids"] |= {case.id for _row, case in files.alike} | {case.id for case in files.joined}
        seen["compared"] = {one.case_id for one in comparing.compare(viewer, case_id).candidates}
        seen["pair"] = queries.pair(viewer, case_id, twin_id) is not None
    except Refused:
        pass
    seen["ids"] |= seen["compared"]
    return seen


@pytest.mark.django_db
def test_opening_a_case_is_the_same_whether_the_child_is_known_or_not():
    """Same queries in the same order, same words, same job: who writes a name down learns nothing by it."""
    lawful()
    mine, theirs = scene.keeper(), scene.keeper("Elsewhere")
    opened(theirs, CYRILLIC)
    opened(mine, STRANGER, birth=DAY)  # warm
    told = []
    for name in (LATIN, {**LATIN, "surname": "Zhoqbekov", "given": "Ertegi"}):
        with CaptureQueriesContext(connection) as caught:
            case = opened(mine, name)
        client = probing.client_of(mine.officer)
        page = client.get(reverse("linking:of_case", args=[case.id])).content
        page = probing.NOISE.sub(b"", page).replace(case.number.encode(), b"")
        told.append((_shapes(caught), page))
    assert told[0][0] == told[1][0]
    assert told[0][1] == told[1][1]


@pytest.mark.django_db
def test_a_report_is_sent_the_same_way_whether_the_child_is_known_or_not():
    """A report asks for no comparison at all: nothing of it is matched before a person opens a case."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from qorgan.reports import actions as reports

    lawful()
    mine = scene.keeper()
    opened(mine, CYRILLIC)
    nurse = cast.seen(cast.officer(cast.body("Clinic", "HealthServiceOrganisation"), "health_worker"))
    told = []
    for said in ("Нұрсұлтан Ойдантуғанов, 2012", "Ертегі Жоқбекова, 2015"):
        before = set(ProcrastinateJob.objects.values_list("id", flat=True))
        facts = cast.report_facts(mine.officer.agency, narrative=said, child={"description": said})
        with CaptureQueriesContext(connection) as caught:
            reports.send(**facts, by=nurse, now=NOW)
        jobs = ProcrastinateJob.objects.exclude(id__in=before).values_list("task_name", flat=True)
        told.append((_shapes(caught), list(jobs)))
    assert told[0] == told[1]
    assert told[0][1] == []


def _shapes(caught):
    """What was asked, in order, without its values."""
    values = re.compile(r"""'[^']*'|"s\d+_x\d+"|\d+""")
    return [" ".join(values.sub("?", query["sql"]).split())[:200] for query in caught]
