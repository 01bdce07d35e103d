-- What a state's items are in numbers, kept so that it is counted once. It follows from the state, from what the indexer has read
-- off its files, and from the code that counts; the last two are named, so that what is older is known for it.
CREATE TABLE state_statistics (
  state_id uuid PRIMARY KEY REFERENCES state (id) ON DELETE CASCADE,
  version integer NOT NULL CHECK (version > 0),
  indexer_version integer NOT NULL CHECK (indexer_version > 0),
  -- Live items whose file the indexer had not read.
  unread integer NOT NULL CHECK (unread >= 0),
  result jsonb NOT NULL,
  computed_at timestamptz(6) NOT NULL DEFAULT clock_timestamp()
);

-- The counts beside a state follow from it and are no part of its digest. Where they are missing or do not fit, they can be set right,
-- and nothing else of the row: by this function, for that state.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_user = 'stillframe_collector' THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'state' THEN
    IF current_setting('stillframe.recounts', true) = OLD.id::text
       AND (NEW.id, NEW.lineage_id, NEW.digest, NEW.root, NEW.created_at)
         IS NOT DISTINCT FROM (OLD.id, OLD.lineage_id, OLD.digest, OLD.root, OLD.created_at) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% rows are immutable: % refused', TG_TABLE_NAME, TG_OP;
END $$;

CREATE FUNCTION recount_state(state uuid, items integer, images integer, videos integer, unindexed integer, objects integer, cover bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM set_config('stillframe.recounts', state::text, true);
  UPDATE state AS s SET n_items = items, n_images = images, n_videos = videos, n_unindexed = unindexed, n_objects = objects, cover_sha256 = cover
  WHERE s.id = recount_state.state;
  PERFORM set_config('stillframe.recounts', '', true);
END $$;
