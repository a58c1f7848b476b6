"""Data standards of the field: HTCDS 2.0, CTDC, IC-TIP units, UNODC GLOTIP, SDG 16.2.2, ICCS.

record = profile.stamp(htcds.to_profile({"prs_Gender": "Feminine", "vic_AgeWhenTrafficked": "14"}))
profile.problems(record)                       # [] when valid, else coded errors with their places
htcds.from_profile(record, typed=False)        # the flat HTCDS record again, nothing lost
ctdc_export.row(record, ctdc.layout("2026"))   # one CTDC row: not protected, never to be published
"""

from __future__ import annotations

from qorgan.standards import codes, ctdc, ctdc_export, glotip, htcds, ictip, profile, sdg
from qorgan.standards.errors import Remark, StandardError

__all__ = [
    "Remark",
    "StandardError",
    "codes",
    "ctdc",
    "ctdc_export",
    "glotip",
    "htcds",
    "ictip",
    "profile",
    "sdg",
]
