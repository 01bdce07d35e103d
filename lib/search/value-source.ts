/** Where a number is kept: with a file, in a metadata field, or in a column of the index. */
export type ValueSource =
  | { readonly of: "file"; readonly field: "size" | "width" | "height" | "duration" | "taken" }
  | { readonly of: "metadata"; readonly field: string; readonly type: "float" | "datetime" }
  | { readonly of: "index"; readonly field: "uniqueness" };
