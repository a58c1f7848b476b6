-- Microseconds since 1970 as a moment, exactly, and immutable so that generated columns may use it.
CREATE FUNCTION journal_moment(micros bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (timestamp '1970-01-01' + micros * interval '1 microsecond') AT TIME ZONE 'UTC';

-- One act. Only `body` is written: canonical JSON, no blanks and only ASCII, so free text does not get in.
-- Everything else is computed from it by the database, so no column can disagree with what is hashed.
CREATE TABLE journal_entry (
  id uuid GENERATED ALWAYS AS ((body::jsonb ->> 'id')::uuid) STORED PRIMARY KEY,
  body text COLLATE "C" NOT NULL,
  kind text COLLATE "C" GENERATED ALWAYS AS (body::jsonb ->> 'kind') STORED NOT NULL,
  actor_id uuid GENERATED ALWAYS AS ((body::jsonb ->> 'actor')::uuid) STORED,
  agency_id uuid GENERATED ALWAYS AS ((body::jsonb ->> 'agency')::uuid) STORED,
  case_id uuid GENERATED ALWAYS AS ((body::jsonb ->> 'case')::uuid) STORED,
  report_id uuid GENERATED ALWAYS AS ((body::jsonb ->> 'report')::uuid) STORED,
  subject_type text COLLATE "C" GENERATED ALWAYS AS (body::jsonb ->> 'subject_type') STORED,
  subject_id uuid GENERATED ALWAYS AS ((body::jsonb ->> 'subject')::uuid) STORED,
  purpose text COLLATE "C" GENERATED ALWAYS AS (body::jsonb ->> 'purpose') STORED,
  happened_at timestamptz
    GENERATED ALWAYS AS (journal_moment((body::jsonb ->> 'happened_at')::bigint)) STORED NOT NULL,
  entered_at timestamptz
    GENERATED ALWAYS AS (journal_moment((body::jsonb ->> 'entered_at')::bigint)) STORED NOT NULL,
  CONSTRAINT journal_entry_no_free_text CHECK (octet_length(body) <= 8192 AND body !~ '[^!-~]'),
  CONSTRAINT journal_entry_kind CHECK (kind ~ '^[a-z]+\.[a-z_]+$'),
  CONSTRAINT journal_entry_subject CHECK ((subject_type IS NULL) = (subject_id IS NULL))
);
CREATE INDEX journal_entry_case ON journal_entry (case_id, happened_at, id) WHERE case_id IS NOT NULL;
CREATE INDEX journal_entry_report ON journal_entry (report_id, happened_at, id) WHERE report_id IS NOT NULL;
CREATE INDEX journal_entry_actor ON journal_entry (actor_id, entered_at, id) WHERE actor_id IS NOT NULL;
CREATE INDEX journal_entry_time ON journal_entry (entered_at, id);

-- No foreign key to the entry: the row is written by the entry's own trigger, and verification compares both.
CREATE TABLE journal_seal (
  seq bigint PRIMARY KEY CHECK (seq >= 0),
  entry_id uuid NOT NULL UNIQUE,
  leaf bytea NOT NULL CHECK (octet_length(leaf) = 32)
);

CREATE TABLE journal_head (
  single boolean PRIMARY KEY CHECK (single),
  log uuid NOT NULL,
  size bigint NOT NULL CHECK (size >= 0),
  peaks bytea[] NOT NULL
) WITH (fillfactor = 10);  -- one row, rewritten at every commit: keep the new versions on its page
ALTER TABLE journal_head ALTER COLUMN peaks SET STORAGE MAIN;
INSERT INTO journal_head VALUES (true, gen_random_uuid(), 0, '{}');

CREATE TABLE journal_checkpoint (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  log uuid NOT NULL,
  size bigint NOT NULL CHECK (size >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  signed_at timestamptz NOT NULL,
  key text NOT NULL,
  signature bytea NOT NULL CHECK (octet_length(signature) = 64)
);

-- Seal one entry (RFC 6962 on SHA-256). Runs at commit, deferred, so the lock on the head, which lets only one
-- transaction at a time past, is held for the commit alone and not while a page is computed.
-- A transaction of many entries leaves as many dead versions of the head behind it, and searching them would make it
-- slower and slower: so it remembers where the live one lies. The memory is only a hint: a wrong one finds no row.
CREATE FUNCTION journal_seal_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $seal$
DECLARE
  leaf bytea := sha256('\x00'::bytea || convert_to(NEW.body, 'UTF8'));
  node bytea := leaf;
  number bigint;
  rest bigint;
  held bytea[];
  place tid := NULLIF(current_setting('qorgan.journal_head', true), '')::tid;
BEGIN
  IF place IS NOT NULL THEN
    SELECT size, peaks INTO number, held FROM public.journal_head WHERE ctid = place FOR UPDATE;
  END IF;
  IF number IS NULL THEN
    SELECT ctid, size, peaks INTO STRICT place, number, held FROM public.journal_head FOR UPDATE;
  END IF;
  INSERT INTO public.journal_seal (seq, entry_id, leaf) VALUES (number, NEW.id, leaf);
  rest := number;
  WHILE rest & 1 = 1 LOOP
    node := sha256('\x01'::bytea || held[cardinality(held)] || node);
    held := trim_array(held, 1);
    rest := rest >> 1;
  END LOOP;
  UPDATE public.journal_head SET size = number + 1, peaks = held || node WHERE ctid = place RETURNING ctid INTO STRICT place;
  PERFORM set_config('qorgan.journal_head', place::text, true);
  RETURN NULL;
END $seal$;
REVOKE ALL ON FUNCTION journal_seal_entry() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER journal_entry_seal AFTER INSERT ON journal_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_seal_entry();

CREATE FUNCTION journal_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $refuse$
BEGIN
  RAISE EXCEPTION 'JRN-05: the journal cannot be changed or deleted (% on %)', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $refuse$;
REVOKE ALL ON FUNCTION journal_refuse() FROM PUBLIC;
CREATE TRIGGER journal_entry_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_seal_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_seal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_checkpoint_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_head_keep BEFORE INSERT OR DELETE OR TRUNCATE ON journal_head
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
