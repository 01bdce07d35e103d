-- Writers do not hold a lock while they think: each names the version of the dataset that it decided on, and the one
-- statement that carries out what it decided finds the row only while that version still stands.
ALTER TABLE dataset ADD COLUMN version bigint NOT NULL DEFAULT 0;

-- Which items a change touched, as a serialised Roaring bitmap of their numbers; null where nobody knows.
ALTER TABLE dataset_event ADD COLUMN items bytea;
-- Bitmaps are already compact; compressing them again cost 6 ms for an edit of 100,000 items.
ALTER TABLE dataset_event ALTER COLUMN items SET STORAGE EXTERNAL;
