"""Wrapped keys live in a schema of their own, which the main dump leaves out."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("keyring", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE keyring_wrappedkey SET SCHEMA keys",
            "ALTER TABLE keys.keyring_wrappedkey SET SCHEMA public",
        ),
    ]
