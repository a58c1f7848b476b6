"""What pages show of a child, and the search by name and year, always inside what the viewer may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection
from rapidfuzz.fuzz import token_sort_ratio

from qorgan.agencies.access import File, Refused, Standing, Viewer, decide, require, standings
from qorgan.agencies.reading import Look, Sealed
from qorgan.children import known_code
from qorgan.children import search as index
from qorgan.children.codes import age_band
from qorgan.children.models import Child, ChildName, Consent, Hold
from qorgan.journal.actions import record
from qorgan.keyring.actions import unseal
from qorgan.keyring.models import WrappedKey
from qorgan.linkage import fold

SHOWN = 20
MOST_OPENED = 200  # children whose names one search opens in order to rank them


@dataclass(frozen=True)
class NameShown:
    """One spelling of the child's name."""

    kind: str
    name: Sealed | None


@dataclass(frozen=True)
class ChildShown:
    """The child as this look may show it; a field that may not be seen is None."""

    child: Child
    names: list[NameShown]
    code: Sealed | None
    birth: Sealed | None
    mother: Sealed | None
    needs_note: Sealed | None
    sex: str | None
    age: tuple[int | None, int | None, str] | None
    citizenships: list[str] | None
    languages: list[str] | None
    needs: list[str] | None
    holds: list[Hold]


@dataclass(frozen=True)
class Hit:
    """One child found: enough to choose, no more. `likeness` is 0 to 100."""

    case_id: UUID
    name: str
    birth: str
    likeness: float


@dataclass(frozen=True)
class _Near:
    """A child that shares a key with the words: names still sealed, `sealed_birth` None when not shown."""

    case_id: UUID
    child_id: UUID
    key: WrappedKey
    sealed_birth: bytes | None
    sealed_code: bytes | None
    names: list[tuple[UUID, bytes]]


def notice_of(case_id: UUID) -> dict[str, Any]:
    """What a body asked to help or to keep a case reads before it says yes: codes and a band of age, no name."""
    child = Child.objects.get(case_id=case_id)
    return {
        "age_band": age_band(child.age_from, child.age_to),
        "sex": child.sex,
        "languages": child.languages,
        "needs": child.needs,
    }


def of_case(case_id: UUID) -> Child | None:
    """The child of a case the caller has already judged."""
    return Child.objects.select_related("key").filter(case_id=case_id).first()


def shown(look: Look, child: Child) -> ChildShown:
    """What one look may show of the child."""
    names = []
    if look.shows("child.names"):
        rows = ChildName.objects.filter(child=child, withdrawn_at=None).order_by("recorded_at", "id")
        names = [
            NameShown(row.kind, look.sealed(child.key, "child.names", row.id, row.sealed_name))
            for row in rows
        ]
    return ChildShown(
        child=child,
        names=names,
        code=look.sealed(child.key, "child.names", child.id, child.sealed_code, slot=known_code.SLOT),
        birth=look.sealed(child.key, "child.birth", child.id, child.sealed_birth),
        mother=_mother(look, child),
        needs_note=look.sealed(child.key, "child.needs", child.id, child.sealed_needs),
        sex=look.plain("child.sex", child.sex),
        age=look.plain("child.age", (child.age_from, child.age_to, child.age_status)),
        citizenships=look.plain("child.citizenships", child.citizenships),
        languages=look.plain("child.languages", child.languages),
        needs=look.plain("child.needs", child.needs),
        holds=holds(child, now=look.viewer.now),
    )


def _mother(look: Look, child: Child) -> Sealed | None:
    """The mother's name goes with the names, and only to the body that keeps the case: no referral lists it."""
    if look.decision.level != "owner":
        return None
    return look.sealed(child.key, "child.names", child.id, child.sealed_mother, slot="child.mother")


def holds(child: Child, *, now: dt.datetime) -> list[Hold]:
    """Holds in force."""
    rows = Hold.objects.filter(child=child, lifted_at=None).select_related("placed_by__agency")
    return in_force(rows.order_by("placed_at", "id"), now=now)


def search(viewer: Viewer, *, names: str, birth_year: int | None) -> list[Hit]:
    """Children whose name and year resemble the words, best first, among the cases this viewer may open.

    Tokens lead to handles inside the wall, the access function keeps what may be seen, and only then are names
    opened and ranked. Journalled without the words.
    """
    require(viewer, "children:search")
    wanted, codes = fold(names), known_code.keys(names)
    ranked = [
        (*best, near)
        for near in _found(viewer, names=names, birth_year=birth_year)
        if (best := _closest(near, wanted, codes)) is not None
    ]
    ranked.sort(key=lambda one: (-one[0], str(one[2].case_id)))
    hits = [_hit(near, likeness, name) for likeness, name, near in ranked[:SHOWN]]
    record(
        kind="children.searched",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        purpose="same_child",
        detail={"hits": len(hits)},
        happened_at=viewer.now,
        now=viewer.now,
    )
    return hits


def consents(child: Child) -> list[Consent]:
    """The ledger of a child, newest first, for a case the caller has already judged."""
    return list(
        Consent.objects.filter(child=child)
        .select_related("recipient", "withdrawal")
        .order_by("-given_at", "-id")
    )


def find_consent(viewer: Viewer, case_id: UUID, consent_id: UUID) -> Consent:
    """A line of the ledger, for the body that keeps the case. Raises `Refused`."""
    require(viewer, "cases:edit", File(case_id=case_id))
    rows = Consent.objects.select_related("recipient", "withdrawal", "child")
    consent = rows.filter(pk=consent_id, case_id=case_id).first()
    if consent is None:
        raise Refused("absent")
    return consent


