export interface ImportResult {
  readonly added: number;
  readonly duplicates: number;
  readonly skipped_duplicates: number;
  readonly failed: number;
  /** The first 1,000 files that could not be used, by name and reason. */
  readonly failures: { readonly path: string; readonly reason: string }[];
  /** What annotation files beside the media said, as numbers of added items, and what of them could not be used. */
  readonly annotations: {
    readonly labelled: number;
    readonly captioned: number;
    readonly boxed: number;
    readonly problems: { readonly path: string; readonly reason: string }[];
  } | null;
}
