-- Stillframe: the whole first schema. Immutable things (media, items, revisions, version objects, states) refuse
-- UPDATE from everyone and DELETE from everyone but the collector; pointers (datasets, snapshots) may move.

CREATE TYPE role AS ENUM ('VIEWER', 'EDITOR', 'OWNER');
CREATE TYPE dataset_status AS ENUM ('DRAFT', 'INDEXING', 'READY', 'READ_ONLY', 'PARTIAL_INDEX', 'ERROR');
CREATE TYPE snapshot_reason AS ENUM ('manual', 'creation', 'clone', 'auto', 'restore');
CREATE TYPE task_type AS ENUM ('DATASET_CREATION', 'MEDIA_ADDITION', 'REINDEX', 'ENRICHMENT', 'CUSTOM_METADATA',
  'LABEL_PROPAGATION', 'SNAPSHOT_CREATE', 'SNAPSHOT_RESTORE', 'SNAPSHOT_CLONE', 'EXPORT', 'MERGE');
CREATE TYPE task_status AS ENUM ('INITIALIZING', 'RUNNING', 'COMPLETED', 'FAILED', 'ABORTED');
CREATE TYPE facet AS ENUM ('file', 'caption', 'objects', 'metadata');
CREATE TYPE media_kind AS ENUM ('image', 'video');

-- Who ------------------------------------------------------------------------

CREATE TABLE app_user (
  id uuid PRIMARY KEY,
  email text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 320),
  name text NOT NULL,
  password_hash text NOT NULL,
  is_demo boolean NOT NULL DEFAULT false,
  created_at timestamptz(6) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX app_user_email_key ON app_user (email);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  revoked_at timestamptz(6)
);
CREATE INDEX session_user_id_idx ON session (user_id);

CREATE TABLE api_key (
  id text PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  secret_enc bytea NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  last_used_at timestamptz(6),
  revoked_at timestamptz(6)
);
CREATE INDEX api_key_user_id_idx ON api_key (user_id);

-- Immutable ------------------------------------------------------------------

CREATE TABLE media (
  sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
  kind media_kind NOT NULL,
  mime text NOT NULL,
  size bigint NOT NULL CHECK (size > 0),
  width integer CHECK (width > 0),
  height integer CHECK (height > 0),
  duration_ms integer CHECK (duration_ms >= 0),
  taken_at timestamptz(6),
  placeholder bytea,
  stats jsonb NOT NULL,
  indexer_version integer NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CHECK (kind = 'video' OR (width IS NOT NULL AND height IS NOT NULL))
);

CREATE TABLE lineage (
  id uuid PRIMARY KEY,
  next_item_no integer NOT NULL DEFAULT 0 CHECK (next_item_no >= 0),
  next_revision_no integer NOT NULL DEFAULT 0 CHECK (next_revision_no >= 0)
);

CREATE TABLE item (
  lineage_id uuid NOT NULL REFERENCES lineage (id) ON DELETE RESTRICT ON UPDATE NO ACTION,
  item_no integer NOT NULL CHECK (item_no >= 0),
  media_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (lineage_id, item_no)
);
CREATE UNIQUE INDEX item_lineage_id_media_id_key ON item (lineage_id, media_id);

CREATE TABLE revision (
  lineage_id uuid NOT NULL,
  revision_no integer NOT NULL CHECK (revision_no >= 0),
  item_no integer NOT NULL,
  facet facet NOT NULL,
  content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
  media_sha256 bytea REFERENCES media (sha256),
  payload jsonb NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (lineage_id, revision_no),
  FOREIGN KEY (lineage_id, item_no) REFERENCES item (lineage_id, item_no),
  CHECK ((facet = 'file') = (media_sha256 IS NOT NULL))
);
CREATE UNIQUE INDEX revision_lineage_id_item_no_facet_content_hash_key
  ON revision (lineage_id, item_no, facet, content_hash);

CREATE TABLE version_object (
  lineage_id uuid NOT NULL REFERENCES lineage (id) ON DELETE RESTRICT,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  bytes bytea NOT NULL,
  PRIMARY KEY (lineage_id, sha256)
);
-- Bitmaps are already compact; compressing them again would cost time on every read.
ALTER TABLE version_object ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE state (
  id uuid PRIMARY KEY,
  lineage_id uuid NOT NULL REFERENCES lineage (id) ON DELETE RESTRICT,
  digest bytea NOT NULL CHECK (length(digest) = 32),
  root bytea NOT NULL,
  n_items integer NOT NULL CHECK (n_items >= 0),
  n_images integer NOT NULL CHECK (n_images >= 0),
  n_videos integer NOT NULL CHECK (n_videos >= 0),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CHECK (n_items = n_images + n_videos)
);
CREATE UNIQUE INDEX state_lineage_id_digest_key ON state (lineage_id, digest);

-- Pointers -------------------------------------------------------------------

