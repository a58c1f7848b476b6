"""What each database role may do with this room's tables."""

_READ = ["SELECT"]
GRANTS = {
    "qorgan_app": {
        "agencies_region": _READ,
        "agencies_agency": ["SELECT", "INSERT", "UPDATE"],
        "agencies_serviceoffer": ["SELECT", "INSERT", "UPDATE"],
        "agencies_officer": ["SELECT", "INSERT", "UPDATE"],
        "agencies_roleassignment": ["SELECT", "INSERT", "UPDATE"],
        "agencies_accessgrant": ["SELECT", "INSERT", "UPDATE"],
        "agencies_accessblock": ["SELECT", "INSERT", "UPDATE"],
        "agencies_factorrestoration": ["SELECT", "INSERT", "UPDATE"],
        "qorgan_officer()": ["EXECUTE"],
        "qorgan_agency()": ["EXECUTE"],
        "qorgan_now()": ["EXECUTE"],
        "qorgan_duty()": ["EXECUTE"],
        "qorgan_has_grant()": ["EXECUTE"],
        "qorgan_is_new()": ["EXECUTE"],
    },
    "qorgan_worker": {
        "agencies_agency": _READ,
        "agencies_officer": {"SELECT": ["id", "agency_id", "is_active"]},
        "agencies_roleassignment": _READ,
        "agencies_accessgrant": ["SELECT", "UPDATE"],
        "agencies_accessblock": _READ,
        "qorgan_now()": ["EXECUTE"],  # the trigger of the grants asks whether one has ended
    },
    "qorgan_stats": {"agencies_region": _READ, "agencies_agency": _READ},
    "qorgan_public": {"agencies_region": _READ},
}
