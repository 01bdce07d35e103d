-- What models read off media: results are kept by content and model version, so that a run on a clone, after a restore or
-- after a crash redoes only what is missing.

CREATE TABLE media_reading (
  media_sha256 bytea NOT NULL REFERENCES media (sha256),
  -- Model and version in one, such as index@2.
  model text NOT NULL CHECK (length(model) BETWEEN 1 AND 255),
  result jsonb NOT NULL,
  vector bytea,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (media_sha256, model)
);
ALTER TABLE media_reading ALTER COLUMN vector SET STORAGE PLAIN;

CREATE TRIGGER media_reading_immutable BEFORE UPDATE OR DELETE ON media_reading FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER media_reading_no_truncate BEFORE TRUNCATE ON media_reading FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
