/** What an item was and is, in each kind in which it can change. Pure; safe for the browser. */
import type { ItemFacts } from "@/lib/items/schema";
import type { ChangeKind } from "@/lib/versioning/change-kinds";

/** What an item says in a kind, under the name that it is told by. The first is what the kind is about; the others come along. */
const VALUES: Readonly<
  Record<ChangeKind, readonly (readonly [name: string, valueOf: (item: ItemFacts) => unknown])[]>
> = {
  tags: [["tags", (item) => item.tags]],
  labels: [
    ["labels", (item) => item.labels],
    ["propagated_labels", (item) => item.propagated_labels],
  ],
  issues: [["issues", (item) => item.issues]],
  clusters: [
    ["cluster_id", (item) => item.cluster_id],
    ["subcluster_id", (item) => item.subcluster_id],
  ],
  files: [
    ["file_path", (item) => item.file_path],
    ["sha256", (item) => item.sha256],
  ],
  captions: [["captions", (item) => item.captions]],
  objects: [["objects", (item) => item.objects]],
  metadata: [["metadata", (item) => item.metadata]],
  splits: [["split", (item) => item.split]],
  origins: [
    ["license", (item) => item.license],
    ["source_url", (item) => item.source_url],
  ],
};

export interface ValueChange {
  readonly kind: ChangeKind;
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What differs of an item in the kinds in which it changed; at least one of each. */
export const valueChanges = (before: ItemFacts, after: ItemFacts, kinds: readonly ChangeKind[]): ValueChange[] =>
  kinds.flatMap((kind) => {
    const told = VALUES[kind].map(([name, valueOf]) => ({
      kind,
      name,
      before: valueOf(before),
      after: valueOf(after),
    }));
    const differing = told.filter((value) => !isSame(value.before, value.after));
    return differing.length > 0 ? differing : [told[0]!];
  });
