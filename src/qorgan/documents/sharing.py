"""Which documents of a case a referral opens: those of the sender's preview, and none that is added later.

The body asked sees these and what it adds itself. Protection and enforcement are apart: to police, prosecution, court,
border and labour bodies goes only what the sender's own body or another body of enforcement added. What a shelter, a
therapist or a clinic wrote about the child stays, also when the sender may read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from qorgan.agencies.access import Decision, Viewer
from qorgan.agencies.models import AccessGrant, Agency
from qorgan.agencies.permissions import LISTED
from qorgan.agencies.roles import AGENCY
from qorgan.documents.models import Document, Shared

FILES = "documents.files"


def goes(document: Document, *, sender_id: UUID, receiver: Agency) -> bool:
    """Does this document go when the sender refers the child to the receiver and shows documents?"""
    apart = receiver.is_enforcement and not document.agency.is_enforcement
    return not apart or document.agency_id == sender_id


def share(grant: AccessGrant, *, sender_id: UUID, receiver: Agency) -> None:
    """Bind what goes now to the grant of a referral. Only the act that sends the referral calls this."""
    assert grant.case_id is not None  # a referral is about a case
    rows = Document.objects.filter(case_id=grant.case_id).select_related("agency")
    going: Iterable[Document] = (row for row in rows if goes(row, sender_id=sender_id, receiver=receiver))
    Shared.objects.bulk_create(Shared(grant=grant, document=row, case_id=grant.case_id) for row in going)


def of_grant(grant_id: UUID) -> set[UUID]:
    """Ids of the documents that went with a referral."""
    return set(Shared.objects.filter(grant_id=grant_id).values_list("document_id", flat=True))


def seen_by(viewer: Viewer, decision: Decision) -> Q:
    """The documents of a judged file that the viewer may see: all, or under a referral what this module says."""
    if decision.level not in LISTED:
        return Q()
    live = Q(grant__valid_until=None) | Q(grant__valid_until__gt=viewer.now)
    went = Shared.objects.filter(live, grant__agency_id=viewer.agency_id, grant__valid_from__lte=viewer.now)
    if viewer.scope_of("documents:view") != AGENCY:  # a colleague's referral is not one's own
        went = went.filter(Q(grant__officer_id=viewer.officer.id) | Q(grant__officer_id=None))
    return Q(agency_id=viewer.agency_id) | Q(id__in=went.values("document_id"))
