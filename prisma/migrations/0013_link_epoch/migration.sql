-- Signed links carry the number that their dataset had: a higher one ends them all.
ALTER TABLE "dataset" ADD COLUMN "link_epoch" INTEGER NOT NULL DEFAULT 0;
