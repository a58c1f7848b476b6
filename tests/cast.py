"""The test cast: three bodies, a handful of invented officers, and short ways to let them act."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from qorgan.agencies.access import Viewer, viewer_of
from qorgan.agencies.models import Agency, Officer, RoleAssignment, ServiceOffer

NOW = dt.datetime(2026, 2, 2, 9, 0, tzinfo=dt.UTC)  # a Monday, always in the past of a running site
BY_ACT = {
    "act_issuer": "court",
    "act_number": "0000-1/1",
    "act_on": NOW.date(),
}  # a naming in force without a second body
EARLIER = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def body(
    name: str, kind: str, *, takes_reports: bool = False, services: tuple[str, ...] = (), **more: Any
) -> Agency:
    """An invented body."""
    names = {f"name_{language}": name for language in ("kk", "ru", "en")}
    agency = Agency.objects.create(
        kind=kind, takes_reports=takes_reports, active_from=EARLIER, **{"region_id": "KZ-75", **names, **more}
    )
    for service in services:
        ServiceOffer.objects.create(agency=agency, service=service)
    return agency


def officer(agency: Agency, *roles: str, name: str = "") -> Officer:
    """An invented officer with roles."""
    login = name or f"{roles[0] if roles else 'nobody'}-{uuid4().hex}"
    person = Officer(login=login, name=f"Invented {login}", agency=agency, language="kk", created_at=EARLIER)
    person.set_unusable_password()
    person.save()
    for role in roles:
        RoleAssignment.objects.create(officer=person, role=role, valid_from=EARLIER)
    return person


def seen(person: Officer, now: dt.datetime = NOW) -> Viewer:
    """The officer as the access function sees them."""
    return viewer_of(person, now=now)


def unit(private: bytes = b"", *, now: dt.datetime = NOW) -> Any:
    """A specialist police unit whose key two administrators have registered."""
    from qorgan.documents.units import actions as units
    from qorgan.vault import new_unit_key, public_of

    police = body("Specialist unit", Agency.Kind.POLICE)
    office = body("Office", Agency.Kind.CENTRAL)
    first, second = (seen(officer(office, "administrator"), now) for _ in range(2))
    text = public_of(private or new_unit_key())
    key = units.register(agency=police, public_text=text, by=first, now=now)
    return units.confirm(key=key, by=second, now=now)


def report_facts(to: Agency, **changes: Any) -> dict[str, Any]:
    """A plain report to send."""
    facts = {
        "to_agency": to,
        "danger": "unknown",
        "narrative": "Invented: a child sleeps behind a bakery and is afraid of a man in a grey coat.",
        "child": {"description": "about twelve, speaks Uzbek"},
        "children_count": 1,
        "facts": {"acts": {"harbouring": "true"}, "purposes": {"forced_labour": "unknown"}},
        "learned_at": NOW,
        "form_token": uuid4(),
    }
    return facts | changes


def case_facts(**changes: Any) -> dict[str, Any]:
    """A plain case to open."""
    facts = {
        "child": {
            "sex": "male",
            "age_from": 11,
            "age_to": 13,
            "age_status": "declared",
            "languages": ["uz"],
            "citizenships": ["UZ"],
            "birth": {"kind": "estimated", "from": "2014", "to": "2014"},
            "names": [{"kind": "used", "surname": "Ойдантуған", "given": "Бала", "patronymic": ""}],
        },
        "place": {"kind": "hospital", "address": "Invented street 1", "adult": "Invented nurse"},
        "event": {
            "facts": {"acts": {"harbouring": "true"}},
            "places": [{"country": "KZ", "region": "KZ-75"}],
        },
        "summary": "Invented summary.",
        "narrative": "Invented narrative.",
        "form_token": uuid4(),
    }
    return facts | changes


def token() -> UUID:
    """A form token."""
    return uuid4()
