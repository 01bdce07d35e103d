"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Select, TextField } from "@/components/ui/field";
import { inputOf, useLocalForm } from "@/components/ui/form";
import { plural } from "@/components/ui/format";
import { facetsQuery } from "@/lib/items/queries";
import { facetValues } from "@/lib/items/schema";
import { cellValues, FIELD_TYPES, fieldNameProblem, parseValue, type Field, type FieldType } from "@/lib/fields/rules";

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

type KnownFields = ReadonlyMap<string, Pick<Field, "type" | "multi">>;

const parsedValues = (text: string, type: FieldType, multi: boolean) =>
  cellValues(text, multi).map((value) => parseValue(type, value));

/** A field and the value that it gets. A field that is there keeps its type. */
const fieldForm = (known: KnownFields) =>
  z
    .strictObject({
      field: z.string({ error: "Name a field" }).trim(),
      type: z.enum(FIELD_TYPES).default("string"),
      value: z.string().default(""),
    })
    .superRefine(({ field, type, value }, context) => {
      const wrong = fieldNameProblem(field);
      if (wrong) return context.addIssue({ code: "custom", path: ["field"], message: wrong });
      const there = known.get(field);
      const bad = parsedValues(value, there?.type ?? type, there?.multi ?? false).find((one) => "problem" in one);
      if (bad && "problem" in bad) context.addIssue({ code: "custom", path: ["value"], message: bad.problem });
    });

/** Asks for a metadata field and the value that it gets, or that it is to be taken away. */
export function FieldDialog({ datasetId, stateId, count, onSubmit, onClose }: FieldDialogProps) {
  const listId = useId();
  const { data: facets } = useQuery(facetsQuery(datasetId, stateId, ""));
  const [name, setName] = useState("");
  const known: KnownFields = new Map((facets?.fields ?? []).map((field) => [field.name, field]));
  const there = known.get(name.trim());
  const options = there?.type === "enum" ? facetValues(facets, name.trim()) : [];
  const answer = (change: FieldChange) => {
    onClose();
    onSubmit(change);
  };
  const { formProps, fields } = useLocalForm({
    schema: fieldForm(known),
    onSubmit: ({ field, type, value }) => {
      const is = known.get(field);
      const values = parsedValues(value, is?.type ?? type, is?.multi ?? false).map((one) =>
        "value" in one ? one.value : null,
      );
      answer({ field, value: is?.multi ? values : values[0], ...(is ? {} : { type }) });
    },
  });
  return (
    <Dialog
      onClose={onClose}
      title={`Edit metadata of ${plural(count, "item")}`}
      description={there ? undefined : "Choose a field that is there, or name a new one."}
    >
      <form {...formProps} className="grid gap-4">
        <TextField
          label="Field"
          {...inputOf(fields.field)}
          maxLength={255}
          list={listId}
          autoComplete="off"
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <Options id={listId} values={[...known.keys()]} />
        <div className="grid gap-1.5">
          <span aria-hidden className="font-medium">
            Type
          </span>
          <Select
            key={there?.type}
            label="Type"
            name={fields.type.name}
            defaultValue={there?.type ?? "string"}
            disabled={there !== undefined}
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
          {...inputOf(fields.value)}
          hint={there?.multi ? "Several values are parted by semicolons." : undefined}
          autoComplete="off"
          list={`${listId}-values`}
        />
        <Options id={`${listId}-values`} values={options.map(({ value }) => value)} />
        <DialogActions>
          {there ? (
            <Button variant="danger" className="mr-auto" onClick={() => answer({ field: name.trim(), value: null })}>
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

const Options = ({ id, values }: { id: string; values: readonly string[] }) => (
  <datalist id={id}>
    {values.map((value) => (
      <option key={value} value={value} />
    ))}
  </datalist>
);
