-- What an item can carry: where it comes from (its licence and address) is a facet of its own, and what a whole version says, such
-- as its list of classes, is a document: a revision of no item.
ALTER TYPE facet ADD VALUE 'origin';
ALTER TYPE facet ADD VALUE 'document';
-- How EXIF says that the stored picture has to be turned (1 to 8): files of annotations may speak of it as it is stored. And its
-- checksum as archives have it, so that one's every byte is known before it is made. Null for files from before: read when needed.
ALTER TABLE media ADD COLUMN orientation smallint CHECK (orientation BETWEEN 1 AND 8);
ALTER TABLE media ADD COLUMN crc32 bytea CHECK (length(crc32) = 4);
