"""Probing pages over HTTP: status, canaries, and whether "forbidden" and "absent" are alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import oracle
from access.world import ALWAYS_SHARED, CANARIES, SHARED, World
from qorgan.agencies.models import Officer
from qorgan.journal import actions as journal

NOISE = re.compile(
    rb'(csrfmiddlewaretoken" value="[^"]+"|name="once" value="[^"]+"|purpose-[0-9a-f]{8}|'
    rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"  # and the address asked for, in the language switch
)
OTHERS = "others_referral"  # a page of a referral to a body that stands in none of the relations
KINDS = {"case": "case_id", "report": "report_id"}
CODES = ("stage", "service", "act", "country", "norm", "provision")
# the ids a route of the oracle's pages needs beside its object
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "desk:documents": ("case_id",),
    "desk:duty": ("clock_id",),
    "cases:change_event": ("case_id", "event_id"),
    "cases:stop_consent": ("case_id", "consent_id"),
    "cases:lift_hold": ("case_id", "hold_id"),
    "cases:confirm_place": ("case_id", "place_id"),
    "cases:decide": ("case_id", "stage"),
    "cases:second": ("decision_id",),
    "cases:ask_review": ("decision_id",),
    "cases:other_body": ("decision_id",),
    "cases:take_back": ("decision_id",),
    "cases:open": ("report_id",),
    "referrals:send": ("case_id", "service"),
    "referrals:show": ("referral_id",),
    "referrals:open_sealed": ("referral_id",),
    "referrals:accept": ("referral_id",),
    "referrals:withdraw": ("referral_id",),
    "referrals:answer": ("referral_id", "act"),
    "referrals:contact": ("referral_id",),
    "referrals:packet": ("referral_id",),
    "referrals:print_packet": ("referral_id",),
    "referrals:confirm_packet": ("referral_id",),
    "referrals:settle": ("referral_id",),
    "referrals:assign": ("referral_id",),
    "referrals:told_refused": ("referral_id",),
    "referrals:told_contact": ("referral_id",),
    "referrals:told_service": ("referral_id",),
    "legislation:country": ("country",),
    "legislation:gaps": ("country",),
    "legislation:provision": ("norm",),
    "legislation:opinion": ("case_id", "provision"),
    "directory:show": ("agency_id",),
    "directory:change_agency": ("agency_id",),
    "directory:end_agency": ("agency_id",),
    "directory:set_roles": ("officer_id",),
    "directory:end_officer": ("officer_id",),
    "directory:enrol": (),
    "directory:add_agency": (),
    "documents:download": ("document_id",),
    "documents:mark_abuse": ("document_id",),
    "documents:receipt": ("document_id",),
    "documents:unit_keys": (),
    "documents:confirm_unit_key": ("key_id",),
    "documents:end_unit_key": ("key_id",),
}
DONE = (200, 302, 303)  # with nothing in the form: done, or the sheet again with what is missing


def client_of(officer: Officer) -> Client:
    """A signed-in browser."""
    client = Client(raise_request_exception=False)
    client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def address(page: str, ids: dict[str, Any]) -> str:
    """The page's address for these ids."""
    needed = ARGUMENTS.get(page)
    entry = oracle.TABLE["pages"].get(page) or oracle.TABLE["posts"].get(page)
    if isinstance(entry, list) and entry[1] == OTHERS:
        ids = ids | {"referral_id": ids["others_id"]}
    if needed is None:
        needed = (KINDS[entry[1]],) if isinstance(entry, list) else ()
    return reverse(page, kwargs={name: ids[name] for name in needed})


def absent(ids: dict[str, Any]) -> dict[str, Any]:
    """The same kinds of ids, of things that do not exist."""
    return {name: value if name in CODES else uuid4() for name, value in ids.items()}


def thing_of(page: str) -> str:
    """What one must be able to do to open the page."""
    entry = oracle.TABLE["pages"][page]
    return str(entry[0] if isinstance(entry, list) else entry)


