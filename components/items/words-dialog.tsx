"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useMemo } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import type { DatasetDto } from "@/lib/datasets/schema";
import { editWords, facetsQuery, type WordEdit } from "@/lib/items/queries";
import type { Selection } from "./use-selection";

const TEXTS: Record<WordEdit, { verb: string; noun: string; done: string }> = {
  tag: { verb: "Tag", noun: "Tag", done: "tagged" },
  untag: { verb: "Untag", noun: "Tag", done: "untagged" },
  label: { verb: "Label", noun: "Label", done: "labelled" },
  unlabel: { verb: "Unlabel", noun: "Label", done: "unlabelled" },
};

/** Adds a tag or label to the selected items, or takes one away, with completion from what the dataset knows. */
export function WordsDialog({ dataset, edit, selection, onClose }: { dataset: DatasetDto; edit: WordEdit; selection: Selection; onClose: () => void }) {
  const client = useQueryClient();
  const listId = useId();
  const { verb, noun, done } = TEXTS[edit];
  const { data: facets } = useQuery(facetsQuery(dataset.id, ""));
  const kind = noun === "Tag" ? "tag" : "label";
  const removing = verb.startsWith("Un");
  const known = useMemo(() => {
    const all = (facets?.facets[kind] ?? []).map(({ value }) => value);
    if (!removing || selection.isAll) return all;
    const present = new Set(selection.loaded.flatMap((item) => item[`${kind}s`]));
    return all.filter((value) => present.has(value));
  }, [facets, kind, removing, selection]);
  const change = useMutation({
    mutationFn: (word: string) => editWords(dataset.id, edit, selection.request, [word]),
    onSuccess: ({ changed }) => {
      toast.success(changed === 0 ? `No item had to be ${done}` : `${plural(changed, "item")} ${done}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`${verb} ${plural(selection.count, "item")}`}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(String(new FormData(event.currentTarget).get("word")));
        }}
      >
        <TextField label={noun} name="word" required maxLength={255} list={listId} autoComplete="off" error={change.error?.message} />
        <datalist id={listId}>
          {known.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
        {known.length > 0 ? (
          <div className="flex max-h-40 flex-wrap gap-1.5 overflow-y-auto">
            {known.slice(0, 40).map((value) => (
              <button key={value} type="button" disabled={change.isPending} onClick={() => change.mutate(value)} className="rounded-full bg-sunken px-2.5 py-1 text-[13px] hover:bg-accent-soft hover:text-accent-text">
                {value}
              </button>
            ))}
          </div>
        ) : null}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={change.isPending} aria-busy={change.isPending}>
            {verb}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
