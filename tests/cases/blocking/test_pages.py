"""Pages of namings: named on the case page, confirmed and reviewed by bodies that see no word of the file."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from access import probing
from access import world as worlds
from cases.blocking.test_actions import Scene
from qorgan.agencies.models import AccessBlock
from qorgan.agencies.scope import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def test_from_the_case_page_to_the_review(scene):
    case_id = scene.world.case.id
    namer, confirmer, reviewer = (
        probing.client_of(v.officer) for v in (scene.namer, scene.confirmer, scene.reviewer)
    )
    assert reverse("cases:involved", args=[case_id]).encode() in namer.get(f"/cases/{case_id}/").content
    sheet = {"who": str(scene.keeper.id), "ground": "child", "act_issuer": "none"}
    kept = namer.post(reverse("cases:involved", args=[case_id]), sheet)
    assert kept.status_code == 200  # a colleague must take over
    assert b"BLK-02" in kept.content
    assert str(scene.keeper.id).encode() in kept.content
    sheet["replacement"] = str(scene.colleague.id)
    assert namer.post(reverse("cases:involved", args=[case_id]), sheet).status_code == 302

    listed = confirmer.get(reverse("cases:to_confirm")).content.decode()
    assert scene.keeper.name in listed
    with acting(scene.confirmer):
        block = AccessBlock.objects.get()
    page = reverse("cases:confirm_naming", args=[block.id])
    shown = confirmer.get(page).content.decode()
    assert scene.colleague.name in shown
    assert not any(canary in shown for canary in worlds.CANARIES.values())
    assert confirmer.post(page).status_code == 302
    assert probing.client_of(scene.keeper).get(f"/cases/{case_id}/").status_code == 404

    listed = reviewer.get(reverse("cases:to_review")).content.decode()
    assert scene.keeper.name in listed
    assert reverse("cases:to_review").encode() in reviewer.get("/").content  # a task with a day
    page = reverse("cases:review_naming", args=[block.id])
    assert reviewer.post(page, {"outcome": "lift"}).status_code == 302
    assert probing.client_of(scene.keeper).get(f"/cases/{case_id}/").status_code == 200


def test_with_a_procedural_act_access_closes_at_once_and_the_reviewer_reads_which(scene):
    case_id = scene.world.case.id
    namer, reviewer = (probing.client_of(v.officer) for v in (scene.namer, scene.reviewer))
    page = reverse("cases:involved", args=[case_id])
    sheet = {
        "who": str(scene.keeper.id),
        "ground": "procedural",
        "replacement": str(scene.colleague.id),
        "act_issuer": "court",
    }
    kept = namer.post(page, sheet)
    assert kept.status_code == 200
    assert kept.content.count(b"govuk-error-message") == 2  # a number and a day
    sheet |= {"act_number": "0000-26-00-1/7", "act_on_day": "1", "act_on_month": "6", "act_on_year": "2026"}
    kept = namer.post(page, sheet | {"act_issuer": "none"})  # nothing typed is dropped in silence
    assert kept.content.count(b"govuk-error-message") == 1
    assert b"0000-26-00-1/7" in kept.content
    assert namer.post(page, sheet).status_code == 302
    assert probing.client_of(scene.keeper).get(f"/cases/{case_id}/").status_code == 404
    with acting(scene.reviewer):
        block = AccessBlock.objects.get()
    shown = reviewer.get(reverse("cases:review_naming", args=[block.id])).content.decode()
    assert "0000-26-00-1/7" in shown
    reviewer.cookies["qorgan-language"] = "en"
    shown = reviewer.get(reverse("cases:review_naming", args=[block.id])).content.decode()
    assert "whether there is such an act" in shown


def test_only_bodies_not_concerned_see_a_naming(scene):
    block = scene.name()
    for relation, expected in (("stranger", 200), ("sender", 200), ("keeper", 404), ("receiver", 404)):
        client = probing.client_of(scene.world.officers["supervisor", relation])
        found = client.get(reverse("cases:confirm_naming", args=[block.id]))
        absent = client.get(reverse("cases:confirm_naming", args=[uuid4()]))
        assert (found.status_code, absent.status_code) == (expected, 404), relation
        assert (scene.keeper.name in client.get(reverse("cases:to_confirm")).content.decode()) == (
            expected == 200
        )
    reviewer = probing.client_of(scene.reviewer.officer)
    assert (
        reviewer.get(reverse("cases:review_naming", args=[block.id])).status_code == 404
    )  # not in force yet
    assert reviewer.get(reverse("cases:confirm_naming", args=[block.id])).status_code == 404
