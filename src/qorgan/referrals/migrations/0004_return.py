"""What came back to an officer is found by officer and state."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_named")]

    operations = [
        migrations.AlterField(
            model_name="referral",
            name="return_to",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["return_to", "state"], name="referrals_return"),
        ),
    ]
