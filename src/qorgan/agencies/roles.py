"""Roles as readable data: a code, a plain sentence, verbs, what fields it can ever see.

`"agency"` scope: every file of the body; `"assigned"`: only files that are one's own (case owner, the officer
who accepted the referral, who sent the report). A verb not listed is denied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.fields import ALL

ASSIGNED, AGENCY = "assigned", "agency"


@dataclass(frozen=True)
class Role:
    """What a person in this role does, may do, and may ever see."""

    code: str
    sentence: str | Promise
    verbs: frozenset[str]
    scope: str = ASSIGNED
    fields: frozenset[str] = field(default_factory=frozenset)
    duties: frozenset[str] = field(default_factory=frozenset)  # openings in the database wall without a grant
    title: str | Promise = ""


_EVERYONE = {"tasks:view", "directory:view", "law:read", "colleagues:restore"}
_REPORTING = {"reports:send", "reports:view", "reports:attach"}
_READING = {
    "cases:view",
    "journal:timeline",
    "children:search",
    "children:identity",
    "documents:view",
    "law:view",
}
_RECEIVING = {
    "referrals:receive",
    "referrals:end",
    "services:record",
    "documents:add",
    "decisions:ask_review",
    "blocks:name",
}
_ASSESSING = {"reports:assess", "reports:pass_on"}
_KEEPING = _ASSESSING | {
    "cases:open",
    "cases:edit",
    "cases:transfer",
    "cases:take_over",
    "cases:place",
    "cases:close",
    "cases:reopen",
    "children:consent",
    "linking:review",
    "referrals:send",
}
_AGE_AND_FACTS = {
    "child.names",
    "child.birth",
    "child.age",
    "child.sex",
    "child.citizenships",
    "child.languages",
    "event.facts",
    "decisions.status",
    "referral.note",
    "documents.files",
}
_REPORT = {"report.narrative", "report.child"}
_INQUIRY = _AGE_AND_FACTS | _REPORT | {"event.narrative", "decisions.reasons", "place.kind", "case.summary"}
_CARE = _AGE_AND_FACTS | _REPORT | {"child.needs", "place.kind", "contact.safe", "services.list"}


def _role(
    code: str,
    title: str | Promise,
    sentence: str | Promise,
    verbs: Iterable[str] = (),
    *,
    scope: str = ASSIGNED,
    fields: Iterable[str] = (),
    duties: Iterable[str] = (),
) -> tuple[str, Role]:
    role = Role(
        code, sentence, frozenset(verbs) | _EVERYONE, scope, frozenset(fields), frozenset(duties), title
    )
    return code, role


ROLES: dict[str, Role] = dict(
    [
        _role(
            "social_worker",
            _("Social worker"),
            _("keeps the case of a child from report to closure"),
            _REPORTING | _READING | _RECEIVING | _KEEPING | {"decisions:reasonable"},
            fields=ALL,
        ),
        _role(
            "supervisor",
            _("Supervisor"),
            _("sees the cases of the whole body, assigns them, is the second person of negative decisions"),
            _REPORTING
            | _READING
            | _RECEIVING
            | _KEEPING
            | {
                "cases:assign",
                "reports:assign",
                "referrals:assign",
                "decisions:reasonable",
                "decisions:second",
                "decisions:review",
            }
            | {"blocks:confirm", "roles:confirm"},
            scope=AGENCY,
            fields=ALL,
            duties={"blocks"},
        ),
        _role(
            "duty_officer",
            _("Duty officer"),
            _("answers at night for every file of the body"),
            _REPORTING | _READING | _RECEIVING | _KEEPING,
            scope=AGENCY,
            fields=ALL,
        ),
        _role(
            "guardianship",
            _("Child-rights and guardianship officer"),
            _("protects the child without care, decides on status, arranges a guardian"),
            _REPORTING
            | _READING
            | _RECEIVING
            | _KEEPING
            | {"decisions:reasonable", "decisions:conclusive", "decisions:second"},
            scope=AGENCY,
            fields=ALL,
        ),
        _role(
            "psychologist",
            _("Psychologist"),
            _("helps the child heal; notes stay in protection"),
            _REPORTING | _READING | _RECEIVING,
            fields=_CARE | {"services.note"},
        ),
        _role(
            "health_worker",
            _("Health worker"),
            _("reports signs seen in care, gives health services"),
            _REPORTING | _READING | _RECEIVING,
            scope=AGENCY,
            fields=_CARE | {"services.note"},
        ),
        _role(
            "school_worker", _("School worker"), _("reports signs seen at school"), _REPORTING, fields=_REPORT
        ),
        _role(
            "hotline_operator",
            _("Hotline operator"),
            _("takes calls and passes reports on"),
            _REPORTING,
            scope=AGENCY,
            fields=_REPORT,
        ),
        _role(
            "investigator",
            _("Police investigator"),
            _("investigates; never sees a shelter address or therapy notes"),
            _REPORTING
            | _READING
            | _RECEIVING
            | _ASSESSING
            | {"decisions:reasonable", "decisions:conclusive", "law:opinion"}
            | {"documents:collect"},
            fields=_INQUIRY,
        ),
        _role(
            "juvenile_inspector",
            _("Juvenile police inspector"),
            _("finds children at risk and reports them"),
            _REPORTING | _READING | _RECEIVING,
            fields=_INQUIRY,
        ),
        _role(
            "prosecutor",
            _("Prosecutor"),
            _("supervises the law; reviews decisions on status"),
            _REPORTING
            | _READING
            | _RECEIVING
            | {"decisions:review", "blocks:confirm", "blocks:review", "law:opinion"},
            scope=AGENCY,
            fields=_INQUIRY,
            duties={"blocks"},
        ),
        _role(
            "commission",
            _("Commission on minors"),
            _("sees who is late with which duty, never the child"),
            {"clocks:overview"},
            duties={"coordination"},
        ),
        _role(
            "border_officer",
            _("Border officer"),
            _("reports a child met at the border"),
            _REPORTING,
            fields=_REPORT,
        ),
        _role(
            "migration_officer",
            _("Migration officer"),
            _("reports; sees only the notice not to remove"),
            _REPORTING,
        ),
        _role(
            "consular_officer",
            _("Consular officer"),
            _("reports and helps a child abroad"),
            _REPORTING | _READING | _RECEIVING,
            fields=_AGE_AND_FACTS | _REPORT,
        ),
        _role(
            "labour_inspector",
            _("Labour inspector"),
            _("reports a child met at work"),
            _REPORTING,
            fields=_REPORT,
        ),
        _role(
            "civil_registry",
            _("Civil registry officer"),
            _("restores documents of a child"),
            _READING | {"referrals:receive", "referrals:end", "services:record"},
            fields={
                "child.names",
                "child.birth",
                "child.age",
                "child.sex",
                "child.citizenships",
                "referral.note",
            },
        ),
        _role(
            "ngo_worker",
            _("NGO or shelter worker"),
            _("gives shelter and services, may keep a case"),
            _REPORTING | _READING | _RECEIVING | _KEEPING | {"decisions:ask_review"},
            scope=AGENCY,
            fields=ALL,
        ),
        _role(
            "legal_aid",
            _("Legal-aid lawyer"),
            _("defends the child's rights"),
            _READING | _RECEIVING | _REPORTING | {"law:opinion"},
            fields=_INQUIRY | {"contact.safe"},
        ),
        _role(
            "guardian",
            _("Guardian"),
            _("acts for the child"),
            _READING | {"referrals:receive", "decisions:ask_review", "children:consent", "blocks:name"},
            fields=_CARE | {"decisions.reasons"},
        ),
        _role("interpreter", _("Interpreter"), _("is booked for a language; sees no case"), ()),
        _role(
            "court_clerk",
            _("Court clerk"),
            _("receives documents only"),
            {"referrals:receive", "cases:view", "documents:view"},
            fields={"documents.files", "referral.note"},
        ),
        _role(
            "iom_officer",
            _("IOM officer"),
            _("helps children across borders"),
            _REPORTING | _READING | _RECEIVING,
            scope=AGENCY,
            fields=_CARE | {"case.summary", "event.narrative"},
        ),
        _role(
            "coordinator",
            _("National or regional coordinator"),
            _("sees which duty is late where, never the child"),
            {"clocks:overview"},
            duties={"coordination"},
        ),
        _role("analyst", _("Analyst"), _("works with protected figures; sees no case"), ()),
        _role(
            "ombudsman",
            _("Children's ombudsman"),
            _("reviews complaints and namings outside both bodies"),
            {"blocks:review", "clocks:overview"},
            duties={"coordination", "blocks"},
        ),
        _role(
            "data_protection",
            _("Data-protection officer"),
            _("sees who looked at what and why, verifies the journal; sees no child"),
            {"journal:accesses", "journal:verify", "linking:basis", "linking:oversee"},
            duties={"journal"},
        ),
        _role(
            "administrator",
            _("Administrator"),
            _("manages bodies, officers and roles; sees no case"),
            {"directory:manage", "roles:confirm", "linking:basis"},
            duties={"accounts"},
        ),
    ]
)

# A body of this sector may not employ these roles (start-up and every assignment refuse it).
NEVER_IN_POLICE = frozenset({"data_protection"})
# Who lets others in, and who watches the watchers: only an administrator is the second person for these.
CONFIRMED_OUTSIDE = frozenset({"administrator", "data_protection"})
# Roles that one person may not hold together.
INCOMPATIBLE: list[frozenset[str]] = [
    frozenset({"administrator", other}) for other in ROLES if other != "administrator"
]
