"""The search's function keeps one plan: it goes along keys alone, and to plan it anew took as long as to answer it."""

from django.db import migrations

ONCE = "ALTER FUNCTION qorgan_search_handles(bytea[]) SET plan_cache_mode = 'force_generic_plan'"
BEFORE = "ALTER FUNCTION qorgan_search_handles(bytea[]) RESET plan_cache_mode"


class Migration(migrations.Migration):
    dependencies = [("children", "0005_mother")]

    operations = [migrations.RunSQL(ONCE, BEFORE)]
