"""Codes of a child's languages, needs and citizenships, with words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = dict[str, "str | Promise"]

LANGUAGES: Labels = {
    "kk": _("Kazakh"),
    "ru": _("Russian"),
    "uz": _("Uzbek"),
    "ky": _("Kyrgyz"),
    "tg": _("Tajik"),
    "tk": _("Turkmen"),
    "ug": _("Uyghur"),
    "zh": _("Chinese"),
    "mn": _("Mongolian"),
    "fa": _("Persian"),
    "tr": _("Turkish"),
    "en": _("English"),
    "sign": _("a sign language"),
    "other": _("another language"),
}
NEEDS: Labels = {
    "interpreter": _("needs an interpreter"),
    "easy_language": _("needs simple words"),
    "reads_little": _("reads little or not at all"),
    "hearing": _("hears badly"),
    "sight": _("sees badly"),
    "moving": _("moves with difficulty"),
    "learning": _("learns or understands with difficulty"),
    "woman_only": _("wants to speak to a woman"),
    "man_only": _("wants to speak to a man"),
    "medicine": _("needs medicine every day"),
    "pregnant": _("is pregnant or has a baby"),
}
CITIZENSHIPS: Labels = {
    "KZ": _("Kazakhstan"),
    "UZ": _("Uzbekistan"),
    "KG": _("Kyrgyzstan"),
    "TJ": _("Tajikistan"),
    "TM": _("Turkmenistan"),
    "RU": _("Russia"),
    "CN": _("China"),
    "MN": _("Mongolia"),
    "AF": _("Afghanistan"),
    "stateless": _("no citizenship"),
    "other": _("another country"),
}
HOLD_REASONS: Labels = {
    "reflection": _("recovery and reflection period"),
    "danger": _("danger for the child"),
    "review": _("a review is open"),
    "child_asks": _("the child asks for it"),
    "other": _("another reason"),
}
LIFT_REASONS: Labels = {
    "over": _("the reason is over"),
    "protected": _("the child is protected in another way"),
    "decided": _("the competent body has decided"),
    "mistake": _("it was placed by mistake"),
}

AGE_BANDS = ((0, 5), (6, 11), (12, 15), (16, 17))


def age_band(low: int | None, high: int | None) -> str:
    """A band wide enough for a notice before acceptance: `0-5`, `12-15`, or "" when not known or wider."""
    for first, last in AGE_BANDS:
        if low is not None and high is not None and first <= low and high <= last:
            return f"{first}-{last}"
    return ""
