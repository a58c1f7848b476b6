"""What each database role may do with this room's tables. Only the linker writes what the machine found."""

_READ = ["SELECT"]
_PEOPLE = ["SELECT", "INSERT"]
GRANTS = {
    "qorgan_app": {
        "linking_basis": _PEOPLE,
        "linking_choice": _PEOPLE,
        "linking_judgement": _PEOPLE,
        "linking_joining": _PEOPLE,
        "linking_question": _PEOPLE,
        "linking_reply": _PEOPLE,
        "linking_run": {
            "SELECT": ["id", "case_id", "agency_id", "officer_id", "held", "found", "hits", "at"]
        },
        "linking_likeness": _READ,
        "linking_hit": _READ,
        "linking_asked": _READ,
        "linking_answer": _READ,
    },
    "qorgan_linker": {
        # the identity of children who take part, and nothing else of any file
        "children_child": {"SELECT": ["id", "case_id", "key_id", "sex", "sealed_birth", "sealed_mother"]},
        "children_childname": {"SELECT": ["id", "case_id", "child_id", "sealed_name", "withdrawn_at"]},
        "keyring_wrappedkey": {"SELECT": ["id", "case_id", "kind", "wrapped"]},
        "qorgan_match_candidates()": ["EXECUTE"],
        "qorgan_match_reachable()": ["EXECUTE"],
        "agencies_accessgrant": {
            "SELECT": ["id", "case_id", "agency_id", "officer_id", "level", "valid_from", "valid_until"]
        },
        "agencies_agency": {"SELECT": ["id", "kind"]},
        "agencies_officer": {"SELECT": ["id", "agency_id"]},
        "linking_basis": _READ,
        "linking_choice": {"SELECT": ["id", "case_id", "part", "at"]},
        "linking_judgement": {"SELECT": ["id", "low_case_id", "high_case_id", "nth", "verdict"]},
        "linking_run": ["SELECT", "INSERT"],
        "linking_likeness": ["SELECT", "INSERT", "UPDATE"],
        "linking_hit": ["SELECT", "INSERT", "UPDATE"],
        "linking_hittarget": ["SELECT", "INSERT"],
        "linking_question": _READ,
        "linking_asked": ["SELECT", "INSERT"],
        "linking_reply": _READ,
        "linking_answer": ["SELECT", "INSERT"],
        "journal_entry": {"INSERT": ["body"]},
        "journal_seal": _READ,
        "journal_head": _READ,
        "journal_moment()": ["EXECUTE"],
        "django_migrations": _READ,
        "django_content_type": _READ,
        "procrastinate_*": ["SELECT", "INSERT", "UPDATE", "DELETE"],
        "procrastinate_*()": ["EXECUTE"],
    },
    "qorgan_search": {
        "linking_choice": {"SELECT": ["id", "case_id", "part", "at"]},
        "agencies_accessgrant": {"SELECT": ["level"]},
    },
}
