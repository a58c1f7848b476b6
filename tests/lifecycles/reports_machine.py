"""A report as a state machine: assessed, passed on and opened by anybody in any order, it is always somebody's.

After each act exactly one body has the report, and exactly that body owes the next step, from its old start.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import cast
from qorgan.agencies.access import Refused
from qorgan.agencies.models import AccessGrant, Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.deadlines.models import Clock
from qorgan.reports import actions as reports
from qorgan.reports import queries
from qorgan.reports.models import Report

BODY = st.integers(0, 2)
WHO = st.sampled_from(["has it", "has it", "has it", 0, 1, 2])


class Reports(RuleBasedStateMachine):
    """A police body that opens no cases and two offices that do; a nurse who sent the report; time goes on."""

    @initialize(danger=st.sampled_from(["yes", "unknown"]))
    def begin(self, danger: str) -> None:
        self.now = self.started = cast.NOW
        police = cast.body("Police", Agency.Kind.POLICE, takes_reports=True)
        offices = [cast.body(name, Agency.Kind.GUARDIANSHIP, takes_reports=True) for name in ("One", "Two")]
        self.bodies = [police, *offices]
        self.people = [
            cast.officer(police, "investigator"),
            *(cast.officer(b, "guardianship") for b in offices),
        ]
        nurse = cast.seen(cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker"), self.now)
        facts = cast.report_facts(police, danger=danger)
        self.report_id = reports.send(**facts, by=nurse, now=self.now).id
        self.holder, self.state = 0, "sent"
        self.steps = 0
        self.tokens: dict[Any, int] = {}  # sheets that passed it on, and who sent them

    def by(self, number: int) -> Any:
        return cast.seen(self.people[number], self.now)

    def number(self, who: Any) -> int:
        """Who acts next; time goes on from act to act, past every deadline in the end."""
        self.steps += 1
        self.now += dt.timedelta(minutes=30 * self.steps)
        return self.holder if who == "has it" else who

    def report(self) -> Report:
        """As whoever has it sees it: a stranger acts on what an old page knew."""
        holder = self.by(self.holder)
        with acting(holder, now=self.now):
            return queries.find(holder, self.report_id)

    def tries(self, call: Any, *, allowed: bool) -> bool:
        try:
            call()
        except (CannotDo, Refused):
            assert not allowed
            return False
        assert allowed, "went through and should not"
        return True

    @rule(who=WHO, outcome=st.sampled_from(["open_case", "open_case", "no_case"]))
    def assessed(self, who: Any, outcome: str) -> None:
        who = self.number(who)
        given = {"report": self.report(), "by": self.by(who), "now": self.now, "outcome": outcome}
        allowed = who == self.holder and self.state in ("sent", "no_case")
        if self.tries(
            lambda: reports.assess(answers={}, safety={}, reasons="Invented.", **given), allowed=allowed
        ):
            self.state = "assessed" if outcome == "open_case" else "no_case"
            self.started = self.now

    @rule(who=WHO, to=BODY, data=st.data())
    def passed_on(self, who: Any, to: int, data: Any) -> None:
        who = self.number(who)
        again = [token for token, by in self.tokens.items() if by == who]
        token = [*again, cast.token()][data.draw(st.integers(0, len(again)))]
        given = {"report": self.report(), "to_agency": self.bodies[to], "reason": "elsewhere"}
        call = {**given, "form_token": token, "by": self.by(who), "now": self.now}
        fits = who == self.holder and to not in (0, who) and self.state in ("sent", "assessed")
        if self.tries(lambda: reports.pass_on(**call), allowed=fits or token in again) and token not in again:
            self.holder, self.tokens[token] = to, who

    @precondition(lambda self: self.steps > 8)  # once there is a case the report moves no more
    @rule(who=WHO)
    def opened(self, who: Any) -> None:
        who = self.number(who)
        call = {**cast.case_facts(), "report": self.report(), "by": self.by(who), "now": self.now}
        allowed = who == self.holder and who != 0 and self.state in ("assessed", "case")
        if self.tries(lambda: cases.open_case(**call), allowed=allowed):
            self.state = "case"

    @invariant()
    def one_body_has_it_and_owes_the_next_step(self) -> None:
        holder = self.by(self.holder)
        with acting(holder, now=self.now):
            live = AccessGrant.objects.filter(report_id=self.report_id, level="owner", valid_until=None)
            assert [grant.agency_id for grant in live] == [self.bodies[self.holder].id]
            owed = Clock.objects.filter(report_id=self.report_id, state="running")
            owed_by = [(clock.agency_id, clock.started_at) for clock in owed]
        waits = self.state in ("sent", "assessed")
        assert owed_by == ([(self.bodies[self.holder].id, self.started)] if waits else [])

    @invariant()
    def nobody_else_but_the_sender_sees_it(self) -> None:
        for number in {0, 1, 2} - {self.holder}:
            stranger = self.by(number)
            with acting(stranger, now=self.now):
                assert not Report.objects.filter(pk=self.report_id).exists()
