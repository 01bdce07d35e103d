-- A role for an address that nobody has an account with yet. Whoever has the link makes the account.
CREATE TABLE "invitation" (
  "dataset_id" UUID NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE,
  "email" TEXT NOT NULL,
  "role" "role" NOT NULL,
  "token_hash" BYTEA NOT NULL,
  "invited_by" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  "expires_at" TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY ("dataset_id", "email")
);
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation" ("token_hash");
CREATE INDEX "invitation_email_idx" ON "invitation" ("email");
