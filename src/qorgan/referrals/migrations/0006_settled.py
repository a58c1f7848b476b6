"""What came back can be settled: when, by whom, and how in sealed words."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import qorgan.keyring.fields


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0005_transferred"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="referral", name="settled_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="referral",
            name="settled_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="sealed_settled",
            field=qorgan.keyring.fields.SealedField(code="referral.note", null=True),
        ),
    ]
