"""The worker looks every minute at what is owed about consents: a short list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0005_missed")]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=["subject_id"],
                name="deadlines_of_consent",
                condition=models.Q(
                    state="running", rule__in=("dl.demo.consent.doubted", "dl.demo.consent.ending")
                ),
            ),
        ),
    ]
