"""Erasing a closed case: two people, no hold in force, nothing left that opens, and the ledger knows."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

import cast
from qorgan.agencies.access import File
from qorgan.agencies.models import Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.scope import acting
from qorgan.cases import actions, erasing
from qorgan.cases import queries as case_queries
from qorgan.cases.models import Case, StatusDecision
from qorgan.children import queries as child_queries
from qorgan.children.models import Child, Handle, Hold, SearchToken
from qorgan.config import database
from qorgan.documents import actions as documents
from qorgan.documents import store
from qorgan.journal.models import Entry
from qorgan.keyring.models import ShredRecord, WrappedKey

pytestmark = pytest.mark.django_db(transaction=True)  # the owner is another connection
NOW = cast.NOW
PASSWORD = "invented long enough 1"


class Scene:
    """A closed case with a name, a document and search tokens; its body, and a data-protection officer."""

    def __init__(self, close=True):
        self.body = cast.body("Rights", Agency.Kind.GUARDIANSHIP)
        self.keeper = cast.seen(cast.officer(self.body, "guardianship", name="keeper"))
        office = cast.body("Office", Agency.Kind.CENTRAL)
        self.protector = cast.seen(cast.officer(office, "data_protection", name="protector"))
        for viewer in (self.keeper, self.protector):
            viewer.officer.set_password(PASSWORD)
            viewer.officer.save()
        self.case = actions.open_case(report=None, **cast.case_facts(), by=self.keeper, now=NOW)
        self.document = documents.add(
            file=File(case_id=self.case.id),
            key=self.case.key,
            name="invented.txt",
            content=b"invented",
            may_show_abuse=False,
            by=self.keeper,
            now=NOW,
        )
        with acting(self.keeper, now=NOW):
            self.case = case_queries.find(self.keeper, self.case.id)
        if close:
            self.close()

    def close(self):
        actions.close(case=self.case, outcome="safe_family", note="Invented.", by=self.keeper, now=NOW)

    def erase(self, **changes):
        given = {"number": self.case.number, "reason": "asked", "by": self.protector, "second": self.keeper}
        with database.as_owner():
            return erasing.erase(**(given | changes), now=NOW)


def test_nothing_opens_afterwards_and_the_ledger_knows():
    scene = Scene()
    with acting(scene.keeper, now=NOW):
        keys = set(WrappedKey.objects.filter(case_id=scene.case.id).values_list("id", flat=True))
    assert len(keys) >= 2  # of the case and of the child
    assert store.place(scene.document.id, "original").exists()
    assert scene.erase() == len(keys)
    assert not store.place(scene.document.id, "original").exists()
    with database.as_owner():
        assert set(ShredRecord.objects.values_list("key_id", flat=True)) == keys
        assert not WrappedKey.objects.filter(case_id=scene.case.id).exists()
        assert not SearchToken.objects.exists()
        assert not Handle.objects.exists()
        entry = Entry.objects.get(kind="cases.erased")
        assert (entry.actor_id, entry.detail["reason"]) == (scene.protector.officer.id, "asked")
    with acting(scene.keeper, now=NOW), pytest.raises(Child.DoesNotExist):
        child_queries.find(scene.keeper, scene.case.id)


def test_its_pages_are_gone_like_those_of_a_case_that_never_was():
    from access import probing

    scene = Scene()
    scene.erase()
    client = probing.client_of(scene.keeper.officer)
    for address in ("", "child/", "journal/", "documents/", "decisions/"):
        assert client.get(f"/cases/{scene.case.id}/{address}").status_code == 404, address
    assert client.get("/cases/").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "C-0000-000000"}, "CAS-20"),
        ({"by": "keeper"}, "CAS-21"),
        ({"second": "protector"}, "CAS-21"),
        ({"second": "stranger"}, "CAS-21"),
    ],
)
def test_the_wrong_case_or_people(changes, code):
    scene = Scene()
    stranger = cast.seen(cast.officer(cast.body("Shelter", Agency.Kind.SHELTER), "ngo_worker"))
    people = {"keeper": scene.keeper, "protector": scene.protector, "stranger": stranger}
    with pytest.raises(CannotDo) as refused:
        scene.erase(**{name: people.get(value, value) for name, value in changes.items()})
    assert refused.value.code == code
    with acting(scene.keeper, now=NOW):
        assert WrappedKey.objects.filter(case_id=scene.case.id).exists()


def test_an_open_case_and_one_erased_already():
    scene = Scene(close=False)
    with pytest.raises(CannotDo) as refused:
        scene.erase()
    assert refused.value.code == "CAS-22"
    scene.close()
    scene.erase()
    with pytest.raises(CannotDo) as refused:
        scene.erase()
    assert refused.value.code == "CAS-22"


@pytest.mark.parametrize("kind", list(Hold.Kind))
def test_a_hold_in_force_is_kept(kind):
    scene = Scene()
    with acting(scene.keeper, now=NOW):
        child = child_queries.find(scene.keeper, scene.case.id)
        Hold.objects.create(
            case_id=scene.case.id,
            child=child,
            kind=kind,
            reason="reflection",
            placed_by=scene.keeper.officer,
            placed_at=NOW,
            until=NOW + dt.timedelta(days=1),
        )
    with pytest.raises(CannotDo) as refused:
        scene.erase()
    assert refused.value.code == "CAS-23"
    with acting(scene.keeper, now=NOW):
        Hold.objects.update(until=NOW)
    scene.erase()


def test_a_review_that_waits_is_answered_first():
    scene = Scene()
    with acting(scene.keeper, now=NOW):
        StatusDecision.objects.create(
            case=scene.case,
            stage="reasonable",
            outcome="positive",
            state="review",
            grounds=["witness"],
            evidence=[],
            agency=scene.keeper.officer.agency,
            decided_by=scene.keeper.officer,
            decided_at=NOW,
            reviewer=scene.keeper.officer.agency,
        )
    with pytest.raises(CannotDo) as refused:
        scene.erase()
    assert refused.value.code == "CAS-46"
    with acting(scene.keeper, now=NOW):
        StatusDecision.objects.update(state="upheld")
    scene.erase()


def test_the_command_wants_both_passwords(monkeypatch):
    scene = Scene()

    def run(*lines):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        with database.as_owner():
            call_command(
                "erase_case", scene.case.number, reason="court", by="protector", second="keeper", stdout=said
            )

    said = io.StringIO()
    for lines in ((PASSWORD, "wrong and long enough"), ("wrong and long enough", PASSWORD), ()):
        with pytest.raises(CommandError, match="CAS-24"):
            run(*lines)
    run(PASSWORD, PASSWORD)
    assert "ledger-only" in said.getvalue()
    with database.as_owner():
        assert Case.objects.filter(number=scene.case.number).exists()  # number, dates and codes stay
        assert ShredRecord.objects.filter(reason="court").exists()
