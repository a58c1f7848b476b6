"""Rights on tables of the packages we use. Everything of a room's own stands in that room's `grants.py`."""

READ = ["SELECT"]
KEEP = ["SELECT", "INSERT", "UPDATE", "DELETE"]

GRANTS = {
    "qorgan_app": {
        "django_migrations": READ,  # start-up asks whether the tables are up to date
        "django_content_type": READ,
        "django_session": KEEP,
        "web_cache": KEEP,
        "mfa_authenticator": KEEP,
        "account_emailaddress": READ,  # always empty: no addresses are kept, but the package asks
        "procrastinate_*": KEEP,
        "procrastinate_*()": ["EXECUTE"],
    },
    "qorgan_worker": {
        "django_migrations": READ,
        "django_content_type": READ,
        "procrastinate_*": KEEP,
        "procrastinate_*()": ["EXECUTE"],
    },
    "qorgan_stats": {"django_migrations": READ},
    "qorgan_public": {"django_migrations": READ},
}
