"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { inputOf, useLocalForm } from "@/components/ui/form";
import { plural } from "@/components/ui/format";
import { facetsQuery, type WordEdit } from "@/lib/items/queries";
import { facetValues, oneWord } from "@/lib/items/schema";

const TEXTS: Record<WordEdit, { verb: string; noun: string }> = {
  tag: { verb: "Tag", noun: "Tag" },
  untag: { verb: "Untag", noun: "Tag" },
  label: { verb: "Label", noun: "Label" },
  unlabel: { verb: "Unlabel", noun: "Label" },
};
const SHOWN = 40;

interface WordsDialogProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly edit: WordEdit;
  readonly count: number;
  readonly onSubmit: (words: string[]) => void;
  readonly onClose: () => void;
}

/** Asks for a tag or a label, with completion from what the dataset knows. */
export function WordsDialog({ datasetId, stateId, edit, count, onSubmit, onClose }: WordsDialogProps) {
  const listId = useId();
  const { verb, noun } = TEXTS[edit];
  const { data: facets } = useQuery(facetsQuery(datasetId, stateId, ""));
  const [word, setWord] = useState("");
  const known = useMemo(() => facetValues(facets, noun.toLowerCase()).map(({ value }) => value), [facets, noun]);
  const offered = known.filter((value) => value.toLowerCase().includes(word.trim().toLowerCase())).slice(0, SHOWN);
  const submit = (chosen: string) => {
    onClose();
    onSubmit([chosen]);
  };
  const { formProps, fields } = useLocalForm({ schema: oneWord, onSubmit: (input) => submit(input.word) });
  return (
    <Dialog onClose={onClose} title={`${verb} ${plural(count, "item")}`}>
      <form {...formProps} className="grid gap-4">
        <TextField
          label={noun}
          {...inputOf(fields.word)}
          list={listId}
          autoComplete="off"
          onInput={(event) => setWord(event.currentTarget.value)}
        />
        <datalist id={listId}>
          {known.slice(0, 500).map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
        {offered.length > 0 ? (
          <div className="flex max-h-40 flex-wrap gap-1.5 overflow-y-auto">
            {offered.map((value) => (
              <button
                key={value}
                type="button"
                onClick={() => submit(value)}
                className="max-w-full truncate rounded-full bg-sunken px-2.5 py-1 text-[13px] hover:bg-accent-soft hover:text-accent-text"
              >
                {value}
              </button>
            ))}
          </div>
        ) : null}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            {verb}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
