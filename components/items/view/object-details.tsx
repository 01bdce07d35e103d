"use client";

import { Plus, X } from "lucide-react";
import { useRef, useState, type ComponentProps } from "react";
import { z } from "zod";
import { useClasses } from "@/components/objects/classes";
import { Button, IconButton } from "@/components/ui/button";
import { Checkbox, FieldProblem, Select } from "@/components/ui/field";
import { inputOf, useLocalForm } from "@/components/ui/form";
import { formatDuration, formatValue } from "@/components/ui/format";
import type { AttributeSchema } from "@/lib/classes/schema";
import { FLAGS, withAttribute, withFlag, withoutAttribute, type AttributeValue } from "@/lib/objects/details";
import { turned } from "@/lib/objects/edit";
import type { ItemObject } from "@/lib/objects/model";
import { useOpenItem } from "./open-item";
import { SMALL_BUTTON, SMALL_ICON } from "./row";
import { factsOf } from "./shown-objects";

const FIELD =
  "h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2 aria-invalid:border-danger pointer-coarse:h-12";

/** What is said of the chosen object beside its label, to change. */
export function ObjectDetails({ object }: { object: ItemObject }) {
  const { objects: editor } = useOpenItem();
  const { source, track_id: track, time_ms: time } = object;
  const facts = [
    factsOf(object),
    source ? `by ${source.kind === "person" ? "" : `${source.kind} `}${source.id}` : "",
    track === undefined ? "" : `track ${track}`,
    time === undefined ? "" : `at ${formatDuration(time)}`,
  ].filter(Boolean);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 text-[13px]">
      <p dir="auto" className="wrap-anywhere text-muted tabular-nums">
        {facts.join("; ")}
      </p>
      {object.mask ? (
        <p className="text-muted">
          A mask is shown and kept, not redrawn. Its label, flags and attributes can be changed here. To change its
          shape, delete it and draw a polygon, or add a file with the new mask.
        </p>
      ) : null}
      {object.rotated_box ? (
        <label className="flex items-center gap-2">
          Angle
          <NumberField
            value={object.rotated_box.angle}
            onChange={(degrees) => editor.change(turned(object, degrees), `angle ${object.object_id}`)}
            className={`${FIELD} w-24`}
          />
          degrees clockwise
        </label>
      ) : null}
      {object.keypoints ? <Keypoints object={object} /> : null}
      <fieldset className="flex flex-wrap gap-x-4 pointer-coarse:gap-y-1">
        <legend className="sr-only">Flags</legend>
        {FLAGS.map((flag) => (
          <Checkbox
            key={flag}
            label={flag[0]!.toUpperCase() + flag.slice(1)}
            checked={object.flags?.[flag] ?? false}
            onChange={(event) => editor.change(withFlag(object, flag, event.target.checked))}
          />
        ))}
      </fieldset>
      <Attributes object={object} />
    </div>
  );
}

const VISIBILITIES = ["Not labelled", "Hidden", "Visible"] as const;

function Keypoints({ object }: { object: ItemObject }) {
  const { objects: editor } = useOpenItem();
  const { find } = useClasses();
  const names = find(object.label)?.skeleton?.keypoints;
  const nameOf = (point: number) => names?.[point] || `Point ${point + 1}`;
  return (
    <ol aria-label="Keypoints" className="grid max-h-48 gap-1 overflow-y-auto">
      {object.keypoints!.map(([, , visibility], point) => (
        <li key={point} className="flex items-center gap-2">
          <button
            type="button"
            aria-pressed={editor.spot?.of === "keypoints" && editor.spot.point === point}
            disabled={visibility === 0}
            onClick={() => editor.select(object.object_id, { of: "keypoints", point })}
            className="min-h-8 min-w-20 rounded-md px-2 text-left hover:bg-surface disabled:opacity-50 aria-pressed:bg-accent-soft aria-pressed:text-accent-text pointer-coarse:min-h-12"
          >
            <span dir="auto" className="wrap-anywhere">
              {nameOf(point)}
            </span>
          </button>
          <Select
            label={`Visibility of ${names?.[point] ? nameOf(point) : `point ${point + 1}`}`}
            value={visibility}
            onChange={(event) => editor.setVisibility(point, Number(event.target.value) as 0 | 1 | 2)}
            className="h-8! pointer-coarse:h-12!"
          >
            {VISIBILITIES.map((name, value) => (
              <option key={name} value={value}>
                {name}
              </option>
            ))}
          </Select>
        </li>
      ))}
    </ol>
  );
}

/** What an attribute begins with, as its class describes it. */
const firstValueOf = ({ type, values, default: given }: AttributeSchema): AttributeValue =>
  given ?? { text: "", number: 0, boolean: true, select: values?.[0] ?? "" }[type];

