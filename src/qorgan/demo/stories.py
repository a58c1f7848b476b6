"""Sixty invented cases in every state, told through the same acts that officers use, at moments in the past.

Every child's surname is Ойдантуған / Выдуманов ("born of imagination"). Seeded: the same seed builds the same
country, but for ids and numbers.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from qorgan.agencies import queries as directory
from qorgan.agencies.access import Viewer, viewer_of
from qorgan.agencies.models import Region
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.models import Case, Event, StatusDecision
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.deadlines import actions as clock_actions
from qorgan.deadlines.models import Clock
from qorgan.demo import texts
from qorgan.demo.country import Country
from qorgan.referrals import actions as referrals
from qorgan.referrals import queries as referral_queries
from qorgan.referrals.models import Referral
from qorgan.reports import actions as reports
from qorgan.reports import queries as report_queries
from qorgan.reports.models import Report

RECEIVERS = (
    ("safe_accommodation", "shelter_almaty"),
    ("psychological", "hospital_almaty"),
    ("legal_aid", "legal_aid"),
    ("safe_accommodation", "ngo_shymkent"),
    ("return_support", "iom"),
    ("investigation", "police_almaty"),
)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
FORGOTTEN = 13  # in every such case nobody did the duties set by law, nor said again where the child is
# what happens to a case, in order; each word is a method of `Story`
PLOTS: tuple[tuple[int, float, tuple[str, ...]], ...] = (
    # how many, days ago, steps
    (4, 0, ()),
    (3, 9, ()),
    (3, 1, ("positive",)),
    (4, 6, ("positive", "refer_now")),
    (2, 4, ("positive", "refer")),  # nobody accepted in time
    (1, 4, ("positive", "refer_on_paper")),
    (2, 12, ("positive", "refer", "refuse")),
    (2, 1.2, ("positive", "refer", "refuse")),
    (3, 1.2, ("positive", "refer", "give_back")),
    (6, 20, ("positive", "refer", "accept")),
    (6, 30, ("positive", "refer", "accept", "contact", "serve")),
    (5, 60, ("positive", "refer", "accept", "contact", "serve", "conclusive")),
    (4, 90, ("positive", "refer", "accept", "contact", "serve", "end", "conclusive")),
    (5, 150, ("positive", "refer", "accept", "contact", "serve", "end", "conclusive", "close")),
    (2, 170, ("positive", "refer", "accept", "contact", "serve", "end", "conclusive", "close", "reopen")),
    (3, 3, ("negative",)),
    (2, 25, ("negative", "confirm")),
    (2, 25, ("negative", "confirm", "ask_review")),
    (1, 40, ("negative", "confirm", "ask_review", "overturn", "refer", "accept")),
)


@dataclass
class Story:
    """One case on its way; `now` moves on with every step, never past the present."""

    country: Country
    chance: random.Random
    keeper: str
    now: dt.datetime
    present: dt.datetime
    case: Case = field(init=False)
    referral: Referral = field(init=False)
    decision: StatusDecision = field(init=False)
    service: str = ""

    def viewer(self, login: str) -> Viewer:
        return viewer_of(self.country.officers[login], now=self.now)

    def later(self, hours: float) -> None:
        self.now = min(self.now + hours * HOUR, self.present)

    @property
    def second(self) -> str:
        """The keeper's supervisor, or for a supervisor the colleague."""
        pairs = {"aigul": "marat", "saule": "marat", "marat": "aigul", "dana": "olga", "olga": "dana"}
        return pairs[self.keeper]

    def fresh(self) -> tuple[Viewer, Case]:
        """The keeper as of now and the newest version of the case."""
        keeper = self.viewer(self.keeper)
        with acting(keeper, now=self.now):
            return keeper, case_queries.find(keeper, self.case.id)

    def fulfil_duties(self) -> None:
        """The duties set by law are done within hours, and the child's place is confirmed again."""
        self.later(2)
        keeper = self.viewer(self.keeper)
        with acting(keeper, now=self.now):
            running = list(
                Clock.objects.filter(case_id=self.case.id, state="running", rule__startswith="dl.kz.")
            )
        for clock in running:
            clock_actions.fulfil(clock=clock, happened_at=self.now, by=keeper, now=self.now)

    def positive(self) -> None:
        self.later(20)
        keeper, case = self.fresh()
        self.decision = deciding.decide(
            case=case,
            stage="reasonable",
            outcome="positive",
            grounds=["child_account", "movement"],
            evidence=["interview"],
            reasons=texts.REASONS_YES,
            by=keeper,
            now=self.now,
        )

    def negative(self) -> None:
        self.later(30)
        keeper, case = self.fresh()
        self.decision = deciding.decide(
            case=case,
            stage="reasonable",
            outcome="negative",
            grounds=["other_harm"],
            evidence=["social"],
            reasons=texts.REASONS_NO,
            by=keeper,
            now=self.now,
        )

    def confirm(self) -> None:
        self.later(24)
        self.decision = deciding.confirm(
            decision=self._decision(self.second), by=self.viewer(self.second), now=self.now
        )

    def ask_review(self) -> None:
        self.later(48)
        self.decision = deciding.ask_review(
            decision=self._decision(self.keeper),
            reasons=texts.REASONS_REVIEW,
            reviewer=self.country.bodies["prosecutor"],
            by=self.viewer(self.keeper),
            now=self.now,
        )

    def overturn(self) -> None:
        self.later(72)
        self.decision = deciding.review(
            decision=self._decision("bolat"),
            overturn=True,
            reasons=texts.REASONS_YES,
            by=self.viewer("bolat"),
            now=self.now,
        )

    def conclusive(self) -> None:
        self.later(24 * 12)
        decider = "dana" if self.keeper in ("dana", "olga") else "aigul"
        viewer = self.viewer(decider)
        _, case = self.fresh()
        deciding.decide(
            case=case,
            stage="conclusive",
            outcome="positive",
            grounds=["child_account", "documents"],
            evidence=["interview", "police"],
            reasons=texts.REASONS_YES,
            by=viewer,
            now=self.now,
        )

    def refer(self, *, urgent: bool | None = None, to: tuple[str, str] | None = None) -> None:
        self.later(3)
        keeper, case = self.fresh()
        service, body = to or self.chance.choice(RECEIVERS)
        agency = self.country.bodies[body]
        shared = ["child.age", "child.sex", "child.languages", "event.facts"]
        if not agency.is_enforcement:
            shared += ["child.names", "child.needs", "contact.safe"]
        with acting(keeper, now=self.now):
            child = child_queries.find(keeper, case.id)
        consent = children.record_consent(
            child=child,
            basis="assent",
            recipient=agency,
            purpose=service,
            fields=shared,
            given_at=self.now,
            read_in="kk",
            by=keeper,
            now=self.now,
        )
        self.service = service
        self.referral = referrals.send(
            case=case,
            to_agency=agency,
            service=service,
            fields=shared,
            consent=consent,
            urgent=self.chance.random() < 0.3 if urgent is None else urgent,
            note=texts.NOTE,
            form_token=uuid4(),
            by=keeper,
            now=self.now,
        )

    def refer_now(self) -> None:
        """Sent within the last hours: it waits for an answer."""
        self.now = max(self.now, self.present - 4 * HOUR)
        self.refer(urgent=False, to=("safe_accommodation", "shelter_almaty"))

    def refer_on_paper(self) -> None:
        """Sent to a body without an account."""
        self.now = max(self.now, self.present - 4 * HOUR)
        self.refer(urgent=False, to=("material", "village"))

    def _receiver(self) -> str:
        people = {
            "shelter_almaty": "asel",
            "hospital_almaty": "zhanar",
            "legal_aid": "nurlan",
            "ngo_shymkent": "kamila",
            "iom": "elena",
            "police_almaty": "erlan",
        }
        code = next(c for c, a in self.country.bodies.items() if a.id == self.referral.to_agency_id)
        return people[code]

    def _theirs(self) -> tuple[Viewer, Referral]:
        viewer = self.viewer(self._receiver())
        with acting(viewer, now=self.now):
            return viewer, referral_queries.find(viewer, self.referral.id)[0]

    def accept(self) -> None:
        self.later(1)
        viewer, referral = self._theirs()
        self.referral = referrals.accept(referral=referral, by=viewer, now=self.now)

    def refuse(self) -> None:
        self.later(1)
        viewer, referral = self._theirs()
        self.referral = referrals.refuse(referral=referral, reason="no_place", by=viewer, now=self.now)

    def give_back(self) -> None:
        self.later(1)
        viewer, referral = self._theirs()
        self.referral = referrals.give_back(referral=referral, reason="more_needed", by=viewer, now=self.now)

    def contact(self) -> None:
        self.later(8)
        viewer, referral = self._theirs()
        self.referral = referrals.contacted(referral=referral, happened_at=self.now, by=viewer, now=self.now)

    def serve(self) -> None:
        self.later(10)
        viewer, referral = self._theirs()
        with acting(viewer, now=self.now):
            case = case_queries.find(viewer, self.case.id)
        for step in ("offered", "accepted", "delivered"):
            referrals.record_service(
                case=case,
                service=self.service,
                step=step,
                happened_at=self.now,
                note=texts.SERVICE_NOTE,
                referral=referral,
                by=viewer,
                now=self.now,
            )

    def end(self) -> None:
        self.later(24 * 20)
        viewer, referral = self._theirs()
        referrals.end(referral=referral, reason="done", by=viewer, now=self.now)

    def close(self) -> None:
        self.later(24 * 10)
        keeper, case = self.fresh()
        cases.close(case=case, outcome="safe_family", note=texts.CLOSING, by=keeper, now=self.now)

    def reopen(self) -> None:
        self.later(24 * 5)
        keeper, case = self.fresh()
        cases.reopen(case=case, reason="child_asked", note=texts.REOPENING, by=keeper, now=self.now)

    def _decision(self, login: str) -> StatusDecision:
        viewer = self.viewer(login)
        with acting(viewer, now=self.now):
            return StatusDecision.objects.select_related("case__key").get(pk=self.decision.pk)


