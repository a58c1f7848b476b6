"""A small world with one thing of every kind in every state a page can show, made through acts."""

from __future__ import annotations

from typing import Any

import linking_scene
from django.utils import timezone

import cast
from qorgan.agencies import actions as directory
from qorgan.agencies.access import File
from qorgan.agencies.granting import give
from qorgan.agencies.models import Agency
from qorgan.agencies.restoring import actions as restoring
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.cases.blocking import actions as blocking
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.transferring import actions as transferring
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.deadlines.models import Clock
from qorgan.documents import actions as documents
from qorgan.documents.models import Container
from qorgan.linking import actions as linking
from qorgan.referrals import actions as referrals
from qorgan.referrals import queries as referral_queries
from qorgan.reports import actions as reports
from qorgan.reports import queries as report_queries


class World:
    """Bodies, officers and files; `at` is one moment for all of it."""

    def __init__(self) -> None:
        self.at = timezone.now()
        self.clinic = cast.body("Invented clinic", Agency.Kind.HEALTH)
        self.rights = cast.body("Invented rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.shelter = cast.body("Invented shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
        self.paper = cast.body(
            "Invented paper", Agency.Kind.SHELTER, services=("safe_accommodation",), has_account=False
        )
        self.prosecution = cast.body("Invented prosecution", Agency.Kind.PROSECUTION)
        self.centre = cast.body("Invented centre", Agency.Kind.OMBUDSMAN)
        self.nurse = cast.officer(self.clinic, "health_worker", name="nurse")
        self.keeper = cast.officer(self.rights, "guardianship", name="keeper")
        self.second = cast.officer(self.rights, "supervisor", name="second")
        self.helper = cast.officer(self.shelter, "ngo_worker", name="helper")
        self.prosecutor = cast.officer(self.prosecution, "prosecutor", name="prosecutor")
        self.admin = cast.officer(self.centre, "administrator", name="admin")
        self.coordinator = cast.officer(self.centre, "coordinator", name="coordinator")
        self.protector = cast.officer(self.centre, "data_protection", name="protector")
        self.chief = cast.officer(self.shelter, "supervisor", name="chief")
        self.ombudsman = cast.officer(self.centre, "ombudsman", name="ombudsman")
        self.new_report = self._report()
        self.assessed = self._assessed()
        self.case = self._case()
        self.other_case = self._case()
        with acting(self.by(self.keeper), now=self.at):
            self.event = self.case.event_links.get().event
            self.place = self.case.places.get()
            self.duty = Clock.objects.get(case_id=self.case.id, rule="dl.kz.report.childrights.bodies")
        self.reviewable = self._decide(self.case, "positive")
        self.waiting = self._decide(self.other_case, "negative", reasons="Invented reasons.")
        self.in_review = self._reviewed()
        self.joined_case = self._proposed()
        self._prosecuted(self.joined_case)
        self.hit = linking_scene.plant_hit(self.case.id, self.at)
        self.asked = linking_scene.plant_asked(self.case.id, self.at)
        self.offered = self._refer(self.shelter)
        self.accepted = self._accept(self._refer(self.shelter))
        self.on_paper = self._refer(self.paper)
        self.came_back = self._refuse(self._refer(self.shelter))
        self.consent = self.accepted.consent
        self.hold = self._held()
        self.named = self._named()
        self.confirmed = blocking.confirm(block=self._named(), by=self.by(self.chief), now=self.at)
        self.key = cast.unit(now=self.at)
        self.specialist = cast.officer(self.key.agency, "investigator", name="specialist")
        self.document = self._document(may_show_abuse=False)
        self.quarantined = self._document(may_show_abuse=True)
        with acting(self.by(self.specialist), now=self.at):
            self.container = Container.objects.get()
        self.offer = transferring.ask_transfer(
            case=self.fresh(self.other_case),
            to_agency=self.shelter,
            reason="lives_elsewhere",
            by=self.by(self.keeper),
            now=self.at,
        )
        self.restoring, _half = restoring.ask(officer=self.keeper, by=self.by(self.second), now=self.at)
        self.newcomer = cast.officer(self.rights, name="newcomer")
        directory.set_roles(
            officer=self.newcomer, roles=["social_worker"], by=self.by(self.admin), now=self.at
        )

    def _prosecuted(self, case: Any) -> None:
        """The prosecution was asked to work on this case."""
        with acting(self.by(self.keeper), now=self.at):
            give(
                File(case_id=case.id),
                agency_id=self.prosecution.id,
                level="referral",
                officer_id=self.prosecutor.id,
                fields=["decisions.status", "event.facts"],
                valid_from=self.at,
            )

    def _held(self) -> Any:
        keeper = self.by(self.keeper)
        with acting(keeper, now=self.at):
            child = child_queries.of_case(self.case.id)
        return children.place_hold(
            child=child, kind="no_questioning", reason="danger", until=None, by=keeper, now=self.at
        )

    def _document(self, *, may_show_abuse: bool) -> Any:
        return documents.add(
            file=File(case_id=self.case.id),
            key=self.case.key,
            name="invented.txt",
            content=b"Invented.",
            may_show_abuse=may_show_abuse,
            by=self.by(self.keeper),
            now=self.at,
        )

    def _proposed(self) -> Any:
        linking.state_basis(
            in_force=True, provision="Invented order No. 0", by=self.by(self.protector), now=self.at
        )
        case = self._case()
        linking.judge(
            case_id=case.id,
            other_id=self.other_case.id,
            verdict="same",
            reason="Invented.",
            by=self.by(self.keeper),
            now=self.at,
        )
        return case

    def _named(self) -> Any:
        colleague = cast.officer(self.prosecution, "prosecutor")
        return blocking.name_involved(
            case=self.fresh(self.case), officer=colleague, by=self.by(self.keeper), now=self.at
        )

    def by(self, officer: Any) -> Any:
        """The officer as acts take one."""
        return cast.seen(officer, self.at)

    def _report(self) -> Any:
        facts = cast.report_facts(self.rights, learned_at=self.at)
        return reports.send(**facts, by=self.by(self.nurse), now=self.at)

    def _assessed(self) -> Any:
        report_id = self._report().id
        keeper = self.by(self.keeper)
        with acting(keeper, now=self.at):
            report = report_queries.find(keeper, report_id)
        reports.assess(
            report=report,
            answers={"UN-001": "yes"},
            safety={"health": "yes", "alone": "unknown"},
            outcome="open_case",
            reasons="",
            by=keeper,
            now=self.at,
        )
        with acting(keeper, now=self.at):
            return report_queries.find(keeper, report_id)

    def _case(self) -> Any:
        facts = cast.case_facts(contact={"how": "Invented way.", "never": "Invented never."})
        case = cases.open_case(report=self._assessed(), **facts, by=self.by(self.keeper), now=self.at)
        return self.fresh(case)

    def fresh(self, case: Any) -> Any:
        """The case as it is now."""
        keeper = self.by(self.keeper)
        with acting(keeper, now=self.at):
            return case_queries.find(keeper, case.id)

    def _decide(self, case: Any, outcome: str, reasons: str = "") -> Any:
        return deciding.decide(
            case=case,
            stage="reasonable",
            outcome=outcome,
            grounds=["child_account"],
            evidence=["none"],
            reasons=reasons,
            by=self.by(self.keeper),
            now=self.at,
        )

    def _reviewed(self) -> Any:
        case = self._case()
        return deciding.ask_review(
            decision=self._decide(case, "positive"),
            reasons="Invented doubt.",
            reviewer=self.prosecution,
            by=self.by(self.keeper),
            now=self.at,
        )

    def _refer(self, to: Any) -> Any:
        case, keeper = self.fresh(self.case), self.by(self.keeper)
        fields = ["child.age", "child.languages"]
        with acting(keeper, now=self.at):
            child = child_queries.of_case(case.id)
        consent = children.record_consent(
            child=child,
            basis="assent",
            read_in="kk",
            recipient=to,
            purpose="safe_accommodation",
            fields=fields,
            given_at=self.at,
            by=keeper,
            now=self.at,
        )
        return referrals.send(
            case=case,
            to_agency=to,
            service="safe_accommodation",
            fields=fields,
            consent=consent,
            urgent=False,
            note="Invented message.",
            form_token=cast.token(),
            by=keeper,
            now=self.at,
        )

    def _refuse(self, referral: Any) -> Any:
        helper = self.by(self.helper)
        with acting(helper, now=self.at):
            found, _side = referral_queries.find(helper, referral.id)
        return referrals.refuse(referral=found, reason="no_place", by=helper, now=self.at)

    def _accept(self, referral: Any) -> Any:
        helper = self.by(self.helper)
        with acting(helper, now=self.at):
            found, _side = referral_queries.find(helper, referral.id)
        return referrals.accept(referral=found, by=helper, now=self.at)


# (route, officer, names of what stands in its address): who can do what there
ROUTES: list[tuple[str, str, tuple[str, ...]]] = [
    ("reports:new", "nurse", ()),
    ("reports:assess", "keeper", ("new_report",)),
    ("reports:take", "keeper", ("new_report",)),
    ("reports:pass_on", "keeper", ("new_report",)),
    ("reports:assign", "second", ("new_report",)),
    ("reports:no_more", "keeper", ("assessed",)),
    ("reports:open_sealed", "keeper", ("new_report",)),
    ("reports:documents", "nurse", ("new_report",)),
    ("cases:open", "keeper", ("assessed",)),
    ("cases:open_sealed", "keeper", ("case",)),
    ("cases:place", "keeper", ("case",)),
    ("cases:confirm_place", "keeper", ("case", "place")),
    ("cases:change", "keeper", ("case",)),
    ("cases:change_child", "keeper", ("case",)),
    ("cases:add_event", "keeper", ("case",)),
    ("cases:stop_consent", "keeper", ("case", "consent")),
    ("cases:stop_doubted", "keeper", ("case",)),
    ("cases:place_hold", "keeper", ("case",)),
    ("cases:lift_hold", "keeper", ("case", "hold")),
    ("cases:change_event", "keeper", ("case", "event")),
    ("cases:assign", "second", ("case",)),
    ("cases:transfer", "keeper", ("case",)),
    ("cases:withdraw_transfer", "keeper", ("other_case",)),
    ("cases:answer_transfer", "helper", ("offer",)),
    ("cases:close", "keeper", ("case",)),
    ("cases:reopen", "keeper", ("case",)),
    ("cases:decide", "keeper", ("case", "=conclusive")),
    ("cases:second", "second", ("waiting",)),
    ("cases:ask_review", "keeper", ("reviewable",)),
    ("cases:review", "prosecutor", ("in_review",)),
    ("cases:take_back", "keeper", ("waiting",)),
    ("cases:take_back", "keeper", ("in_review",)),
    ("cases:other_body", "keeper", ("waiting",)),
    ("cases:involved", "keeper", ("case",)),
    ("cases:confirm_naming", "chief", ("named",)),
    ("cases:review_naming", "ombudsman", ("confirmed",)),
    ("referrals:new", "keeper", ("case",)),
    ("referrals:send", "keeper", ("case", "=safe_accommodation")),
    ("referrals:record_service", "keeper", ("case",)),
    ("referrals:open_sealed", "keeper", ("offered",)),
    ("referrals:accept", "helper", ("offered",)),
    ("referrals:withdraw", "keeper", ("offered",)),
    ("referrals:settle", "keeper", ("came_back",)),
    ("referrals:told_refused", "keeper", ("on_paper",)),
    ("referrals:told_contact", "keeper", ("on_paper",)),
    ("referrals:told_service", "keeper", ("on_paper",)),
    ("referrals:assign", "chief", ("accepted",)),
    ("referrals:contact", "helper", ("accepted",)),
    ("referrals:answer", "helper", ("offered", "=refuse")),
    ("referrals:answer", "helper", ("offered", "=give_back")),
    ("referrals:answer", "helper", ("accepted", "=end")),
    ("referrals:print_packet", "keeper", ("on_paper",)),
    ("referrals:confirm_packet", "keeper", ("on_paper",)),
    ("children:search", "keeper", ()),
    ("linking:compare", "keeper", ("case",)),
    ("linking:choose", "keeper", ("case",)),
    ("linking:pair", "keeper", ("case", "other_case")),
    ("linking:joining", "second", ("joined_case", "other_case", "=confirm")),
    ("linking:ask", "keeper", ("hit",)),
    ("linking:answer", "keeper", ("asked",)),
    ("linking:basis", "protector", ()),
    ("desk:documents", "keeper", ("case",)),
    ("desk:duty", "keeper", ("duty",)),
    ("desk:verify", "protector", ()),
    ("documents:download", "keeper", ("document",)),
    ("documents:mark_abuse", "keeper", ("document",)),
    ("documents:collect", "specialist", ("container",)),
    ("documents:hand_over", "specialist", ("container",)),
    ("documents:unit_keys", "admin", ()),
    ("documents:confirm_unit_key", "admin", ("key",)),
    ("documents:end_unit_key", "admin", ("key",)),
    ("legislation:bench", "keeper", ()),
    ("legislation:opinion", "prosecutor", ("joined_case", "=kz.cc2014.135.1")),
    ("directory:add_agency", "admin", ()),
    ("directory:change_agency", "admin", ("shelter",)),
    ("directory:end_agency", "admin", ("shelter",)),
    ("directory:enrol", "admin", ()),
    ("directory:set_roles", "admin", ("helper",)),
    ("directory:end_officer", "admin", ("helper",)),
    ("directory:ask_restoring", "keeper", ("second",)),
    ("directory:confirm_restoring", "admin", ("restoring",)),
    ("directory:confirm_roles", "second", ("newcomer",)),
    ("demo:be", "nurse", ("keeper",)),
]
# pages that are only read
PAGES: list[tuple[str, str, tuple[str, ...]]] = [
    ("desk:today", "keeper", ()),
    ("desk:today", "newcomer", ()),
    ("desk:late", "coordinator", ()),
    ("desk:accesses", "protector", ()),
    ("linking:queue", "keeper", ()),
    ("linking:of_case", "keeper", ("case",)),
    ("linking:oversight", "protector", ()),
    ("reports:index", "keeper", ()),
    ("reports:show", "keeper", ("new_report",)),
    ("reports:show", "keeper", ("assessed",)),
    ("reports:sent", "nurse", ("new_report",)),
    ("cases:index", "keeper", ()),
    ("cases:show", "keeper", ("case",)),
    ("cases:child", "keeper", ("case",)),
    ("cases:event", "keeper", ("case",)),
    ("cases:decisions", "keeper", ("case",)),
    ("cases:journal", "keeper", ("case",)),
    ("referrals:of_case", "keeper", ("case",)),
    ("referrals:index", "helper", ()),
    ("referrals:show", "helper", ("accepted",)),
    ("referrals:show", "keeper", ("came_back",)),
    ("referrals:show", "keeper", ("on_paper",)),
    ("referrals:packet", "keeper", ("on_paper",)),
    ("documents:receipt", "keeper", ("quarantined",)),
    ("documents:containers", "specialist", ()),
    ("documents:unit_receipt", "specialist", ("container",)),
    ("legislation:index", "keeper", ()),
    ("legislation:compare", "keeper", ()),
    ("legislation:recommendations", "keeper", ()),
    ("legislation:case", "keeper", ("case",)),
    ("directory:index", "keeper", ()),
    ("directory:show", "keeper", ("shelter",)),
    ("directory:manage", "admin", ()),
    ("directory:colleagues", "admin", ()),
    ("demo:choose", "keeper", ()),
]


def address(world: World, route: str, names: tuple[str, ...]) -> str:
    """The address of a route in this world; `=text` stands for itself."""
    from django.urls import reverse

    args = [name[1:] if name.startswith("=") else getattr(world, name).id for name in names]
    return reverse(route, args=args)
