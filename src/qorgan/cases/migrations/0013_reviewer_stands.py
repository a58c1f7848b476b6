"""A review that waits is always asked of a body."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_reviewer")]

    operations = [
        migrations.AddConstraint(
            "statusdecision",
            models.CheckConstraint(
                name="cases_review_is_asked_of_a_body",
                condition=~Q(state="review") | Q(reviewer__isnull=False),
            ),
        ),
    ]
