"""The one judge: *allowed? which fields? why not?* Pages, exports, search, counts and notices all ask here.

Access = verb x scope x need. The verb comes from the officer's live roles, the scope from the grants of the
officer's body on the file, the need from the purpose (asked by `children.queries` before a sealed value leaves).
Deny by default.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from qorgan.agencies import fields as field_codes
from qorgan.agencies import seen
from qorgan.agencies.models import Officer
from qorgan.agencies.permissions import LISTED, VERBS
from qorgan.agencies.roles import AGENCY, ROLES
from qorgan.agencies.seen import Grant

if TYPE_CHECKING:
    from collections.abc import Iterable


NOWHERE = UUID(int=0)  # the id of no file


@dataclass(frozen=True)
class Viewer:
    """An officer at a moment: what the roles give, before any file is looked at."""

    officer: Officer
    roles: tuple[str, ...]
    now: dt.datetime

    @cached_property
    def verbs(self) -> frozenset[str]:
        return frozenset().union(*(ROLES[code].verbs for code in self.roles))

    @cached_property
    def duties(self) -> frozenset[str]:
        return frozenset().union(*(ROLES[code].duties for code in self.roles))

    @property
    def agency_id(self) -> UUID:
        return self.officer.agency_id

    def may(self, verb: str) -> bool:
        """Does any role give this verb at all (on whatever file)?"""
        return verb in self.verbs

    def scope_of(self, verb: str) -> str | None:
        """`agency`, `assigned` or None: the widest scope in which the roles give the verb."""
        scopes = {ROLES[code].scope for code in self.roles if verb in ROLES[code].verbs}
        if not scopes:
            return None
        return AGENCY if AGENCY in scopes else "assigned"

    def ceiling(self) -> frozenset[str]:
        """Fields the roles and the kind of body can ever show."""
        shown = frozenset().union(*(ROLES[code].fields for code in self.roles))
        if self.officer.agency.is_enforcement:
            shown -= field_codes.NEVER_ENFORCEMENT
        if self.officer.agency.is_migration:
            shown -= field_codes.NEVER_MIGRATION
        return shown


@dataclass(frozen=True)
class File:
    """What is judged: one case or one report."""

    case_id: UUID | None = None
    report_id: UUID | None = None


@dataclass(frozen=True)
class Standing:
    """How a viewer stands to one file: the live grants of the viewer's body, and whether a naming takes them away."""

    grants: tuple[Grant, ...] = ()
    named: bool = False


@dataclass(frozen=True)
class Decision:
    """The answer. `why` is a reason code for the journal, never shown to the refused person."""

    allowed: bool
    fields: frozenset[str] = frozenset()
    why: str = ""
    level: str = ""
    standing: Standing | None = None  # what it was judged from, for further verbs on the same file

    def __bool__(self) -> bool:
        return self.allowed


class Refused(PermissionDenied):
    """Raised by `require`; the page shows the same as for a file that does not exist."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def viewer_of(officer: Officer, *, now: dt.datetime) -> Viewer:
    """The officer's live roles at `now`. An inactive officer or ended body has none."""
    agency = officer.agency
    ended = agency.active_until is not None and agency.active_until <= now
    if not officer.is_active or ended:
        return Viewer(officer, (), now)
    live = officer.assignments.filter(valid_from__lte=now).filter(
        Q(valid_until=None) | Q(valid_until__gt=now)
    )
    held = live.order_by("role").values_list("role", flat=True)
    return Viewer(officer, tuple(sorted({role for role in held if role in ROLES})), now)


def decide(
    viewer: Viewer, verb: str, file: File | None = None, *, standing: Standing | None = None
) -> Decision:
    """May this officer do `verb` (on `file`)? With which fields? A verb that needs a file is denied without one.

    `standing`: as read for this file a moment ago in the same request; by default it is read now, in one query.
    """
    if not viewer.may(verb):
        return Decision(False, why="role")
    if not VERBS[verb].levels:
        return Decision(True)
    if file is None:
        return Decision(False, why="no_file")
    return _judge(viewer, verb, standing or standing_of(viewer, file))


def permitted(viewer: Viewer, file: File, *, standing: Standing | None = None) -> frozenset[str]:
    """All verbs `decide` would allow on this file, judged from one look at its grants."""
    found = standing or standing_of(viewer, file)
    return frozenset(verb for verb in viewer.verbs if not VERBS[verb].levels or _judge(viewer, verb, found))


