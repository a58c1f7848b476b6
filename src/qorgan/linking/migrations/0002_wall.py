"""Who sees what of two files of one child, and the one role that may compare across bodies.

Pairs stand behind the wall of both cases. The linker (a process and a role of its own, neither web nor clock) reads
names, birth dates and keys of children who take part, and nothing else of a file; it asks one function for its
candidates, which leaves out what other bodies may not learn of at all. Only the linker knows whose record a hit is.
"""

from django.db import migrations

from qorgan.agencies.rls import live_grant, own_rows, wall

LINKER = "qorgan_linker"


def both(table):
    """The wall of both cases of a pair."""
    return own_rows(
        table, f"({live_grant(table, 'low_case_id', file='case_id')})"
        f" AND ({live_grant(table, 'high_case_id', file='case_id')})"
    )  # fmt: skip


def linker(table, *, read="true", write=False, name="linker"):
    """What the linker may see of a table; `write`: and add or change."""
    rule = f"USING ({read})" + (" WITH CHECK (true)" if write else "")
    kind = "ALL" if write else "SELECT"
    return migrations.RunSQL(
        f"CREATE POLICY {name} ON {table} FOR {kind} TO {LINKER} {rule}", f"DROP POLICY {name} ON {table}"
    )


# Who may be found at all: by the same body, unless hidden everywhere; by others, unless hidden or somebody is named.
FUNCTIONS = """
CREATE FUNCTION qorgan_match_reachable(c uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT COALESCE((SELECT ch.part FROM linking_choice ch WHERE ch.case_id = c ORDER BY ch.at DESC, ch.id DESC LIMIT 1),
      'default') NOT IN ('out', 'body')
    AND NOT EXISTS (SELECT 1 FROM agencies_accessblock b WHERE b.case_id = c AND b.state <> 'lifted')
$$;
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
GRANT CREATE ON SCHEMA public TO qorgan_search;
ALTER FUNCTION qorgan_match_reachable(uuid) OWNER TO qorgan_search;
ALTER FUNCTION qorgan_match_candidates(bytea[], uuid) OWNER TO qorgan_search;
REVOKE CREATE ON SCHEMA public FROM qorgan_search;
REVOKE ALL ON FUNCTION qorgan_match_reachable(uuid), qorgan_match_candidates(bytea[], uuid) FROM PUBLIC;
CREATE POLICY search_read ON linking_choice FOR SELECT TO qorgan_search USING (true);
"""
DROP_FUNCTIONS = """
DROP POLICY search_read ON linking_choice;
DROP FUNCTION qorgan_match_candidates(bytea[], uuid);
DROP FUNCTION qorgan_match_reachable(uuid);
"""

# The order of steps and the two persons, whatever the application forgets.
STEPS = """
CREATE FUNCTION qorgan_joining_step() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  before linking_joining%ROWTYPE;
BEGIN
  SELECT * INTO before FROM linking_joining
    WHERE low_case_id = NEW.low_case_id AND high_case_id = NEW.high_case_id ORDER BY nth DESC LIMIT 1;
  IF NEW.nth <> COALESCE(before.nth, 0) + 1
     OR (CASE NEW.step
       WHEN 'proposed' THEN before.step IS NULL OR before.step IN ('declined', 'undone')
       WHEN 'confirmed' THEN before.step = 'proposed' AND before.by_id <> NEW.by_id
       WHEN 'declined' THEN before.step = 'proposed'
       WHEN 'undone' THEN before.step = 'confirmed' END) IS NOT TRUE THEN
    RAISE EXCEPTION 'a joining is proposed by one person, confirmed by another, and then undone'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER joining_step BEFORE INSERT ON linking_joining
  FOR EACH ROW EXECUTE FUNCTION qorgan_joining_step();
"""
DROP_STEPS = "DROP TRIGGER joining_step ON linking_joining; DROP FUNCTION qorgan_joining_step();"

# The data-protection officer sees how often who asked, without a child: probing shows.
WATCHED = """
CREATE POLICY watch ON linking_run FOR SELECT TO qorgan_app USING ((SELECT qorgan_duty('journal')));
CREATE POLICY watch ON linking_question FOR SELECT TO qorgan_app USING ((SELECT qorgan_duty('journal')));
CREATE POLICY watch ON linking_answer FOR SELECT TO qorgan_app USING ((SELECT qorgan_duty('journal')));
"""
UNWATCHED = """
DROP POLICY watch ON linking_answer; DROP POLICY watch ON linking_question; DROP POLICY watch ON linking_run;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("linking", "0001_initial"),
        ("agencies", "0005_named"),
        ("children", "0005_mother"),
        ("journal", "0001_initial"),
    ]

    operations = [
        wall("linking_choice", case="case_id"),
        wall("linking_run", case="case_id"),
        both("linking_likeness"),
        both("linking_judgement"),
        both("linking_joining"),
        wall("linking_hit", case="case_id"),
        own_rows("linking_hittarget", "false"),
        wall("linking_question", case="case_id"),
        wall("linking_asked", case="case_id"),
        wall("linking_reply", case="case_id"),
        wall("linking_answer", case="case_id"),
        migrations.RunSQL(WATCHED, UNWATCHED),
        migrations.RunSQL(STEPS, DROP_STEPS),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        linker("children_child"),
        linker("children_childname"),
        linker("keyring_wrappedkey", read="kind = 'person'"),
        linker("agencies_accessgrant", read="case_id IS NOT NULL AND level = 'owner'"),
        linker("linking_choice"),
        linker("linking_judgement"),
        linker("linking_run", write=True),
        linker("linking_likeness", write=True),
        linker("linking_hit", write=True),
        linker("linking_hittarget", write=True),
        linker("linking_question"),
        linker("linking_asked", write=True),
        linker("linking_reply"),
        linker("linking_answer", write=True),
        migrations.RunSQL(
            "CREATE POLICY linker_add ON journal_entry FOR INSERT TO qorgan_linker WITH CHECK (true)",
            "DROP POLICY linker_add ON journal_entry",
        ),
    ]
