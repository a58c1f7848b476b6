"""From referrals and services to what pages show, in words; and the exact preview of what a receiver will see."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qorgan.agencies.fields import FIELDS
from qorgan.agencies.models import Agency, Region
from qorgan.agencies.purposes import PURPOSES
from qorgan.agencies.reading import Sealed
from qorgan.agencies.routes import address
from qorgan.agencies.services import SERVICES
from qorgan.cases.presenting import age_text, events, place_rows, sealed_text, sex_text
from qorgan.cases.queries import CasePage
from qorgan.children.codes import CITIZENSHIPS, LANGUAGES, NEEDS, age_band
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import DOUBTED, ENDING
from qorgan.documents import queries as documents
from qorgan.documents import sharing
from qorgan.referrals.codes import NO_CONSENT, REASONS, STOPPED
from qorgan.referrals.models import Referral, Service
from qorgan.referrals.queries import PAGE, PARTS, ReferralPage, ServiceShown
from qorgan.reports.presenting import clock_rows

Row = dict[str, Any]
TONES = {
    "sent": "waiting",
    "accepted": "active",
    "refused": "urgent",
    "returned": "urgent",
    "expired": "urgent",
    "withdrawn": "quiet",
    "ended": "done",
}


PART_TITLES = {
    "waiting": gettext_lazy("They wait for our answer"),
    "stopped": gettext_lazy("The consent has ended: do not go on"),
    "came_back": gettext_lazy("They came back to us"),
    "accepted": gettext_lazy("We accepted them"),
    "under_way": gettext_lazy("We sent them"),
    "missed": gettext_lazy("We did not answer in time"),
}


def listed(referrals: list[Referral], *, side: str = "") -> list[Row]:
    """Referrals as rows of a task list; `side` is the reader's: received and sent name the other body only."""
    return [
        {
            "title": SERVICES.get(referral.service, referral.service),
            "href": address("referrals:show", referral.id),
            "due_at": referral.accept_by if referral.state == Referral.State.SENT else None,
            "number": referral.number,
            "hint": _way(referral, side),
            "status": {"text": _state(referral), "tone": TONES[referral.state]},
            "without_clock": referral.state != Referral.State.SENT,
        }
        for referral in referrals
    ]


def parts(found: dict[str, list[Referral]]) -> list[Row]:
    """The lists of the page of referrals with their headings; `more` is the address of the whole list."""
    return [
        {
            "code": code,
            "title": PART_TITLES[code],
            "rows": listed(referrals[:PAGE], side=PARTS[code].side),
            "more": f"?list={code}" if len(referrals) > PAGE else "",
        }
        for code, referrals in found.items()
        if referrals
    ]


def _state(referral: Referral) -> str:
    ended = referral.reason in NO_CONSENT
    return str(REASONS[referral.reason]) if ended else referral.get_state_display()


def stopped_title(shown: ReferralPage) -> str:
    """Was the consent stopped, or has it run out?"""
    if shown.referral.reason == STOPPED:
        return _("Consent for this was stopped")
    return _("The consent for this has run out")


def _owed(shown: ReferralPage, rule: str) -> bool:
    """Does this duty of the sender run, and is the viewer of the sender's body?"""
    running = (clock for clock in shown.clocks if clock.state == Clock.State.RUNNING)
    return shown.side == "sender" and any(clock.rule == rule for clock in running)


def renew_href(shown: ReferralPage) -> str:
    """For the sender: where the child is referred anew before the consent runs out; "" while that is far."""
    if not _owed(shown, ENDING):
        return ""
    return reverse("referrals:send", args=[shown.referral.case_id, shown.referral.service])


def doubt_href(shown: ReferralPage) -> str:
    """For the sender: where a guardian's consent that is not good any more is stopped; "" when it is good."""
    if not _owed(shown, DOUBTED):
        return ""
    referral = shown.referral
    return reverse("cases:stop_consent", args=[referral.case_id, referral.consent_id])


def stopped_text(shown: ReferralPage) -> str:
    """What a consent that was stopped or has run out means for the reader; "" when it did not end."""
    if shown.referral.reason not in NO_CONSENT:
        return ""
    if shown.side == "receiver":
        return _(
            "Under this referral your body sees nothing of the child any more. Do not go on with what you know from "
            "it. If you fear for the child, call the body that sent it."
        )
    body = {"body": shown.referral.to_agency.name}
    if not shown.referral.to_agency.has_account:
        return (
            _("%(body)s works on paper: call them, say that it has ended, and ask for the papers back.")
            % body
        )
    return (
        _(
            "%(body)s sees nothing under this referral any more. "
            "If the child still needs help, ask anew and send a new referral."
        )
        % body
    )


