"""The wall alone: every application check switched off, and what is then left to people without a live grant."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

import cast
from access import world as worlds
from qorgan.agencies import access, fields
from qorgan.agencies.access import File, Viewer
from qorgan.agencies.granting import end, give
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency, Officer
from qorgan.agencies.scope import acting

NOW = cast.NOW
ALWAYS = {"accessgrant": "agencies_accessgrant", "block": "agencies_accessblock"}
# What the wall opens on purpose to people without a live grant on the case, written by hand: the names of
# bodies let in are no child's data; a body asked sees the referral; a duty sees clocks or journal, never a file.
OPENINGS: dict[str, set[str]] = {
    "nobody": set(),
    "other_body": set(),
    "supervisor_elsewhere": {"agencies_accessblock"},  # duty: confirm namings
    "sender": {"agencies_accessgrant"},
    "ended": {"agencies_accessgrant", "referrals_referral", "children_consent", "deadlines_clock"},
    "asked": {"agencies_accessgrant", "referrals_referral", "children_consent", "deadlines_clock"},
    "offered": {"agencies_accessgrant", "cases_transfer"},
    "named_officer": {"agencies_accessgrant", "agencies_accessblock"},
    "named_body": {"agencies_accessgrant", "agencies_accessblock"},
    "coordinator": {"deadlines_clock"},
    "ombudsman": {"deadlines_clock", "agencies_accessblock"},
    "data_protection": {"journal_entry"},
    "administrator": set(),
}


@contextmanager
def checks_off() -> Iterator[None]:
    """Make every application check say yes to everything: roles, scope, grants, blocks, fields."""
    everything = access.Decision(True, fields.ALL, level="owner")
    replaced: dict[str, Any] = {
        "decide": lambda viewer, verb, file=None, standing=None: everything,
        "require": lambda viewer, verb, file=None, standing=None: everything,
        "visible": lambda viewer, verb, **columns: Q(
            pk__isnull=False
        ),  # an empty one vanishes beside an "or"
    }
    originals = {name: getattr(access, name) for name in replaced}
    changed: list[tuple[Any, str]] = []
    kept = {name: getattr(Viewer, name) for name in ("may", "scope_of", "ceiling")}
    try:
        for module in [m for n, m in sys.modules.items() if n.startswith("qorgan.") and m is not None]:
            for name, original in originals.items():
                if getattr(module, name, None) is original:
                    setattr(module, name, replaced[name])
                    changed.append((module, name))
        Viewer.may = lambda self, verb: True  # type: ignore[method-assign]
        Viewer.scope_of = lambda self, verb: "agency"  # type: ignore[method-assign]
        Viewer.ceiling = lambda self: fields.ALL  # type: ignore[method-assign]
        yield
    finally:
        for module, name in changed:
            setattr(module, name, originals[name])
        for name, function in kept.items():
            setattr(Viewer, name, function)


def strangers(world: worlds.World) -> dict[str, Viewer | None]:
    """People who may not see the case of this world, each for another reason."""
    kinds, later = Agency.Kind, NOW + dt.timedelta(minutes=10)
    case = File(case_id=world.case.id)
    found: dict[str, Officer | None] = {"nobody": None}
    found["other_body"] = world.officers["guardianship", "stranger"]
    found["supervisor_elsewhere"] = world.officers["supervisor", "stranger"]
    found["sender"] = cast.officer(world.bodies["sender"], "health_worker")
    with acting(cast.seen(world.officers["supervisor", "keeper"]), now=NOW):
        give(
            File(case_id=world.case.id),
            agency_id=world.bodies["sender"].id,
            level="referral",
            valid_from=None,
        )
    ended, asked = cast.body("Ended", kinds.SHELTER), cast.body("Asked", kinds.SHELTER)
    found["ended"], found["asked"] = cast.officer(ended, "ngo_worker"), cast.officer(asked, "ngo_worker")
    keeper = cast.seen(Officer.objects.get(login="the-keeper"))
    with acting(keeper, now=NOW):
        end(give(case, agency_id=ended.id, level="referral", fields=["child.names"], valid_from=NOW), now=NOW)
    for body, withdrawn in ((ended, True), (asked, False)):
        _ask(world, keeper, body, withdrawn=withdrawn)
    found["offered"] = cast.officer(offer(world), "guardianship")
    found["named_officer"] = cast.officer(world.bodies["keeper"], "supervisor")
    named = cast.body("Named", kinds.SHELTER)
    found["named_body"] = cast.officer(named, "ngo_worker")
    with acting(keeper, now=NOW):
        give(case, agency_id=named.id, level="referral", fields=sorted(fields.ALL), valid_from=NOW)
        for target in ({"officer": found["named_officer"]}, {"agency": named}):
            AccessBlock.objects.create(
                case_id=world.case.id,
                report_id=world.case.report_id,
                state=AccessBlock.State.PROVISIONAL,
                asked_by=keeper.officer,
                asked_at=NOW,
                **cast.BY_ACT,
                **target,
            )
    for role in ("coordinator", "ombudsman", "data_protection", "administrator"):
        found[role] = world.officers[role, "stranger"]
    return {name: officer and cast.seen(officer, later) for name, officer in found.items()}


def offer(world: worlds.World) -> Agency:
    """A body that this case was offered to, and that has not answered."""
    from qorgan.cases.transferring import actions as transferring

    body = cast.body("Offered", Agency.Kind.GUARDIANSHIP)
    keeper = world.viewer("supervisor", "keeper")
    transferring.ask_transfer(case=world.case, to_agency=body, reason="lives_elsewhere", by=keeper, now=NOW)
    return body


def passed_on(world: worlds.World) -> None:
    """That the report of the case went on from the keeper's body, written past the act: there is a case already."""
    from qorgan.reports.models import PassedOn

    keeper = world.viewer("supervisor", "keeper")
    with acting(keeper, now=NOW):
        PassedOn.objects.create(
            id=cast.token(),
            report=world.report,
            number=world.report.number,
            from_agency=world.bodies["keeper"],
            to_agency=world.bodies["stranger"],
            reason=PassedOn.Reason.MISTAKE,
            passed_by=keeper.officer,
            passed_at=NOW,
        )


