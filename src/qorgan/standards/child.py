"""What makes a case a child's case and is missing from HTCDS: the extensions of the profile.

Every block and every value may be absent: absent is unknown, and unknown is never "no". No means is asked for:
for a child act and purpose are enough (Palermo Protocol, article 3(c)).
"""

from __future__ import annotations

from typing import Any

from qorgan.standards import codes

Schema = dict[str, Any]

# months with the days they can have; only 29 February of a common year gets through
_MONTHS = (
    ("0[13578]|1[02]", r"0[1-9]|[12]\d|3[01]"),
    ("0[469]|11", r"0[1-9]|[12]\d|30"),
    ("02", r"0[1-9]|[12]\d"),
)
_DAY = "|".join(f"({months})-({days})" for months, days in _MONTHS)
_DAY_OR_MONTH = "|".join(f"({months})(-({days}))?" for months, days in _MONTHS)
DATE: Schema = {"type": "string", "pattern": rf"^\d{{4}}(-({_DAY_OR_MONTH}))?$"}
MOMENT: Schema = {
    "type": "string",
    "pattern": rf"^\d{{4}}-({_DAY})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d{{2}}:\d{{2}})$",
}
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number", "minimum": 0}
KNOWN: Schema = {"enum": ["yes", "no", "unknown"]}
AGE: Schema = {"type": "integer", "minimum": 0, "maximum": 120}


def one_of(*values: str) -> Schema:
    """A choice of one code."""
    return {"enum": list(values)}


def many(item: Schema) -> Schema:
    """A list of different items."""
    return {"type": "array", "items": item, "uniqueItems": True}


def block(**properties: Schema) -> Schema:
    """An object with these properties only, all of them optional."""
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _consent(*kinds: str) -> Schema:
    return block(given=KNOWN, given_date=DATE, withdrawn_date=DATE, by=one_of(*kinds), note=TEXT)


def _palermo(element: str) -> Schema:
    return many({"enum": [code for code, (kind, _) in codes.palermo().items() if kind.startswith(element)]})


def _referral() -> Schema:
    times = {f"{step}_at": MOMENT for step in ("sent", "received", "accepted", "declined", "due", "closed")}
    return block(
        to=TEXT,
        state=one_of(
            "draft", "sent", "received", "accepted", "declined", "in_progress", "closed", "cancelled"
        ),
        decline_reason=TEXT,
        outcome=TEXT,
        cross_border=KNOWN,
        **times,
    )


def schema() -> Schema:
    """JSON Schema of the block `child`."""
    return block(
        age_certainty=one_of("documented", "stated", "estimated", "assessed", "unknown"),
        treated_as_child={"type": "boolean"},
        age_at_exploitation=AGE,
        child_at_exploitation=KNOWN,
        age_assessment=block(
            date=DATE, method=TEXT, by=TEXT, lowest=AGE, highest=AGE, benefit_of_doubt=KNOWN
        ),
        unaccompanied_or_separated=one_of("unaccompanied", "separated", "accompanied", "unknown"),
        guardian=block(
            kind=one_of("guardian", "trustee", "legal_representative", "none", "unknown"),
            appointed_date=DATE,
            conflict_of_interest=KNOWN,
        ),
        best_interests=block(date=DATE, by=TEXT, outcome=TEXT, child_heard=KNOWN),
        assent=_consent("child"),
        guardian_consent=_consent("parent", "guardian", "trustee", "legal_representative", "court"),
        schooling=one_of("attends", "left", "never", "excluded", "not_of_age", "unknown"),
        disability=block(known=KNOWN, kinds=many(TEXT), support_needed=TEXT),
        acts=_palermo("act"),
        means=_palermo("means"),
        purposes=_palermo("purpose"),
        indicators=many(
            block(
                code=TEXT,
                strength=one_of("strong", "medium", "weak", "ungraded"),
                seen_by=TEXT,
                seen_date=DATE,
                source=TEXT,
            )
        ),
        registration_date=DATE,
        exploitation_months=NUMBER,
        industry_detail={"enum": [*codes.code_list("IndustryTier2"), *codes.code_list("IndustryTier3")]},
        recruiter_relations=many(one_of("intimate_partner", "friend", "family", "other", "unknown")),
        online_element=KNOWN,
        risk_level=one_of("immediate", "high", "medium", "low", "unknown"),
        urgency=one_of("now", "today", "within_72_hours", "planned", "unknown"),
        services=many(block(kind=TEXT, provider=TEXT, delivered_date=DATE, outcome=TEXT)),
        reflection_period=block(from_date=DATE, until_date=DATE, decided_by=TEXT),
        residence_decision=block(date=DATE, outcome=TEXT, valid_until_date=DATE),
        return_decision=block(date=DATE, outcome=TEXT, risk_assessed=KNOWN, to_country=_country()),
        proceedings=many(
            block(
                stage=one_of(
                    "report",
                    "registered",
                    "investigation",
                    "prosecution",
                    "court",
                    "verdict",
                    "appeal",
                    "ended",
                ),
                article=TEXT,
                iccs_code={"enum": list(codes.iccs())},
                date=DATE,
            )
        ),
        co_victims=many(TEXT),
        siblings=many(TEXT),
        cross_border=KNOWN,
        transfer=block(from_country=_country(), to_country=_country(), date=DATE, accompanied_by=TEXT),
        referrals=many(_referral()),
        legal_basis=many(block(fields=many(TEXT), basis=TEXT, keep_until_date=DATE)),
        non_punishment=block(considered=KNOWN, date=DATE, note=TEXT),
        migration=block(
            type={"enum": list(codes.code_list("MigrantType"))},
            protection={"enum": list(codes.code_list("InternationalProtectionStatus"))},
            other={"enum": list(codes.code_list("OtherMigrationStatus"))},
        ),
    )


def _country() -> Schema:
    return {"enum": list(codes.countries())}
