-- The picture that people chose to stand for a dataset. Null: the first of its data stands for it.
ALTER TABLE dataset ADD COLUMN cover_sha256 bytea REFERENCES media (sha256) ON DELETE RESTRICT ON UPDATE NO ACTION;
-- What the collector asks of each file that no revision names.
CREATE INDEX dataset_cover_sha256_idx ON dataset (cover_sha256);
-- Its owner does not want it back from the trash: the collector takes it with all that only it held.
ALTER TABLE dataset ADD COLUMN purged boolean NOT NULL DEFAULT false, ADD CHECK (NOT purged OR deleted_at IS NOT NULL);
