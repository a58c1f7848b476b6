"""What pages show of files of one child: always inside what the viewer may see of both cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from qorgan.agencies.access import File, Refused, Viewer, require, visible
from qorgan.agencies.models import Officer
from qorgan.cases.models import Case
from qorgan.children.models import Child
from qorgan.journal.actions import record
from qorgan.keyring.actions import unseal
from qorgan.linkage import Ranked
from qorgan.linking import comparing, pairs
from qorgan.linking.models import Asked, Band, Basis, Choice, Hit, Joining, Judgement, Likeness, Question, Run

PAGE = 25
ALIKE = (Band.LIKELY, Band.POSSIBLE)
SETTLED = (Judgement.Verdict.SAME, Judgement.Verdict.DIFFERENT)


@dataclass(frozen=True)
class Waiting:
    """A pair in the review queue, with the numbers of both cases."""

    row: Likeness
    numbers: tuple[str, str]

    @property
    def id(self) -> UUID:
        """For the next page of the list."""
        return self.row.id

    @property
    def found_at(self) -> dt.datetime:
        """For the next page of the list."""
        return self.row.found_at


@dataclass(frozen=True)
class Found:
    """Another body's record, as the asking side may see it, and how far the question is."""

    hit: Hit
    question: Question | None
    answer: Any


@dataclass(frozen=True)
class Files:
    """All that is known of other files of one child."""

    case: Case
    part: str
    run: Run | None
    joined: list[Case]
    alike: list[tuple[Likeness, Case]]
    judged: list[tuple[Judgement, Case]]
    found: list[Found]
    asked: list[Asked]


@dataclass(frozen=True)
class PairShown:
    """Two cases side by side: the comparison, what was decided, and how far the joining is."""

    cases: tuple[Case, Case]
    found: Ranked | None
    judgements: list[tuple[Judgement, str]]
    joining: Joining | None
    may_confirm: bool


def basis() -> Basis:
    """The legal basis as it stands; none stated is one that is not in force."""
    return Basis.objects.select_related("by").order_by("-at", "-id").first() or Basis(in_force=False)


def queue(viewer: Viewer, *, after: tuple[dt.datetime, UUID] | None = None) -> list[Waiting]:
    """Pairs that wait for this viewer's judgement, newest first; one more than a page says there is a next one."""
    if not viewer.may("linking:review"):
        raise Refused("role")
    rows = _open_pairs(viewer)
    if after:
        rows = rows.filter(Q(found_at__lt=after[0]) | Q(found_at=after[0], id__lt=after[1]))
    found = list(rows.order_by("-found_at", "-id")[: PAGE + 1])
    numbers = numbers_of(viewer, {each for row in found for each in row.both()})
    return [Waiting(row, (numbers[row.low_case_id], numbers[row.high_case_id])) for row in found]


def to_confirm(viewer: Viewer) -> list[tuple[Joining, str]]:
    """Joinings that wait for a second person who may be this viewer, with the number of the first case."""
    if not viewer.may("linking:review"):
        return []
    rows = _mine(viewer, Joining.objects.filter(step=Joining.Step.PROPOSED).exclude(by=viewer.officer))
    found = list(rows.filter(_is_newest(Joining)).order_by("at", "id")[:PAGE])
    numbers = numbers_of(viewer, {row.low_case_id for row in found})
    return [(row, numbers[row.low_case_id]) for row in found]


def questions(viewer: Viewer) -> list[tuple[Asked, str]]:
    """Questions of other bodies that wait for this viewer's answer, with the number of the viewer's case."""
    if not viewer.may("linking:review"):
        return []
    rows = Asked.objects.filter(visible(viewer, "linking:review", case="case_id"), reply=None)
    found = list(rows.select_related("agency", "officer").order_by("at", "id")[:PAGE])
    numbers = numbers_of(viewer, {row.case_id for row in found})
    return [(row, numbers[row.case_id]) for row in found]


