/** What came of it. */
export interface MergeResult {
  readonly added: number;
  /** Items whose file the destination holds already; nothing of them was merged. */
  readonly skipped: number;
  /** Metadata fields that the destination has with another type; their values were left out. */
  readonly skipped_fields: string[];
}
