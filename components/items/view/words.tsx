"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useId } from "react";
import { facetsQuery } from "@/lib/items/queries";
import { facetValues, type ItemDto } from "@/lib/items/schema";
import type { Edits } from "../use-edits";

interface WordsProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly item: ItemDto;
  readonly kind: "tag" | "label";
  readonly blocked: string | null;
  readonly edits: Edits;
}

/** The tags or labels of one item, to take away and to add. */
export function Words({ datasetId, stateId, item, kind, blocked, edits }: WordsProps) {
  const listId = useId();
  const { data: facets } = useQuery({
    ...facetsQuery(datasetId, stateId, ""),
    enabled: blocked === null && stateId !== "",
  });
  const words = item[`${kind}s`];
  const target = { request: { item_ids: [item.media_id] }, has: (itemNo: number) => itemNo === item.item_no, count: 1 };
  const noun = kind === "tag" ? "tag" : "label";
  return (
    <div className="flex flex-wrap items-center gap-1">
      {words.map((word) => (
        <span
          key={word}
          className="inline-flex max-w-full items-center rounded-full bg-accent-soft text-xs font-medium text-accent-text"
        >
          <span className="truncate py-0.5 pl-2 last:pr-2">
            {kind === "label" && item.propagated_labels.includes(word) ? `${word} (propagated)` : word}
          </span>
          {blocked === null ? (
            <button
              type="button"
              aria-label={`Remove ${noun} ${word}`}
              onClick={() => void edits.words(`un${kind}`, target, [word])}
              className="rounded-full p-1 hover:bg-surface/60"
            >
              <X size={11} aria-hidden />
            </button>
          ) : null}
        </span>
      ))}
      {blocked !== null ? (
        words.length === 0 ? (
          <span className="text-muted">none</span>
        ) : null
      ) : (
        <form
          className="flex"
          onSubmit={(event) => {
            event.preventDefault();
            const word = String(new FormData(event.currentTarget).get("word")).trim();
            if (word) void edits.words(kind, target, [word]);
            event.currentTarget.reset();
          }}
        >
          <input
            name="word"
            aria-label={`Add a ${noun}`}
            placeholder={`Add ${noun}`}
            list={listId}
            maxLength={255}
            autoComplete="off"
            className="h-6 w-24 rounded-full border border-line bg-surface px-2 text-xs placeholder:text-muted"
          />
          <datalist id={listId}>
            {facetValues(facets, kind)
              .slice(0, 500)
              .map(({ value }) => (
                <option key={value} value={value} />
              ))}
          </datalist>
        </form>
      )}
    </div>
  );
}
