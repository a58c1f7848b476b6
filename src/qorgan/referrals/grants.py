"""What each database role may do with this room's tables."""

_PLAIN = [
    "id",
    "case_id",
    "number",
    "from_agency_id",
    "to_agency_id",
    "return_to_id",
    "service",
    "urgent",
    "state",
]
_TIMES = [
    "sent_at",
    "accept_by",
    "answered_at",
    "contact_by",
    "contacted_at",
    "ended_at",
    "version",
    "grant_id",
]

GRANTS = {
    "qorgan_app": {
        "referrals_referral": ["SELECT", "INSERT", "UPDATE"],
        "referrals_packet": ["SELECT", "INSERT", "UPDATE"],
        "referrals_service": ["SELECT", "INSERT"],
        "qorgan_in_hand()": ["EXECUTE"],
    },
    "qorgan_worker": {
        "referrals_referral": {
            "SELECT": [*_PLAIN, *_TIMES, "consent_until"],
            "UPDATE": ["state", "reason", "ended_at", "version"],
        }
    },
    "qorgan_stats": {
        "referrals_referral": {"SELECT": [*_PLAIN, *_TIMES]},
        "referrals_service": {"SELECT": ["id", "case_id", "agency_id", "service", "step", "happened_at"]},
    },
}
