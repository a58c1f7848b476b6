"""The verbs of the house: everything an officer may do, as `room:verb`, with the sentence that explains it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OWNER, SENDER, REFERRAL, ASKED = "owner", "sender", "referral", "asked"
LISTED = frozenset({REFERRAL, ASKED})  # show the fields their grant lists, and no more


@dataclass(frozen=True)
class Verb:
    """One right. `levels`: on which level of access grant it works; empty = needs no child's file.

    `needs`: what a grant that lists its fields must show before it gives the right: nobody decides on what they may
    not read.
    """

    code: str
    sentence: str | Promise
    levels: frozenset[str] = field(default_factory=frozenset)
    step_up: bool = False  # asks the second factor again
    needs: frozenset[str] = field(default_factory=frozenset)


_REASONS = ("decisions.status", "decisions.reasons")
_FACTS = (*_REASONS, "event.facts")


def _verb(
    code: str, sentence: str | Promise, *levels: str, step_up: bool = False, needs: tuple[str, ...] = ()
) -> tuple[str, Verb]:
    return code, Verb(code, sentence, frozenset(levels), step_up, frozenset(needs))


VERBS: dict[str, Verb] = dict(
    [
        _verb("tasks:view", _("see own tasks by deadline")),
        _verb("reports:send", _("report a possible child victim")),
        _verb("reports:view", _("read reports sent by or to the body"), OWNER, SENDER),
        _verb("reports:assess", _("make the first assessment of a report"), OWNER),
        _verb("reports:pass_on", _("pass a report on to another body before there is a case"), OWNER),
        _verb("reports:assign", _("give a report to another officer of the body"), OWNER),
        _verb("reports:attach", _("add a document to a report"), OWNER, SENDER),
        _verb("cases:open", _("open a case from a report"), OWNER),
        _verb("cases:view", _("read the case file"), OWNER, REFERRAL, ASKED),
        _verb("cases:edit", _("change the facts of a case"), OWNER),
        _verb("cases:assign", _("give a case to another officer of the body"), OWNER),
        _verb("cases:transfer", _("offer a case to another body"), OWNER),
        _verb("cases:take_over", _("take over a case that another body offers")),
        _verb("cases:place", _("say where the child is tonight"), OWNER, REFERRAL),
        _verb("cases:close", _("close a case with an outcome"), OWNER),
        _verb("cases:reopen", _("reopen a closed case"), OWNER),
        _verb(
            "children:identity",
            _("open the sealed identity of a child, with a purpose"),
            OWNER,
            REFERRAL,
            ASKED,
        ),
        _verb("children:consent", _("record consent, assent or another legal basis"), OWNER, REFERRAL),
        _verb("children:search", _("search by name and year of birth among visible cases")),
        _verb("linking:review", _("compare a child with those in other cases one keeps"), OWNER),
        _verb("linking:basis", _("state the legal basis of looking for the same child"), step_up=True),
        _verb("linking:oversee", _("see how often officers asked other bodies, without a child")),
        _verb("decisions:reasonable", _("decide on reasonable grounds"), OWNER, REFERRAL, needs=_FACTS),
        _verb("decisions:conclusive", _("decide conclusively on status"), OWNER, REFERRAL, needs=_FACTS),
        _verb(
            "decisions:second",
            _("confirm or return a negative decision as the second person"),
            OWNER,
            REFERRAL,
            ASKED,
            needs=_REASONS,
        ),
        _verb("decisions:ask_review", _("ask for a review of a decision"), OWNER, REFERRAL),
        _verb("decisions:review", _("review a decision"), OWNER, REFERRAL, ASKED),
        _verb("referrals:send", _("refer a child to another body"), OWNER),
        _verb("referrals:receive", _("see, accept, refuse or return a referral sent to the body")),
        _verb("referrals:assign", _("give an accepted referral to another officer of the body"), REFERRAL),
        _verb("referrals:end", _("end a referral"), OWNER, REFERRAL),
        _verb("services:record", _("record a service given"), OWNER, REFERRAL),
        _verb("documents:view", _("open documents"), OWNER, REFERRAL),
        _verb("documents:add", _("add a document"), OWNER, REFERRAL),
        _verb("documents:collect", _("take over what was sealed for the specialist police unit")),
        _verb("journal:timeline", _("read the journal of a case"), OWNER, REFERRAL, ASKED),
        _verb("journal:accesses", _("see who looked at what and why, in all cases, without identities")),
        _verb("journal:verify", _("verify the journal")),
        _verb("blocks:name", _("name an officer or body as involved in a case"), OWNER, REFERRAL, ASKED),
        _verb("blocks:confirm", _("confirm such a naming by another body")),
        _verb("blocks:review", _("review such a naming outside both bodies")),
        _verb("clocks:overview", _("see case number, duty, days late and body, without identity")),
        _verb("law:read", _("read the law, compare countries and try reforms")),
        _verb("law:view", _("see which provisions a case touches"), OWNER, REFERRAL, ASKED),
        _verb("law:opinion", _("record a decision on a provision in a case"), OWNER, REFERRAL),
        _verb("directory:view", _("look up bodies and their services")),
        _verb("colleagues:restore", _("help a colleague who lost the second factor"), step_up=True),
        _verb("roles:confirm", _("confirm as a second person what a colleague may do here"), step_up=True),
        _verb("directory:manage", _("manage bodies, officers and roles"), step_up=True),
    ]
)
