"""What documents a referral opens: those of the preview, none added later, and to police no notes of care."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

import cast
from access.probing import client_of
from cases.test_actions import Scene
from qorgan.agencies.access import File, Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import queries as case_queries
from qorgan.documents import actions as documents
from qorgan.documents import queries
from qorgan.documents.models import Document, Shared
from qorgan.referrals import actions, presenting
from qorgan.referrals.packets import actions as packets
from referrals.test_actions import LATER, agreed, fresh, refer
from security.walling import checks_off

pytestmark = pytest.mark.django_db
SOON, FILES = LATER + dt.timedelta(minutes=30), ["child.age", "documents.files"]


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
    made.helper = cast.officer(made.shelter, "ngo_worker")
    made.police = cast.body("Police", Agency.Kind.POLICE)
    made.inspector = cast.officer(made.police, "investigator")
    return made


def add(scene, officer, name, now):
    by = cast.seen(officer, now)
    with acting(by, now=now):
        key = case_queries.find(by, scene.opened.id, "documents:add").key
    return documents.add(
        file=File(case_id=scene.opened.id),
        key=key,
        name=f"{name}.txt",
        content=b"Invented.",
        may_show_abuse=False,
        by=by,
        now=now,
    )


def shown(scene, body, officer, *, service, now=LATER):
    """The body is asked, with documents, and accepts."""
    consent = agreed(scene, body, purpose=service, fields=FILES)
    referral = refer(scene, body, consent, service=service, fields=FILES)
    by = cast.seen(officer, now)
    return actions.accept(referral=fresh(by, referral), by=by, now=now)


def names(scene, officer, now=SOON):
    viewer = cast.seen(officer, now)
    with acting(viewer, now=now):
        look = case_queries.page(viewer, scene.opened.id, purpose="protection").look
        return sorted(each.name.value for each in queries.of_file(look))


def test_what_is_added_later_does_not_go(scene):
    keeper = scene.keeper.officer
    add(scene, keeper, "first", cast.NOW)
    shown(scene, scene.police, scene.inspector, service="legal_aid")
    shown(scene, scene.shelter, scene.helper, service="safe_accommodation")
    late = [add(scene, officer, "therapy", SOON) for officer in (keeper, scene.helper)]
    assert names(scene, scene.inspector) == ["first.txt"]
    assert names(scene, scene.helper) == ["first.txt", "therapy.txt"]  # and its own
    assert names(scene, keeper) == ["first.txt", "therapy.txt", "therapy.txt"]
    client = client_of(scene.inspector)
    page = client.get(reverse("desk:documents", args=[scene.opened.id])).content.decode()
    for row in late:
        opened = client.post(reverse("documents:download", args=[row.id]), {"purpose": "investigation"})
        assert opened.status_code == 404
        assert str(row.id) not in page


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Agency.Kind.POLICE, ["found.txt", "paper.txt"]),
        (Agency.Kind.COURT, ["found.txt", "paper.txt"]),
        (Agency.Kind.LEGAL, ["found.txt", "paper.txt", "therapy.txt"]),
    ],
)
def test_what_a_body_of_care_added_never_goes_to_enforcement(scene, kind, expected):
    shown(scene, scene.shelter, scene.helper, service="safe_accommodation", now=cast.NOW)
    shown(scene, scene.police, scene.inspector, service="health", now=cast.NOW)
    add(scene, scene.keeper.officer, "paper", cast.NOW)
    add(scene, scene.helper, "therapy", cast.NOW)
    add(scene, scene.inspector, "found", cast.NOW)
    asked = cast.body("Asked", kind)
    role = {Agency.Kind.COURT: "prosecutor", Agency.Kind.LEGAL: "legal_aid"}.get(kind, "investigator")
    officer = cast.officer(asked, role)
    with acting(cast.seen(scene.keeper.officer, SOON), now=SOON):
        keeper = cast.seen(scene.keeper.officer, SOON)
        page = case_queries.page(keeper, scene.opened.id, purpose="referral")
        rows = presenting.preview(page, FILES, receiver=asked, urgent=False, note="").after
    said = next(row["value"] for row in rows if str(row["key"]) == str(presenting.FIELDS["documents.files"]))
    assert said.startswith(f"{len(expected)}: ")
    assert ("therapy.txt" in said) == ("therapy.txt" in expected)
    shown(scene, asked, officer, service="legal_aid")
    assert names(scene, officer) == expected


def test_what_goes_on_paper_is_what_was_there_when_it_was_sent(scene):
    add(scene, scene.keeper.officer, "first", cast.NOW)
    paper = cast.body("Paper", Agency.Kind.SHELTER, has_account=False)
    consent = agreed(scene, paper, fields=FILES)
    referral = refer(scene, paper, consent, fields=FILES)
    add(scene, scene.keeper.officer, "second", SOON)
    keeper = cast.seen(scene.keeper.officer, SOON)
    with acting(keeper, now=SOON):
        page = case_queries.page(keeper, scene.opened.id, purpose="referral")
        assert presenting.gone(page, referral.grant_id) == "1: first.txt."
    assert packets.print_packet(referral=referral, by=keeper, now=SOON)


def test_the_judge_refuses_where_the_wall_is_not_asked(scene, monkeypatch):
    shown(scene, scene.police, scene.inspector, service="legal_aid")
    late = add(scene, scene.keeper.officer, "therapy", SOON)
    police = cast.seen(scene.inspector, SOON)
    rows = type("Rows", (), {"filter": lambda self, **_: self, "first": lambda self: late})()
    monkeypatch.setattr(Document.objects, "select_related", lambda *_: rows)
    with acting(police, now=SOON), pytest.raises(Refused) as refusal:
        queries.find(police, late.id)
    assert refusal.value.why == "scope"


def test_without_the_judge_the_database_shows_what_went_and_nobody_adds_to_it(scene):
    add(scene, scene.keeper.officer, "first", cast.NOW)
    accepted = shown(scene, scene.police, scene.inspector, service="legal_aid")
    shown(scene, scene.shelter, scene.helper, service="safe_accommodation")
    therapy = add(scene, scene.helper, "therapy", SOON)
    seen = {}
    with checks_off():
        for name in ("inspector", "helper"):
            with acting(cast.seen(getattr(scene, name), SOON), now=SOON):
                seen[name] = Document.objects.filter(case_id=scene.opened.id).count()
    assert seen == {"inspector": 1, "helper": 2}
    police = cast.seen(scene.inspector, SOON)
    with acting(police, now=SOON), pytest.raises(DatabaseError), transaction.atomic():
        Shared.objects.create(grant_id=accepted.grant_id, document=therapy, case_id=scene.opened.id)


def test_a_colleagues_referral_opens_its_documents_for_the_colleague(scene):
    law = cast.body("Legal aid", Agency.Kind.LEGAL, services=("legal_aid", "documents"))
    one, other, chief = (cast.officer(law, role) for role in ("legal_aid", "legal_aid", "supervisor"))
    shown(scene, law, one, service="legal_aid")
    add(scene, scene.keeper.officer, "second", LATER)
    shown(scene, law, other, service="documents")
    assert names(scene, other) == ["second.txt"]
    assert names(scene, one) == []
    assert names(scene, chief) == ["second.txt"]


def test_after_the_end_nothing_is_seen(scene):
    add(scene, scene.keeper.officer, "first", cast.NOW)
    referral = shown(scene, scene.police, scene.inspector, service="legal_aid")
    police = cast.seen(scene.inspector, SOON)
    actions.give_back(referral=fresh(police, referral), reason="wrong_service", by=police, now=SOON)
    with checks_off(), acting(police, now=SOON):
        assert Document.objects.count() == 0
