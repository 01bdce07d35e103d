/** What a change was, in words that follow somebody's name. Pure; safe for the browser. */
import { eventWords, parseHeadEvent, type HeadEventKind, type HeadEventRecord } from "./events";

const KIND_NAMES: Record<HeadEventKind, string> = {
  tag: "Tags set",
  untag: "Tags taken away",
  label: "Labels set",
  unlabel: "Labels taken away",
  delete: "Items deleted",
  patch: "Single items edited",
  metadata: "Fields set",
  split: "Splits set",
  rename_cluster: "Clusters renamed",
  classes: "Classes changed",
  annotation_import: "Annotations imported",
  restore_part: "Parts of snapshots restored",
  merge_back: "Changes merged back",
  undo: "Changes taken back",
  add_media: "Media added",
  merge: "Datasets merged",
  reindex: "Re-index",
  enrichment: "Enrichment",
  label_propagation: "Label propagation",
  custom_metadata: "Metadata imported",
  restore: "Snapshots restored",
  restore_undo: "Restores undone",
  clone: "Cloned",
};
/** What changes of a kind are called in a list of kinds; a kind that there is not is called as it is written. */
export const nameOfKind = (kind: string): string =>
  Object.hasOwn(KIND_NAMES, kind) ? KIND_NAMES[kind as HeadEventKind] : kind;

/** Words that are named before the rest is counted. */
const MAX_WORDS = 3;

function listed(words: readonly string[]): string {
  const named = words.slice(0, MAX_WORDS).map((word) => `“${word}”`);
  const more = words.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

const FACET_WORDS: Record<string, string> = { origin: "licence or source" };

/** @param snapshotName the name of a snapshot by its id; null where it is not kept */
export function changeWords(event: HeadEventRecord, snapshotName: (id: string) => string | null): string {
  switch (event.kind) {
    case "tag":
      return `tagged ${listed(event.detail.words)}`;
    case "untag":
      return `took the ${event.detail.words.length === 1 ? "tag" : "tags"} ${listed(event.detail.words)} away`;
    case "label":
      return `labelled ${listed(event.detail.words)}`;
    case "unlabel":
      return `took the ${event.detail.words.length === 1 ? "label" : "labels"} ${listed(event.detail.words)} away`;
    case "patch":
      return `edited ${event.detail.facets.map((facet) => FACET_WORDS[facet] ?? facet).join(", ")}`;
    case "metadata":
      return `set the field “${event.detail.field}”`;
    case "split":
      return event.detail.splits.length === 0
        ? eventWords(event)
        : `put into the ${event.detail.splits.length === 1 ? "split" : "splits"} ${listed(event.detail.splits)}`;
    case "rename_cluster":
      return `renamed the cluster “${event.detail.from}” to “${event.detail.to}”`;
    case "classes":
      return classWords(event.detail);
    case "custom_metadata":
      return `imported metadata: ${listed(event.detail.fields)}`;
    case "enrichment":
      return `enriched with ${listed(Object.values(event.detail.models))}`;
    case "restore":
    case "restore_undo": {
      const name = event.detail.to_snapshot === null ? null : snapshotName(event.detail.to_snapshot);
      if (event.kind === "restore_undo") return eventWords(event);
      return name === null ? eventWords(event) : `restored “${name}”`;
    }
    case "restore_part": {
      const name = snapshotName(event.detail.snapshot_id);
      const what = event.detail.only === null ? "items" : event.detail.only.join(", ").replace("_", " ");
      return name === null ? eventWords(event) : `restored ${what} of “${name}”`;
    }
    case "undo": {
      const undone = parseHeadEvent(event.detail.undoes, event.detail);
      if (!undone || undone.kind === "undo") return eventWords(event);
      return `took back: ${changeWords(undone, snapshotName)}`;
    }
    default:
      return eventWords(event);
  }
}

function classWords({ edit, names, to }: Extract<HeadEventRecord, { kind: "classes" }>["detail"]): string {
  switch (edit) {
    case "rename":
      return `renamed the class ${listed(names)} to “${to ?? ""}”`;
    case "merge":
      return `merged the classes ${listed(names)} into “${to ?? ""}”`;
    case "reorder":
      return "put the classes into another order";
    case "remove":
      return `removed the class ${listed(names)}`;
    case "define":
      return `defined the class ${listed(names)}`;
  }
}

/** Snapshots that the words of an event name. */
export function snapshotsNamedBy(event: HeadEventRecord): string[] {
  const { to_snapshot, snapshot_id } = event.detail as {
    readonly to_snapshot?: unknown;
    readonly snapshot_id?: unknown;
  };
  return [to_snapshot, snapshot_id].filter((id) => typeof id === "string");
}
