"""Candidates that share the rarest keys first: a name and a year that hundreds share says little, so fewer suffice."""

from django.db import migrations

NAME = "qorgan_match_candidates(bytea[], uuid)"
RAREST_FIRST = """
CREATE FUNCTION qorgan_match_candidates(tokens bytea[], c uuid)
RETURNS TABLE (case_id uuid, own boolean, shared bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH mine AS (
    SELECT g.agency_id FROM agencies_accessgrant g WHERE g.case_id = c AND g.level = 'owner'
      AND g.valid_from <= qorgan_now() AND (g.valid_until IS NULL OR g.valid_until > qorgan_now()) LIMIT 1
  ), met AS (
    SELECT t.handle, ln(1e9 / count(*) OVER (PARTITION BY t.token)) AS worth
    FROM children_searchtoken t WHERE t.token = ANY (tokens)
  ), found AS (
    SELECT m.handle, count(*) AS shared, sum(m.worth) AS worth FROM met m GROUP BY m.handle
    ORDER BY 3 DESC, m.handle LIMIT 2000
  ), kept AS (
    SELECT h.case_id, f.shared, f.worth, bool_or(g.agency_id = m.agency_id) AS own
    FROM found f JOIN children_handle h ON h.handle = f.handle CROSS JOIN mine m
    JOIN agencies_accessgrant g ON g.case_id = h.case_id AND g.level = 'owner'
      AND g.valid_from <= (SELECT qorgan_now())
      AND (g.valid_until IS NULL OR g.valid_until > (SELECT qorgan_now()))
    WHERE h.case_id <> c GROUP BY h.case_id, f.shared, f.worth
  ), chosen AS (
    SELECT DISTINCT ON (ch.case_id) ch.case_id, ch.part FROM linking_choice ch
    WHERE ch.case_id IN (SELECT k.case_id FROM kept k) ORDER BY ch.case_id, ch.at DESC, ch.id DESC
  ), ranked AS (
    SELECT k.case_id, k.own, k.shared,
      row_number() OVER (PARTITION BY k.own ORDER BY k.worth DESC, k.case_id) AS place
    FROM kept k LEFT JOIN chosen ch ON ch.case_id = k.case_id
    WHERE COALESCE(ch.part, 'default') <> 'out'
      AND (k.own OR (COALESCE(ch.part, 'default') <> 'body' AND NOT EXISTS (
        SELECT 1 FROM agencies_accessblock b WHERE b.case_id = k.case_id AND b.state <> 'lifted')))
  ) SELECT r.case_id, r.own, r.shared FROM ranked r WHERE r.place <= CASE WHEN r.own THEN 50 ELSE 100 END ORDER BY r.own DESC, r.place
$$;
"""
MOST_SHARED_FIRST = """
CREATE FUNCTION qorgan_match_candidates(tokens bytea[], c uuid)
RETURNS TABLE (case_id uuid, own boolean, shared bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH mine AS (
    SELECT g.agency_id FROM agencies_accessgrant g WHERE g.case_id = c AND g.level = 'owner'
      AND g.valid_from <= qorgan_now() AND (g.valid_until IS NULL OR g.valid_until > qorgan_now()) LIMIT 1
  ), found AS (
    SELECT t.handle, count(*) AS shared FROM children_searchtoken t WHERE t.token = ANY (tokens) GROUP BY t.handle
  ), kept AS (
    SELECT h.case_id, f.shared, bool_or(g.agency_id = m.agency_id) AS own
    FROM found f JOIN children_handle h ON h.handle = f.handle CROSS JOIN mine m
    JOIN agencies_accessgrant g ON g.case_id = h.case_id AND g.level = 'owner'
      AND g.valid_from <= (SELECT qorgan_now())
      AND (g.valid_until IS NULL OR g.valid_until > (SELECT qorgan_now()))
    WHERE h.case_id <> c GROUP BY h.case_id, f.shared
  ), chosen AS (
    SELECT DISTINCT ON (ch.case_id) ch.case_id, ch.part FROM linking_choice ch
    WHERE ch.case_id IN (SELECT k.case_id FROM kept k) ORDER BY ch.case_id, ch.at DESC, ch.id DESC
  ), ranked AS (
    SELECT k.case_id, k.own, k.shared,
      row_number() OVER (PARTITION BY k.own ORDER BY k.shared DESC, k.case_id) AS place
    FROM kept k LEFT JOIN chosen ch ON ch.case_id = k.case_id
    WHERE COALESCE(ch.part, 'default') <> 'out'
      AND (k.own OR (COALESCE(ch.part, 'default') <> 'body' AND NOT EXISTS (
        SELECT 1 FROM agencies_accessblock b WHERE b.case_id = k.case_id AND b.state <> 'lifted')))
  ) SELECT r.case_id, r.own, r.shared FROM ranked r WHERE r.place <= 150 ORDER BY r.own DESC, r.place
$$;
"""


def instead(body):
    """Drop the function, make it anew, give it to the role that may read what it reads."""
    return f"""DROP FUNCTION {NAME};
{body}
GRANT CREATE ON SCHEMA public TO qorgan_search;
ALTER FUNCTION {NAME} OWNER TO qorgan_search;
REVOKE CREATE ON SCHEMA public FROM qorgan_search;
REVOKE ALL ON FUNCTION {NAME} FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("linking", "0002_wall")]

    operations = [migrations.RunSQL(instead(RAREST_FIRST), instead(MOST_SHARED_FIRST))]
