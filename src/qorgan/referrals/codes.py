"""Reasons for refusing, returning and ending a referral, with words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = dict[str, "str | Promise"]
STOPPED, RAN_OUT = "consent_stopped", "consent_ran_out"
NO_CONSENT = frozenset({STOPPED, RAN_OUT})  # it came back because nothing carries it any more

REFUSALS: Labels = {
    "no_place": _("no free place"),
    "not_our_service": _("we do not give this service"),
    "not_our_region": _("not our region"),
    "no_specialist": _("no specialist or interpreter now"),
    "conflict": _("conflict of interest"),
    "unsafe": _("not safe for the child here"),
}
RETURNS: Labels = {
    "more_needed": _("more information is needed"),
    "wrong_service": _("another service is needed"),
    "child_declined": _("the child does not want it"),
    "not_reached": _("the child could not be reached"),
    "too_much_sent": _("more was sent than is needed"),
}
ENDINGS: Labels = {
    "done": _("service finished"),
    "child_declined": _("the child does not want it"),
    "moved": _("the child has moved"),
    "other_body": _("another body goes on"),
    STOPPED: _("consent was stopped"),
    "withdrawn": _("withdrawn by the sender"),
}
SETTLED: Labels = {
    "sent_again": _("the child was referred anew"),
    "otherwise": _("the child is helped another way, said in words"),
}
REASONS: Labels = REFUSALS | RETURNS | ENDINGS | {RAN_OUT: _("the consent has run out")}
"""All codes with words, for journal and lists."""
