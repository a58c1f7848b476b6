"""A small world with one canary in every sealed field, and an officer in every role and relation to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import cast
from access import oracle
from qorgan.agencies.access import File, Viewer
from qorgan.agencies.granting import give
from qorgan.agencies.models import Agency, Officer
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.models import Case
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.deadlines.models import Clock
from qorgan.documents import actions as documents
from qorgan.documents import sharing
from qorgan.referrals import actions as referrals
from qorgan.referrals import queries as referral_queries
from qorgan.reports import actions as reports
from qorgan.reports import queries as report_queries

NOW = cast.NOW
SHARED = {
    "child.names",
    "child.age",
    "child.languages",
    "child.needs",
    "place.kind",
    "contact.safe",
    "case.summary",
    "event.facts",
    "decisions.status",
    "documents.files",
}
ALWAYS_SHARED = {"referral.note", "services.list"}
CANARIES = {
    "child.names": "Канарейка-Қоңыр",
    "child.needs": "canary-needs-5151",
    "place.address": "canary-address-7272",
    "contact.safe": "canary-contact-8383",
    "case.summary": "canary-summary-9494",
    "event.narrative": "canary-event-1616",
    "report.narrative": "canary-report-2727",
    "report.child": "canary-described-3838",
    "decisions.reasons": "canary-reasons-4949",
    "referral.note": "canary-message-6060",
    "services.note": "canary-service-7171",
    "documents.files": "canary-document-8282",
}


@dataclass
class World:
    """Everything the probes need."""

    bodies: dict[str, Agency]
    officers: dict[tuple[str, str], Officer] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    case: Any = None
    report: Any = None

    def viewer(self, role: str, relation: str) -> Viewer:
        return cast.seen(self.officers[role, relation], NOW + dt.timedelta(minutes=5))


def build() -> World:
    """Build the world through acts, then stand officers of every role in every relation to it."""
    kinds = Agency.Kind
    world = World(
        {
            "keeper": cast.body("Keeper", kinds.GUARDIANSHIP, takes_reports=True),
            "receiver": cast.body("Receiver", kinds.SHELTER, services=("safe_accommodation",)),
            "sender": cast.body("Sender", kinds.HEALTH),
            "other": cast.body("Other helper", kinds.LEGAL, services=("legal_aid",)),
            "asked": cast.body("Asked for a second person", kinds.GUARDIANSHIP),
            "offered": cast.body("Offered shelter", kinds.SHELTER, services=("safe_accommodation",)),
            "stranger": cast.body("Stranger", kinds.GUARDIANSHIP, takes_reports=True),
        }
    )
    keeper = cast.seen(cast.officer(world.bodies["keeper"], "guardianship", name="the-keeper"))
    sender = cast.seen(cast.officer(world.bodies["sender"], "health_worker", name="the-sender"))
    taker = cast.seen(cast.officer(world.bodies["receiver"], "ngo_worker", name="the-taker"))
    world.ids["key_id"] = cast.unit().id
    _report(world, keeper, sender)
    _case(world, keeper)
    _referral(world, keeper, taker)
    _others_referral(world, keeper)
    _officers(world, keeper)
    return world


def _report(world: World, keeper: Viewer, sender: Viewer) -> None:
    facts = cast.report_facts(
        world.bodies["keeper"],
        narrative=CANARIES["report.narrative"],
        child={"description": CANARIES["report.child"]},
    )
    report = reports.send(**facts, by=sender, now=NOW)
    with acting(keeper, now=NOW):
        report = report_queries.find(keeper, report.id)
    reports.assess(report=report, answers={}, safety={}, outcome="open_case", reasons="", by=keeper, now=NOW)
    with acting(keeper, now=NOW):
        world.report = report_queries.find(keeper, report.id)
    world.ids["report_id"] = report.id


def _case(world: World, keeper: Viewer) -> None:
    facts = cast.case_facts(
        summary=CANARIES["case.summary"],
        narrative=CANARIES["event.narrative"],
        contact={"how": CANARIES["contact.safe"]},
    )
    facts["child"]["names"] = [
        {"kind": "used", "surname": CANARIES["child.names"], "given": "Бала", "patronymic": ""}
    ]
    facts["child"]["needs_note"] = CANARIES["child.needs"]
    facts["place"]["address"] = CANARIES["place.address"]
    case = cases.open_case(report=world.report, **facts, by=keeper, now=NOW)
    decision = deciding.decide(
        case=case,
        stage="reasonable",
        outcome="negative",
        grounds=["other_harm"],
        evidence=["none"],
        reasons=CANARIES["decisions.reasons"],
        by=keeper,
        now=NOW,
    )
    openable, closed = (  # the pages ask for the second: closed, with a receipt
        documents.add(
            file=File(case_id=case.id),
            key=case.key,
            name=f"{CANARIES['documents.files']}.txt",
            content=b"Invented.",
            may_show_abuse=may_show_abuse,
            by=keeper,
            now=NOW,
        )
        for may_show_abuse in (False, True)
    )
    with acting(keeper, now=NOW):
        world.case = case_queries.find(keeper, case.id)
        event = case_queries.page(keeper, case.id).events[0].event
        clock = Clock.objects.filter(case_id=case.id, rule="dl.kz.place.survey").get()
        place = world.case.places.get()
        child = child_queries.find(keeper, case.id)
    hold = children.place_hold(
        child=child, kind="no_questioning", reason="danger", until=None, by=keeper, now=NOW
    )
    world.ids |= {
        "case_id": case.id,
        "decision_id": decision.id,
        "document_id": closed.id,
        "openable_id": openable.id,
        "event_id": event.id,
        "place_id": place.id,
        "hold_id": hold.id,
        "clock_id": clock.id,
        "stage": "reasonable",
        "service": "safe_accommodation",
        "country": "KZ",
        "norm": "kz.cc2014.135.1",
        "provision": "kz.cc2014.135.1",
    }


def _sent(world: World, keeper: Viewer, taker: Viewer, *, service: str, fields: set[str], note: str) -> Any:
    """A referral to the taker's body, accepted."""
    with acting(keeper, now=NOW):
        child = child_queries.find(keeper, world.case.id)
    about: dict[str, Any] = {"fields": sorted(fields), "by": keeper, "now": NOW}
    consent = children.record_consent(
        child=child,
        basis="assent",
        read_in="kk",
        recipient=taker.officer.agency,
        purpose=service,
        given_at=NOW,
        **about,
    )
    referral = referrals.send(
        case=world.case,
        to_agency=taker.officer.agency,
        service=service,
        consent=consent,
        urgent=False,
        note=note,
        form_token=cast.token(),
        **about,
    )
    with acting(taker, now=NOW):
        referral = referral_queries.find(taker, referral.id)[0]
    return referrals.accept(referral=referral, by=taker, now=NOW)


