"""A grant may be given with its end: until then it may open, and its end may come sooner, never later."""

from django.db import migrations

from qorgan.agencies.rls import GRANT_ENDS_ONCE, GRANT_ENDS_SOONER


class Migration(migrations.Migration):
    dependencies = [("agencies", "0009_named_by_act")]

    operations = [migrations.RunSQL(GRANT_ENDS_SOONER, GRANT_ENDS_ONCE)]
