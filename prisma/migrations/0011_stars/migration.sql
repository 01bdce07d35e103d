-- Datasets that somebody marked for themselves. It is about the person: the dataset, and what others see of it, stay as they are.
CREATE TABLE dataset_star (
  user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  dataset_id uuid NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (user_id, dataset_id)
);
-- What deleting a dataset for good asks.
CREATE INDEX dataset_star_dataset_id_idx ON dataset_star (dataset_id);
