"""Every route that takes a form, against the hand-written oracle: sent with nothing in it, by every role."""

from __future__ import annotations

import os

import pytest

from access import oracle, probing
from access import world as worlds

pytestmark = pytest.mark.django_db
FULL = os.environ.get("QORGAN_FAULTS") == "full"
POSTS = list(oracle.TABLE["posts"])


@pytest.fixture
def world():
    return worlds.build()


def test_every_route_that_takes_a_form_is_in_the_oracle():
    from house.test_routes import routes

    listed = {
        name for name, view in routes() if "POST" in view.methods and view.rule not in ("public", "signed_in")
    }
    # judged by the bodies concerned: tests/cases/blocking/test_pages.py
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
    judged_elsewhere |= {"linking:pair", "linking:joining", "linking:ask", "linking:answer"}  # tests/linking
    assert listed - set(POSTS) - judged_elsewhere == set()
    assert set(POSTS) <= listed


def test_each_role_and_form(world):
    wrong = []
    for number, role in enumerate(oracle.ROLES):
        relations = (
            list(oracle.RELATIONS) if FULL else [list(oracle.RELATIONS)[(number + 3) % len(oracle.RELATIONS)]]
        )
        for relation in relations:
            client = probing.client_of(world.officers[role, relation])
            for page in POSTS:
                wrong += probing.send(world, client, role, relation, page)
    assert not wrong, f"{len(wrong)} wrong, the first: {wrong[:25]}"


def test_forbidden_and_absent_are_alike_when_something_is_sent(world):
    unlike = []
    for role in ("social_worker", "supervisor", "investigator", "ngo_worker", "administrator"):
        client = probing.client_of(world.officers[role, "stranger"])
        for page in POSTS:
            if isinstance(oracle.TABLE["posts"][page], list):
                told = probing.difference(world, client, page, send=True)
                unlike += [(role, page, told)] if told else []
    assert not unlike, f"{len(unlike)} unlike, the first: {unlike[:25]}"


def test_nobody_sends_anything_without_signing_in(world, client):
    for page in POSTS:
        answer = client.post(probing.address(page, world.ids), {})
        assert answer.status_code == 302, page
