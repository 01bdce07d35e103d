-- Where a change was asked for: a person's browser, or a script with an API key. Null for what is from before this was kept, and for
-- whatever nobody asked for from outside; it is not guessed.
ALTER TABLE dataset_event ADD COLUMN via TEXT, ADD COLUMN api_key TEXT;
ALTER TABLE dataset_event ADD CONSTRAINT dataset_event_via_check CHECK (via IN ('browser', 'key') AND (via = 'key') = (api_key IS NOT NULL) OR via IS NULL AND api_key IS NULL);
-- What a task does is told by its event; from where it was asked for, only the request knows.
ALTER TABLE task ADD COLUMN via TEXT, ADD COLUMN api_key TEXT;
ALTER TABLE task ADD CONSTRAINT task_via_check CHECK (via IN ('browser', 'key') AND (via = 'key') = (api_key IS NOT NULL) OR via IS NULL AND api_key IS NULL);
-- The changes of one person, or of one kind, newest first, however many others there are.
CREATE INDEX dataset_event_dataset_id_actor_id_idx ON dataset_event (dataset_id, actor, id) WHERE to_state IS NOT NULL;
CREATE INDEX dataset_event_dataset_id_kind_id_idx ON dataset_event (dataset_id, kind, id) WHERE to_state IS NOT NULL;
-- Whether a change was taken back.
CREATE INDEX dataset_event_taken_back_idx ON dataset_event (dataset_id, (detail->>'edit_id')) WHERE kind = 'undo';
