"""Does an officer, or a body, keep open cases? Asked before an account ends by somebody who may see no case: yes or no."""

from django.db import migrations

KEEPS = """
CREATE FUNCTION qorgan_keeps_open_cases(officer uuid, body uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM cases_case c WHERE c.state = 'open' AND (c.owner_id = officer OR c.agency_id = body))
$$;
REVOKE ALL ON FUNCTION qorgan_keeps_open_cases(uuid, uuid) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_named")]

    operations = [migrations.RunSQL(KEEPS, "DROP FUNCTION qorgan_keeps_open_cases(uuid, uuid);")]
