"""What people do with a child's identity, consent and holds. Every one checks the wall of the child's case."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.agencies import versions
from qorgan.agencies.access import File, Refused, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.fields import SHAREABLE
from qorgan.agencies.models import Agency
from qorgan.agencies.permissions import OWNER
from qorgan.agencies.refusals import CannotDo
from qorgan.children import ends, known_code, matching, queries, search, stopping
from qorgan.children.codes import LANGUAGES, LIFT_REASONS
from qorgan.children.models import Child, ChildName, Consent, ConsentWithdrawal, Hold
from qorgan.journal.actions import record
from qorgan.keyring.actions import make_key, seal, unseal
from qorgan.keyring.models import WrappedKey
from qorgan.vault import new_id

PLAIN = (
    "sex",
    "age_status",
    "age_from",
    "age_to",
    "citizenships",
    "languages",
    "needs",
    "conflict_of_interest",
)


def create(*, case_id: UUID, facts: dict[str, Any], by: Viewer, now: dt.datetime) -> Child:
    """Make the child of a new case, inside the act that opens it.

    `facts`: plain columns, `names` (list of {kind, surname, given, patronymic}), `code` instead of one,
    `birth` ({kind, from, to}), `needs_note`, `mother`. All may be missing: a case may have no identity at all.
    Raises CHD-08 for a code that reads as a name.
    """
    code = known_code.cleaned(facts.get("code", ""))
    key = make_key(kind=WrappedKey.Kind.PERSON, case_id=case_id, now=now)
    child_id = new_id()
    child = Child.objects.create(
        id=child_id,
        case_id=case_id,
        key=key,
        sealed_code=seal(key, code=known_code.SLOT, row_id=child_id, value=code),
        sealed_birth=seal(key, code="child.birth", row_id=child_id, value=facts.get("birth")),
        sealed_needs=seal(key, code="child.needs", row_id=child_id, value=facts.get("needs_note")),
        sealed_mother=seal(key, code="child.mother", row_id=child_id, value=facts.get("mother")),
        created_at=now,
        **{name: facts[name] for name in PLAIN if name in facts},
    )
    _add_names(child, facts.get("names", []), by=by, now=now)
    search.index(
        child,
        names=facts.get("names", []),
        birth=facts.get("birth"),
        mother=facts.get("mother", ""),
        code=code,
    )
    matching.ask(case_id, by=by)
    return child


@act
def change(*, child: Child, version: int, facts: dict[str, Any], by: Viewer, now: dt.datetime) -> Child:
    """Change what is known of a child. Names are added, never overwritten; old spellings stay findable.

    Raises GEN-01 when somebody changed the child meanwhile, CHD-01 for an impossible age span, CHD-08 for a code
    that reads as a name.
    """
    require(by, "cases:edit", File(case_id=child.case_id))
    _check_age(facts)
    changes = {name: facts[name] for name in PLAIN if name in facts}
    if "birth" in facts:
        changes["sealed_birth"] = seal(child.key, code="child.birth", row_id=child.id, value=facts["birth"])
    if "code" in facts:
        code = known_code.cleaned(facts["code"])
        changes["sealed_code"] = seal(child.key, code=known_code.SLOT, row_id=child.id, value=code)
    if "needs_note" in facts:
        changes["sealed_needs"] = seal(
            child.key, code="child.needs", row_id=child.id, value=facts["needs_note"]
        )
    if "mother" in facts:
        changes["sealed_mother"] = seal(
            child.key, code="child.mother", row_id=child.id, value=facts["mother"]
        )
    child = versions.update(child, version=version, **changes)
    if facts.get("conflict_of_interest") is not None:  # "not sure" changes nothing
        _weigh_stops(child, conflict=facts["conflict_of_interest"], by=by, now=now)
    if "conflict_of_interest" in facts:
        stopping.weigh_guardian(child.id, conflict=facts["conflict_of_interest"], now=now)
    _add_names(child, facts.get("names", []), by=by, now=now)
    index_again(child)
    matching.ask(child.case_id, by=by)
    _note("children.changed", child, by=by, now=now, detail={"fields": sorted(facts)})
    return child


@act
def record_consent(
    *,
    child: Child,
    basis: str,
    recipient: Agency,
    purpose: str,
    fields: list[str],
    given_at: dt.datetime,
    reasons: str = "",
    provision: str = "",
    read_in: str = "",
    expires_at: dt.datetime | None = None,
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Consent:
    """One line of the ledger: this may be shown to that body for that purpose, until it is stopped or `expires_at`.
    The same `form_token`, the same line.

    Raises CHD-02 (a basis that needs reasons or a provision), CHD-03 and CHD-11 (a guardian's consent against a
    recorded conflict of interest, or while nobody knows of one), CHD-04 (fields that cannot be shared), CHD-10 (a
    child's yes to what was not explained), CHD-12 (an end that has passed).
    """
    require(by, "children:consent", File(case_id=child.case_id))
    if before := versions.sent_before(Consent, form_token):
        return before
    if basis == Consent.Basis.GUARDIAN:  # a colleague may be writing of a conflict at this moment
        known = Child.objects.select_for_update(no_key=True).only("conflict_of_interest").get(pk=child.pk)
        child.conflict_of_interest = known.conflict_of_interest
    _check_basis(child, basis, reasons=reasons, provision=provision, read_in=read_in)
    ends.check_consent(expires_at, now=now)
    if not set(fields) <= set(SHAREABLE):
        raise CannotDo("CHD-04", _("Some of this can never be shared. Choose again."), "fields")
    consent_id = form_token or new_id()
    consent = Consent.objects.create(
        id=consent_id,
        case_id=child.case_id,
        child=child,
        basis=basis,
        recipient=recipient,
        purpose=purpose,
        fields=sorted(fields),
        provision=provision,
        sealed_reasons=seal(child.key, code="case.summary", row_id=consent_id, value=reasons),
        read_in=read_in,
        text_version="1",
        given_at=given_at,
        expires_at=expires_at,
        recorded_by=by.officer,
        recorded_at=now,
    )
    _note(
        "children.consented", child, by=by, now=now, detail={"basis": basis, "recipient": str(recipient.id)}
    )
    return consent


@act
def withdraw_consent(
    *, consent: Consent, by_parent: bool, withdrawn_at: dt.datetime, by: Viewer, now: dt.datetime
) -> ConsentWithdrawal:
    """The stop button: nothing more is sent or opened under this consent, and what rests on it ends now.

    For the body that keeps the case. A parent's stop is only written down while a conflict of interest is recorded;
    of a guardian's consent that is not good any more everybody's stop counts.
    Raises CHD-05 (stopped before), CHD-09 (a moment still to come).
    """
    if require(by, "children:consent", File(case_id=consent.case_id)).level != OWNER:
        raise Refused("scope")
    if withdrawn_at > now:
        raise CannotDo("CHD-09", _("This moment is still to come."), "withdrawn_at")
    if ConsentWithdrawal.objects.filter(consent=consent).exists():
        raise CannotDo("CHD-05", _("This was stopped before."))
    return _stop(consent, by_parent=by_parent, withdrawn_at=withdrawn_at, by=by, now=now)


@act
def stop_doubted(*, child: Child, by: Viewer, now: dt.datetime) -> list[ConsentWithdrawal]:
    """One press for all: a guardian's consents that are not good any more are stopped, and what rests on them ends.

    For the body that keeps the case. Pressed twice, the second stops nothing.
    """
    if require(by, "children:consent", File(case_id=child.case_id)).level != OWNER:
        raise Refused("scope")
    versions.one_at_a_time(child.id)
    return [_stop(each, by_parent=False, withdrawn_at=now, by=by, now=now) for each in queries.doubted(child)]


@act
def place_hold(
    *,
    child: Child,
    kind: str,
    reason: str,
    until: dt.datetime | None,
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Hold:
    """Stop a step until a day, or until it is lifted. The same `form_token` gives the same hold.

    Raises CHD-13 (a day that has passed).
    """
    require(by, "cases:edit", File(case_id=child.case_id))
    if before := versions.sent_before(Hold, form_token):
        return before
    ends.check_hold(until, now=now)
    hold = Hold.objects.create(
        id=form_token or new_id(),
        case_id=child.case_id,
        child=child,
        kind=kind,
        reason=reason,
        placed_by=by.officer,
        placed_at=now,
        until=until,
    )
    _note("children.held", child, by=by, now=now, detail={"hold": kind, "hold_reason": reason})
    return hold


@act
def lift_hold(*, hold: Hold, reason: str, by: Viewer, now: dt.datetime) -> Hold:
    """End a hold before its day, with a reason. Raises CHD-14 (lifted before), CHD-15 (no reason)."""
    require(by, "cases:edit", File(case_id=hold.case_id))
    if reason not in LIFT_REASONS:
        raise CannotDo("CHD-15", _("Choose why it is lifted."), "reason")
    lifted = {"lifted_at": now, "lifted_by": by.officer, "lift_reason": reason}
    if not Hold.objects.filter(pk=hold.pk, lifted_at=None).update(**lifted):
        raise CannotDo("CHD-14", _("This hold was lifted before."))
    for name, value in lifted.items():
        setattr(hold, name, value)
    _note(
        "children.hold_lifted", hold.child, by=by, now=now, detail={"hold": hold.kind, "lift_reason": reason}
    )
    return hold


def _stop(
    consent: Consent, *, by_parent: bool, withdrawn_at: dt.datetime, by: Viewer, now: dt.datetime
) -> ConsentWithdrawal:
    stop = ConsentWithdrawal.objects.create(
        consent=consent,
        case_id=consent.case_id,
        by_parent=by_parent,
        effective=consent.doubted or not (by_parent and consent.child.conflict_of_interest),
        withdrawn_at=withdrawn_at,
        recorded_by=by.officer,
    )
    _note("children.consent_stopped", consent.child, by=by, now=now, detail={"by_parent": by_parent})
    if stop.effective:
        stopping.carry_out(consent, by=by, now=now)
    return stop


def _check_basis(child: Child, basis: str, *, reasons: str, provision: str, read_in: str) -> None:
    """Whose yes counts: nobody's who was not told, and no guardian's who may be part of the harm."""
    if basis == Consent.Basis.BEST_INTERESTS and not reasons.strip():
        raise CannotDo("CHD-02", _("Say in a few words why this is best for the child."), "reasons")
    if basis == Consent.Basis.LEGAL_DUTY and not provision:
        raise CannotDo("CHD-02", _("Name the article that sets the duty."), "provision")
    if basis in Consent.FROM_THE_CHILD and read_in not in LANGUAGES:
        raise CannotDo(
            "CHD-10",
            _(
                "Choose the language in which it was explained. If it was not explained, the child has not agreed. "
                "If you cannot ask now, choose the best interests of the child and give reasons."
            ),
            "read_in",
        )
    if basis == Consent.Basis.GUARDIAN and child.conflict_of_interest:
        raise CannotDo(
            "CHD-03",
            _("A conflict of interest is recorded: the consent of this guardian has no effect."),
            "basis",
        )
    if basis == Consent.Basis.GUARDIAN and child.conflict_of_interest is None:
        raise CannotDo(
            "CHD-11",
            _(
                "Nobody has written yet whether a parent or guardian could be part of the harm, so their consent is "
                "not enough. If you know, write it on the child's page. If not, help the child on another basis: "
                "the child agrees, or the best interests of the child with reasons."
            ),
            "basis",
        )


def _weigh_stops(child: Child, *, conflict: bool, by: Viewer, now: dt.datetime) -> None:
    """A parent's stop has no effect while a conflict is recorded; without one it takes effect at once."""
    stops = ConsentWithdrawal.objects.filter(consent__child=child, by_parent=True)
    waking = [] if conflict else list(stops.filter(effective=False).select_related("consent"))
    stops.update(effective=not conflict)
    for stop in waking:
        stopping.carry_out(stop.consent, by=by, now=now)


def _check_age(facts: dict[str, Any]) -> None:
    low, high = facts.get("age_from"), facts.get("age_to")
    if low is not None and high is not None and low > high:
        raise CannotDo("CHD-01", _("The younger age must come first."), "age_from")


def _add_names(child: Child, names: list[dict[str, str]], *, by: Viewer, now: dt.datetime) -> None:
    for name in names:
        name_id = new_id()
        value = {part: name.get(part, "") for part in ("surname", "given", "patronymic")}
        ChildName.objects.create(
            id=name_id,
            child=child,
            case_id=child.case_id,
            kind=name.get("kind", ChildName.Kind.USED),
            sealed_name=seal(child.key, code="child.names", row_id=name_id, value=value),
            recorded_by=by.officer,
            recorded_at=now,
        )


def index_again(child: Child, *, nameless: bool = False) -> int:
    """Write the search tokens of what is known now, inside an act; returns how many.

    `nameless`: a person wants the child compared although no name is known (by birth date and mother's name).
    """
    names = [
        unseal(child.key, code="child.names", row_id=row.id, envelope=row.sealed_name)
        for row in child.names.filter(withdrawn_at=None)
    ]
    if not names and nameless:
        names = [{}]
    birth = unseal(child.key, code="child.birth", row_id=child.id, envelope=child.sealed_birth)
    code = unseal(child.key, code=known_code.SLOT, row_id=child.id, envelope=child.sealed_code)
    mother = unseal(child.key, code="child.mother", row_id=child.id, envelope=child.sealed_mother)
    return search.index(child, names=names, birth=birth, mother=mother or "", code=code or "")


def _note(kind: str, child: Child, *, by: Viewer, now: dt.datetime, detail: dict[str, Any]) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=child.case_id,
        subject=("child", child.id),
        detail=detail,
        happened_at=now,
        now=now,
    )
