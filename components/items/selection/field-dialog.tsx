"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Select, TextField } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import { facetsQuery } from "@/lib/items/queries";
import { facetValues } from "@/lib/items/schema";
import { cellValues, FIELD_TYPES, fieldNameProblem, parseValue, type FieldType } from "@/lib/fields/rules";

const FIELD_TYPE_LABELS: Record<FieldType, string> = {
  string: "Text",
  float: "Number",
  datetime: "Date or time",
  enum: "One of some options",
  link: "Link",
};

export interface FieldChange {
  readonly field: string;
  readonly value: unknown;
  readonly type?: FieldType;
}

interface FieldDialogProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly count: number;
  readonly onSubmit: (change: FieldChange) => void;
  readonly onClose: () => void;
}

/** Asks for a metadata field and the value that it gets, or that it is to be taken away. */
export function FieldDialog({ datasetId, stateId, count, onSubmit, onClose }: FieldDialogProps) {
  const listId = useId();
  const { data: facets } = useQuery(facetsQuery(datasetId, stateId, ""));
  const [name, setName] = useState("");
  const [type, setType] = useState<FieldType>("string");
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const known = new Map((facets?.fields ?? []).map((field) => [field.name, field]));
  const there = known.get(name.trim());
  const used = there?.type ?? type;
  const options = used === "enum" ? facetValues(facets, name.trim()).map((option) => option.value) : [];
  const submit = (text: string | null) => {
    const wrong = fieldNameProblem(name.trim());
    if (wrong) return setProblem(wrong);
    if (text === null) return onSubmit({ field: name.trim(), value: null });
    const parsed = cellValues(text, there?.multi ?? false).map((value) => parseValue(used, value));
    const bad = parsed.find((value) => "problem" in value);
    if (bad && "problem" in bad) return setProblem(bad.problem);
    const values = parsed.map((value) => ("value" in value ? value.value : null));
    onSubmit({ field: name.trim(), value: there?.multi ? values : values[0], ...(there ? {} : { type }) });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Edit metadata of ${plural(count, "item")}`}
      description={there ? undefined : "Choose a field that is there, or name a new one."}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit(value);
        }}
      >
        <TextField
          label="Field"
          required
          maxLength={255}
          list={listId}
          autoComplete="off"
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            setProblem(null);
          }}
        />
        <datalist id={listId}>
          {[...known.keys()].map((field) => (
            <option key={field} value={field} />
          ))}
        </datalist>
        <div className="grid gap-1.5">
          <span aria-hidden className="font-medium">
            Type
          </span>
          <Select
            label="Type"
            value={used}
            disabled={there !== undefined}
            onChange={(event) => setType(event.target.value as FieldType)}
          >
            {FIELD_TYPES.map((one) => (
              <option key={one} value={one}>
                {FIELD_TYPE_LABELS[one]}
              </option>
            ))}
          </Select>
        </div>
        <TextField
          label="Value"
          hint={there?.multi ? "Several values are parted by semicolons." : undefined}
          autoComplete="off"
          list={`${listId}-values`}
          value={value}
          error={problem}
          onChange={(event) => {
            setValue(event.target.value);
            setProblem(null);
          }}
        />
        <datalist id={`${listId}-values`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
        <DialogActions>
          {there ? (
            <Button variant="danger" className="mr-auto" onClick={() => submit(null)}>
              Take the field away
            </Button>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Set
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
