/** What two versions of an item can disagree about; safe for the browser. `removed`: one deleted an item that the other changed. */
export const CONFLICT_KINDS = ["files", "captions", "objects", "metadata", "origins", "splits", "removed"] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];
export type Side = "ours" | "theirs";