def _way(referral: Referral, side: str) -> str:
    sender, receiver = str(referral.from_agency.name), str(referral.to_agency.name)
    return {"received": sender, "sent": f"→ {receiver}"}.get(side, f"{sender} → {receiver}")


def page(shown: ReferralPage) -> dict[str, Any]:
    """One referral."""
    referral = shown.referral
    told = rows(referral)
    if shown.side == "sender" and referral.settled_at:
        told.append({"key": _("Settled"), "value": _moment(referral.settled_at)})
    return {
        "shown": shown,
        "referral": referral,
        "tone": TONES[referral.state],
        "state_text": _state(referral),
        "stopped_text": stopped_text(shown),
        "stopped_title": stopped_title(shown),
        "doubt_href": doubt_href(shown),
        "renew_href": renew_href(shown),
        "consent_until": _moment(referral.consent_until),
        "rows": told,
        "notice_rows": notice_of(referral.notice),
        "shared": [FIELDS[code] for code in referral.fields],
        "clocks": clock_rows(shown.clocks, missed=True),
        "note_text": sealed_text(shown.note),
        "settled_text": sealed_text(shown.settled),
        "purposes": list(PURPOSES.items()),
    }


def rows(referral: Referral) -> list[Row]:
    """From, to, what for, when, answer."""
    answerer = referral.answered_by
    later: list[Row] = [
        {
            "key": _("Answered"),
            "value": f"{_moment(referral.answered_at)}, {answerer.name}" if answerer else None,
        },
        {"key": _("Reason"), "value": capfirst(str(REASONS.get(referral.reason, "")))},
        {"key": _("First contact"), "value": _moment(referral.contacted_at)},
        {"key": _("Consent holds until"), "value": _moment(referral.consent_until)},
    ]
    return [
        {"key": _("From"), "value": referral.from_agency.name},
        {"key": _("To"), "value": referral.to_agency.name},
        {"key": _("Help asked for"), "value": SERVICES.get(referral.service)},
        {"key": _("Sent"), "value": _moment(referral.sent_at)},
        {"key": _("Answer until"), "value": _moment(referral.accept_by)},
        *(row for row in later if row["value"]),  # what has not happened, or has no end, is no row
        {"key": _("If it comes back, it comes to"), "value": referral.return_to.name},
    ]


def notice_of(notice: dict[str, Any]) -> list[Row]:
    """What is seen before acceptance: enough to say yes or no, nothing that names."""
    region = Region.objects.filter(pk=notice.get("region") or None).first()
    return [
        {"key": _("Age"), "value": notice.get("age_band", "").replace("-", "–") or None},
        {"key": _("Sex"), "value": sex_text(notice.get("sex", "unknown"))},
        {"key": _("Languages"), "value": _words(notice.get("languages"), LANGUAGES)},
        {"key": _("To speak with the child"), "value": _words(notice.get("needs"), NEEDS)},
        {"key": _("Region"), "value": region.name if region else None},
    ]


@dataclass(frozen=True)
class Preview:
    """Exactly what leaves: what the receiver sees at once, and what opens when it accepts."""

    before: list[Row]
    after: list[Row]

    def mark(self, *, receiver: UUID, service: str, fields: list[str]) -> str:
        """A keyed hash of receiver, service, fields and every value shown: another preview has another mark."""
        shown = [[str(row["key"]), str(row["value"])] for row in (*self.before, *self.after)]
        text = json.dumps([str(receiver), service, sorted(fields), shown], ensure_ascii=False)
        return salted_hmac("qorgan.referrals.preview", text, algorithm="sha256").hexdigest()


def preview(
    shown: CasePage,
    fields: list[str],
    *,
    receiver: Agency,
    urgent: bool,
    note: str,
    until: dt.datetime | None = None,
) -> Preview:
    """What will be seen of the case before and after the acceptance, in the sender's words.

    On paper there is no before: the packet shows all of it to whoever holds it.
    """
    before = [
        *notice_of(notice(shown, receiver)),
        {"key": _("Urgent"), "value": capfirst(_("yes") if urgent else _("no"))},
    ]
    after = [
        *shared(shown, fields, _going(shown, receiver)),
        {"key": _("Message to them"), "value": note or capfirst(_("no message"))},
        {"key": _("Consent holds until"), "value": _moment(until) or capfirst(_("until it is stopped"))},
    ]
    return Preview(before if receiver.has_account else [], after)


def _going(shown: CasePage, receiver: Agency) -> str | None:
    """The documents that would go now: how many, their names, and how many stay."""
    listed = documents.of_file(shown.look)
    sender_id = shown.look.viewer.agency_id
    going = [each for each in listed if sharing.goes(each.document, sender_id=sender_id, receiver=receiver)]
    said = [_counted(going)] if going else []
    if going and receiver.has_account:
        said.append(_("What is added later does not go."))
    if stay := len(listed) - len(going):
        said.append(
            _(
                "Not shown to them: %(count)s. Police, courts and bodies like them see only documents that your body "
                "or such a body added."
            )
            % {"count": stay}
        )
    return " ".join(said) or None


