import type { Loss } from "@/lib/annotations/model";

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
    /** How many items were there before and got something. */
    readonly existing: number;
    /** The first 1,000. */
    readonly problems: readonly { readonly path: string; readonly reason: string }[];
    readonly problem_count: number;
    /** What is not kept, and why. */
    readonly losses: readonly Loss[];
    /** How many labels, captions and objects of each kind of geometry. */
    readonly by_kind: Readonly<Record<string, number>>;
    /** How many labels and objects of the 1,000 most frequent classes. */
    readonly by_class: Readonly<Record<string, number>>;
  } | null;
}
