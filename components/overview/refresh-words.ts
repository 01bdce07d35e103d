/** What Refresh Metrics found and did, in sentences. Pure. */
import { plural } from "@/components/ui/format";
import type { Counts, MetricsDto, RefreshedDto } from "@/lib/statistics/schema";
import type { TaskDto } from "@/lib/tasks/schema";

export interface Finding {
  readonly key: "counts" | "readings" | "statistics";
  readonly text: string;
  readonly isCurrent: boolean;
}

const NAMES: Readonly<Record<keyof Counts, string>> = {
  n_items: "items",
  n_images: "images",
  n_videos: "videos",
  n_unindexed: "items that are not indexed",
  n_objects: "objects",
};

/** `items (7 kept, 3 counted)`, of those that do not fit. */
function misfits({ kept, counted }: MetricsDto["counts"]): string {
  return (Object.keys(NAMES) as (keyof Counts)[])
    .filter((name) => kept[name] !== counted[name])
    .map((name) => `${NAMES[name]} (${kept[name] ?? "none"} kept, ${counted[name]} counted)`)
    .join(", ");
}

const unreadable = (count: number): string =>
  count === 0 ? "" : ` ${plural(count, "item")} ${count === 1 ? "has" : "have"} no picture to read.`;

/** The first names, and how many more. */
function named({ older, older_items }: MetricsDto["readings"]): string {
  const names = older_items.slice(0, 3).map(({ file_name }) => file_name);
  const more = older - names.length;
  return [...names, ...(more > 0 ? [`${more.toLocaleString("en")} more`] : [])].join(", ");
}

/** What is stale, before anything is done about it. */
export function findingsOf({ items, counts, readings, statistics }: MetricsDto): Finding[] {
  const { older_snapshots } = statistics;
  const others =
    older_snapshots === 0
      ? ""
      : ` Those of ${plural(older_snapshots, "snapshot")} are of an older version and will be counted again when somebody looks.`;
  return [
    {
      key: "counts",
      isCurrent: counts.current,
      text: counts.current
        ? `Counts of ${plural(items, "item")}: current.`
        : `Counts do not fit and will be set right: ${misfits(counts)}.`,
    },
    {
      key: "readings",
      isCurrent: readings.older === 0,
      text:
        readings.older === 0
          ? `Readings of ${plural(readings.current, "item")}: current.${unreadable(readings.unreadable)}`
          : `Readings: ${plural(readings.older, "item")} ${readings.older === 1 ? "was" : "were"} read by an older indexer (${named(
              readings,
            )}) and will be read again by a re-index; a revision is saved first.${unreadable(readings.unreadable)}`,
    },
    {
      key: "statistics",
      isCurrent: statistics.head === "current" && older_snapshots === 0,
      text:
        {
          current: "Statistics: current.",
          older: "Statistics are older than what they are of, and will be counted again.",
          missing: "Statistics were not counted yet.",
        }[statistics.head] + others,
    },
  ];
}

/** What was current already, and what was done. @param task the re-index, where one was started, as far as it is known */
export function outcomeOf(refreshed: RefreshedDto, task: TaskDto | undefined): Finding[] {
  const { items, counts, readings, statistics, older_snapshots } = refreshed;
  const isRead = refreshed.task_id === null || task?.status === "COMPLETED";
  const others =
    older_snapshots === 0
      ? ""
      : ` Those of ${plural(older_snapshots, "snapshot")} were of an older version: they are counted again when somebody looks.`;
  return [
    {
      key: "counts",
      isCurrent: true,
      text:
        counts === "current"
          ? `Counts of ${plural(items, "item")}: current.`
          : `Counts of ${plural(items, "item")}: set right.`,
    },
    { key: "readings", isCurrent: isRead, text: readingsAfter(refreshed, task) + unreadable(readings.unreadable) },
    {
      key: "statistics",
      isCurrent: isRead,
      text:
        {
          current: "Statistics: current.",
          recounted: "Statistics: counted again.",
          after_reading: isRead
            ? "Statistics: of what was read just now."
            : "Statistics: counted again when the files are read.",
        }[statistics] + others,
    },
  ];
}

function readingsAfter({ readings }: RefreshedDto, task: TaskDto | undefined): string {
  if (readings.older === 0) return `Readings of ${plural(readings.current, "item")}: current.`;
  const were = `${plural(readings.older, "item")} ${readings.older === 1 ? "was" : "were"} read by an older indexer`;
  switch (task?.status) {
    case "COMPLETED":
      return `Readings: ${were}, now re-read.`;
    case "FAILED":
      return `Readings: ${were}; reading them again failed: ${task.error_message ?? task.status_message}.`;
    case "ABORTED":
      return `Readings: ${were}; reading them again was aborted.`;
    default:
      return `Readings: ${were}; they are being read again.`;
  }
}
