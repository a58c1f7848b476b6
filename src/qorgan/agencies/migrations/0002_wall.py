"""The wall between bodies: who acts, who was let in, and the keys behind it."""

from django.db import migrations

from qorgan.agencies.rls import (
    BLOCK_RULE,
    DROP_GRANT_ONCE,
    DROP_GRANT_WALL,
    DROP_SESSION_FUNCTIONS,
    GRANT_ONCE,
    GRANT_WALL,
    SESSION_FUNCTIONS,
    own_rows,
    wall,
)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("keyring", "0002_schema")]

    operations = [
        migrations.RunSQL(SESSION_FUNCTIONS, DROP_SESSION_FUNCTIONS),
        migrations.RunSQL(GRANT_WALL, DROP_GRANT_WALL),
        migrations.RunSQL(GRANT_ONCE, DROP_GRANT_ONCE),
        own_rows("agencies_accessblock", BLOCK_RULE),
        wall(
            "keyring_wrappedkey",
            case="case_id",
            report="report_id",
            also="keyring_wrappedkey.officer_id = (SELECT qorgan_officer())",
        ),
    ]
