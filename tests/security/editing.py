"""Many editors of one case at once, by act and by page, and the same thing sent twice at the same moment."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.urls import reverse

import cast
from access import probing
from qorgan.agencies.models import Agency
from qorgan.agencies.refusals import Conflict
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.referrals import actions as referrals
from qorgan.reports import actions as reports

NOW = cast.NOW


class Scene:
    """One case and many officers of the body that keeps it."""

    def __init__(self, editors: int) -> None:
        self.body = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
        self.editors = [cast.seen(cast.officer(self.body, "guardianship")) for _ in range(editors)]
        self.keeper = self.editors[0]
        self.case = cases.open_case(report=None, **cast.case_facts(summary="|"), by=self.keeper, now=NOW)

    def read(self, viewer: Any) -> tuple[Any, str]:
        """The case as this editor sees it now, and its summary."""
        with acting(viewer, now=NOW):
            page = case_queries.page(viewer, self.case.id, purpose="protection")
        return page.case, page.summary.value

    def threads(self, work: Callable[[Any], None]) -> None:
        """Every editor works at once, with a connection of their own."""

        def run(viewer: Any) -> None:
            try:
                work(viewer)
            finally:
                connection.close()

        all_of_them = [threading.Thread(target=run, args=(viewer,)) for viewer in self.editors]
        for thread in all_of_them:
            thread.start()
        for thread in all_of_them:
            thread.join()


def edit_at_once(scene: Scene, edits: int) -> dict[str, int]:
    """`edits` tries in all: each reads the case, adds its own mark and saves what it read with the mark."""
    work: queue.Queue[int] = queue.Queue()
    for number in range(edits):
        work.put(number)
    saved: list[str] = []
    conflicts: list[str] = []
    other: list[str] = []

    def edit(viewer: Any) -> None:
        while True:
            try:
                mark = f"m{work.get_nowait()}|"
            except queue.Empty:
                return
            case, text = scene.read(viewer)
            try:
                cases.change(case=case, version=case.version, summary=text + mark, by=viewer, now=NOW)
                saved.append(mark)
            except Conflict as lost:
                (conflicts if lost.code == "GEN-01" else other).append(mark)
            except Exception as problem:
                other.append(f"{mark} {type(problem).__name__}")

    before = scene.read(scene.keeper)[0].version
    scene.threads(edit)
    case, text = scene.read(scene.keeper)
    kept = [f"{mark}|" for mark in text.split("|") if mark.startswith("m")]
    return {
        "edits": edits,
        "saved": len(saved),
        "conflicts": len(conflicts),
        "losers_without_conflict": len(other),
        "lost_updates": len(set(saved) - set(kept)),
        "marks_nobody_saved": len(set(kept) - set(saved)),
        "versions_counted": case.version - before,
    }


def edit_by_page(scene: Scene, edits: int) -> dict[str, int]:
    """The same through the page: the loser gets 409 and their words stand in the answer."""
    work: queue.Queue[int] = queue.Queue()
    for number in range(edits):
        work.put(number)
    codes: list[int] = []
    without: list[str] = []

    def edit(viewer: Any) -> None:
        client = probing.client_of(viewer.officer)
        while True:
            try:
                words = f"typed-by-hand-{work.get_nowait()}-words"
            except queue.Empty:
                return
            version = scene.read(viewer)[0].version
            answer = client.post(
                reverse("cases:change", args=[scene.case.id]), {"summary": words, "version": str(version)}
            )
            codes.append(answer.status_code)
            if answer.status_code == 409 and words.encode() not in answer.content:
                without.append(words)
            if answer.status_code not in (302, 409):
                without.append(f"{words} {answer.status_code}")

    scene.threads(edit)
    return {
        "edits": edits,
        "saved": codes.count(302),
        "conflicts_409": codes.count(409),
        "losers_without_their_words": len(without),
    }


def doubles(scene: Scene) -> dict[str, Callable[[Any], Any]]:
    """What may be sent twice: each takes a form token and makes the record."""
    keeper = scene.keeper
    case = scene.read(keeper)[0]
    with acting(keeper, now=NOW):
        child = child_queries.find(keeper, case.id)
    consent = children.record_consent(
        child=child,
        basis="assent",
        read_in="kk",
        recipient=scene.shelter,
        purpose="safe_accommodation",
        fields=["child.age"],
        given_at=NOW,
        by=keeper,
        now=NOW,
    )

    def refer(token: Any) -> Any:
        return referrals.send(
            case=case,
            to_agency=scene.shelter,
            service="safe_accommodation",
            fields=["child.age"],
            consent=consent,
            urgent=False,
            form_token=token,
            by=keeper,
            now=NOW,
        )

    return {
        "report": lambda token: reports.send(
            **cast.report_facts(scene.body, form_token=token), by=keeper, now=NOW
        ),
        "case": lambda token: cases.open_case(
            report=None, **cast.case_facts(form_token=token), by=keeper, now=NOW
        ),
        "referral": refer,
    }
