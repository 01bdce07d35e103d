"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Select, TextArea, TextField } from "@/components/ui/field";
import { ATTRIBUTE_TYPES, type AttributeSchema, type ClassDto, type ClassEdit } from "@/lib/classes/schema";
import { Asking } from "./asking";
import { attributesOf, edgesText, parseSkeleton, type AttributeRow } from "./details-text";

type Definition = NonNullable<ClassEdit["define"]>;

interface ClassDetailsProps {
  readonly one: ClassDto;
  readonly busy: boolean;
  readonly onSave: (define: Definition) => void;
  readonly onCancel: () => void;
}

const TYPE_WORDS: Record<AttributeSchema["type"], string> = {
  text: "Text",
  number: "Number",
  boolean: "Yes or no",
  select: "One of",
};

/** The keypoints of a class with how they are joined, and the attributes that its objects can have. */
export function ClassDetails({ one, busy, onSave, onCancel }: ClassDetailsProps) {
  const [points, setPoints] = useState((one.skeleton?.keypoints ?? []).join("\n"));
  const [edges, setEdges] = useState(edgesText(one.skeleton));
  const [rows, setRows] = useState<readonly AttributeRow[]>(
    (one.attributes ?? []).map((attribute) => ({ ...attribute, values: (attribute.values ?? []).join(", ") })),
  );
  const skeleton = parseSkeleton(points, edges);
  const attributes = attributesOf(rows);
  const put = (at: number, part: Partial<AttributeRow>) =>
    setRows(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <Asking
      action="Save"
      {...{ busy, onCancel }}
      disabled={"problem" in skeleton || "problem" in attributes}
      onSubmit={() => {
        if ("problem" in skeleton || "problem" in attributes) return;
        onSave({
          name: one.name,
          skeleton: skeleton.value,
          attributes: attributes.value.length > 0 ? attributes.value : null,
        });
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextArea
          label="Keypoints, one a line"
          rows={4}
          value={points}
          placeholder={"head\nneck"}
          onChange={(event) => setPoints(event.target.value)}
        />
        <TextArea
          label="Joined, one pair a line"
          rows={4}
          value={edges}
          placeholder="head, neck"
          error={"problem" in skeleton ? skeleton.problem : null}
          onChange={(event) => setEdges(event.target.value)}
        />
      </div>
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 font-medium">Attributes of its objects</legend>
        {rows.map((row, at) => (
          <div key={at} className="grid grid-cols-[minmax(0,1fr)_auto_auto] items-end gap-2">
            <TextField label="Name" value={row.name} onChange={(event) => put(at, { name: event.target.value })} />
            <Select
              label={`Type of ${row.name || "the attribute"}`}
              value={row.type}
              onChange={(event) => put(at, { type: event.target.value as AttributeRow["type"], default: undefined })}
            >
              {ATTRIBUTE_TYPES.map((type) => (
                <option key={type} value={type}>
                  {TYPE_WORDS[type]}
                </option>
              ))}
            </Select>
            <IconButton
              label={`Remove ${row.name || "the attribute"}`}
              onClick={() => setRows(rows.filter((_, index) => index !== at))}
            >
              <X size={16} aria-hidden />
            </IconButton>
            {row.type === "select" ? (
              <div className="col-span-3">
                <TextField
                  label="Values, with commas between"
                  value={row.values}
                  onChange={(event) => put(at, { values: event.target.value, default: undefined })}
                />
              </div>
            ) : null}
          </div>
        ))}
        {"problem" in attributes ? (
          <p role="alert" className="text-[13px] text-danger">
            {attributes.problem}
          </p>
        ) : null}
        <Button
          className="justify-self-start"
          onClick={() => setRows([...rows, { name: "", type: "text", values: "" }])}
        >
          <Plus size={16} aria-hidden /> Add attribute
        </Button>
      </fieldset>
    </Asking>
  );
}
