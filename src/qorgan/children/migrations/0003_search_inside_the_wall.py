"""The search asks the wall before it cuts: children of other bodies cannot crowd out one's own, and none leaves it.

Handles come with the number of keys they share, most first, so that a cut loses the least alike.
"""

from django.db import migrations

INSIDE = """
DROP FUNCTION qorgan_search_handles(bytea[]);
CREATE FUNCTION qorgan_search_handles(tokens bytea[]) RETURNS TABLE (handle uuid, shared bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h.handle, found.shared FROM (
    SELECT t.handle, count(*) AS shared FROM children_searchtoken t WHERE t.token = ANY (tokens) GROUP BY t.handle
  ) found JOIN children_handle h ON h.handle = found.handle
  WHERE EXISTS (SELECT 1 FROM agencies_accessgrant g WHERE g.case_id = h.case_id
      AND g.agency_id = (SELECT qorgan_agency()) AND g.valid_from <= (SELECT qorgan_now())
      AND (g.valid_until IS NULL OR g.valid_until > (SELECT qorgan_now())))
    AND NOT EXISTS (SELECT 1 FROM agencies_accessblock b WHERE b.case_id = h.case_id
      AND b.state IN ('provisional', 'upheld')
      AND (b.officer_id = (SELECT qorgan_officer()) OR b.agency_id = (SELECT qorgan_agency())))
  ORDER BY found.shared DESC, h.handle LIMIT 1000
$$;
GRANT CREATE ON SCHEMA public TO qorgan_search;
ALTER FUNCTION qorgan_search_handles(bytea[]) OWNER TO qorgan_search;
REVOKE CREATE ON SCHEMA public FROM qorgan_search;
REVOKE ALL ON FUNCTION qorgan_search_handles(bytea[]) FROM PUBLIC;
CREATE POLICY search_read ON children_handle FOR SELECT TO qorgan_search USING (true);
CREATE POLICY search_read ON agencies_accessgrant FOR SELECT TO qorgan_search USING (true);
CREATE POLICY search_read ON agencies_accessblock FOR SELECT TO qorgan_search USING (true);
"""
BEFORE = """
DROP POLICY search_read ON agencies_accessblock;
DROP POLICY search_read ON agencies_accessgrant;
DROP POLICY search_read ON children_handle;
DROP FUNCTION qorgan_search_handles(bytea[]);
CREATE FUNCTION qorgan_search_handles(tokens bytea[]) RETURNS TABLE (handle uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT t.handle FROM children_searchtoken t WHERE t.token = ANY (tokens) LIMIT 1000
$$;
GRANT CREATE ON SCHEMA public TO qorgan_search;
ALTER FUNCTION qorgan_search_handles(bytea[]) OWNER TO qorgan_search;
REVOKE CREATE ON SCHEMA public FROM qorgan_search;
REVOKE ALL ON FUNCTION qorgan_search_handles(bytea[]) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("children", "0002_wall"), ("agencies", "0005_named")]

    operations = [migrations.RunSQL(INSIDE, BEFORE)]
