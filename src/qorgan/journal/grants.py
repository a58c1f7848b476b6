"""What each database role may do with the journal: nobody updates or deletes, and only `body` is written."""

WRITE = {"INSERT": ["body"]}
READ_AND_WRITE = {"SELECT": "*", "INSERT": ["body"]}
SIGN = {"SELECT": "*", "INSERT": ["log", "size", "root", "signed_at", "key", "signature"]}

GRANTS = {
    "qorgan_app": {
        "journal_entry": READ_AND_WRITE,
        "journal_seal": ["SELECT"],
        "journal_head": ["SELECT"],
        "journal_checkpoint": ["SELECT"],
        "journal_moment()": ["EXECUTE"],  # a generated column is computed with the writer's rights
    },
    "qorgan_worker": {
        "journal_entry": WRITE,
        "journal_seal": ["SELECT"],
        "journal_head": ["SELECT"],
        "journal_checkpoint": SIGN,
        "journal_moment()": ["EXECUTE"],
    },
    "qorgan_public": {"journal_entry": WRITE, "journal_moment()": ["EXECUTE"]},
}
