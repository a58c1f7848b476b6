"""Reports that went on to another body before there was a case: behind the wall, and seen by who passed them on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import qorgan.keyring.fields
from qorgan.agencies.rls import hide_from_named, wall


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0009_named_by_act"),
        ("reports", "0003_counted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PassedOn",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=20)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("no_cases", "our body opens no cases"),
                            ("competence", "the other body answers for this child by law"),
                            ("elsewhere", "the child is in another region"),
                            ("came_by_mistake", "the report came to us by mistake"),
                            ("conflict_here", "conflict of interest here"),
                            ("nobody_free", "nobody here can take it on now"),
                        ],
                        max_length=16,
                    ),
                ),
                ("sealed_words", qorgan.keyring.fields.SealedField(code="report.narrative", null=True)),
                ("passed_at", models.DateTimeField()),
                (
                    "from_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "passed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passings",
                        to="reports.report",
                    ),
                ),
                (
                    "to_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["report", "passed_at"], name="reports_passed")]},
        ),
        wall("reports_passedon", report="report_id"),
        migrations.RunSQL(
            "CREATE POLICY own ON reports_passedon FOR SELECT TO qorgan_app"
            " USING (passed_by_id = (SELECT qorgan_officer()))",
            "DROP POLICY own ON reports_passedon",
        ),
        hide_from_named("reports_passedon", report="report_id"),
    ]
