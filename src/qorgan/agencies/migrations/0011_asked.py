"""A level of access for a body that is asked for one answer about a decision."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0010_grant_ends_sooner")]

    operations = [
        migrations.AlterField(
            model_name="accessgrant",
            name="level",
            field=models.CharField(
                max_length=8,
                choices=[
                    ("owner", "Owner"),
                    ("sender", "Sender"),
                    ("referral", "Referral"),
                    ("asked", "Asked"),
                ],
            ),
        )
    ]
