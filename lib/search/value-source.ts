/** Where a number is kept: with a file, in what the indexer read off it, in a metadata field, in the objects, or in a column of the index. */
export type ValueSource =
  | { readonly of: "file"; readonly field: "size" | "duration" | "taken" }
  | { readonly of: "dimensions"; readonly field: "width" | "height" }
  | { readonly of: "ratio"; readonly field: "ratio" }
  | { readonly of: "reading"; readonly field: "brightness" | "sharpness" }
  | { readonly of: "objects"; readonly field: "objects" }
  | { readonly of: "metadata"; readonly field: string; readonly type: "float" | "datetime" }
  | { readonly of: "index"; readonly field: "uniqueness" };
/** Those that are read off revisions, one by one. */
export type RevisionSource = Extract<ValueSource, { of: "file" | "metadata" }>;