def gone(shown: CasePage, grant_id: UUID) -> str | None:
    """The documents that went with a referral."""
    went = sharing.of_grant(grant_id)
    found = [each for each in documents.of_file(shown.look) if each.document.id in went]
    return _counted(found) if found else None


def _counted(found: list[documents.DocumentShown]) -> str:
    return f"{len(found)}: {_joined(each.name for each in found)}."


def shared(shown: CasePage, fields: list[str], files: str | None) -> list[Row]:
    """Field by field as ticked, `files` for the documents; a field of which nothing is known says so."""
    child = shown.child
    values = {
        "child.names": _names(shown),
        "child.birth": sealed_text(child.birth) if child else None,
        "child.age": _age(shown),
        "child.sex": sex_text(child.sex) if child and child.sex else None,
        "child.citizenships": _words(child.citizenships, CITIZENSHIPS) if child else None,
        "child.languages": _words(child.languages, LANGUAGES) if child else None,
        "child.needs": _needs(shown),
        "place.kind": _place(shown, with_address="place.address" in fields),
        "place.address": sealed_text(shown.place.address) if shown.place else None,
        "contact.safe": sealed_text(shown.contact),
        "case.summary": sealed_text(shown.summary),
        "event.facts": _facts(shown),
        "event.narrative": _joined(each.narrative for each in shown.events),
        "decisions.status": capfirst(shown.case.get_status_display()),
        "decisions.reasons": _joined(each.reasons for each in shown.decisions or []),
        "services.list": _("services your colleagues there record themselves"),
        "services.note": _("their own notes on these services"),
        "documents.files": files,
    }
    return [{"key": FIELDS[code], "value": values.get(code)} for code in FIELDS if code in fields]


def _place(shown: CasePage, *, with_address: bool) -> str | None:
    rows = place_rows(shown, with_address=with_address)
    return "; ".join(str(row["value"]) for row in rows if row["value"]) or None


def notice(shown: CasePage, receiver: Agency) -> dict[str, Any]:
    """What `actions.send` writes into the notice that is seen before acceptance."""
    child = shown.child.child if shown.child else None
    if child is None:
        return {}
    return {
        "age_band": age_band(child.age_from, child.age_to),
        "sex": child.sex,
        "languages": child.languages,
        "needs": [] if receiver.is_enforcement else child.needs,
        "region": shown.case.region_id or "",
    }


def services(found: list[ServiceShown]) -> list[Row]:
    """Services as lines of a timeline."""
    return [
        {
            "sentence": _said(each),
            "happened_at": each.service.happened_at,
            "entered_at": each.service.recorded_at,
            "by": _recorded_by(each.service),
            "note": sealed_text(each.note) or "",
        }
        for each in found
    ]


def _recorded_by(service: Service) -> str:
    body, officer = service.agency.name, service.recorded_by.name
    if service.recorded_by.agency_id != service.agency_id:
        return _("%(body)s; entered by %(officer)s") % {"body": body, "officer": officer}
    return f"{officer}, {body}"


def _said(each: ServiceShown) -> str:
    row = each.service
    return f"{SERVICES.get(row.service, row.service)}: {row.get_step_display()}"


def _moment(at: Any) -> str | None:
    return date_format(localtime(at), "DATETIME_FORMAT") if at else None


def _words(codes: Any, labels: Any) -> str | None:
    return capfirst(", ".join(str(labels.get(code, code)) for code in codes or [])) or None


def _names(shown: CasePage) -> str | None:
    if shown.child is None:
        return None
    known = [*(each.name for each in shown.child.names), shown.child.code]
    return "; ".join(filter(None, map(sealed_text, known))) or None


def _age(shown: CasePage) -> str | None:
    if shown.child is None or shown.child.age is None:
        return None
    how = shown.child.child.get_age_status_display()
    return f"{age_text(shown.child.age) or _('not known')} ({how})"


def _joined(sealed: Iterable[Sealed | None]) -> str | None:
    return "; ".join(filter(None, (sealed_text(each) for each in sealed))) or None


def _needs(shown: CasePage) -> str | None:
    if shown.child is None:
        return None
    parts = [_words(shown.child.needs, NEEDS), sealed_text(shown.child.needs_note)]
    return "; ".join(filter(None, parts)) or None


def _facts(shown: CasePage) -> str | None:
    said = [
        f"{row['key']}: {row['value']}" for event in events(shown) for row in event["rows"] if row["value"]
    ]
    return "; ".join(said) or None