def tell(country: Country, *, now: dt.datetime, seed: int = 20261123) -> int:
    """Tell all stories up to `now`; returns the number of cases."""
    chance = random.Random(seed)  # noqa: S311 - an invented country, not a secret
    made, shared_event = 0, None
    for count, days, steps in PLOTS:
        for number in range(count):
            started = now - days * DAY - chance.randrange(1, 20) * HOUR
            story = _begin(country, chance, made, started, now)
            report = _report(story, made)
            shared_event = _open(story, report, made, shared_event if number and made % 7 == 1 else None)
            if made % FORGOTTEN:
                story.fulfil_duties()
            for step in steps:
                getattr(story, step)()
            made += 1
    _loose_reports(country, chance, now)
    return made


def _begin(
    country: Country, chance: random.Random, number: int, started: dt.datetime, now: dt.datetime
) -> Story:
    keeper = ("saule", "aigul", "saule", "dana", "marat", "saule")[number % 6]
    return Story(country, chance, keeper, started, now)


def _report(story: Story, number: int) -> Report:
    sender = story.viewer(("zhanar", "gulnara", "irina", "kamila", "pavel")[number % 5])
    body = "rights_turkistan" if story.keeper == "dana" else "rights_almaty"
    kind = texts.KINDS[number % len(texts.KINDS)]
    report = reports.send(
        to_agency=story.country.bodies[body],
        danger=story.chance.choice(("yes", "no", "unknown", "unknown")),
        narrative=kind["report"],
        child={"description": kind["seen"], "age": kind["age"], "languages": kind["languages"]},
        facts=kind["facts"],
        children_count=1,
        learned_at=story.now - 2 * HOUR,
        form_token=uuid4(),
        by=sender,
        now=story.now,
    )
    story.later(1)
    assessor = story.viewer(story.keeper)
    with acting(assessor, now=story.now):
        report = report_queries.find(assessor, report.id)
    reports.assess(
        report=report,
        answers={"UN-001": "unknown", "UN-003": "yes"},
        safety={"danger_now": "no", "alone": "unknown"},
        outcome="open_case",
        reasons="",
        by=assessor,
        now=story.now,
    )
    with acting(assessor, now=story.now):
        return report_queries.find(assessor, report.id)


