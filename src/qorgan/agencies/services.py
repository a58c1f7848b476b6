"""Services a body can give a child (Council of Europe convention, article 12; HTCDS support types)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SERVICES: dict[str, str | Promise] = {
    "safe_accommodation": _("Safe accommodation"),
    "emergency_health": _("Emergency health care"),
    "health": _("Health care"),
    "psychological": _("Psychological help"),
    "interpretation": _("Interpretation"),
    "guardian": _("Guardian or trustee"),
    "legal_aid": _("Legal aid"),
    "material": _("Food, clothes, money"),
    "education": _("School and education"),
    "documents": _("Restoring documents"),
    "family_tracing": _("Tracing of the family"),
    "return_support": _("Safe return and support after it"),
    "investigation": _("Investigation and protection by police"),
    "protection_measures": _("Protection of a victim or witness"),
    "social": _("Special social services"),
}
