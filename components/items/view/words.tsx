"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useId, useRef } from "react";
import { FieldProblem } from "@/components/ui/field";
import { inputOf, useLocalForm } from "@/components/ui/form";
import { facetsQuery } from "@/lib/items/queries";
import { facetValues, oneWord } from "@/lib/items/schema";
import { useOpenItem } from "./open-item";

type Kind = "tag" | "label";

/** The tags or labels of one item, to take away and to add. */
export function Words({ kind }: { kind: Kind }) {
  const { item, blocked } = useOpenItem();
  const words = item[`${kind}s`];
  if (blocked !== null && words.length === 0) return <span className="text-muted">none</span>;
  return (
    <div className="flex flex-wrap items-center gap-1">
      {words.map((word) => (
        <Word key={word} kind={kind} word={word} />
      ))}
      {blocked === null ? <AddWord key={item.media_id} kind={kind} /> : null}
    </div>
  );
}

/** The item as an edit is told of it. */
function useTarget() {
  const { item, edits } = useOpenItem();
  const { media_id: mediaId, item_no: no } = item;
  return { edits, target: { request: { item_ids: [mediaId] }, has: (itemNo: number) => itemNo === no, count: 1 } };
}

function Word({ kind, word }: { kind: Kind; word: string }) {
  const { item, blocked } = useOpenItem();
  const { edits, target } = useTarget();
  const shown = kind === "label" && item.propagated_labels.includes(word) ? `${word} (propagated)` : word;
  return (
    <span className="inline-flex max-w-full items-center rounded-full bg-accent-soft text-xs font-medium text-accent-text">
      <span dir="auto" title={shown} className="truncate py-0.5 pl-2 last:pr-2">
        {shown}
      </span>
      {blocked === null ? (
        <button
          type="button"
          aria-label={`Remove ${kind} ${word}`}
          onClick={(event) => {
            // The button goes with its word: the focus stays where words are written.
            event.currentTarget.closest("div")?.querySelector("input")?.focus();
            void edits.words(`un${kind}`, target, [word]);
          }}
          className="grid place-items-center rounded-full p-1 hover:bg-surface/60 pointer-coarse:size-12"
        >
          <X size={11} aria-hidden />
        </button>
      ) : null}
    </span>
  );
}

function AddWord({ kind }: { kind: Kind }) {
  const { datasetId, stateId } = useOpenItem();
  const { edits, target } = useTarget();
  const listId = useId();
  const { data: facets } = useQuery({ ...facetsQuery(datasetId, stateId, ""), enabled: stateId !== "" });
  const formRef = useRef<HTMLFormElement>(null);
  const { formProps, fields } = useLocalForm({
    schema: oneWord,
    onSubmit: ({ word }) => {
      void edits.words(kind, target, [word]);
      // The library's own reset is a submission, and there is none within another.
      formRef.current?.reset();
    },
  });
  const { error, ...input } = { ...inputOf(fields.word), required: false };
  return (
    <form {...formProps} ref={formRef} className="grid gap-1">
      <input
        {...input}
        dir="auto"
        aria-label={`Add a ${kind}`}
        aria-invalid={error ? true : undefined}
        placeholder={`Add ${kind}`}
        list={listId}
        maxLength={255}
        autoComplete="off"
        className="h-6 w-24 rounded-full border border-line bg-surface px-2 text-xs placeholder:text-muted aria-invalid:border-danger pointer-coarse:h-12 pointer-coarse:w-32"
      />
      <FieldProblem>{error}</FieldProblem>
      <datalist id={listId}>
        {facetValues(facets, kind)
          .slice(0, 500)
          .map(({ value }) => (
            <option key={value} value={value} />
          ))}
      </datalist>
    </form>
  );
}
