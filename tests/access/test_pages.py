"""Pages over HTTP against the oracle: each role and page once here, every relation in the full run."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from access import oracle, probing
from access import world as worlds

pytestmark = pytest.mark.django_db
FULL = os.environ.get("QORGAN_FAULTS") == "full"
PAGES = list(oracle.TABLE["pages"])


@pytest.fixture
def world():
    return worlds.build()


def test_every_get_page_of_the_house_is_in_the_oracle():
    from house.test_routes import routes

    listed = {
        name for name, view in routes() if "GET" in view.methods and view.rule not in ("public", "signed_in")
    }
    # pages of one naming are judged by the bodies concerned: tests/cases/blocking/test_pages.py; the style guide
    # shows no data
    judged_elsewhere = {"cases:confirm_naming", "cases:review_naming"}
    judged_elsewhere |= {"cases:review"}  # by the body asked: tests/access/test_asked.py
    judged_elsewhere |= {
        "cases:answer_transfer"
    }  # by the body asked: tests/cases/transferring/test_actions.py
    # what only the specialist police unit may do: tests/documents/handing/test_actions.py
    judged_elsewhere |= {"documents:collect", "documents:hand_over", "documents:unit_receipt"}
    # by who is whose colleague: tests/agencies/restoring/test_actions.py, tests/web/test_lost_factor.py
    judged_elsewhere |= {"directory:ask_restoring", "directory:confirm_restoring"}
    judged_elsewhere |= {
        "directory:confirm_roles"
    }  # by whose roles wait: tests/agencies/confirming/test_actions.py
    # two cases, or a question between bodies: every role and relation in tests/linking/test_walls.py
    judged_elsewhere |= {"linking:pair", "linking:joining", "linking:ask", "linking:answer"}
    assert {name for name in listed - set(PAGES) - judged_elsewhere if "styleguide" not in name} == set()


def test_each_role_and_page(world):
    wrong = []
    for number, role in enumerate(oracle.ROLES):
        relations = (
            list(oracle.RELATIONS)
            if FULL
            else [list(oracle.RELATIONS)[number % len(oracle.RELATIONS)], "stranger"]
        )
        for relation in relations:
            client = probing.client_of(world.officers[role, relation])
            for page in PAGES if FULL or relation != "stranger" else _closed_by_relation_alone(role):
                wrong += probing.probe(world, client, role, relation, page)
    assert not wrong, _told(wrong)


def _closed_by_relation_alone(role: str) -> list[str]:
    """Pages about a file that this role opens for others: from a stranger only the relation keeps them."""
    entries = [(page, oracle.TABLE["pages"][page]) for page in PAGES]
    return [page for page, entry in entries if isinstance(entry, list) and oracle.can(role, entry[0])]


def test_forbidden_and_absent_are_alike(world):
    unlike = []
    for role in ("social_worker", "supervisor", "investigator", "ngo_worker", "administrator"):
        client = probing.client_of(world.officers[role, "stranger"])
        for page in PAGES:
            if isinstance(oracle.TABLE["pages"][page], list) and not probing.alike(world, client, page):
                unlike.append((role, page))
    assert not unlike, _told(unlike)


def test_nobody_sees_anything_without_signing_in(world, client):
    for page in PAGES:
        answer = client.get(probing.address(page, world.ids))
        assert answer.status_code == 302
        assert not any(canary.encode() in answer.content for canary in worlds.CANARIES.values())


def _told(found):
    return f"{len(found)} wrong, the first: " + "; ".join(map(str, found[:25]))


def test_a_minute_that_ends_between_two_requests_is_no_difference(world, monkeypatch):
    """The letterhead says when it was printed: the moment of the request, not one of its own."""
    client = probing.client_of(world.officers["analyst", "stranger"])
    moments = iter(worlds.NOW + dt.timedelta(minutes=n) for n in range(1000))
    monkeypatch.setattr("django.utils.timezone.now", lambda: next(moments))
    one, other = (client.get(f"/cases/{world.case.id}/").content for _ in range(2))
    assert probing.NOISE.sub(b"", one) != probing.NOISE.sub(b"", other)
    assert probing.difference(world, client, "cases:show") == ""