def _ask(world: worlds.World, keeper: Viewer, body: Agency, *, withdrawn: bool) -> None:
    """A referral that this body was asked for and has not accepted, or that was withdrawn."""
    from qorgan.children import actions as children
    from qorgan.children import queries as child_queries
    from qorgan.referrals import actions as referrals

    with acting(keeper, now=NOW):
        child = child_queries.find(keeper, world.case.id)
    consent = children.record_consent(
        child=child,
        basis="assent",
        read_in="kk",
        recipient=body,
        purpose="safe_accommodation",
        fields=["child.age"],
        given_at=NOW,
        by=keeper,
        now=NOW,
    )
    referral = referrals.send(
        case=world.case,
        to_agency=body,
        service="safe_accommodation",
        fields=["child.age"],
        consent=consent,
        urgent=False,
        note="Invented.",
        form_token=cast.token(),
        by=keeper,
        now=NOW,
    )
    if withdrawn:
        referrals.withdraw(referral=referral, by=keeper, now=NOW)


def walled_tables() -> list[tuple[str, str]]:
    """(table, SQL condition "a row of this case") of every table behind a policy that the site may read at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(a.attname::text) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " AND a.attnum > 0 AND NOT a.attisdropped WHERE c.relrowsecurity AND c.relkind = 'r'"
            " AND has_any_column_privilege('qorgan_app', c.oid, 'SELECT') GROUP BY 1 ORDER BY 1"
        )
        found = cursor.fetchall()
    return [(table, _of_the_case(table, columns)) for table, columns in found]


def unread_tables() -> set[str]:
    """Tables behind a policy of which the site may read no column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c WHERE relrowsecurity AND relkind = 'r'"
            " AND NOT has_any_column_privilege('qorgan_app', c.oid, 'SELECT')"
        )
        return {row[0] for row in cursor.fetchall()}


def _of_the_case(table: str, columns: list[str]) -> str:
    if table == "cases_case":
        return "id = %(case)s"
    if "case_id" in columns:
        return "case_id = %(case)s"
    if table == "cases_event":
        return "id = %(event)s"
    return "true"  # reports, drafts: judged by every row there is


def rows_seen(viewer: Viewer | None, table: str, condition: str, ids: dict[str, Any]) -> int:
    """How many rows of the case the bare table shows to this person."""
    with acting(viewer, now=NOW + dt.timedelta(minutes=10)), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}", ids)  # noqa: S608 (names from pg_class)
        return int(cursor.fetchone()[0])