function Attributes({ object }: { object: ItemObject }) {
  const { objects: editor } = useOpenItem();
  const described = useClasses().find(object.label)?.attributes ?? [];
  const attributes = Object.entries(object.attributes ?? {});
  const missing = described.filter(({ name }) => !Object.hasOwn(object.attributes ?? {}, name));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {attributes.length === 0 ? null : (
        <ul aria-label="Attributes" className="grid grid-cols-[minmax(0,1fr)] gap-1">
          {attributes.map(([name, value]) => (
            <li key={name} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-center gap-1.5">
              <span dir="auto" title={name} className="truncate">
                {name}
              </span>
              <AttributeField
                name={name}
                value={value}
                choices={described.find((one) => one.name === name)?.values}
                onChange={(next) =>
                  editor.change(
                    withAttribute(object, name, next),
                    `attribute ${JSON.stringify([object.object_id, name])}`,
                  )
                }
              />
              <IconButton
                label={`Remove attribute ${name}`}
                onClick={() => editor.change(withoutAttribute(object, name))}
                className={SMALL_ICON}
              >
                <X size={13} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {missing.length === 0 ? null : (
        <div className="flex flex-wrap gap-1.5">
          {missing.map((attribute) => (
            <Button
              key={attribute.name}
              className="h-7! px-2! text-[13px] pointer-coarse:h-12!"
              onClick={() => editor.change(withAttribute(object, attribute.name, firstValueOf(attribute)))}
            >
              <Plus size={13} aria-hidden /> {attribute.name}
            </Button>
          ))}
        </div>
      )}
      <AddAttribute key={object.object_id} object={object} />
    </div>
  );
}

interface AttributeFieldProps {
  readonly name: string;
  readonly value: AttributeValue;
  /** What its class lets it be. */
  readonly choices?: readonly string[] | undefined;
  readonly onChange: (value: AttributeValue) => void;
}

/** A value by its type; a list and nothing at all, which files may bring, are shown as they are. */
function AttributeField({ name, value, choices, onChange }: AttributeFieldProps) {
  const label = `Value of ${name}`;
  if (choices && typeof value === "string")
    return (
      <Select
        label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8! pointer-coarse:h-12!"
      >
        {/* A value from before stays until another one is chosen. */}
        {[...new Set([...choices, value])].map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </Select>
    );
  if (typeof value === "boolean")
    return (
      <Select
        label={label}
        value={String(value)}
        onChange={(event) => onChange(event.target.value === "true")}
        className="h-8! pointer-coarse:h-12!"
      >
        <option value="true">Yes</option>
        <option value="false">No</option>
      </Select>
    );
  if (typeof value === "number")
    return <NumberField aria-label={label} value={value} onChange={onChange} className={FIELD} />;
  if (typeof value === "string")
    return (
      <input
        dir="auto"
        aria-label={label}
        value={value}
        maxLength={5_000}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        className={FIELD}
      />
    );
  return (
    <span dir="auto" className="wrap-anywhere text-muted">
      {formatValue(value) || "nothing"}
    </span>
  );
}

interface NumberFieldProps extends Omit<ComponentProps<"input">, "value" | "onChange"> {
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A number while it is typed: what is none yet stays in the field and changes nothing. */
function NumberField({ value, onChange, ...props }: NumberFieldProps) {
  const [typed, setTyped] = useState({ text: String(value), value });
  // It was changed elsewhere: by an undo, or with the pointer.
  if (typed.value !== value) setTyped({ text: String(value), value });
  const isNumber = typed.text.trim() !== "" && Number.isFinite(Number(typed.text));
  return (
    <input
      inputMode="decimal"
      autoComplete="off"
      aria-invalid={isNumber ? undefined : true}
      value={typed.text}
      onChange={({ target: { value: text } }) => {
        const number = Number(text);
        const isOne = text.trim() !== "" && Number.isFinite(number);
        setTyped({ text, value: isOne ? number : value });
        if (isOne && number !== value) onChange(number);
      }}
      {...props}
    />
  );
}

const FIRST_VALUES = { text: "", number: 0, "yes/no": true } as const;

function AddAttribute({ object }: { object: ItemObject }) {
  const { objects: editor } = useOpenItem();
  const formRef = useRef<HTMLFormElement>(null);
  const taken = Object.keys(object.attributes ?? {});
  const schema = z.strictObject({
    name: z
      .string({ error: "An attribute needs a name" })
      .trim()
      .min(1, "An attribute needs a name")
      .max(255, "A name has at most 255 characters")
      .refine((name) => !taken.includes(name), "There is one of that name"),
    type: z.enum(["text", "number", "yes/no"]),
  });
  const { formProps, fields } = useLocalForm({
    schema,
    onSubmit: ({ name, type }) => {
      editor.change(withAttribute(object, name, FIRST_VALUES[type]));
      formRef.current?.reset();
    },
  });
  const { error, ...input } = { ...inputOf(fields.name), required: false };
  return (
    <form {...formProps} ref={formRef} className="grid grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-1.5">
      <input
        {...input}
        dir="auto"
        aria-label="Name of a new attribute"
        aria-invalid={error ? true : undefined}
        placeholder="New attribute"
        autoComplete="off"
        className={FIELD}
      />
      <Select label="Type of the new attribute" name={fields.type.name} className="h-8! pr-2! pointer-coarse:h-12!">
        <option value="text">Text</option>
        <option value="number">Number</option>
        <option value="yes/no">Yes or no</option>
      </Select>
      <Button type="submit" className={SMALL_BUTTON}>
        <Plus size={14} aria-hidden /> Add
      </Button>
      <span className="col-span-3">
        <FieldProblem>{error}</FieldProblem>
      </span>
    </form>
  );
}