def consent_holds(consent: Consent, *, now: dt.datetime) -> bool:
    """Is this consent good now? Asked before every send and every open.

    Withdrawn or run out is no; a parent's withdrawal has no effect while a conflict of interest is recorded. A
    guardian's is no while a parent or guardian may be part of the harm (see `children.stopping`).
    """
    if consent.doubted or ran_out(consent, now=now):
        return False
    stop = getattr(consent, "withdrawal", None)
    return stop is None or stop.withdrawn_at > now or not stop.effective


def ran_out(consent: Consent, *, now: dt.datetime) -> bool:
    """Has the end of this consent come?"""
    return consent.expires_at is not None and consent.expires_at <= now


def doubted(child: Child) -> list[Consent]:
    """A guardian's consents that are not good any more and nobody has stopped, for a case the caller has judged."""
    rows = Consent.objects.filter(child=child, doubted=True, withdrawal=None)
    return list(rows.select_related("recipient", "child").order_by("given_at", "id"))


def find_hold(viewer: Viewer, case_id: UUID, hold_id: UUID) -> Hold:
    """A hold of a case, lifted or not, for the body that keeps it. Raises `Refused`."""
    require(viewer, "cases:edit", File(case_id=case_id))
    hold = (
        Hold.objects.select_related("placed_by__agency", "child").filter(pk=hold_id, case_id=case_id).first()
    )
    if hold is None:
        raise Refused("absent")
    return hold


def no_closing(case_id: UUID, *, now: dt.datetime) -> list[Hold]:
    """Holds in force that say "do not close this case", for a case the caller has judged."""
    rows = Hold.objects.filter(case_id=case_id, kind=Hold.Kind.NO_CLOSING, lifted_at=None)
    return in_force(rows.select_related("placed_by__agency").order_by("placed_at", "id"), now=now)


def in_force(rows: Iterable[Hold], *, now: dt.datetime) -> list[Hold]:
    """Those of these unlifted holds whose day has not come."""
    return [hold for hold in rows if hold.until is None or hold.until > now]


def _found(viewer: Viewer, *, names: str, birth_year: int | None) -> list[_Near]:
    """Children the viewer may open and whose names are shown to them, with the fields shown."""
    near = _near(index.tokens(names=names, birth_year=birth_year))
    if not near:
        return []
    seen = standings(viewer, case_ids=[each.case_id for each in near])
    kept = []
    for each in near:
        standing = seen.get(each.case_id, Standing())
        shown = decide(viewer, "children:identity", File(case_id=each.case_id), standing=standing).fields
        if "child.names" in shown:
            kept.append(each if "child.birth" in shown else replace(each, sealed_birth=None))
    return kept[:MOST_OPENED]


# Written out: to compose it anew for each search takes longer than to answer it. Most alike first, as they were found.
_NEAR = """
SELECT h.case_id, h.child_id, k.id, k.wrapped, c.sealed_birth, c.sealed_code, n.id, n.sealed_name
FROM qorgan_search_handles(%s) WITH ORDINALITY asked (handle, shared, place)
JOIN children_handle h ON h.handle = asked.handle
JOIN children_child c ON c.id = h.child_id JOIN keyring_wrappedkey k ON k.id = c.key_id
LEFT JOIN children_childname n ON n.child_id = c.id
ORDER BY asked.place
"""


def _near(tokens: list[bytes]) -> list[_Near]:
    """Children who share a token, sealed and not yet judged; one question for all they are."""
    if not tokens:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [tokens])
        rows = cursor.fetchall()
    children: dict[UUID, _Near] = {}
    for case_id, child_id, key_id, wrapped, birth, code, name_id, sealed in rows:
        if child_id not in children:
            key = WrappedKey(id=key_id, wrapped=wrapped)
            children[child_id] = _Near(case_id, child_id, key, birth, code, [])
        if name_id is not None:  # a child may have a code and no name
            children[child_id].names.append((name_id, sealed))
    return list(children.values())


def _closest(near: _Near, wanted: str, codes: list[str]) -> tuple[float, str] | None:
    """Likeness and text of the spelling that fits the folded words best; the code, when that was asked for."""
    best: tuple[float, str] | None = None
    if codes and near.sealed_code is not None:
        code = unseal(near.key, code=known_code.SLOT, row_id=near.child_id, envelope=near.sealed_code)
        if codes == [known_code.key(code)]:
            return (100.0, code)
    for row_id, sealed in near.names:
        value = unseal(near.key, code="child.names", row_id=row_id, envelope=sealed)
        name = " ".join(part for part in (value["surname"], value["given"], value["patronymic"]) if part)
        likeness = token_sort_ratio(wanted, fold(name))
        if best is None or likeness > best[0]:
            best = (likeness, name)
    return best


def _hit(near: _Near, likeness: float, name: str) -> Hit:
    birth = unseal(near.key, code="child.birth", row_id=near.child_id, envelope=near.sealed_birth)
    return Hit(near.case_id, name, index.birth_text(birth)[:4], likeness)


def find(viewer: Viewer, case_id: UUID, verb: str = "cases:view") -> Child:
    """The child of a case, judged. Raises `Refused`."""
    require(viewer, verb, File(case_id=case_id))
    return Child.objects.select_related("key").get(case_id=case_id)
