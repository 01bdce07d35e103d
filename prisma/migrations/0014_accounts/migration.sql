-- What a key may do, on which datasets, and until when; where a session was opened and last used.
ALTER TABLE "api_key"
  ADD COLUMN "scopes" TEXT[] NOT NULL DEFAULT '{read,write,admin}',
  ADD COLUMN "dataset_ids" UUID[] NOT NULL DEFAULT '{}',
  ADD COLUMN "expires_at" TIMESTAMPTZ(6);
ALTER TABLE "session"
  ADD COLUMN "user_agent" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "last_used_at" TIMESTAMPTZ(6);
