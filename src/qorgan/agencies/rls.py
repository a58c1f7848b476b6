"""Row-level security: the wall between bodies, under every query, whatever the application forgets.

A row is visible when *my agency has a live grant on its case (or report) and neither I nor my agency is
blocked on it*; of what one body does for the child (referrals, services, documents) the other bodies of the
case see their own part only (`for_keeper`). Who "I" am are settings of the transaction, written by
`agencies.scope`. The rights of the single officer and the single field stay in `agencies.access`; claim no more for
this wall than that.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import migrations

SESSION_FUNCTIONS = """
CREATE FUNCTION qorgan_officer() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('qorgan.officer', true), '')::uuid $$;
CREATE FUNCTION qorgan_agency() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('qorgan.agency', true), '')::uuid $$;
CREATE FUNCTION qorgan_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT COALESCE(NULLIF(current_setting('qorgan.now', true), '')::timestamptz, now()) $$;
CREATE FUNCTION qorgan_duty(duty text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT duty = ANY (string_to_array(current_setting('qorgan.duty', true), ',')) $$;
"""
DROP_SESSION_FUNCTIONS = """
DROP FUNCTION qorgan_duty(text); DROP FUNCTION qorgan_now();
DROP FUNCTION qorgan_agency(); DROP FUNCTION qorgan_officer();
"""

# A body may pass on what it sees, and may open a file nobody has yet; it may not let itself in.
GRANT_WALL = """
CREATE FUNCTION qorgan_has_grant(c uuid, r uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM agencies_accessgrant g
    WHERE (g.case_id = c OR g.report_id = r) AND g.agency_id = qorgan_agency()
      AND g.valid_from <= qorgan_now() AND (g.valid_until IS NULL OR g.valid_until > qorgan_now()))
$$;
CREATE FUNCTION qorgan_is_new(c uuid, r uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT NOT EXISTS (SELECT 1 FROM agencies_accessgrant g WHERE g.case_id = c OR g.report_id = r)
$$;
REVOKE ALL ON FUNCTION qorgan_has_grant(uuid, uuid), qorgan_is_new(uuid, uuid) FROM PUBLIC;
ALTER TABLE agencies_accessgrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_accessgrant FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON agencies_accessgrant TO qorgan_owner USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON agencies_accessgrant TO qorgan_worker USING (true) WITH CHECK (true);
CREATE POLICY see ON agencies_accessgrant FOR SELECT TO qorgan_app
  USING (agency_id = (SELECT qorgan_agency()) OR qorgan_has_grant(case_id, report_id));
CREATE POLICY give ON agencies_accessgrant FOR INSERT TO qorgan_app
  WITH CHECK (qorgan_has_grant(case_id, report_id) OR qorgan_is_new(case_id, report_id));
CREATE POLICY finish ON agencies_accessgrant FOR UPDATE TO qorgan_app
  USING (agency_id = (SELECT qorgan_agency()) OR qorgan_has_grant(case_id, report_id)) WITH CHECK (true);
"""
DROP_GRANT_WALL = """
DROP POLICY finish ON agencies_accessgrant; DROP POLICY give ON agencies_accessgrant;
DROP POLICY see ON agencies_accessgrant; DROP POLICY worker_all ON agencies_accessgrant;
DROP POLICY owner_all ON agencies_accessgrant;
ALTER TABLE agencies_accessgrant NO FORCE ROW LEVEL SECURITY;
ALTER TABLE agencies_accessgrant DISABLE ROW LEVEL SECURITY;
DROP FUNCTION qorgan_is_new(uuid, uuid); DROP FUNCTION qorgan_has_grant(uuid, uuid);
"""


# A grant opens once and ends once: no later act can stretch it, move it to another body or widen it after its end.
GRANT_ONCE = """
CREATE FUNCTION qorgan_grant_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.agency_id <> OLD.agency_id OR NEW.case_id IS DISTINCT FROM OLD.case_id
     OR NEW.report_id IS DISTINCT FROM OLD.report_id OR NEW.level <> OLD.level
     OR NEW.fields IS DISTINCT FROM OLD.fields
     OR (OLD.valid_from IS NOT NULL AND NEW.valid_from IS DISTINCT FROM OLD.valid_from)
     OR OLD.valid_until IS NOT NULL THEN
    RAISE EXCEPTION 'a grant opens once and ends once' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grant_once BEFORE UPDATE ON agencies_accessgrant
  FOR EACH ROW EXECUTE FUNCTION qorgan_grant_once();
"""
DROP_GRANT_ONCE = "DROP TRIGGER grant_once ON agencies_accessgrant; DROP FUNCTION qorgan_grant_once();"

# A naming is seen by the bodies of the case and by those whose duty is to confirm or review; the wall itself
# must see the rows that name the person who asks.
BLOCK_RULE = (
    "agencies_accessblock.officer_id = (SELECT qorgan_officer())"
    " OR agencies_accessblock.agency_id = (SELECT qorgan_agency())"
    " OR (SELECT qorgan_duty('blocks')) OR qorgan_has_grant(agencies_accessblock.case_id, NULL)"
)


def live_grant(table: str, column: str, *, file: str | None = None, level: str = "") -> str:
    """SQL: my agency has a live grant on the file named by `table.column`, and nobody blocked us.

    `file` is the column of the grant to compare with, `case_id` or `report_id`; by default `column`. `level`: of
    this level only.
    """
    file = file or column
    at_level = f" AND g.level = '{level}'" if level else ""
    wall = (
        f"EXISTS (SELECT 1 FROM agencies_accessgrant g WHERE g.{file} = {table}.{column}{at_level}"
        " AND g.agency_id = (SELECT qorgan_agency()) AND g.valid_from <= (SELECT qorgan_now())"
        " AND (g.valid_until IS NULL OR g.valid_until > (SELECT qorgan_now())))"
    )
    if file == "report_id":
        return wall
    return wall + (
        f" AND NOT EXISTS (SELECT 1 FROM agencies_accessblock b WHERE b.case_id = {table}.{column}"
        " AND b.state IN ('provisional', 'upheld')"
        " AND (b.officer_id = (SELECT qorgan_officer()) OR b.agency_id = (SELECT qorgan_agency())))"
    )


def wall(
    table: str,
    *,
    case: str | None = None,
    report: str | None = None,
    also: str = "",
    insert: str = "",
    worker: bool = False,
    stats: bool = False,
) -> migrations.RunSQL:
    """A migration operation that puts `table` behind the wall by its case and/or report column.

    `also`: a further SQL condition that opens a row (for instance an officer's own draft, or a duty).
    `insert`: a rule of its own for new rows. `worker`: the clock worker may see all rows; `stats`: statistics may
    read all rows. The column grants of both keep every sealed column from them.
    """
    rule = _any_way(table, case=case, report=report, also=also)
    return _policies(table, rule, insert=insert, worker=worker, stats=stats)


def nearest_first(
    table: str, *, case: str | None = None, report: str | None = None, also: str
) -> migrations.RunSQL:
    """A migration operation: the same wall, asked in another order.

    The database reads "or" from the left. A long list would otherwise gather all grants of the body before it looks
    at the plain column that opens the row anyway.
    """
    near = f"({also}) OR {_any_way(table, case=case, report=report)}"
    far = _any_way(table, case=case, report=report, also=also)
    change = f"ALTER POLICY wall ON {table} USING ({{rule}}) WITH CHECK ({{rule}})"
    return migrations.RunSQL(change.format(rule=near), change.format(rule=far))


def for_keeper(
    table: str, *, case: str, report: str | None = None, own: str = "", also: str = ""
) -> migrations.RunSQL:
    """A migration operation: of a case's rows in a walled `table` only the body that keeps the case sees all.

    `own`: a condition that opens a row to another body with a live grant on the case. `report` and `also`: the ways
    the wall had before beside the case, which stay.
    """
    ways = [f"({live_grant(table, case, level='owner')})"]
    ways += [f"({live_grant(table, case)} AND ({own}))"] if own else []
    ways += [f"({live_grant(table, report)})"] if report else []
    after = " OR ".join([*ways, f"({also})"] if also else ways)
    before = _any_way(table, case=case, report=report, also=also)
    change = f"ALTER POLICY wall ON {table} USING ({{rule}}) WITH CHECK ({{rule}})"
    return migrations.RunSQL(change.format(rule=after), change.format(rule=before))


def _any_way(table: str, *, case: str | None = None, report: str | None = None, also: str = "") -> str:
    ways = [f"({live_grant(table, column)})" for column in (case, report) if column]
    return " OR ".join([*ways, f"({also})"] if also else ways)


def wall_by_id(
    table: str, kind: str, *, also: str = "", worker: bool = False, stats: bool = False
) -> migrations.RunSQL:
    """The same for the table of cases (`kind="case"`) or reports (`kind="report"`), by its primary key."""
    rule = live_grant(table, "id", file=f"{kind}_id")
    if also:
        rule = f"({rule}) OR ({also})"
    return _policies(table, rule, worker=worker, stats=stats)


def own_rows(table: str, condition: str) -> migrations.RunSQL:
    """Only rows that meet `condition`, for instance an officer's own drafts."""
    return _policies(table, condition)


def _policies(
    table: str, rule: str, *, insert: str = "", worker: bool = False, stats: bool = False
) -> migrations.RunSQL:
    forward: list[str] = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY owner_all ON {table} TO qorgan_owner USING (true) WITH CHECK (true)",
        f"CREATE POLICY wall ON {table} TO qorgan_app USING ({rule}) WITH CHECK ({rule})",
    ]
    back: list[str] = [
        f"DROP POLICY wall ON {table}",
        f"DROP POLICY owner_all ON {table}",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    if insert:
        forward.append(f"CREATE POLICY add ON {table} FOR INSERT TO qorgan_app WITH CHECK ({insert})")
        back.insert(0, f"DROP POLICY add ON {table}")
    if worker:
        forward.append(f"CREATE POLICY worker_all ON {table} TO qorgan_worker USING (true) WITH CHECK (true)")
        back.insert(0, f"DROP POLICY worker_all ON {table}")
    if stats:
        forward.append(f"CREATE POLICY stats_read ON {table} FOR SELECT TO qorgan_stats USING (true)")
        back.insert(0, f"DROP POLICY stats_read ON {table}")
    return migrations.RunSQL(_joined(forward), _joined(back))


def _joined(statements: Iterable[str]) -> str:
    return ";\n".join(statements) + ";"


# -- officers and bodies named in a case -------------------------------------------------------------------

_NAMES_ME = (
    "b.state IN ('provisional', 'upheld')"
    " AND (b.officer_id = (SELECT qorgan_officer()) OR b.agency_id = (SELECT qorgan_agency()))"
)
# Whoever is named in a case passes nothing of it on, and cannot lift the naming.
NAMED_GIVES_NOTHING = f"""
CREATE OR REPLACE FUNCTION qorgan_has_grant(c uuid, r uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM agencies_accessgrant g
    WHERE (g.case_id = c OR g.report_id = r) AND g.agency_id = qorgan_agency()
      AND g.valid_from <= qorgan_now() AND (g.valid_until IS NULL OR g.valid_until > qorgan_now()))
    AND NOT EXISTS (SELECT 1 FROM agencies_accessblock b WHERE (b.case_id = c OR b.report_id = r) AND {_NAMES_ME})
$$;
CREATE POLICY not_oneself ON agencies_accessblock AS RESTRICTIVE FOR UPDATE TO qorgan_app
  USING (officer_id IS DISTINCT FROM (SELECT qorgan_officer()) AND agency_id IS DISTINCT FROM (SELECT qorgan_agency()));
"""
NAMED_GIVES_AGAIN = """
DROP POLICY not_oneself ON agencies_accessblock;
CREATE OR REPLACE FUNCTION qorgan_has_grant(c uuid, r uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM agencies_accessgrant g
    WHERE (g.case_id = c OR g.report_id = r) AND g.agency_id = qorgan_agency()
      AND g.valid_from <= qorgan_now() AND (g.valid_until IS NULL OR g.valid_until > qorgan_now()))
$$;
"""


def hide_from_named(table: str, *, case: str | None = None, report: str | None = None) -> migrations.RunSQL:
    """A migration operation: rows of a case in which one is named, or of its report, are not there.

    For tables that open rows in other ways than by the grant on the case (`wall(also=...)`, reports). Reading
    only: a body may still write about what it may not see. One look at the namings a query, none a row.
    """
    ways = [
        f"({column} IS NULL OR {column} <> ALL (ARRAY(SELECT b.{kind}_id FROM agencies_accessblock b"
        f" WHERE b.{kind}_id IS NOT NULL AND {_NAMES_ME})))"
        for kind, column in (("case", case), ("report", report))
        if column
    ]
    return migrations.RunSQL(
        f"CREATE POLICY not_named ON {table} AS RESTRICTIVE FOR SELECT TO qorgan_app USING ({' AND '.join(ways)})",
        f"DROP POLICY not_named ON {table}",
    )