def _others_referral(world: World, keeper: Viewer) -> None:
    """Another body helps the same child: of that the receiver learns nothing."""
    taker = cast.seen(cast.officer(world.bodies["other"], "legal_aid", name="the-other-taker"))
    referral = _sent(
        world, keeper, taker, service="legal_aid", fields={"child.age"}, note="canary-other-6161"
    )
    world.ids["others_id"] = referral.id


def _referral(world: World, keeper: Viewer, taker: Viewer) -> None:
    referral = _sent(
        world, keeper, taker, service="safe_accommodation", fields=SHARED, note=CANARIES["referral.note"]
    )
    referrals.record_service(
        case=world.case,
        service="psychological",
        step="delivered",
        happened_at=NOW,
        note=CANARIES["services.note"],
        by=keeper,
        now=NOW,
    )
    world.ids |= {
        "consent_id": referral.consent_id,
        "referral_id": referral.id,
        "act": "end",
        "agency_id": world.bodies["sender"].id,
    }


def _officers(world: World, keeper: Viewer) -> None:
    """An officer in every role and relation; own files by a grant that names the officer."""
    case, report = File(case_id=world.case.id), File(report_id=world.report.id)
    with acting(keeper, now=NOW):
        give(case, agency_id=world.bodies["offered"].id, level="owner", valid_from=None)
    shared = sorted(SHARED | ALWAYS_SHARED)
    for relation, (level, own) in oracle.RELATIONS.items():
        body = world.bodies[relation.split("_")[0]]
        for role in oracle.ROLES:
            officer = cast.officer(body, role)
            world.officers[role, relation] = officer
            if not own:
                continue
            with acting(keeper, now=NOW):
                if level in ("owner", "referral", "asked"):
                    chosen = {"owner": [], "referral": shared, "asked": sorted(oracle.ASKED)}[level]
                    grant = give(
                        case,
                        agency_id=body.id,
                        level=level,
                        officer_id=officer.id,
                        fields=chosen,
                        source_id=world.ids["decision_id"] if level == "asked" else None,
                        valid_from=NOW,
                    )
                    if level == "referral":
                        sharing.share(grant, sender_id=keeper.agency_id, receiver=body)
                if level in ("owner", "sender"):
                    give(report, agency_id=body.id, level=level, officer_id=officer.id, valid_from=NOW)
    world.ids["officer_id"] = world.officers["interpreter", "stranger"].id
    assert Case is not None
