/** Safe for the browser: the engine itself is not. */

/** What can change of an item that both states hold. */
export const CHANGE_KINDS = [
  "tags",
  "labels",
  "issues",
  "clusters",
  "files",
  "captions",
  "objects",
  "metadata",
  "splits",
  "origins",
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
