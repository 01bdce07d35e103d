/** The orders of the inventory; safe for the browser. A minus turns one round. */
export const DATASET_SORTS = ["-created", "created", "name", "-name", "-size", "size", "-starred"] as const;
export type DatasetSort = (typeof DATASET_SORTS)[number];