def files(viewer: Viewer, case_id: UUID) -> Files:
    """Other files of this child: joined, alike, judged, elsewhere. Raises `Refused`. No name is opened."""
    require(viewer, "linking:review", File(case_id=case_id))
    alike = list(_open_pairs(viewer, case_id).order_by("-found_at", "-id")[:PAGE])
    judged = pairs.newest(_mine(viewer, pairs.touching(Judgement.objects.select_related("by"), case_id)))
    near = {row.other(case_id) for row in [*alike, *judged]}
    cases = _cases(viewer, {case_id, *near}, "linking:review")
    choice = Choice.objects.filter(case_id=case_id).order_by("-at", "-id").first()
    hits = (
        Hit.objects.filter(case_id=case_id)
        .order_by("found_at", "id")
        .select_related("question__answer__agency", "question__answer__officer", "question__by")
    )
    return Files(
        case=cases[case_id],
        part=choice.part if choice else Choice.Part.DEFAULT,
        run=_runs().filter(case_id=case_id).order_by("-at", "-id").first(),
        joined=joined(viewer, case_id),
        alike=[(row, cases[row.other(case_id)]) for row in alike],
        judged=[(row, cases[row.other(case_id)]) for row in judged if row.verdict in SETTLED],
        found=[_found(hit) for hit in hits if hit.band in ALIKE or hasattr(hit, "question")],
        asked=list(Asked.objects.filter(case_id=case_id, reply=None).select_related("agency", "officer")),
    )


def joined(viewer: Viewer, case_id: UUID) -> list[Case]:
    """Cases joined with this one that the viewer may see too, oldest first: the first gives the common number."""
    members = pairs.group(case_id) - {case_id}
    if not members:
        return []
    found = _cases(viewer, members, "cases:view")
    return sorted(found.values(), key=lambda case: (case.opened_at, case.number))


def pair(viewer: Viewer, case_id: UUID, other_id: UUID) -> PairShown:
    """Both children side by side, with every step of the score and what was decided. Raises `Refused`.

    Opens names and birth dates of both; journalled on both cases.
    """
    for one in (case_id, other_id):
        require(viewer, "linking:review", File(case_id=one))
    if case_id == other_id:
        raise Refused("same_case")
    cases = _cases(viewer, {case_id, other_id}, "linking:review")
    low, high = pairs.ordered(case_id, other_id)
    joining = pairs.of_pair(Joining.objects.select_related("by"), low, high).first()
    return PairShown(
        cases=(cases[case_id], cases[other_id]),
        found=comparing.pair(viewer, case_id, other_id) if basis().in_force else None,
        judgements=_told(low, pairs.of_pair(Judgement.objects.select_related("by"), low, high)),
        joining=joining,
        may_confirm=joining is not None
        and joining.step == Joining.Step.PROPOSED
        and joining.by_id != viewer.officer.id,
    )


def find_hit(viewer: Viewer, hit_id: UUID) -> Hit:
    """A hit of a case the viewer may review. Raises `Refused`."""
    hit = Hit.objects.filter(pk=hit_id).first()
    if hit is None:
        raise Refused("absent")
    require(viewer, "linking:review", File(case_id=hit.case_id))
    return hit


def find_asked(viewer: Viewer, asked_id: UUID) -> tuple[Asked, Case]:
    """Another body's question with the case it is about. Raises `Refused`."""
    asked = Asked.objects.select_related("agency", "officer").filter(pk=asked_id).first()
    if asked is None:
        raise Refused("absent")
    require(viewer, "linking:review", File(case_id=asked.case_id))
    return asked, _cases(viewer, {asked.case_id}, "linking:review")[asked.case_id]


