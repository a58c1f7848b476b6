"""From an offered case to what the body asked may read of it, in words."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qorgan.agencies.models import Region
from qorgan.cases.codes import TRANSFERS
from qorgan.cases.models import Transfer
from qorgan.children.codes import LANGUAGES, NEEDS
from qorgan.children.models import Child


def offer_rows(offer: Transfer) -> list[dict[str, Any]]:
    """Number, who asks and why, and a band of age: nothing that names."""
    notice = offer.notice
    region = Region.objects.filter(pk=notice.get("region", "")).first()
    when = date_format(localtime(offer.asked_at), "DATETIME_FORMAT")
    return [
        {"key": _("Case"), "value": offer.number},
        {"key": _("Offered by"), "value": f"{offer.from_agency.name}, {offer.asked_by.name}, {when}"},
        {"key": _("Reason"), "value": str(TRANSFERS.get(offer.reason, offer.reason))},
        {"key": _("Age band"), "value": notice.get("age_band") or None},
        {"key": _("Sex"), "value": Child.Sex(notice.get("sex", "unknown")).label},
        {"key": _("Languages"), "value": _words(notice.get("languages"), LANGUAGES)},
        {"key": _("To speak with the child"), "value": _words(notice.get("needs"), NEEDS)},
        {"key": _("Region"), "value": region.name if region else None},
    ]


def _words(codes: Any, labels: Any) -> str | None:
    return ", ".join(str(labels.get(code, code)) for code in codes or []) or None
