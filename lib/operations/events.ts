/**
 * The trail that commits leave: which kinds of event there are, what each records, what it can change of an item, whether it
 * can be undone, and how it is called. Pure; safe for the browser.
 */
import { z } from "zod";

/** What two versions of an item can differ in. */
export const CHANGE_KINDS = [
  "added",
  "removed",
  "tags",
  "labels",
  "split",
  "issues",
  "cluster",
  "file",
  "caption",
  "objects",
  "metadata",
  "origin",
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

interface EventDeclaration {
  /** What is kept with it. */
  readonly detail: z.ZodType<Record<string, unknown>>;
  /** What of an item it can be behind; `any` for what puts a whole version in the place of another. */
  readonly changes: readonly ChangeKind[] | "any";
  /** Whether `POST …/edits/{edit_id}/undo` takes it. Operations and restores have snapshots to go back to. */
  readonly undoable?: boolean;
  /** How it is called where somebody's name stands before it. */
  readonly words: string;
}
const declare = <const E extends EventDeclaration>(event: E): E => event;

const changed = z.number();
const words = z.object({ words: z.array(z.string()), changed });
const swap = z.object({
  from_snapshot: z.string().nullable(),
  to_snapshot: z.string().nullable(),
  safety_snapshot: z.string().nullable(),
});
const nothing = z.object({});
const INDEXED: readonly ChangeKind[] = ["issues", "cluster"];

/** Kinds that an edit of items can have. */
const EDITS = {
  tag: declare({ detail: words, changes: ["tags"], undoable: true, words: "tagged" }),
  untag: declare({ detail: words, changes: ["tags"], undoable: true, words: "untagged" }),
  label: declare({ detail: words, changes: ["labels"], undoable: true, words: "labelled" }),
  unlabel: declare({ detail: words, changes: ["labels"], undoable: true, words: "took a label away" }),
  delete: declare({ detail: z.object({ changed }), changes: ["removed"], undoable: true, words: "deleted" }),
  patch: declare({
    detail: z.object({ media_id: z.string(), facets: z.array(z.string()) }),
    changes: ["caption", "objects", "metadata", "split", "origin"],
    undoable: true,
    words: "edited",
  }),
  metadata: declare({
    detail: z.object({ field: z.string(), changed }),
    changes: ["metadata"],
    undoable: true,
    words: "set a field",
  }),
  split: declare({
    detail: z.object({ splits: z.array(z.string()), changed }),
    changes: ["split"],
    undoable: true,
    words: "set the split",
  }),
  rename_cluster: declare({
    detail: z.object({ from: z.string(), to: z.string(), changed }),
    changes: ["cluster"],
    undoable: true,
    words: "renamed a cluster",
  }),
  classes: declare({
    detail: z.object({
      edit: z.enum(["rename", "merge", "reorder", "remove", "define"]),
      names: z.array(z.string()),
      to: z.string().optional(),
      changed,
    }),
    changes: ["labels", "objects"],
    undoable: true,
    words: "changed the classes",
  }),
  annotation_import: declare({
    detail: z.object({ mode: z.string(), changed }),
    changes: ["tags", "labels", "split", "caption", "objects", "metadata", "origin"],
    undoable: true,
    words: "imported annotations",
  }),
  restore_part: declare({
    detail: z.object({
      snapshot_id: z.string(),
      /** Null for everything that the snapshot says of some items. */
      only: z.array(z.string()).nullable(),
      safety_snapshot: z.string().nullable(),
      changed,
    }),
    changes: ["added", "tags", "labels", "split", "issues", "cluster", "caption", "objects", "metadata", "origin"],
    undoable: true,
    words: "restored a part of a snapshot",
  }),
  merge_back: declare({
    detail: z.object({
      source_dataset_id: z.string(),
      snapshot_id: z.string().nullable(),
      /** What of the source came; the next merge of the two begins from here. */
      source_state_id: z.string(),
      base_state_id: z.string(),
      changed,
    }),
    changes: "any",
    undoable: true,
    words: "merged changes back",
  }),
} as const;
type EditKind = keyof typeof EDITS;

/** Every kind of event that moves a head. */
export const HEAD_EVENTS = {
  ...EDITS,
  undo: declare({
    // Beside what is kept of the change that it takes back; an undo can be undone, too.
    detail: z.looseObject({ undoes: z.string(), edit_id: z.string(), changed }),
    changes: "any",
    undoable: true,
    words: "took a change back",
  }),
  add_media: declare({
    detail: nothing,
    // Annotations among the files may speak of items that were there.
    changes: ["added", "tags", "labels", "split", "caption", "objects", "metadata", "origin", ...INDEXED],
    words: "added media",
  }),
  merge: declare({
    detail: z.object({ source_dataset_id: z.string(), more_source_ids: z.array(z.string()).optional() }),
    changes: ["added", ...INDEXED],
    words: "merged",
  }),
  reindex: declare({ detail: nothing, changes: INDEXED, words: "re-indexed" }),
  enrichment: declare({
    detail: z.object({ models: z.record(z.string(), z.string()) }),
    changes: ["tags", "labels", "issues", "caption", "objects", "metadata"],
    words: "enriched",
  }),
  label_propagation: declare({ detail: z.looseObject({ changed }), changes: ["labels"], words: "propagated labels" }),
  custom_metadata: declare({
    detail: z.object({ fields: z.array(z.string()) }),
    changes: ["metadata"],
    words: "imported metadata",
  }),
  restore: declare({ detail: swap, changes: "any", words: "restored a snapshot" }),
  restore_undo: declare({ detail: swap, changes: "any", words: "undid a restore" }),
  clone: declare({ detail: nothing, changes: "any", words: "cloned" }),
} as const;

/** Other events of a dataset. */
export const OTHER_EVENTS = {
  snapshot_remove: declare({ detail: z.object({ snapshot_id: z.string() }), changes: [], words: "removed a snapshot" }),
  snapshot_undelete: declare({
    detail: z.object({ snapshot_id: z.string() }),
    changes: [],
    words: "brought a snapshot back",
  }),
  snapshot_keep: declare({
    // Aliases are all of those that it has from then on.
    detail: z.object({
      snapshot_id: z.string(),
      pinned: z.boolean().optional(),
      protected: z.boolean().optional(),
      aliases: z.array(z.string()).optional(),
    }),
    changes: [],
    words: "changed what keeps a snapshot",
  }),
  retention_set: declare({
    detail: z.object({ automatic: z.looseObject({}), named: z.looseObject({}) }),
    changes: [],
    words: "changed how long snapshots are kept",
  }),
  retention: declare({
    detail: z.object({ retired: z.number() }),
    changes: [],
    words: "let go of old snapshots by the dataset's rule",
  }),
  trash: declare({ detail: nothing, changes: [], words: "deleted the dataset" }),
  purge: declare({ detail: nothing, changes: [], words: "deleted the dataset for ever" }),
  untrash: declare({ detail: nothing, changes: [], words: "brought the dataset back" }),
  describe: declare({
    detail: z.object({
      fields: z.array(z.string()),
      renamed: z.object({ from: z.string(), to: z.string() }).optional(),
    }),
    changes: [],
    words: "renamed or described the dataset",
  }),
  share: declare({
    detail: z.object({ email: z.string(), role: z.string() }),
    changes: [],
    words: "shared the dataset",
  }),
  revoke_links: declare({ detail: nothing, changes: [], words: "ended all links to files" }),
  public_link: declare({ detail: nothing, changes: [], words: "made a link that anyone can look with" }),
  end_public_link: declare({ detail: nothing, changes: [], words: "ended the link that anyone could look with" }),
  unshare: declare({ detail: z.object({ email: z.string() }), changes: [], words: "took a role away" }),
  share_group: declare({
    detail: z.object({ group: z.string(), role: z.string() }),
    changes: [],
    words: "shared the dataset with a group",
  }),
  unshare_group: declare({
    detail: z.object({ group: z.string() }),
    changes: [],
    words: "took a group's role away",
  }),
} as const;

export const HEAD_EVENT_KINDS = Object.keys(HEAD_EVENTS) as [HeadEventKind, ...HeadEventKind[]];

type Events = typeof HEAD_EVENTS & typeof OTHER_EVENTS;
export type HeadEventKind = keyof typeof HEAD_EVENTS;
export type EventKind = keyof Events;
type DetailOf<K extends EventKind> = z.output<Events[K]["detail"]>;
/** A kind with what has to be recorded of it. */
export type EventRecord = { [K in EventKind]: { readonly kind: K; readonly detail: DetailOf<K> } }[EventKind];
export type HeadEventRecord = Extract<EventRecord, { readonly kind: HeadEventKind }>;

/** What is on record, read back; null for a kind or a shape that nothing declares any more. */
export function parseHeadEvent(kind: string, detail: unknown): HeadEventRecord | null {
  if (!Object.hasOwn(HEAD_EVENTS, kind)) return null;
  const parsed = HEAD_EVENTS[kind as HeadEventKind].detail.safeParse(detail);
  return parsed.success ? ({ kind, detail: parsed.data } as HeadEventRecord) : null;
}

export type UndoableKind = EditKind | "undo";
/** Whether it is an edit that can be undone by itself. */
export const isUndoableEdit = <E extends { readonly kind: HeadEventKind }>(
  event: E,
): event is E & { readonly kind: UndoableKind } => (HEAD_EVENTS[event.kind] as EventDeclaration).undoable === true;

/** Whether there is anything before it to go back to. */
export const isRevertible = (event: { readonly kind: string; readonly from_state: string | null }): boolean =>
  event.kind !== "clone" && event.from_state !== null;

export const eventWords = ({ kind }: HeadEventRecord): string => HEAD_EVENTS[kind].words;

/** Whether an event can be behind a change of that kind. */
export function changesKind({ kind }: HeadEventRecord, change: ChangeKind): boolean {
  const { changes }: EventDeclaration = HEAD_EVENTS[kind];
  return changes === "any" || changes.includes(change);
}

const OPPOSITE: Partial<Record<ChangeKind, ChangeKind>> = { added: "removed", removed: "added" };

export interface ItemChange {
  readonly kind: ChangeKind;
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

/** Whether an event can be behind a change of an item that it touched: kinds of change, and the words that it is about. */
export function explains(event: HeadEventRecord, change: ItemChange): boolean {
  if (event.kind === "undo") {
    // Undoing swaps what came and what went; undoing an undo is what the edit was.
    const { undoes } = event.detail;
    if (undoes === "undo") return true;
    const undone = parseHeadEvent(undoes, event.detail);
    const opposite: ItemChange = {
      kind: OPPOSITE[change.kind] ?? change.kind,
      ...(change.removed ? { added: change.removed } : {}),
      ...(change.added ? { removed: change.added } : {}),
    };
    return undone !== null && explains(undone, opposite);
  }
  const { changes }: EventDeclaration = HEAD_EVENTS[event.kind];
  if (changes === "any") return true;
  if (!changes.includes(change.kind)) return false;
  switch (event.kind) {
    case "tag":
    case "label":
      return (change.added ?? []).some((word) => event.detail.words.includes(word));
    case "untag":
    case "unlabel":
      return (change.removed ?? []).some((word) => event.detail.words.includes(word));
    default:
      return true;
  }
}
