"use client";

import { useQuery } from "@tanstack/react-query";
import { LoadError } from "@/components/ui/alert";
import { plural } from "@/components/ui/format";
import { Skeleton } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import { mergePreviewQuery, type SourceSelection } from "@/lib/merging/queries";
import type { MergePreviewDto } from "@/lib/merging/schema";

/** What adding the sources to a dataset would come to; undefined while that is not known, or where nothing is chosen. */
export function useMergeOutcome(destination: string | null, sources: readonly SourceSelection[] | null) {
  return useQuery({
    ...mergePreviewQuery(destination ?? "", sources ?? []),
    enabled: destination !== null && sources !== null && sources.length > 0,
  });
}

interface MergeOutcomeProps {
  readonly destination: Pick<DatasetDto, "display_name" | "snapshots_enabled" | "status">;
  /** How many of what is chosen are items of the destination itself. */
  readonly own: number;
  readonly outcome: ReturnType<typeof useMergeOutcome>;
  /** There is something to ask the server about. */
  readonly asks: boolean;
}

/** What will come of it, in numbers, and what is lost. */
export function MergeOutcome({ destination, own, outcome, asks }: MergeOutcomeProps) {
  if (outcome.error) return <LoadError message={outcome.error.message} retry={() => void outcome.refetch()} />;
  if (asks && !outcome.data) return <Skeleton className="h-11" />;
  return (
    <div role="status" className="grid gap-1 rounded-md bg-sunken px-3.5 py-2.5 wrap-anywhere">
      {outcomeWords(destination, own, outcome.data ?? null).map((words) => (
        <p key={words}>{words}</p>
      ))}
    </div>
  );
}

/** Sentences that say what adding comes to. */
export function outcomeWords(
  { display_name: name, snapshots_enabled, status }: MergeOutcomeProps["destination"],
  own: number,
  preview: MergePreviewDto | null,
): string[] {
  const { adding, already_there, repeated, skipped_fields } = preview ?? {
    adding: 0,
    already_there: 0,
    repeated: 0,
    skipped_fields: [],
  };
  const there = already_there + own;
  const words = [
    adding > 0
      ? `Adds ${plural(adding, "item")} to “${name}”, with tags, labels, captions, objects, metadata and splits.`
      : "Nothing would be added.",
  ];
  if (there > 0) words.push(`${plural(there, "item is", "items are")} there already and skipped.`);
  if (repeated > 0)
    words.push(
      `${plural(repeated, "item has", "items have")} the file of another one of these and ${repeated === 1 ? "is" : "are"} skipped.`,
    );
  if (adding > 0 && skipped_fields.length > 0)
    words.push(
      `Left out: ${skipped_fields.join(", ")}, which ${skipped_fields.length === 1 ? "has" : "have"} another type there.`,
    );
  // A draft has nothing that could be saved.
  if (adding > 0 && snapshots_enabled && status !== "DRAFT") words.push("A snapshot of it is saved first.");
  return words;
}
