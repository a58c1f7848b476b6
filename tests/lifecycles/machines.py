"""Life cycles as state machines: any order of acts by anybody at any time, and what must hold after each of them.

Rules try acts whether they are allowed or not; what the machine itself remembers (the model) says which must succeed.
One machine holds a case with its decisions, its consent, its referrals and the access that goes with them, since the
dangers lie between them: access must be open exactly while an accepted referral is.
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
from qorgan.cases import queries as case_queries
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.deciding import unanswered
from qorgan.cases.models import Case, StatusDecision
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.deadlines.models import Clock
from qorgan.referrals import actions as referrals
from qorgan.referrals.models import Referral

FIELDS = ["child.age"]
SERVICE = "safe_accommodation"
STATUS = {
    None: "presumed",
    ("reasonable", "positive"): "reasonable",
    ("conclusive", "positive"): "conclusive",
}


class Lives(RuleBasedStateMachine):
    """One case; a shelter; keepers, second persons; two bodies that review; time goes on; the worker runs at will."""

    @initialize()
    def begin(self) -> None:
        self.now = cast.NOW
        self.rights = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=(SERVICE,))
        people = [cast.officer(self.rights, "guardianship", "supervisor") for _ in range(4)]
        self.people, self.helper_officer = people, cast.officer(self.shelter, "ngo_worker")
        offices = [cast.body(f"Prosecution {n}", Agency.Kind.PROSECUTION) for n in range(2)]
        self.prosecutors = [cast.officer(office, "prosecutor") for office in offices]
        case = cases.open_case(report=None, **cast.case_facts(), by=self.viewer(0), now=self.now)
        self.case_id, self.owner = case.id, 0
        self.consents: list[tuple[Any, bool]] = []  # (consent, stopped)
        self.referrals: dict[Any, str] = {}  # id -> state as the model has it
        self.settled: set[Any] = set()  # of those that came back: their sender knew what to do
        self.consent_of: dict[Any, int] = {}
        self.decided_by: dict[Any, int] = {}
        self.missing = False
        self.steps = 0

    # -- who and what, fresh from the database ----------------------------------------------------------------

    def viewer(self, number: int) -> Any:
        return cast.seen(self.people[number], self.now)

    @property
    def helper(self) -> Any:
        return cast.seen(self.helper_officer, self.now)

    def case(self) -> Any:
        keeper = self.viewer(0)
        with acting(keeper, now=self.now):
            return case_queries.find(keeper, self.case_id)

    def referral(self, referral_id: Any) -> Any:
        """As the keeper sees it: consent, grant and case come along."""
        with acting(self.viewer(0), now=self.now):
            rows = Referral.objects.select_related("to_agency", "consent__withdrawal", "grant")
            return rows.get(pk=referral_id)

    def decision(self, decision_id: Any) -> Any:
        with acting(self.viewer(0), now=self.now):
            return StatusDecision.objects.select_related("case__key").get(pk=decision_id)

    def tries(self, call: Any, *, allowed: bool) -> Any:
        """Run an act; it must succeed exactly when the model says so."""
        self.steps += 1
        try:
            done = call()
        except (CannotDo, Refused):
            if allowed:
                raise
            return None
        assert allowed, "went through and should not"
        return done

    # -- time and the worker ------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 5, 30, 80]))
    def time_passes(self, hours: int) -> None:
        before = self._statuses()
        self.now += dt.timedelta(hours=hours)
        assert self._statuses() == before, "a passed deadline decides nothing"

    @rule()
    def worker_runs(self) -> None:
        """Late referrals come back and late clocks escalate; no status changes."""
        from lifecycles.worker import run_as_worker

        before = self._statuses()
        due = {
            referral_id
            for referral_id, state in self.referrals.items()
            if state == "sent" and self.referral(referral_id).accept_by < self.now
        }
        run_as_worker(self.now)
        self.steps += 1
        for referral_id in due:
            self.referrals[referral_id] = "expired"
        assert self._statuses() == before, "the worker decides nothing"

    def _statuses(self) -> list[Any]:
        with acting(self.viewer(0), now=self.now):
            decisions = StatusDecision.objects.filter(case_id=self.case_id).order_by("id")
            return [
                *Case.objects.filter(pk=self.case_id).values_list("status", "state"),
                *decisions.values_list("state"),
            ]

    # -- consent --------------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.consents) < 4)
    @rule()
    def consents_given(self) -> None:
        keeper = self.viewer(0)
        with acting(keeper, now=self.now):
            child = child_queries.find(keeper, self.case_id)
        given = {
            "basis": "assent",
            "read_in": "kk",
            "recipient": self.shelter,
            "purpose": SERVICE,
            "fields": FIELDS,
        }
        call = {**given, "child": child, "given_at": self.now, "by": keeper, "now": self.now}
        self.consents.append((self.tries(lambda: children.record_consent(**call), allowed=True), False))

    @precondition(lambda self: self.consents)
    @rule(data=st.data())
    def consent_stopped(self, data: Any) -> None:
        number = data.draw(st.integers(0, len(self.consents) - 1))
        consent, stopped = self.consents[number]
        call = {"consent": consent, "by_parent": False, "withdrawn_at": self.now, "by": self.viewer(0)}
        self.tries(lambda: children.withdraw_consent(**call, now=self.now), allowed=not stopped)
        self.consents[number] = (consent, True)
        for referral_id, rests_on in self.consent_of.items():
            if rests_on == number and self.referrals[referral_id] in ("sent", "accepted"):
                self.referrals[referral_id] = "returned"

    # -- referral -------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.consents and len(self.referrals) < 6)
    @rule(data=st.data())
    def referred(self, data: Any) -> None:
        number = data.draw(st.integers(0, len(self.consents) - 1))
        consent, stopped = self._consent(number)
        case = self.case()
        call = {
            "case": case,
            "to_agency": self.shelter,
            "service": SERVICE,
            "fields": FIELDS,
            "consent": consent,
        }
        sent = self.tries(
            lambda: referrals.send(
                **call, urgent=False, form_token=cast.token(), by=self.viewer(self.owner), now=self.now
            ),
            allowed=not stopped and case.state == "open",
        )
        if sent is not None:
            self.settled |= self.came_back()  # all are for the same service
            self.referrals[sent.id], self.consent_of[sent.id] = "sent", number

    def came_back(self) -> set[Any]:
        return {key for key, state in self.referrals.items() if state in Referral.CAME_BACK}

    @precondition(lambda self: self.referrals)
    @rule(data=st.data(), words=st.sampled_from(["", "Invented words."]))
    def settled_another_way(self, data: Any, words: str) -> None:
        referral_id = data.draw(st.sampled_from(sorted(self.referrals, key=str)))
        back = referral_id in self.came_back() - self.settled
        allowed = bool(words) and back and self.case().state == "open"
        call = {"referral": self.referral(referral_id), "by": self.viewer(self.owner), "now": self.now}
        self.tries(lambda: referrals.settle(words=words, **call), allowed=allowed)
        if allowed:
            self.settled.add(referral_id)

    def _consent(self, number: int) -> tuple[Any, bool]:
        from qorgan.children.models import Consent

        with acting(self.viewer(0), now=self.now):
            fresh = Consent.objects.select_related("withdrawal", "child").get(pk=self.consents[number][0].pk)
        return fresh, self.consents[number][1]

    @precondition(lambda self: self.referrals)
    @rule(
        data=st.data(),
        what=st.sampled_from(["accept", "refuse", "give_back", "withdraw", "contacted", "end"]),
    )
    def answered(self, data: Any, what: str) -> None:
        referral_id = data.draw(st.sampled_from(sorted(self.referrals, key=str)))
        referral, state, by, now = (
            self.referral(referral_id),
            self.referrals[referral_id],
            self.helper,
            self.now,
        )
        stopped = self.consents[self.consent_of[referral_id]][1]
        call = {
            "accept": lambda: referrals.accept(referral=referral, by=by, now=now),
            "refuse": lambda: referrals.refuse(referral=referral, reason="full", by=by, now=now),
            "give_back": lambda: referrals.give_back(referral=referral, reason="full", by=by, now=now),
            "withdraw": lambda: referrals.withdraw(referral=referral, by=self.viewer(self.owner), now=now),
            "contacted": lambda: referrals.contacted(referral=referral, happened_at=now, by=by, now=now),
            "end": lambda: referrals.end(referral=referral, reason="done", by=by, now=now),
        }[what]
        allowed = {
            "accept": state == "sent" and not stopped,
            "refuse": state == "sent",
            "give_back": state in ("sent", "accepted"),
            "withdraw": state == "sent",
            "contacted": state == "accepted" and referral.contacted_at is None,
            "end": state == "accepted",
        }[what]
        self.tries(call, allowed=allowed)
        if allowed:
            after = {
                "accept": "accepted",
                "refuse": "refused",
                "give_back": "returned",
                "withdraw": "withdrawn",
            }
            ended = (
                "ended" if referral.contacted_at else "returned"
            )  # this machine records no service under it
            self.referrals[referral_id] = {**after, "contacted": state, "end": ended}[what]

    # -- decisions -------------------------------------------------------------------------------------------------

    @rule(
        who=st.integers(0, 3),
        stage=st.sampled_from(["reasonable", "conclusive"]),
        outcome=st.sampled_from(["positive", "negative"]),
    )
    def decided(self, who: int, stage: str, outcome: str) -> None:
        with acting(self.viewer(0), now=self.now):
            states = ["final", "review", "upheld", "waiting"]
            rows = StatusDecision.objects.filter(case_id=self.case_id, state__in=states)
            rows = rows.order_by("decided_at", "id")
            live = list(rows)
        standing = {row.stage: row for row in live}
        waits = any(row.stage == stage and row.state == "waiting" for row in live)
        allowed = not waits and (stage not in standing or standing[stage].outcome != outcome)
        allowed = allowed and (stage == "reasonable" or "reasonable" in standing)
        early = any(row.stage == "reasonable" and row.state == "waiting" for row in live)
        allowed = allowed and self.case().state == "open" and not (stage == "conclusive" and early)
        concluded = any(row.stage == "conclusive" and row.state != "waiting" for row in live)
        allowed = allowed and not (stage == "reasonable" and concluded)
        call = {
            "case": self.case(),
            "stage": stage,
            "outcome": outcome,
            "grounds": ["witness"],
            "evidence": ["none"],
        }
        made = self.tries(
            lambda: deciding.decide(**call, reasons="Invented.", by=self.viewer(who), now=self.now),
            allowed=allowed,
        )
        if made is not None:
            self.decided_by[made.id] = who

    @precondition(lambda self: self.decided_by)
    @rule(data=st.data(), who=st.integers(0, 3), agree=st.booleans())
    def seconded(self, data: Any, who: int, agree: bool) -> None:
        decision_id = data.draw(st.sampled_from(sorted(self.decided_by, key=str)))
        decision = self.decision(decision_id)
        allowed = decision.state == "waiting" and self.decided_by[decision_id] != who
        given = {"decision": decision, "by": self.viewer(who), "now": self.now}
        act = deciding.confirm if agree else (lambda **more: deciding.send_back(reasons="Invented.", **more))
        self.tries(lambda: act(**given), allowed=allowed)

    @precondition(lambda self: self.decided_by)
    @rule(data=st.data(), who=st.integers(0, 3), review=st.booleans())
    def taken_back(self, data: Any, who: int, review: bool) -> None:
        decision = self.decision(data.draw(st.sampled_from(sorted(self.decided_by, key=str))))
        act = unanswered.take_back_review if review else unanswered.take_back
        self.tries(
            lambda: act(decision=decision, reasons="Invented.", by=self.viewer(who), now=self.now),
            allowed=decision.state == ("review" if review else "waiting"),
        )

    @precondition(lambda self: self.decided_by)
    @rule(data=st.data(), who=st.integers(0, 3), office=st.integers(0, 1), moved=st.booleans())
    def review_asked(self, data: Any, who: int, office: int, moved: bool) -> None:
        decision = self.decision(data.draw(st.sampled_from(sorted(self.decided_by, key=str))))
        body = self.prosecutors[office].agency
        given = {"decision": decision, "by": self.viewer(who), "now": self.now}
        if moved:
            self.tries(
                lambda: unanswered.redirect_review(body=body, **given),
                allowed=decision.state == "review" and decision.reviewer_id != body.id,
            )
            return
        with acting(self.viewer(0), now=self.now):
            live = StatusDecision.objects.filter(
                case_id=self.case_id, state__in=["final", "review", "upheld"]
            )
            newest = live.filter(stage=decision.stage).order_by("decided_at", "id").last()
        self.tries(
            lambda: deciding.ask_review(reasons="Invented.", reviewer=body, **given),
            allowed=decision.state == "final" and newest is not None and newest.id == decision.id,
        )

    @precondition(lambda self: self.decided_by)
    @rule(data=st.data(), office=st.integers(0, 1))
    def upheld(self, data: Any, office: int) -> None:
        decision = self.decision(data.draw(st.sampled_from(sorted(self.decided_by, key=str))))
        by = cast.seen(self.prosecutors[office], self.now)
        self.tries(
            lambda: deciding.review(
                decision=decision, overturn=False, reasons="Invented.", by=by, now=self.now
            ),
            allowed=decision.state == "review" and decision.reviewer_id == by.agency_id,
        )

    # -- case -----------------------------------------------------------------------------------------------------

    @rule(who=st.integers(0, 3))
    def handed_over(self, who: int) -> None:
        self.tries(
            lambda: cases.assign(case=self.case(), to=self.people[who], by=self.viewer(0), now=self.now),
            allowed=True,
        )
        self.owner = who

    @rule(
        opens=st.booleans(),
        outcome=st.sampled_from(["adult", "safe_family", "other_protection"]),
        despite=st.sampled_from(["", "Invented."]),
    )
    def closed_or_reopened(self, opens: bool, outcome: str, despite: str) -> None:
        case = self.case()
        given = {"case": case, "by": self.viewer(0), "now": self.now}
        if opens:
            self.tries(lambda: cases.reopen(reason="new_facts", **given), allowed=case.state == "closed")
        else:
            live = {"sent", "accepted"} & set(self.referrals.values())
            with acting(self.viewer(0), now=self.now):
                rows = list(case.decisions.order_by("decided_at", "id"))
            waits = any(row.state in ("waiting", "review") for row in rows)
            last = [row for row in rows if row.stage == "conclusive" and row.state in ("final", "upheld")][
                -1:
            ]
            fits = outcome == "adult" and bool(despite) if self.missing else True
            if outcome == "other_protection":
                fits = fits and case.status == "negative" and bool(last) and last[0].outcome == "negative"
            allowed = case.state == "open" and not live and not waits and fits
            self.tries(lambda: cases.close(outcome=outcome, despite=despite, **given), allowed=allowed)

    @rule(kind=st.sampled_from(["home", "missing"]))
    def placed(self, kind: str) -> None:
        case = self.case()
        call = {"case": case, "place": {"kind": kind}, "by": self.viewer(0), "now": self.now}
        if self.tries(lambda: cases.say_where(**call), allowed=case.state == "open") is not None:
            self.missing = kind == "missing"

    # -- what always holds ------------------------------------------------------------------------------------------

    @invariant()
    def access_is_open_exactly_while_a_referral_is_accepted(self) -> None:
        if not hasattr(self, "case_id"):
            return
        later = cast.seen(self.helper_officer, self.now + dt.timedelta(microseconds=1))
        with acting(later, now=later.now):
            seen = Case.objects.filter(pk=self.case_id).exists()
            try:
                case_queries.find(later, self.case_id)
                judged = True
            except Refused:
                judged = False
        open_now = "accepted" in self.referrals.values()
        assert seen == judged == open_now

    @invariant()
    def a_body_asked_to_review_sees_the_case_exactly_until_it_answers(self) -> None:
        if not hasattr(self, "case_id"):
            return
        with acting(self.viewer(0), now=self.now):
            open_now = StatusDecision.objects.filter(case_id=self.case_id, state="review")
            asked = set(open_now.values_list("reviewer_id", flat=True))
        for officer in self.prosecutors:
            later = cast.seen(officer, self.now + dt.timedelta(microseconds=1))
            with acting(later, now=later.now):
                assert Case.objects.filter(pk=self.case_id).exists() == (officer.agency_id in asked)

    @invariant()
    def nothing_lives_that_rests_on_a_stopped_consent(self) -> None:
        if not hasattr(self, "case_id"):
            return
        with acting(self.viewer(0), now=self.now):
            live = Referral.objects.filter(case_id=self.case_id, state__in=Referral.LIVE)
            assert not live.filter(consent__withdrawal__effective=True).exists()

    @invariant()
    def states_are_those_of_the_model_and_grants_follow_them(self) -> None:
        if not hasattr(self, "case_id"):
            return
        with acting(self.viewer(0), now=self.now):
            rows = list(Referral.objects.filter(case_id=self.case_id).select_related("grant"))
            assert {row.id: row.state for row in rows} == self.referrals
            for row in rows:
                live = row.grant.valid_until is None
                assert live == (row.state in Referral.LIVE), row.state
                assert (row.grant.valid_from is not None) >= (row.state == "accepted")
            owners = AccessGrant.objects.filter(case_id=self.case_id, level="owner", valid_until=None)
            keeper = Case.objects.get(pk=self.case_id).agency_id  # lists walk along it
            assert [(g.officer_id, g.agency_id) for g in owners] == [(self.people[self.owner].id, keeper)]

    @invariant()
    def what_comes_back_has_a_named_owner_and_a_running_clock_until_it_is_settled(self) -> None:
        if not hasattr(self, "case_id"):
            return
        with acting(self.viewer(0), now=self.now):
            closed = Case.objects.get(pk=self.case_id).state == "closed"
            for row in Referral.objects.filter(case_id=self.case_id):
                assert row.return_to_id is not None
                running = Clock.objects.filter(subject_id=row.id, state="running")
                if row.id in self.came_back() - self.settled and not closed:
                    assert [clock.rule for clock in running] == [referrals.CAME_BACK], row.state
                    assert running[0].officer_id is not None
                if row.state in ("withdrawn", "ended") or row.id in self.settled or closed:
                    assert not running.exists()

    @invariant()
    def a_closed_case_owes_nothing_and_an_open_one_its_next_decision(self) -> None:
        if not hasattr(self, "case_id"):
            return
        with acting(self.viewer(0), now=self.now):
            case = Case.objects.get(pk=self.case_id)
            running = Clock.objects.filter(case_id=case.id, agency_id=case.agency_id, state="running")
            rules = list(running.values_list("rule", flat=True))
        if case.state == "closed":
            assert rules == []
        for status, rule_id in (("presumed", cases.REASONABLE), ("reasonable", cases.CONCLUSIVE)):
            if case.state == "open" and case.status == status:
                assert rules.count(rule_id) == 1, status

    @invariant()
    def no_is_never_said_by_one_person_or_by_time(self) -> None:
        if not hasattr(self, "case_id"):
            return
        with acting(self.viewer(0), now=self.now):
            case = Case.objects.get(pk=self.case_id)
            for row in StatusDecision.objects.filter(case_id=self.case_id, outcome="negative"):
                running = Clock.objects.filter(subject_id=row.id, state="running").count()
                assert running == (row.state in ("waiting", "review")), "a no that waits is one dated task"
                assert row.state in ("waiting", "returned", "withdrawn") or row.second_person_id not in (
                    None,
                    row.decided_by_id,
                )
            if case.status == "negative":
                final = StatusDecision.objects.filter(
                    case_id=case.id, outcome="negative", state__in=StatusDecision.IN_FORCE
                )
                assert final.exists()
                assert all(row.second_person_id for row in final)

    def teardown(self) -> None:
        if hasattr(self, "steps"):
            TALLY["acts"] += self.steps
            TALLY["runs"] += 1


TALLY = {"acts": 0, "runs": 0}
