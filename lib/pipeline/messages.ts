/** What adding media and indexing say of themselves, in numbers; a count of zero is not named. Pure. */
import type { IndexRun } from "@/lib/indexing/run";
import { formatCount, plural } from "@/lib/text";

/** `Read 16 of 60 files, 2 could not be used`; without the total where it is not known yet. */
export function describeReading(read: number, total: number | null, failed: number): string {
  // An archive that breaks off yields fewer or more than it announced.
  const files =
    total !== null && total >= read ? `${formatCount(read)} of ${plural(total, "file")}` : plural(read, "file");
  return `Read ${files}${failed > 0 ? `, ${formatCount(failed)} could not be used` : ""}`;
}

/** `Indexed 1,200 items: 14 clusters; 3 blur, 20 duplicates`. */
export function describeRun({ indexed, clusters, issues, unreadable }: IndexRun["summary"]): string {
  const found = Object.entries(issues)
    .filter(([, count]) => count > 0)
    .map(([issue, count]) => `${formatCount(count)} ${issue}`);
  const parts = [
    ...(clusters > 0 ? [plural(clusters, "cluster")] : []),
    ...(found.length > 0 ? [found.join(", ")] : []),
    ...(unreadable > 0 ? [`${plural(unreadable, "file")} gave no picture`] : []),
  ];
  const what = indexed > 0 ? `Indexed ${plural(indexed, "item")}` : "There was nothing to index";
  return parts.length > 0 ? `${what}: ${parts.join("; ")}` : what;
}
