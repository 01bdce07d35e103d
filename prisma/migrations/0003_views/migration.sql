-- Views that people saved: a filter, an order and a way to look, by name. Shared by everyone who may see the dataset.

CREATE TABLE saved_view (
  id uuid PRIMARY KEY,
  dataset_id uuid NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  -- The parameters of the page's address.
  view jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX saved_view_dataset_id_name_key ON saved_view (dataset_id, name);
