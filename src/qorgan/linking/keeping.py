"""What a match leaves behind: likenesses of the same body, hits of others, and the run itself.

Two statements whatever was found (what is known, what is new), one more when something known has changed: under
row-level security each costs more to ask than to answer.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from qorgan.linking import pairs
from qorgan.linking.comparing import Candidate
from qorgan.linking.models import Band, Hit, Judgement, Likeness, Run
from qorgan.vault import new_id

FLAGS = ("sibling", "twin", "made_older")
FINAL = (Judgement.Verdict.SAME, Judgement.Verdict.DIFFERENT)


class Said(NamedTuple):
    """What is kept of a score: band and reason codes, no word of a child."""

    band: str
    flags: list[str]
    model: str


class Row(NamedTuple):
    """A likeness or hit kept by an earlier run."""

    id: UUID
    said: Said


@dataclass(frozen=True)
class Known:
    """What earlier runs kept of a case and what people judged, by the other case."""

    likenesses: dict[UUID, Row] = field(default_factory=dict)
    hits: dict[UUID, Row] = field(default_factory=dict)
    settled: set[UUID] = field(
        default_factory=set
    )  # judged same or different: only a person proposes them again


_KNOWN = """
SELECT 'likeness', l.id, CASE l.low_case_id WHEN %(case)s THEN l.high_case_id ELSE l.low_case_id END,
  l.band, l.flags::text, l.model
  FROM linking_likeness l WHERE l.low_case_id = %(case)s OR l.high_case_id = %(case)s
UNION ALL
SELECT 'hit', h.id, t.other_case_id, h.band, h.flags::text, h.model
  FROM linking_hittarget t JOIN linking_hit h ON h.id = t.hit_id WHERE t.case_id = %(case)s
UNION ALL (
SELECT DISTINCT ON (j.low_case_id, j.high_case_id)
  'judged', NULL::uuid, CASE j.low_case_id WHEN %(case)s THEN j.high_case_id ELSE j.low_case_id END, j.verdict, '', ''
  FROM linking_judgement j WHERE j.low_case_id = %(case)s OR j.high_case_id = %(case)s
  ORDER BY j.low_case_id, j.high_case_id, j.nth DESC)
"""


def known(case_id: UUID) -> Known:
    """What is kept of one case, in one question."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"case": case_id})
        rows = cursor.fetchall()
    result = Known()
    for what, row_id, other, verdict, flags, model in rows:
        if what != "judged":
            kept = result.likenesses if what == "likeness" else result.hits
            kept[other] = Row(row_id, Said(verdict, json.loads(flags), model))
        elif verdict in FINAL:
            result.settled.add(other)
    return result


def said(one: Candidate) -> Said:
    """What is kept of a score."""
    score = one.found.score
    return Said(score.band, [flag for flag in score.flags if flag in FLAGS], score.model_version)


def change(
    before: Known, near: list[Candidate], far: list[Candidate], *, crossed: bool, now: dt.datetime
) -> None:
    """Bring what is kept up to date: what is alike in another way, and what is no longer alike.

    Hits stay as they are when other bodies were not asked (`crossed`).
    """
    for rows, one in [(before.likenesses, each) for each in near] + [(before.hits, each) for each in far]:
        row = rows.get(one.case_id)
        if row is None or row.said == said(one):
            continue
        if rows is before.hits:
            Hit.objects.filter(pk=row.id).update(**said(one)._asdict())
        elif one.case_id not in before.settled:
            Likeness.objects.filter(pk=row.id).update(found_at=now, **said(one)._asdict())
    if gone := _gone(before.likenesses, near):
        no_longer(Likeness.objects.filter(pk__in=gone), now=now)
    if crossed and (gone := _gone(before.hits, far)):
        Hit.objects.filter(pk__in=gone).update(band=Band.NEW)


def _gone(rows: dict[UUID, Row], alike: list[Candidate]) -> list[UUID]:
    still = {one.case_id for one in alike}
    return [row.id for other, row in rows.items() if row.said.band != Band.NEW and other not in still]


def no_longer(rows: QuerySet[Likeness], *, now: dt.datetime) -> None:
    """These pairs are not alike any more."""
    rows.exclude(band=Band.NEW).update(band=Band.NEW, found_at=now)


_ADD = """
WITH likeness AS (
  INSERT INTO linking_likeness (id, low_case_id, high_case_id, band, flags, model, found_at)
  SELECT t.id, t.low, t.high, t.band, t.flags::jsonb, t.model, %(now)s
  FROM unnest(%(likeness_ids)s::uuid[], %(lows)s::uuid[], %(highs)s::uuid[],
    %(near_bands)s::text[], %(near_flags)s::text[], %(near_models)s::text[]) t (id, low, high, band, flags, model)
), hit AS (
  INSERT INTO linking_hit (id, case_id, band, flags, model, found_at)
  SELECT t.id, %(case)s, t.band, t.flags::jsonb, t.model, %(now)s
  FROM unnest(%(hit_ids)s::uuid[], %(far_bands)s::text[], %(far_flags)s::text[], %(far_models)s::text[])
    t (id, band, flags, model)
), target AS (
  INSERT INTO linking_hittarget (hit_id, case_id, other_case_id)
  SELECT t.id, %(case)s, t.other FROM unnest(%(hit_ids)s::uuid[], %(others)s::uuid[]) t (id, other)
)
INSERT INTO linking_run (id, case_id, agency_id, officer_id, fingerprint, held, found, hits, model, at)
VALUES (%(run)s, %(case)s, %(agency)s, %(officer)s, %(mark)s, %(held)s, %(found)s, %(hits)s, %(model)s, %(now)s)
"""


def add(run: Run, near: list[Candidate], far: list[Candidate]) -> None:
    """Write a run and what it found for the first time, in one statement."""
    both = [pairs.ordered(run.case_id, one.case_id) for one in near]
    values: dict[str, Any] = {
        "run": run.id, "case": run.case_id, "agency": run.agency_id, "officer": run.officer_id,
        "mark": run.fingerprint, "held": run.held, "found": run.found, "hits": run.hits, "model": run.model,
        "now": run.at,
        "likeness_ids": [new_id() for _ in near], "lows": [low for low, _ in both], "highs": [high for _, high in both],
        "hit_ids": [new_id() for _ in far], "others": [one.case_id for one in far],
        **_columns("near", near), **_columns("far", far),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ADD, values)


def _columns(side: str, found: list[Candidate]) -> dict[str, list[str]]:
    rows = [said(one) for one in found]
    return {
        f"{side}_bands": [row.band for row in rows],
        f"{side}_flags": [json.dumps(row.flags) for row in rows],
        f"{side}_models": [row.model for row in rows],
    }
