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
}
