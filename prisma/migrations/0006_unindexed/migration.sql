-- How many live items of a state no index run covers: what makes a dataset PARTIAL_INDEX, as a number for the inventory.
-- States never change, so those from before keep null and are counted when asked for.
ALTER TABLE state ADD COLUMN n_unindexed integer CHECK (n_unindexed BETWEEN 0 AND n_items);
