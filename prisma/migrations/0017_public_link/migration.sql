-- A dataset that anyone with a link may look at: whoever opens it is a guest, an account that nobody signs in with. One dataset
-- has one link at most; while one takes another's place both are there for a statement, so no index says so.
ALTER TABLE "app_user" ADD COLUMN "guest_of" UUID REFERENCES "dataset" ("id") ON DELETE CASCADE;
CREATE INDEX "app_user_guest_of_idx" ON "app_user" ("guest_of") WHERE "guest_of" IS NOT NULL;
CREATE TABLE "public_link" (
  "guest_id" UUID PRIMARY KEY REFERENCES "app_user" ("id") ON DELETE CASCADE,
  "token_hash" BYTEA NOT NULL,
  "created_by" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX "public_link_token_hash_key" ON "public_link" ("token_hash");
