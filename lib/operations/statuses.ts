/** The statuses of a dataset, and how each place spells them. Pure; safe for the browser. */

export const STATUSES = ["DRAFT", "INDEXING", "READY", "READ_ONLY", "PARTIAL_INDEX", "ERROR"] as const;
export type DatasetStatus = (typeof STATUSES)[number];

/** `READ ONLY`: the spelling of `status_new`. */
export const presentStatusNew = (status: DatasetStatus): string => status.replace("_", " ");
/** `Read Only`: the spelling of the UI. */
export const presentStatusLabel = (status: DatasetStatus): string =>
  status
    .toLowerCase()
    .split("_")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join(" ");

/** READY or PARTIAL_INDEX after an operation is derived from the state itself, not remembered. */
export const derivedStatus = (fullyIndexed: boolean): "READY" | "PARTIAL_INDEX" =>
  fullyIndexed ? "READY" : "PARTIAL_INDEX";
