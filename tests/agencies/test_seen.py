"""The written-out questions of access against a judgement in plain Python, over made-up grants and namings."""

from __future__ import annotations

import datetime as dt
import random
from uuid import uuid4

import pytest
from django.db import transaction

import cast
from qorgan.agencies.access import File, decide, is_named, standings, visible
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency
from qorgan.agencies.permissions import VERBS
from qorgan.agencies.roles import ROLES
from qorgan.config import database

NOW = cast.NOW
TICK = dt.timedelta(microseconds=1)
MOMENTS = [None, NOW - dt.timedelta(days=9), NOW - TICK, NOW, NOW + TICK, NOW + dt.timedelta(days=9)]
ON_FILES = [code for code, verb in VERBS.items() if verb.levels]
COLUMNS = ("case_id", "report_id")


class Files:
    """Thirty files of each kind with some four grants and a naming each; as the owner, whom no wall hides anything."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.bodies = [cast.body(f"Body {seed} {n}", Agency.Kind.GUARDIANSHIP) for n in range(3)]
        self.people = [
            cast.officer(body, role)
            for body in self.bodies
            for role in ("supervisor", "social_worker", "investigator", "data_protection")
        ]
        self.ids = {column: [uuid4() for _ in range(30)] for column in COLUMNS}
        self.grants = [self._grant(column, each) for column in COLUMNS for each in self.ids[column] * 4]
        self.namings = [
            self._naming(*((each, None) if column == "case_id" else (uuid4(), each)))
            for column in COLUMNS
            for each in self.ids[column]
        ]
        AccessGrant.objects.bulk_create(self.grants)
        AccessBlock.objects.bulk_create(self.namings)

    def _grant(self, column, file_id) -> AccessGrant:
        body = self.chance.choice(self.bodies)
        return AccessGrant(
            **{column: file_id},
            agency=body,
            level=self.chance.choice(AccessGrant.Level.values),
            officer=self.chance.choice([None, None, *(each for each in self.people if each.agency == body)]),
            fields=self.chance.choice(
                [[], ["child.names"], ["child.age", "event.facts"], ENOUGH[:2], ENOUGH]
            ),
            valid_from=self.chance.choice(MOMENTS),
            valid_until=self.chance.choice([None, None, *MOMENTS]),
        )

    def _naming(self, case_id, report_id) -> AccessBlock:
        person = self.chance.random() < 0.5
        return AccessBlock(
            case_id=case_id,
            report_id=report_id,
            officer=self.chance.choice(self.people) if person else None,
            agency=None if person else self.chance.choice(self.bodies),
            state=self.chance.choice(AccessBlock.State.values),
            asked_by=self.people[0],
            asked_at=NOW,
            **cast.BY_ACT,
        )


def told(grants):
    return sorted((each.level, str(each.officer_id), each.fields) for each in grants)


def named(files, viewer, column, file_id):
    return any(
        getattr(each, column) == file_id
        and each.state in ("provisional", "upheld")
        and (each.officer_id == viewer.officer.id or each.agency_id == viewer.officer.agency_id)
        for each in files.namings
    )


def live(files, viewer, column, file_id):
    return [
        grant
        for grant in files.grants
        if getattr(grant, column) == file_id
        and grant.agency_id == viewer.officer.agency_id
        and grant.valid_from is not None
        and grant.valid_from <= viewer.now
        and (grant.valid_until is None or grant.valid_until > viewer.now)
    ]


ENOUGH = ["decisions.reasons", "decisions.status", "event.facts"]
NEEDS = {  # what a grant that lists its fields must show, by hand
    "decisions:reasonable": ENOUGH,
    "decisions:conclusive": ENOUGH,
    "decisions:second": ENOUGH[:2],
}


def allowed(files, viewer, verb, column, file_id, levels=None):
    holding = [role for role in viewer.roles if verb in ROLES[role].verbs]
    whole = any(ROLES[role].scope == "agency" for role in holding)
    good = VERBS[verb].levels if levels is None else VERBS[verb].levels & levels
    return (
        bool(holding)
        and not named(files, viewer, column, file_id)
        and any(
            grant.level in good
            and (whole or grant.officer_id in (None, viewer.officer.id))
            and (grant.level not in ("referral", "asked") or set(NEEDS.get(verb, [])) <= set(grant.fields))
            for grant in live(files, viewer, column, file_id)
        )
    )


@pytest.mark.django_db(transaction=True)
def test_one_file_many_files_and_lists_are_judged_alike():
    with database.as_owner(), transaction.atomic():
        files = Files(20260202)
        seen = [cast.seen(person) for person in files.people]
        yes = sum(_compared(files, viewer) for viewer in seen)
        transaction.set_rollback(True)
    assert {viewer.scope_of("cases:view") for viewer in seen} == {"agency", "assigned", None}
    assert yes > 250  # the made-up grants open something at all


def _compared(files, viewer) -> int:
    yes = 0
    found = standings(viewer, case_ids=files.ids["case_id"])
    for file_id in files.ids["case_id"]:
        has = live(files, viewer, "case_id", file_id)
        assert (file_id in found) == bool(has)
        if has:
            assert found[file_id].named == named(files, viewer, "case_id", file_id)
            assert told(found[file_id].grants) == told(has)
    for column in COLUMNS:
        for file_id in files.ids[column]:
            assert is_named(viewer, File(**{column: file_id})) == named(files, viewer, column, file_id)
        for verb in ON_FILES:
            wanted = {each for each in files.ids[column] if allowed(files, viewer, verb, column, each)}
            assert _listed(viewer, verb, column) == wanted, (verb, column)
            yes += len(wanted)
            if column == "case_id":
                assert _listed(viewer, verb, column, walking=True) == wanted
                some = frozenset({"referral"})
                narrow = {each for each in wanted if allowed(files, viewer, verb, column, each, some)}
                assert _listed(viewer, verb, column, levels=some) == narrow
        verb = files.chance.choice(ON_FILES)
        for file_id in files.ids[column]:
            judged = bool(decide(viewer, verb, File(**{column: file_id})))
            assert judged == allowed(files, viewer, verb, column, file_id)
    return yes


def _listed(viewer, verb, column, **more):
    """Files whose grants `visible` lets through: asked of the very table that the question looks into."""
    rows = AccessGrant.objects.filter(visible(viewer, verb, **{column[:-3]: column}, **more))
    return set(rows.exclude(**{column: None}).values_list(column, flat=True))
