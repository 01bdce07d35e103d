-- What a state shows beside its items: the boxes on its live items, and the file that stands for it in the inventory. Both
-- follow from the state and its revisions, so they are kept with it once, when it is made. States never change, so those
-- from before keep null in `n_objects`, which says that neither is kept.
ALTER TABLE state
  ADD COLUMN n_objects integer CHECK (n_objects >= 0),
  ADD COLUMN cover_sha256 bytea CHECK (length(cover_sha256) = 32),
  ADD CHECK (n_objects IS NOT NULL OR cover_sha256 IS NULL);
