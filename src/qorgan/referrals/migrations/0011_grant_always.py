"""A referral was always sent with its grant; now the table says so."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0010_in_hand"), ("agencies", "0011_asked")]

    operations = [
        migrations.AlterField(
            model_name="referral",
            name="grant",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.accessgrant",
            ),
        )
    ]
