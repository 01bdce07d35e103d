"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { formatDateTime, formatValue } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import { api } from "@/lib/api-client";
import { objectChangeWords } from "@/lib/objects/change-words";
import { shortened } from "@/lib/text";
import { keys } from "@/lib/query-keys";
import type { BlameDto, HistoryChange, HistoryDto } from "@/lib/items/schema";
import { useOpenItem } from "./open-item";

const NAMES: Record<HistoryChange["kind"], string> = {
  added: "Added to the dataset",
  removed: "Taken out of the dataset",
  tags: "Tags",
  labels: "Labels",
  split: "Split",
  issues: "Issues",
  cluster: "Cluster",
  file: "File",
  caption: "Caption",
  objects: "Objects",
  metadata: "Metadata",
  origin: "Licence and source",
};

/** What happened to the item from version to version; asked for when it is opened. */
export function ItemHistory() {
  const { datasetId, item } = useOpenItem();
  const mediaId = item.media_id;
  const [open, setOpen] = useState(false);
  const history = useInfiniteQuery({
    queryKey: keys.itemHistory(datasetId, mediaId),
    queryFn: ({ pageParam, signal }) =>
      api<HistoryDto>(
        `/dataset/${datasetId}/items/${mediaId}/history?${new URLSearchParams(pageParam ? { cursor: pageParam } : {})}`,
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    enabled: open,
  });
  const { data: blame } = useQuery({
    queryKey: keys.itemBlame(datasetId, mediaId),
    queryFn: ({ signal }) => api<BlameDto>(`/dataset/${datasetId}/items/${mediaId}/blame`, { signal }),
    enabled: open,
  });
  const { hasNextPage, fetchNextPage, isFetchingNextPage } = history;
  return (
    <details className="border-t border-line p-4" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer font-semibold pointer-coarse:py-3">History</summary>
      <div className="grid gap-3 pt-3">
        {blame && blame.facts.length > 0 ? <Blame facts={blame.facts} /> : null}
        <Loaded query={history} skeleton={<Skeleton className="h-24" />}>
          {({ pages }) => <Entries entries={pages.flatMap((page) => page.entries)} more={hasNextPage} />}
        </Loaded>
        {hasNextPage ? (
          <Button
            className="h-8! justify-self-start"
            disabled={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            Look at older versions
          </Button>
        ) : null}
      </div>
    </details>
  );
}

/** Who wrote what is there now. */
const Blame = ({ facts }: BlameDto) => (
  <ul aria-label="Who wrote what is there now" className="grid gap-1 text-[13px]">
    {facts.map(({ kind, value, by, at, did }) => (
      <li key={`${kind} ${value ?? ""}`} className="wrap-anywhere">
        <span className="text-muted">{NAMES[kind]}</span>
        {value === null ? null : <span dir="auto"> {value}</span>}
        <span className="text-muted">: </span>
        <span title={by ? `${by} ${did}` : undefined}>{by ?? "not on record"}</span>
        {at ? <span className="text-muted">, {formatDateTime(at)}</span> : null}
      </li>
    ))}
  </ul>
);

function Entries({ entries, more }: { entries: HistoryDto["entries"]; more: boolean }) {
  if (entries.length === 0 && !more) return <p className="text-muted">Nothing of it changed in the kept versions.</p>;
  return (
    <ol aria-label="History" className="grid gap-3">
      {entries.map((entry) => (
        <li key={entry.snapshot_id ?? "now"} className="border-l-2 border-line pl-3">
          <p className="font-medium wrap-anywhere">{entry.snapshot_name ?? "Current data"}</p>
          {entry.created_at ? <p className="text-xs text-muted">Saved {formatDateTime(entry.created_at)}</p> : null}
          <ul className="mt-1 grid gap-1.5">
            {entry.changes.map((change) => (
              <li key={change.kind} className="text-[13px]">
                <Change change={change} />
                <span
                  className="block text-xs wrap-anywhere text-muted"
                  title={change.by ? `${change.by} ${change.did}` : undefined}
                >
                  {change.by ?? "It is not on record who did this."}
                  {change.at ? `, ${formatDateTime(change.at)}` : ""}
                </span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function Change({ change }: { change: HistoryChange }) {
  if (change.kind === "added" || change.kind === "removed") return NAMES[change.kind];
  if (change.object_changes)
    return (
      <>
        <span className="text-muted">{NAMES[change.kind]}: </span>
        {objectChangeWords(change.object_changes).map((phrase) => (
          <span key={phrase} dir="auto" data-phrase className="block pl-3 -indent-3 wrap-anywhere">
            {phrase}
          </span>
        ))}
      </>
    );
  return (
    <>
      <span className="text-muted">{NAMES[change.kind]}: </span>
      {change.added || change.removed ? (
        <>
          {(change.removed ?? []).map((word) => (
            <del key={word} dir="auto" className="mr-1.5 wrap-anywhere text-danger">
              {word}
            </del>
          ))}
          {(change.added ?? []).map((word) => (
            <ins key={word} dir="auto" className="mr-1.5 wrap-anywhere text-good no-underline">
              +{word}
            </ins>
          ))}
        </>
      ) : (
        <>
          {change.before === null ? null : (
            <del className="mr-1.5 wrap-anywhere text-danger">{told(change, change.before)}</del>
          )}
          {change.after === null ? null : (
            <ins className="wrap-anywhere text-good no-underline">{told(change, change.after)}</ins>
          )}
        </>
      )}
    </>
  );
}

const MAX_METADATA_TEXT = 300;

function told({ kind }: HistoryChange, value: unknown): string {
  if (kind === "file") return (value as { path: string }).path;
  if (kind === "metadata") {
    const text = Object.entries(value as object).map(([name, one]) => `${name} ${formatValue(one)}`);
    return shortened(text.join("; "), MAX_METADATA_TEXT);
  }
  return String(value);
}