def _judge(viewer: Viewer, verb: str, standing: Standing) -> Decision:
    """The judgement itself, for a verb the roles give and that needs a file."""
    needs = VERBS[verb].needs
    grants = [grant for grant in standing.grants if grant.level in VERBS[verb].levels]
    grants = [grant for grant in grants if grant.level not in LISTED or needs <= set(grant.fields)]
    if not grants or standing.named:
        return Decision(False, why="scope")
    if viewer.scope_of(verb) != AGENCY:
        grants = [grant for grant in grants if grant.officer_id in (None, viewer.officer.id)]
        if not grants:
            return Decision(False, why="not_assigned")
    levels = {grant.level for grant in grants}
    level = next(name for name in ("owner", "sender", "referral", "asked") if name in levels)
    return Decision(True, viewer.ceiling() & _shown(grants), level=level, standing=standing)


def require(
    viewer: Viewer, verb: str, file: File | None = None, *, standing: Standing | None = None
) -> Decision:
    """`decide`, or raise `Refused`."""
    decision = decide(viewer, verb, file, standing=standing)
    if not decision:
        raise Refused(decision.why)
    return decision


def refuse_unseen(viewer: Viewer, verb: str, *, why: str = "absent") -> NoReturn:
    """Refuse a row that is not there, after the same question by which one that may not be seen is refused.

    Otherwise the time of an answer tells which of the two it was.
    """
    decide(viewer, verb, File(case_id=NOWHERE))
    raise Refused(why)


def standing_of(viewer: Viewer, file: File) -> Standing:
    """How the viewer stands to this file now: grants and namings in one query, the same for a file that is not."""
    column, wanted = (seen.CASE, file.case_id) if file.case_id is not None else (seen.REPORT, file.report_id)
    if wanted is None:
        return Standing()
    return _standings(viewer, column, [wanted]).get(wanted, Standing())


def standings(viewer: Viewer, *, case_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """The same for many cases at once, without those on which the viewer's body has no live grant."""
    return _standings(viewer, seen.CASE, case_ids)


def _standings(viewer: Viewer, column: str, ids: Iterable[UUID]) -> dict[UUID, Standing]:
    found: dict[UUID, list[Grant]] = {}
    for grant in seen.grants(viewer, column, ids):
        found.setdefault(grant.file_id, []).append(grant)
    return {
        file: Standing(tuple(grants), any(grant.named for grant in grants)) for file, grants in found.items()
    }


def visible(
    viewer: Viewer,
    verb: str,
    *,
    case: str = "",
    report: str = "",
    levels: frozenset[str] | None = None,
    walking: bool = False,
) -> Q:
    """The same judgement as a filter for lists: rows whose `case` (or `report`) column the viewer may see.

    `case="id"` filters the table of cases itself, `case="case_id"` a table that belongs to a case. `levels`
    narrows it further to grants of these levels. `walking`: the list goes along an index in its order and nearly
    every row is visible, so each is asked when it comes; otherwise the database may begin with all grants.
    """
    if not viewer.may(verb):
        return Q(pk__in=[])
    wanted = VERBS[verb].levels if levels is None else VERBS[verb].levels & levels
    file, column = (seen.REPORT, report) if report else (seen.CASE, case)
    anyone = viewer.scope_of(verb) == AGENCY
    needs = VERBS[verb].needs
    given = seen.granted(viewer, file, column, wanted, anyone=anyone, walking=walking, needs=needs)
    return Q(given) & ~Q(seen.named(viewer, file, column))


def is_named(viewer: Viewer, file: File) -> bool:
    """Is the viewer or the viewer's body named in this case, or in the case that came from this report?

    For acts of a body that has no grant on the file yet; with one, `decide` asks it.
    """
    if file.case_id is not None:
        return seen.is_named_in(viewer, seen.CASE, file.case_id)
    return file.report_id is not None and seen.is_named_in(viewer, seen.REPORT, file.report_id)


def _shown(grants: Iterable[Grant]) -> frozenset[str]:
    """The limit travels with the share: a referral shows what it lists, a keeper's grant shows all."""
    shown: set[str] = set()
    for grant in grants:
        if grant.level in LISTED:
            shown |= set(grant.fields)
        elif grant.level == "sender":
            shown |= {"report.narrative", "report.child"}
        else:
            shown |= field_codes.ALL
    return frozenset(shown)