CREATE TABLE dataset (
  id uuid PRIMARY KEY,
  lineage_id uuid NOT NULL REFERENCES lineage (id),
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 255),
  description text NOT NULL DEFAULT '' CHECK (length(description) <= 5000),
  notes text NOT NULL DEFAULT '',
  source_type text NOT NULL DEFAULT 'upload',
  source_dataset_id uuid,
  status dataset_status NOT NULL,
  head_state_id uuid NOT NULL REFERENCES state (id),
  current_snapshot_id uuid,
  active_task_id uuid,
  status_before dataset_status,
  snapshots_enabled boolean NOT NULL DEFAULT true,
  published boolean NOT NULL DEFAULT true,
  fatal_error_msg text,
  metadata jsonb NOT NULL DEFAULT '{}',
  default_filter jsonb,
  created_by text NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  deleted_at timestamptz(6),
  -- An operation holds the dataset exactly while the status says so.
  CHECK ((active_task_id IS NOT NULL) = (status IN ('INDEXING', 'READ_ONLY'))),
  CHECK ((active_task_id IS NULL) = (status_before IS NULL)),
  CHECK ((status = 'ERROR') <= (fatal_error_msg IS NOT NULL))
);
CREATE INDEX dataset_lineage_id_idx ON dataset (lineage_id);

CREATE TABLE membership (
  dataset_id uuid NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  role role NOT NULL,
  PRIMARY KEY (dataset_id, user_id)
);
CREATE INDEX membership_user_id_idx ON membership (user_id);

CREATE TABLE snapshot (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  seq bigserial NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  description text NOT NULL DEFAULT '' CHECK (length(description) <= 5000),
  reason snapshot_reason NOT NULL,
  state_id uuid NOT NULL REFERENCES state (id),
  created_by text NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  training_model_id uuid,
  training_model_name text,
  pinned boolean NOT NULL DEFAULT false,
  removed_at timestamptz(6)
);
CREATE INDEX snapshot_live_idx ON snapshot (dataset_id, seq DESC) WHERE removed_at IS NULL;
ALTER TABLE dataset ADD CONSTRAINT dataset_current_snapshot_id_fkey
  FOREIGN KEY (current_snapshot_id) REFERENCES snapshot (id) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE dataset_event (
  id bigserial PRIMARY KEY,
  dataset_id uuid NOT NULL,
  kind text NOT NULL,
  actor text NOT NULL,
  -- No foreign keys: the trail stays when the collector drops a state that nothing else keeps.
  from_state uuid,
  to_state uuid,
  task_id uuid,
  detail jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX dataset_event_dataset_id_id_idx ON dataset_event (dataset_id, id);

CREATE TABLE task (
  id uuid PRIMARY KEY,
  type task_type NOT NULL,
  dataset_id uuid NOT NULL,
  dataset_name text NOT NULL,
  created_by text NOT NULL,
  created_by_id uuid NOT NULL,
  status task_status NOT NULL,
  status_message text NOT NULL DEFAULT '',
  progress integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  error_message text,
  input jsonb NOT NULL DEFAULT '{}',
  result jsonb,
  attempt integer NOT NULL DEFAULT 0,
  source_snapshot_id uuid,
  start_time timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  end_time timestamptz(6),
  CHECK ((end_time IS NOT NULL) = (status IN ('COMPLETED', 'FAILED', 'ABORTED'))),
  CHECK ((status = 'FAILED') <= (error_message IS NOT NULL))
);
CREATE INDEX task_dataset_id_start_time_idx ON task (dataset_id, start_time);
CREATE INDEX task_start_time_idx ON task (start_time);
CREATE INDEX task_active_idx ON task (source_snapshot_id) WHERE status IN ('INITIALIZING', 'RUNNING');

CREATE TABLE upload (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  user_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now()
);

CREATE TABLE upload_file (
  upload_id uuid NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
  path text NOT NULL,
  size bigint NOT NULL,
  PRIMARY KEY (upload_id, path)
);

CREATE TABLE worker_heartbeat (
  worker_id text PRIMARY KEY,
  pid integer NOT NULL,
  seen_at timestamptz(6) NOT NULL
);

-- Immutability: the database itself refuses what the code must never do. -------

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_user = 'stillframe_collector' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% rows are immutable: % refused', TG_TABLE_NAME, TG_OP;
END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['media', 'item', 'revision', 'version_object', 'state'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t || '_immutable', t);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t || '_no_truncate', t);
  END LOOP;
END $$;

-- What a snapshot points at never changes, and neither does where it came from.
CREATE FUNCTION refuse_snapshot_repoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.dataset_id, NEW.seq, NEW.state_id, NEW.reason, NEW.created_by, NEW.created_at)
     IS DISTINCT FROM (OLD.id, OLD.dataset_id, OLD.seq, OLD.state_id, OLD.reason, OLD.created_by, OLD.created_at) THEN
    RAISE EXCEPTION 'a snapshot''s state never changes';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER snapshot_fixed BEFORE UPDATE ON snapshot FOR EACH ROW EXECUTE FUNCTION refuse_snapshot_repoint();

-- The lineage's counters only grow: a number once used is never used again.
CREATE FUNCTION refuse_number_reuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.next_item_no < OLD.next_item_no OR NEW.next_revision_no < OLD.next_revision_no THEN
    RAISE EXCEPTION 'item and revision numbers are never reused';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lineage_grows BEFORE UPDATE ON lineage FOR EACH ROW EXECUTE FUNCTION refuse_number_reuse();

-- "Is this file already in the dataset?" on import.
CREATE INDEX revision_media_idx ON revision (lineage_id, media_sha256) WHERE media_sha256 IS NOT NULL;
