/** What adding media and indexing say of themselves, in numbers; a count of zero is not named. Pure. */
import type { IndexRun } from "@/lib/indexing/run";
import { formatCount, plural } from "@/lib/text";
import type { AnnotationImportResult, AnnotationResult, ImportResult } from "./schema";

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

/** `Added 2 items; 1 with labels, 1 with objects; 2 annotations could not be used`. */
export function describeImport(result: ImportResult, onDuplicate: "keep" | "skip"): string {
  const { added, failed, duplicates, annotations } = result;
  return [
    added > 0 ? `Added ${plural(added, "item")}` : "Added nothing",
    ...(failed > 0 ? [`${plural(failed, "file")} could not be used`] : []),
    ...(duplicates > 0 ? [`${plural(duplicates, "duplicate")} ${onDuplicate === "skip" ? "skipped" : "kept"}`] : []),
    ...(annotations && annotations.existing > 0
      ? [`annotated ${plural(annotations.existing, "item")} that ${annotations.existing === 1 ? "was" : "were"} there`]
      : []),
    ...(annotations ? annotationParts(annotations) : []),
  ].join("; ");
}

/** `Changed 2 items: 4 objects added, 1 updated; 1 picture of the files is not here`. */
export function describeAnnotationImport({ annotations, failed }: AnnotationImportResult): string {
  const { existing, objects, pictures, problem_count } = annotations;
  const moved = (["added", "updated", "removed"] as const).filter((what) => objects[what] > 0);
  const counts = moved.map((what, index) =>
    index === 0 ? `${plural(objects[what], "object")} ${what}` : `${formatCount(objects[what])} ${what}`,
  );
  const changed = existing > 0 ? `Changed ${plural(existing, "item")}` : "Everything was there already";
  return [
    counts.length > 0 ? `${changed}: ${counts.join(", ")}` : changed,
    ...(pictures.unmatched > 0
      ? [`${plural(pictures.unmatched, "picture")} of the files ${pictures.unmatched === 1 ? "is" : "are"} not here`]
      : []),
    ...(failed > 0 ? [`${plural(failed, "file")} could not be used`] : []),
    ...(problem_count > 0 ? [unusable(problem_count)] : []),
  ].join("; ");
}

const unusable = (count: number): string => `${plural(count, "annotation")} could not be used`;

function annotationParts({ labelled, captioned, boxed, problem_count }: AnnotationResult): string[] {
  const kinds = [
    [labelled, "labels"],
    [captioned, "a caption"],
    [boxed, "objects"],
  ] as const;
  const words = kinds.filter(([count]) => count > 0).map(([count, kind]) => `${formatCount(count)} with ${kind}`);
  return [...(words.length > 0 ? [words.join(", ")] : []), ...(problem_count > 0 ? [unusable(problem_count)] : [])];
}
