export interface EnrichmentResult {
  /** By model: files read now, results of earlier runs, and files it could not read. */
  readonly models: Record<string, { readonly read: number; readonly reused: number; readonly failed: number }>;
  readonly items: number;
  /** Items that got a tag, label, issue, caption, boxes or metadata, by kind. */
  readonly changed: Record<string, number>;
}
