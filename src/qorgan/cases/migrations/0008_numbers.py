"""The numbers of files for the data-protection officer, who sees who opened what and none of the files themselves."""

from django.db import migrations

NUMBERS = """
CREATE FUNCTION qorgan_file_numbers(files uuid[]) RETURNS TABLE (file uuid, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, c.number FROM cases_case c WHERE c.id = ANY (files) AND qorgan_duty('journal')
  UNION ALL
  SELECT r.id, r.number FROM reports_report r WHERE r.id = ANY (files) AND qorgan_duty('journal')
$$;
REVOKE ALL ON FUNCTION qorgan_file_numbers(uuid[]) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_transfer_wall"), ("reports", "0002_wall")]

    operations = [migrations.RunSQL(NUMBERS, "DROP FUNCTION qorgan_file_numbers(uuid[]);")]
