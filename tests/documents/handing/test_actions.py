"""What may show abuse: sealed for the specialist police unit, which alone opens it; then hash and receipt only."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

import cast
from access.probing import client_of, noted
from cases.test_actions import Scene, refused
from qorgan.agencies.access import File, Refused
from qorgan.agencies.models import AccessBlock, Agency
from qorgan.agencies.scope import acting
from qorgan.documents import actions, queries, store
from qorgan.documents.handing import actions as handing
from qorgan.documents.models import Container, Document
from qorgan.documents.units import actions as units
from qorgan.vault import new_unit_key, public_of, unpack

pytestmark = pytest.mark.django_db
NOW = cast.NOW
CONTENT = b"Invented: bytes nobody here may look at. canary-abuse-4711"


@pytest.fixture
def private():
    return new_unit_key()


@pytest.fixture
def scene(private):
    made = Scene()
    made.key = cast.unit(private)
    made.unit = cast.seen(cast.officer(made.key.agency, "investigator"))
    return made


def quarantined(scene, content=CONTENT, name="a.mov"):
    case = scene.case()
    given = {"file": File(case_id=case.id), "key": case.key, "by": scene.keeper, "now": NOW}
    return actions.add(name=name, content=content, may_show_abuse=True, **given)


def container_of(scene, document):
    with acting(scene.unit, now=NOW):
        return queries.for_unit(scene.unit)[0] if document else None


def test_without_a_unit_it_is_refused_kindly_and_nothing_is_kept():
    scene = Scene()
    assert refused(quarantined, scene) == "DOC-04"
    assert not Document.objects.exists()


def test_nothing_of_the_house_opens_what_was_sealed_for_the_unit(scene, private):
    from qorgan.keyring.actions import unseal_content
    from qorgan.vault import VaultError

    document = quarantined(scene)
    container = container_of(scene, document)
    kept = [
        path for path in settings.DOCUMENTS_DIR.rglob("*") if path.is_file() and document.id.hex in path.name
    ]
    assert kept == []
    sealed = store.read(container.id, "container")
    assert CONTENT not in sealed
    assert b"a.mov" not in sealed
    with acting(scene.keeper, now=NOW):
        row = Document.objects.select_related("key").get(pk=document.id)
        with pytest.raises(VaultError):
            unseal_content(row.key, code="documents.files", row_id=row.id, envelope=sealed[30:])
        with pytest.raises(Refused):
            queries.opened(scene.keeper, document.id, purpose="protection")
    found = unpack(sealed, private)
    assert (found.content, found.name) == (CONTENT, "a.mov")
    for other in (new_unit_key(),):
        with pytest.raises(VaultError) as refusal:
            unpack(sealed, other)
        assert refusal.value.code == "VAU-08"


def test_the_unit_takes_it_over_and_only_the_receipt_remains(
    scene, private, django_capture_on_commit_callbacks
):
    document = quarantined(scene)
    container = container_of(scene, document)
    assert (
        refused(handing.hand_over, container=container, digest="0" * 64, by=scene.unit, now=NOW) == "DOC-06"
    )
    sealed = handing.collect(container=container, by=scene.unit, now=NOW)
    digest = unpack(sealed, private).digest
    container = container_of(scene, document)
    for wrong in ("0" * 64, digest[:-1], digest + "0", "", "é"):
        assert (
            refused(handing.hand_over, container=container, digest=wrong, by=scene.unit, now=NOW) == "DOC-07"
        )
    with django_capture_on_commit_callbacks(execute=True):
        typed = f" {digest[:32]} {digest[32:].upper()} "
        handing.hand_over(container=container, digest=typed, by=scene.unit, now=NOW)
    assert not store.place(container.id, "container").exists()
    container = container_of(scene, document)
    for again in (handing.collect, lambda **by: handing.hand_over(digest=digest, **by)):
        assert refused(again, container=container, by=scene.unit, now=NOW) == "DOC-05"
    with acting(scene.keeper, now=NOW):
        receipt = queries.receipt(scene.keeper, document.id)
    assert receipt.digest == digest
    assert receipt.container.handed_over_at is not None


def test_only_the_unit_and_the_bodies_of_the_file_see_a_container(scene):
    document = quarantined(scene)
    container = container_of(scene, document)
    others = [
        cast.seen(cast.officer(cast.body("Other police", Agency.Kind.POLICE), "investigator")),
        cast.seen(cast.officer(scene.key.agency, "juvenile_inspector")),
    ]
    for other in others:
        with acting(other, now=NOW):
            with pytest.raises(Refused):
                queries.find_for_unit(other, container.id)
            with pytest.raises(Refused):
                handing.collect(container=container, by=other, now=NOW)
    with acting(others[0], now=NOW):
        assert not Container.objects.exists()  # the database's own wall
    with acting(scene.unit, now=NOW):
        assert not Document.objects.exists()  # the unit sees nothing else of the file


def test_an_officer_of_the_unit_who_is_named_in_the_case_gets_nothing(scene):
    document = quarantined(scene)
    container = container_of(scene, document)
    with acting(scene.keeper, now=NOW):
        AccessBlock.objects.create(
            case_id=scene.opened.id,
            officer=scene.unit.officer,
            state="provisional",
            asked_by=scene.keeper.officer,
            asked_at=NOW,
            **cast.BY_ACT,
        )
    with acting(scene.unit, now=NOW), pytest.raises(Refused):
        queries.find_for_unit(scene.unit, container.id)
    with pytest.raises(Refused):
        handing.collect(container=container, by=scene.unit, now=NOW)


def test_the_button_seals_what_was_taken_for_harmless_and_destroys_what_we_could_open(
    scene, private, django_capture_on_commit_callbacks
):
    case = scene.case()
    document = actions.add(
        file=File(case_id=case.id),
        key=case.key,
        name="a.txt",
        content=CONTENT,
        may_show_abuse=False,
        by=scene.keeper,
        now=NOW,
    )
    with django_capture_on_commit_callbacks(execute=True):
        made = actions.mark_abuse(document=document, by=scene.keeper, now=NOW)
    assert not store.place(document.id, "original").exists()
    assert unpack(store.read(made.id, "container"), private).content == CONTENT
    assert actions.mark_abuse(document=document, by=scene.keeper, now=NOW) is None


def test_the_button_without_a_unit_closes_and_seals_later(django_capture_on_commit_callbacks):
    scene = Scene()
    case = scene.case()
    given = {"file": File(case_id=case.id), "key": case.key, "by": scene.keeper, "now": NOW}
    document = actions.add(name="a.txt", content=CONTENT, may_show_abuse=False, **given)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.mark_abuse(document=document, by=scene.keeper, now=NOW) is None
    with acting(scene.keeper, now=NOW), pytest.raises(Refused):
        queries.opened(scene.keeper, document.id, purpose="protection")
    cast.unit()
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.mark_abuse(document=document, by=scene.keeper, now=NOW) is not None
    assert not store.place(document.id, "original").exists()


# -- the unit's key ----------------------------------------------------------------------------------------


def test_a_key_needs_two_administrators_and_a_police_body():
    police = cast.body("Unit", Agency.Kind.POLICE)
    office = cast.body("Office", Agency.Kind.CENTRAL)
    first, second = (cast.seen(cast.officer(office, "administrator")) for _ in range(2))
    text = public_of(new_unit_key())
    given = {"public_text": text, "by": first, "now": NOW}
    assert refused(units.register, agency=office, **given) == "DOC-11"
    for wrong in ("", "abc", "A" * 44, text[:-4], "x" * 44, "ключ"):
        assert refused(units.register, agency=police, **(given | {"public_text": wrong})) == "DOC-12"
    key = units.register(agency=police, **given)
    assert refused(units.register, agency=police, **given) == "DOC-12"
    assert units.in_use() is None
    assert refused(units.confirm, key=key, by=first, now=NOW) == "DOC-13"
    units.confirm(key=key, by=second, now=NOW)
    assert refused(units.confirm, key=key, by=second, now=NOW) == "DOC-14"
    assert units.in_use() == key
    newer = units.register(agency=police, public_text=public_of(new_unit_key()), by=second, now=NOW)
    units.confirm(key=newer, by=first, now=NOW + dt.timedelta(minutes=1))
    assert units.in_use() == newer
    key.refresh_from_db()
    assert key.ended_at is not None
    units.end(key=newer, by=first, now=NOW)
    assert refused(units.end, key=newer, by=first, now=NOW) == "DOC-14"
    assert units.in_use() is None


def test_the_database_lets_nobody_exchange_a_key_or_confirm_alone(scene):
    for change in ("public = decode(repeat('00', 32), 'hex')", "confirmed_by_id = asked_by_id"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE documents_unitkey SET {change}")


# -- pages -------------------------------------------------------------------------------------------------


def test_the_pages_of_the_unit_from_the_download_to_the_receipt(
    scene, private, django_capture_on_commit_callbacks
):
    quarantined(scene)
    container = container_of(scene, True)
    browser = client_of(scene.unit.officer)
    place = f"/documents/containers/{container.id}"
    assert container.number in browser.get("/documents/containers/").content.decode()
    with noted() as kinds:
        answer = browser.post(f"{place}/collect/")
    assert kinds == ["documents.collected"]
    assert container.number in answer["Content-Disposition"]
    digest = unpack(answer.content, private).digest
    assert browser.get(f"{place}/hand-over/").status_code == 200
    wrong = browser.post(f"{place}/hand-over/", {"digest": "typed-wrong-1234"}).content.decode()
    assert "DOC-07" in wrong
    assert "typed-wrong-1234" in wrong
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(f"{place}/hand-over/", {"digest": digest}).status_code == 302
    shown = browser.get(f"{place}/receipt/").content.decode()
    assert container.sha256 in shown
    assert digest not in shown
    assert browser.post(f"{place}/collect/").status_code == 302
    stranger = client_of(cast.officer(cast.body("Other police", Agency.Kind.POLICE), "investigator"))
    for answer in (
        stranger.post(f"{place}/collect/"),
        stranger.get(f"{place}/hand-over/"),
        stranger.get(f"{place}/receipt/"),
    ):
        assert answer.status_code == 404


def test_the_pages_of_the_key(client):
    police = cast.body("Unit", Agency.Kind.POLICE)
    office = cast.body("Office", Agency.Kind.CENTRAL)
    first, second = (client_of(cast.officer(office, "administrator")) for _ in range(2))
    text = public_of(new_unit_key())
    assert "DOC-12" in first.post("/documents/unit/", {"agency": police.id, "public": "no"}).content.decode()
    assert first.post("/documents/unit/", {"agency": police.id, "public": text}).status_code == 302
    key = units.UnitKey.objects.get()
    assert units.fingerprint(key) in second.get("/documents/unit/").content.decode()
    first.post(f"/documents/unit/{key.id}/confirm/")
    assert units.in_use() is None
    second.post(f"/documents/unit/{key.id}/confirm/")
    assert units.in_use() == key
    second.post(f"/documents/unit/{key.id}/end/")
    assert units.in_use() is None
