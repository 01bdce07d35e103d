-- What keeps a snapshot beside being the current one: `pinned` is there already; `protected` is for owners to switch.
ALTER TABLE snapshot ADD COLUMN protected boolean NOT NULL DEFAULT false;

-- Names that scripts resolve. One names one snapshot of a dataset at a time: giving it to another moves the row.
CREATE TABLE snapshot_alias (
  dataset_id uuid NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$' AND name NOT IN ('current', 'head')),
  snapshot_id uuid NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
  PRIMARY KEY (dataset_id, name)
);
CREATE INDEX snapshot_alias_snapshot_id_idx ON snapshot_alias (snapshot_id);

-- How long a dataset keeps its snapshots. No row: for ever.
CREATE TABLE dataset_retention (
  dataset_id uuid PRIMARY KEY REFERENCES dataset (id) ON DELETE CASCADE,
  automatic_days integer CHECK (automatic_days >= 0),
  automatic_at_least integer CHECK (automatic_at_least >= 0),
  named_days integer CHECK (named_days >= 0),
  named_at_least integer CHECK (named_at_least >= 0),
  -- Who set it: what it removes is on record as theirs.
  set_by text NOT NULL,
  set_by_id uuid NOT NULL
);
