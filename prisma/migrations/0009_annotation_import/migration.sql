-- Annotation files that come after their pictures are an operation of their own.
ALTER TYPE task_type ADD VALUE 'ANNOTATION_IMPORT';