def _open(story: Story, report: Report, number: int, event: Event | None) -> Event:
    story.later(0.5)
    kind = texts.KINDS[number % len(texts.KINDS)]
    place: dict[str, Any] = texts.PLACES[number % len(texts.PLACES)] | {"until": story.now + DAY}
    if place["kind"] == "shelter":
        place["responsible_agency"] = story.country.bodies["shelter_almaty"]
    story.case = cases.open_case(
        report=report,
        child=texts.child(number),
        place=place,
        event=event
        or {"facts": kind["facts"], "places": kind["places"], "stage": "exploited", "from_date": "2026"},
        summary=kind["summary"],
        narrative=kind["report"],
        contact={"how": texts.CONTACT, "when": "18:00-20:00", "never": texts.NEVER},
        without_care=("unknown", "yes", "no")[number % 3],
        region=_region(kind["places"]),
        form_token=uuid4(),
        by=story.viewer(story.keeper),
        now=story.now,
    )
    if story.present - story.now < 5 * DAY or number % FORGOTTEN:
        _place_again(story, place)
    viewer = story.viewer(story.keeper)
    with acting(viewer, now=story.now):
        return case_queries.page(viewer, story.case.id).events[0].event


def _region(places: list[dict[str, str]]) -> Region | None:
    """The region of Kazakhstan where it happened, if one is told."""
    told = next((place["region"] for place in places if "region" in place), "")
    return next((region for region in directory.regions() if region.code == told), None)


def _place_again(story: Story, place: dict[str, Any]) -> None:
    """Somebody said where the child is tonight, not long ago."""
    recent = max(story.now, story.present - 10 * HOUR)
    viewer = viewer_of(story.country.officers[story.keeper], now=recent)
    with acting(viewer, now=recent):
        case = case_queries.find(viewer, story.case.id)
    cases.say_where(case=case, place=place | {"until": recent + DAY}, by=viewer, now=recent)


def _loose_reports(country: Country, chance: random.Random, now: dt.datetime) -> None:
    """Reports that wait: fresh, in danger and overdue, looked at and not a case for now."""
    for number, hours in enumerate((0.3, 2, 5, 30, 50)):
        kind = texts.KINDS[number % len(texts.KINDS)]
        moment = now - hours * HOUR
        reports.send(
            to_agency=country.bodies["rights_almaty"],
            danger=("unknown", "yes", "no", "unknown", "yes")[number],
            narrative=kind["report"],
            child={"description": kind["seen"], "age": kind["age"]},
            facts=kind["facts"],
            learned_at=moment - HOUR,
            form_token=uuid4(),
            by=viewer_of(country.officers["gulnara"], now=moment),
            now=moment,
        )