def numbers_of(viewer: Viewer, case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Numbers of cases this viewer may review."""
    return {case.id: case.number for case in _cases(viewer, set(case_ids), "linking:review").values()}


def overseen(viewer: Viewer, *, days: int = 30) -> list[dict[str, Any]]:
    """How often each officer's acts asked other bodies lately, most first. No case, no child; itself journalled."""
    require(viewer, "linking:oversee")
    since = viewer.now - dt.timedelta(days=days)
    ran = _runs().filter(at__gt=since).exclude(officer=None).values("officer_id")
    rows = {
        row["officer_id"]: row | {"questions": 0, "refused": 0}
        for row in ran.annotate(
            compared=Count("id"),
            crossed=Count("id", filter=Q(held=Run.Held.NONE)),
            hits_of=Count("id", filter=Q(hits__gt=0)),
            limited=Count("id", filter=Q(held__in=[Run.Held.OFFICER, Run.Held.CASE])),
            last=Max("at"),
        )
    }
    asked = Question.objects.filter(at__gt=since).values("by_id")
    for row in asked.annotate(questions=Count("pk"), refused=Count("pk", filter=Q(answer__verdict="no"))):
        if row["by_id"] in rows:
            rows[row["by_id"]] |= {"questions": row["questions"], "refused": row["refused"]}
    people = Officer.objects.select_related("agency").in_bulk(list(rows))
    record(
        kind="linking.overseen",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        detail={"rows": len(rows)},
        happened_at=viewer.now,
        now=viewer.now,
    )
    told = [row | {"officer": people[officer_id]} for officer_id, row in rows.items()]
    return sorted(
        told, key=lambda row: (-row["limited"], -row["hits_of"], -row["crossed"], str(row["officer_id"]))
    )


def _open_pairs(viewer: Viewer, case_id: UUID | None = None) -> QuerySet[Likeness]:
    """Likenesses no person has settled, both cases the viewer's to review, not joined and not waiting to be."""
    rows = Likeness.objects.filter(band__in=ALIKE)
    if case_id is not None:
        rows = pairs.touching(rows, case_id)
    same = {"low_case_id": OuterRef("low_case_id"), "high_case_id": OuterRef("high_case_id")}
    verdict = Judgement.objects.filter(**same).order_by("-nth").values("verdict")[:1]
    step = Joining.objects.filter(**same).order_by("-nth").values("step")[:1]
    rows = rows.annotate(
        verdict=Coalesce(Subquery(verdict), Value("")), step=Coalesce(Subquery(step), Value(""))
    )
    rows = rows.exclude(verdict=Judgement.Verdict.DIFFERENT)
    rows = rows.exclude(step__in=[Joining.Step.PROPOSED, Joining.Step.CONFIRMED])
    return _mine(viewer, rows)


def _mine(viewer: Viewer, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of pairs whose two cases the viewer may review."""
    return rows.filter(
        visible(viewer, "linking:review", case="low_case_id"),
        visible(viewer, "linking:review", case="high_case_id"),
    )


def _is_newest(model: Any) -> Any:
    after = model.objects.filter(
        low_case_id=OuterRef("low_case_id"), high_case_id=OuterRef("high_case_id"), nth__gt=OuterRef("nth")
    )
    return ~Exists(after)


def _cases(viewer: Viewer, case_ids: set[UUID], verb: str) -> dict[UUID, Case]:
    if not case_ids:
        return {}
    rows = Case.objects.filter(visible(viewer, verb, case="id"), pk__in=case_ids).select_related(
        "owner", "agency"
    )
    return {case.id: case for case in rows}


def _found(hit: Hit) -> Found:
    question = getattr(hit, "question", None)
    return Found(hit, question, getattr(question, "answer", None) if question else None)


def _runs() -> QuerySet[Run]:
    """Runs without the two columns that are the linker's own."""
    return Run.objects.defer("fingerprint", "model")


def _told(low: UUID, rows: Iterable[Judgement]) -> list[tuple[Judgement, str]]:
    """Judgements, newest first, with their reasons opened."""
    listed = list(rows)
    if not listed:
        return []
    key = Child.objects.select_related("key").get(case_id=low).key
    return [
        (row, unseal(key, code="linking.reason", row_id=row.id, envelope=row.sealed_reason) or "")
        for row in listed
    ]
