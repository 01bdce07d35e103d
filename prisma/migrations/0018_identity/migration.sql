-- Who an account's person is to an OpenID Connect provider. One subject of an issuer has one account, and an account one subject of each.
CREATE TABLE "identity" (
  "issuer" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "user_id" UUID NOT NULL REFERENCES "app_user" ("id") ON DELETE CASCADE,
  "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY ("issuer", "subject")
);
CREATE UNIQUE INDEX "identity_user_id_issuer_key" ON "identity" ("user_id", "issuer");
