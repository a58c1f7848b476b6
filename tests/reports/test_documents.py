"""Documents of a report before there is a case: who adds, who opens, and how they follow into every case opened."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import cast
from access.probing import client_of, noted
from cases.test_actions import refused
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.documents import actions as documents
from qorgan.documents import queries, store
from qorgan.documents.models import Document
from qorgan.reports import actions
from qorgan.reports import queries as report_queries
from qorgan.vault import new_unit_key

pytestmark = pytest.mark.django_db
NOW = cast.NOW
NAME, CONTENT = "canary-name-3344.txt", b"Invented words."


class Scene:
    """A nurse who reported, and the body that assesses."""

    def __init__(self):
        self.rights = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.keeper = cast.seen(cast.officer(self.rights, "guardianship"))
        self.nurse = cast.seen(cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker"))
        self.sent = actions.send(**cast.report_facts(self.rights), by=self.nurse, now=NOW)

    def report(self, by):
        with acting(by, now=NOW):
            return report_queries.find(by, self.sent.id)

    def attach(self, by=None, **changes):
        by = by or self.nurse
        given = {"name": NAME, "content": CONTENT, "may_show_abuse": False} | changes
        return actions.attach(report=self.report(by), **given, by=by, now=NOW)

    def case(self):
        if self.report(self.keeper).state == "sent":
            found = {"answers": {}, "safety": {}, "outcome": "open_case", "reasons": ""}
            actions.assess(report=self.report(self.keeper), **found, by=self.keeper, now=NOW)
        return cases.open_case(report=self.report(self.keeper), **cast.case_facts(), by=self.keeper, now=NOW)


@pytest.fixture
def scene():
    return Scene()


def test_who_sent_the_report_adds_and_who_assesses_opens(scene):
    document = scene.attach()
    with acting(scene.keeper, now=NOW):
        assert queries.opened(scene.keeper, document.id, purpose="assessment").content == CONTENT
    with acting(scene.nurse, now=NOW):
        listed = report_queries.documents(scene.nurse, scene.sent.id, purpose="protection")
        assert [(each.document.id, each.name) for each in listed.listed] == [(document.id, None)]
        assert not listed.may_open
        with pytest.raises(Refused):
            queries.opened(scene.nurse, document.id, purpose="protection")
    stranger = cast.seen(cast.officer(cast.body("Other", Agency.Kind.GUARDIANSHIP), "guardianship"))
    with pytest.raises(Refused):
        actions.attach(
            report=scene.report(scene.nurse),
            name=NAME,
            content=CONTENT,
            may_show_abuse=False,
            by=stranger,
            now=NOW,
        )


def test_they_follow_into_every_case_under_its_own_key_and_close_together(
    scene, django_capture_on_commit_callbacks
):
    original = scene.attach()
    opened = [scene.case(), scene.case()]
    assert refused(scene.attach) == "REP-05"
    copies = []
    with acting(scene.keeper, now=NOW):
        for case in opened:
            copy = Document.objects.get(case_id=case.id)
            assert (copy.source_id, copy.added_by_id, copy.key_id) == (
                original.id,
                scene.nurse.officer.id,
                case.key_id,
            )
            assert queries.opened(scene.keeper, copy.id, purpose="protection").content == CONTENT
            copies.append(copy)
    assert len({copy.id for copy in copies}) == 2
    cast.unit()
    with acting(scene.keeper, now=NOW):
        row = queries.find(scene.keeper, copies[0].id)
    with django_capture_on_commit_callbacks(execute=True):
        assert documents.mark_abuse(document=row, by=scene.keeper, now=NOW) is not None
    for each in (original, *copies):
        assert not store.place(each.id, "original").exists()
        with acting(scene.keeper, now=NOW), pytest.raises(Refused):
            queries.opened(scene.keeper, each.id, purpose="protection")


def test_what_may_show_abuse_stays_sealed_in_the_report_and_its_receipt_is_in_the_case(scene):
    cast.unit(new_unit_key())
    original = scene.attach(may_show_abuse=True)
    case = scene.case()
    with acting(scene.keeper, now=NOW):
        copy = Document.objects.get(case_id=case.id)
        assert (copy.state, copy.source_id) == ("quarantine", original.id)
        receipt = queries.receipt(scene.keeper, copy.id)
    assert receipt.container.document_id == original.id


def test_the_pages_add_after_the_warning_and_open_for_a_purpose(scene):
    nurse, keeper = client_of(scene.nurse.officer), client_of(scene.keeper.officer)
    place = f"/reports/{scene.sent.id}/documents/"
    assert place in nurse.get(f"/reports/{scene.sent.id}/sent/").content.decode()
    assert "FORM-01" in nurse.post(place, {"may_show_abuse": ""}).content.decode()
    with noted() as kinds:
        answer = nurse.post(place, {"file": SimpleUploadedFile(NAME, CONTENT)})
    assert (answer.status_code, kinds) == (302, ["documents.added"])
    abuse = nurse.post(place, {"file": SimpleUploadedFile("a.mp4", b"x"), "may_show_abuse": "on"})
    assert "DOC-04" in abuse.content.decode()
    assert NAME not in nurse.get(place).content.decode()
    assert NAME not in keeper.get(place).content.decode()
    keeper.post(f"/reports/{scene.sent.id}/open/", {"purpose": "assessment", "field": "documents.files"})
    assert NAME in keeper.get(place).content.decode()
