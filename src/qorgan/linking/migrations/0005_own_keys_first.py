"""Fewer candidates, found faster.

Keys of the year before and after no longer bring a candidate alone: of those who share one of them and nothing else one
in 60,000 is the same child, and they were half of all. Keys of one name and a year say less than keys of two names or of
a birth date, by about e to the second, so their bearers come later and fewer need to be looked at. The worth of a key
was reckoned in `numeric`, digit by digit, for every row that has it; now in thousandths, once a key. Figures:
`bench/children_candidates.py`.
"""

from importlib import import_module

from django.db import migrations

before = import_module("qorgan.linking.migrations.0004_fewer")
OLD, NEW = before.before.NAME, "qorgan_match_candidates(bytea[], bytea[], bytea[], uuid)"
OWN_FIRST = """
CREATE FUNCTION qorgan_match_candidates(tokens bytea[], year bytea[], near bytea[], c uuid)
RETURNS TABLE (case_id uuid, own boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
  WITH mine AS (
    SELECT g.agency_id FROM agencies_accessgrant g WHERE g.case_id = c AND g.level = 'owner'
      AND g.valid_from <= qorgan_now() AND (g.valid_until IS NULL OR g.valid_until > qorgan_now()) LIMIT 1
  ), blocks AS (
    SELECT k.n <= cardinality(tokens || year) AS exact, array_agg(t.handle) AS handles,
      (1000 * ln(1e9::float8 / count(*)))::bigint
        - CASE WHEN k.n <= cardinality(tokens) THEN 0 WHEN k.n <= cardinality(tokens || year) THEN 2000 ELSE 4000 END
        AS worth
    FROM unnest(tokens || year || near) WITH ORDINALITY k (token, n) JOIN children_searchtoken t ON t.token = k.token
    GROUP BY k.n
  ), found AS (
    SELECT m.handle, sum(b.worth) AS worth FROM blocks b CROSS JOIN unnest(b.handles) m (handle) GROUP BY m.handle
    HAVING bool_or(b.exact) OR count(*) > 1 ORDER BY 2 DESC, m.handle LIMIT 150
  ), kept AS (
    SELECT h.case_id, f.worth, bool_or(g.agency_id = m.agency_id) AS own
    FROM found f JOIN children_handle h ON h.handle = f.handle CROSS JOIN mine m
    JOIN agencies_accessgrant g ON g.case_id = h.case_id AND g.level = 'owner'
      AND g.valid_from <= (SELECT qorgan_now())
      AND (g.valid_until IS NULL OR g.valid_until > (SELECT qorgan_now()))
    WHERE h.case_id <> c GROUP BY h.case_id, f.worth
  ), chosen AS (
    SELECT DISTINCT ON (ch.case_id) ch.case_id, ch.part FROM linking_choice ch
    WHERE ch.case_id IN (SELECT k.case_id FROM kept k) ORDER BY ch.case_id, ch.at DESC, ch.id DESC
  ), ranked AS (
    SELECT k.case_id, k.own,
      row_number() OVER (PARTITION BY k.own ORDER BY k.worth DESC, k.case_id) AS place
    FROM kept k LEFT JOIN chosen ch ON ch.case_id = k.case_id
    WHERE COALESCE(ch.part, 'default') <> 'out'
      AND (k.own OR (COALESCE(ch.part, 'default') <> 'body' AND NOT EXISTS (
        SELECT 1 FROM agencies_accessblock b WHERE b.case_id = k.case_id AND b.state <> 'lifted')))
  ) SELECT r.case_id, r.own FROM ranked r WHERE r.place <= CASE WHEN r.own THEN 20 ELSE 60 END
    ORDER BY r.own DESC, r.place
$$;
"""


def instead(gone, name, body):
    """Drop one function, make the other, give it to the role that may read what it reads."""
    return f"""DROP FUNCTION {gone};
{body}
GRANT CREATE ON SCHEMA public TO qorgan_search;
ALTER FUNCTION {name} OWNER TO qorgan_search;
REVOKE CREATE ON SCHEMA public FROM qorgan_search;
REVOKE ALL ON FUNCTION {name} FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("linking", "0004_fewer")]

    operations = [migrations.RunSQL(instead(OLD, NEW, OWN_FIRST), instead(NEW, OLD, before.FEWER))]
