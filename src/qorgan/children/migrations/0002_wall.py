"""A child behind the wall of its case; tokens only through the one function that turns them into handles."""

from django.db import migrations

from qorgan.agencies.rls import wall

SEARCH = """
CREATE FUNCTION qorgan_search_handles(tokens bytea[]) RETURNS TABLE (handle uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT t.handle FROM children_searchtoken t WHERE t.token = ANY (tokens) LIMIT 1000
$$;
GRANT CREATE ON SCHEMA public TO qorgan_search;
ALTER FUNCTION qorgan_search_handles(bytea[]) OWNER TO qorgan_search;
REVOKE CREATE ON SCHEMA public FROM qorgan_search;
REVOKE ALL ON FUNCTION qorgan_search_handles(bytea[]) FROM PUBLIC;
"""
DROP_SEARCH = "DROP FUNCTION qorgan_search_handles(bytea[]);"


class Migration(migrations.Migration):
    dependencies = [("children", "0001_initial"), ("agencies", "0002_wall")]

    operations = [
        wall("children_child", case="case_id", stats=True),
        wall("children_childname", case="case_id"),
        wall("children_handle", case="case_id"),
        wall(
            "children_consent",
            case="case_id",
            also="children_consent.recipient_id = (SELECT qorgan_agency())",
        ),
        wall(
            "children_consentwithdrawal",
            case="case_id",
            also="EXISTS (SELECT 1 FROM children_consent c WHERE c.id = children_consentwithdrawal.consent_id)",
        ),
        wall("children_hold", case="case_id"),
        migrations.RunSQL(SEARCH, DROP_SEARCH),
    ]
