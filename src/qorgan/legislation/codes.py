"""Codes of the law library with words an officer reads."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Labels = dict[str, "str | Promise"]

KINDS: Labels = {
    "offence": _("offence"),
    "definition": _("definition"),
    "rule": _("rule"),
    "protection": _("protection of victims"),
    "yardstick": _("international yardstick"),
    "unknown_wording": _("wording not known"),
}
ROLES: Labels = {
    "act": _("Act"),
    "means": _("Means"),
    "purpose": _("Purpose"),
    "age": _("Age"),
    "circumstance": _("Circumstance"),
    "person": _("Person"),
    "mental": _("State of mind"),
}
CONSENT: Labels = {
    "always": _("Consent of the victim never matters."),
    "if_means_used": _("Consent of the victim does not matter once a means was used."),
    "not_stated": _("The text says nothing of consent."),
}
VERDICTS: Labels = {
    "met": _("elements present"),
    "open": _("still open"),
    "not_met": _("elements not present"),
}
VERDICT_TONES = {"met": "active", "open": "waiting", "not_met": "quiet"}
CELLS: Labels = {
    "full": pgettext_lazy("law", "covered"),
    "partial": pgettext_lazy("law", "in part"),
    "absent": pgettext_lazy("law", "not covered"),
    "unknown": pgettext_lazy("law", "not known"),
}
CELL_TONES = {"full": "done", "partial": "waiting", "absent": "urgent", "unknown": "quiet"}
STATUSES: Labels = {
    "proposal": _("proposed"),
    "not_enacted": _("did not become law"),
    "partly_enacted": _("became law in part"),
    "largely_enacted": _("became law for the most part"),
    "enacted": _("became law"),
    "enacted_before_seed": _("was law already"),
    "enacted_article_not_located": _("became law, the article was not found"),
    "not_established": _("not established"),
}
STATUS_TONES = {
    "proposal": "waiting",
    "not_enacted": "quiet",
    "partly_enacted": "active",
    "largely_enacted": "done",
    "enacted": "done",
    "enacted_before_seed": "done",
    "enacted_article_not_located": "active",
    "not_established": "quiet",
}
SHARES: Labels = {"yes": _("yes"), "no": _("no"), "partial": _("in part"), "unknown": _("not known")}
PARAMETERS: Labels = {
    "reflection_days": _("Days to recover and reflect"),
    "reflection_days_children": _("Days to recover and reflect, for children"),
    "legal_aid": _("Free legal aid"),
    "residence": _("Leave to stay"),
    "non_punishment": _("No punishment of victims"),
    "referral_mechanism": _("Rules of referral"),
    "child_interview": _("Careful questioning of children"),
    "child_guardian": _("A guardian for the child"),
    "child_representation": _("A representative for the child"),
    "privacy": _("Private life protected"),
    "compensation": _("Compensation"),
    "closed_hearing": _("Closed hearing"),
    "medical_reporting": _("Health workers report"),
    "identification": _("Identification of victims"),
    "assistance": _("Help for victims"),
    "assistance_unconditional": _("Help without conditions"),
}