def queries(world: worlds.World) -> dict[str, Callable[[Viewer], Any]]:
    """Every query of the rooms about this case; each gives rows, or raises when there is nothing."""
    from qorgan.cases import queries as cases
    from qorgan.cases.deciding import queries as deciding
    from qorgan.children import queries as children
    from qorgan.deadlines import queries as clocks
    from qorgan.documents import queries as documents
    from qorgan.journal import queries as journal
    from qorgan.referrals import queries as referrals
    from qorgan.reports import queries as reports

    ids, case = world.ids, world.case.id
    return {
        "cases.listed": lambda v: [c for c in cases.listed(v, state="") if c.id == case],
        "cases.find": lambda v: cases.find(v, case),
        "cases.page": lambda v: cases.page(v, case, purpose="protection"),
        "deciding.waiting": lambda v: [d for d in deciding.waiting(v) if d.case_id == case],
        "deciding.find": lambda v: deciding.find(v, ids["decision_id"], "decisions:second"),
        "deciding.find_to_take_back": lambda v: deciding.find_to_take_back(v, ids["decision_id"]),
        "cases.find_event": lambda v: cases.find_event(v, case, ids["event_id"]),
        "children.of_case": lambda v: children.of_case(case),
        "children.find": lambda v: children.find(v, case),
        "children.search": lambda v: children.search(
            v, names=f"{worlds.CANARIES['child.names']} Бала", birth_year=2014
        ),
        "documents.find": lambda v: documents.find(v, ids["document_id"]),
        "documents.opened": lambda v: documents.opened(v, ids["openable_id"], purpose="protection"),
        "referrals.of_case": lambda v: [
            r for r in referrals.of_case(v, case) if r.to_agency_id != v.agency_id
        ],
        "referrals.sent": lambda v: [r for r in referrals.sent(v) if r.to_agency_id != v.agency_id],
        "referrals.accepted_by_us": lambda v: referrals.accepted_by_us(v, case),
        "referrals.find": lambda v: referrals.find(v, ids["referral_id"]),
        "deadlines.of_file": lambda v: [
            c
            for c in clocks.of_file(case_id=case)
            if c.agency_id != v.agency_id and "coordination" not in v.duties
        ],
        "journal.timeline": lambda v: [
            e
            for e in journal.timeline(case=case, scope=journal.Scope()).entries
            if e.actor_id != v.officer.id and "journal" not in v.duties
        ],
        "reports.inbox": lambda v: [r for r in reports.inbox(v) if r.from_agency_id != v.agency_id],
        "reports.find": lambda v: (
            v.agency_id != world.report.from_agency_id and reports.find(v, ids["report_id"])
        ),
        "reports.page": lambda v: (
            v.agency_id != world.report.from_agency_id
            and reports.page(v, ids["report_id"], purpose="protection")
        ),
    }


def gives(viewer: Viewer, query: Callable[[Viewer], Any]) -> bool:
    """Does this query give the stranger anything? Undone afterwards."""
    from django.core.exceptions import ObjectDoesNotExist

    with transaction.atomic():
        try:
            with acting(viewer, now=viewer.now):
                return bool(query(viewer))
        except (access.Refused, ObjectDoesNotExist):
            return False
        finally:
            transaction.set_rollback(True)


def leaks(world: worlds.World, people: dict[str, Viewer | None], rounds: int = 1) -> tuple[int, list[str]]:
    """(queries asked, what they wrongly gave) with the application's checks switched off."""
    asked, wrong = 0, []
    ids = {"case": world.case.id, "event": world.ids["event_id"]}
    tables, asking = walled_tables(), queries(world)
    with checks_off():
        for _ in range(rounds):
            for name, viewer in people.items():
                for table, condition in tables:
                    if table in OPENINGS[name] or (condition == "true" and name in OF_THE_REPORT):
                        continue
                    asked += 1
                    if count := rows_seen(viewer, table, condition, ids):
                        wrong.append(f"{name} sees {count} rows of {table}")
                for title, query in asking.items():
                    if viewer is None or (title.startswith("reports.") and name in OF_THE_REPORT):
                        continue
                    asked += 1
                    if gives(viewer, query):
                        wrong.append(f"{name} gets something from {title}")
    return asked, wrong


OF_THE_REPORT = {"sender"}  # has the report it sent, and not the case


def live_ids() -> list[Any]:
    """Ids of live grants as the current viewer sees them."""
    return list(AccessGrant.objects.values_list("id", flat=True))