@contextmanager
def noted() -> Iterator[list[str]]:
    """The kinds of journal entries written meanwhile, even if the transaction is undone afterwards."""
    kinds: list[str] = []
    write = journal.write

    def listen(bodies: Any) -> None:
        kinds.extend(json.loads(body)["kind"] for body in bodies)
        write(bodies)

    with patch.object(journal, "write", listen):
        yield kinds


def wrong_notes(kinds: list[str], status: int, *, about_file: bool, posted: bool = False) -> bool:
    """One entry for each look at a file, each refusal and each act; none of them twice.

    A button that did nothing (no purpose chosen) leaves none; a list names no file.
    """
    if status == 404:
        return kinds != ["access.refused"]
    if not about_file or (posted and status != 200):
        return len(kinds) > 1
    return len(kinds) != 1


def probe(world: World, client: Client, role: str, relation: str, page: str) -> Iterator[str]:
    """Open one page as one officer; yields what is wrong."""
    about = isinstance(oracle.TABLE["pages"][page], list)
    entry = oracle.TABLE["pages"][page]
    expected = oracle.page_opens(role, entry, relation, shared=SHARED)
    if expected and about and len(entry) == 3:
        shared = SHARED | ALWAYS_SHARED
        expected = entry[2] in oracle.fields(role, relation, enforcement=False, shared=shared)
    with transaction.atomic(), noted() as kinds:
        answer = client.get(address(page, world.ids))
        transaction.set_rollback(True)
    if wrong_notes(kinds, answer.status_code, about_file=about):
        yield f"{role} {relation} {page}: journal says {kinds}"
    if (answer.status_code == 200) != expected or answer.status_code not in (200, 404):
        yield f"{role} {relation} {page}: {answer.status_code}, expected {'200' if expected else '404'}"
    # without a purpose no sealed value may stand on any page; forms of one's own case open for their purpose
    may = oracle.fields(role, relation, enforcement=False, shared=set()) if expected else set()
    for code, canary in CANARIES.items():
        if canary.encode() in answer.content and code not in may:
            yield f"{role} {relation} {page}: shows {code}"


def send(world: World, client: Client, role: str, relation: str, page: str) -> Iterator[str]:
    """Send one page's form with nothing in it as one officer, undone afterwards; yields what is wrong."""
    entry = oracle.TABLE["posts"][page]
    about = isinstance(entry, list)
    expected = oracle.page_opens(role, entry, relation, shared=SHARED)
    shared = SHARED | ALWAYS_SHARED
    may = oracle.fields(role, relation, enforcement=False, shared=shared) if expected and about else set()
    if expected and about and len(entry) == 3:
        expected = entry[2] in may
    with transaction.atomic(), noted() as kinds:
        answer = client.post(address(page, world.ids), {})
        transaction.set_rollback(True)
    if wrong_notes(kinds, answer.status_code, about_file=about, posted=True):
        yield f"POST {role} {relation} {page}: journal says {kinds}"
    if answer.status_code not in (DONE if expected else (404,)):
        yield f"POST {role} {relation} {page}: {answer.status_code}, expected {'done' if expected else '404'}"
    for code, canary in CANARIES.items():
        if canary.encode() in answer.content and code not in may:
            yield f"POST {role} {relation} {page}: shows {code}"


def alike(world: World, client: Client, page: str) -> bool:
    """Are the answers for a thing one may not see and for one that is not there the same?"""
    return not difference(world, client, page)


def difference(world: World, client: Client, page: str, *, send: bool = False) -> str:
    """What tells the two answers apart; "" when nothing does. `send`: by POST.

    Both are asked at one moment: a page says when it was printed, and a minute may end between two requests.
    """
    ask = client.post if send else client.get
    with transaction.atomic(), patch("django.utils.timezone.now", return_value=timezone.now()):
        forbidden = ask(address(page, world.ids))
        missing = ask(address(page, absent(world.ids)))
        transaction.set_rollback(True)
    if forbidden.status_code != missing.status_code:
        return f"{forbidden.status_code} and {missing.status_code}"
    one, two = NOISE.sub(b"", forbidden.content), NOISE.sub(b"", missing.content)
    if one == two:
        return ""
    at = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return f"{one[max(at - 40, 0) : at + 40]!r} and {two[max(at - 40, 0) : at + 40]!r}"
