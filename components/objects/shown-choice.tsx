"use client";

import clsx from "clsx";
import { useState, type ReactNode } from "react";
import { RangeField } from "@/components/ui/field";
import { formatCount, formatPercent, plural } from "@/components/ui/format";
import type { FoundObject } from "@/lib/objects/model";
import { useClasses } from "./classes";
import { KINDS } from "./kinds";
import { countsOf, isShown, toggled, useHidden, useMaskOpacity } from "./use-shown";

/** Which of the objects are drawn: by kind, by label, and how strongly masks are. */
export function ShownChoice({ objects }: { objects: readonly Pick<FoundObject, "type" | "label">[] }) {
  const [hidden, setHidden] = useHidden();
  const { types, labels } = countsOf(objects);
  const hasMasks = types.some(([type]) => type === "mask");
  const choice = (of: "types" | "labels", value: string) => ({
    shown: !hidden[of].includes(value),
    onToggle: () => setHidden(toggled(hidden, of, value)),
  });
  // Where fingers point it takes half a screen.
  const [open, setOpen] = useState(() => !matchMedia("(pointer: coarse)").matches);
  const shown = objects.filter((object) => isShown(hidden, object)).length;
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className="mb-3 text-[13px]">
      <summary className="cursor-pointer py-1 text-muted pointer-coarse:py-3">
        {shown === objects.length ? "All are shown" : `${formatCount(objects.length - shown)} hidden`}
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2 pt-1">
        <div role="group" aria-label="Kinds that are shown" className="flex flex-wrap gap-1">
          {types.map(([type, count]) => {
            const { many, icon: Icon } = KINDS[type];
            return (
              <Chip key={type} name={many} count={count} {...choice("types", type)}>
                <Icon size={13} aria-hidden className="shrink-0" />
              </Chip>
            );
          })}
        </div>
        <div role="group" aria-label="Labels that are shown" className="flex max-h-32 flex-wrap gap-1 overflow-y-auto">
          {labels.map(([label, count]) => (
            <Chip key={label} name={label || "without a label"} count={count} {...choice("labels", label)}>
              <Dot label={label} />
            </Chip>
          ))}
        </div>
        {hasMasks ? <MaskOpacity /> : null}
      </div>
    </details>
  );
}

/** The colour that a label is drawn in. */
export function Dot({ label }: { label: string }) {
  const { colourOf } = useClasses();
  return (
    <span
      aria-hidden
      className="size-3 shrink-0 rounded-full border border-line-strong"
      style={{ background: colourOf(label) }}
    />
  );
}

interface ChipProps {
  readonly name: string;
  readonly count: number;
  readonly shown: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

const Chip = ({ name, count, shown, onToggle, children }: ChipProps) => (
  <button
    type="button"
    aria-pressed={shown}
    aria-label={`${name}, ${plural(count, "object")}`}
    title={shown ? `Hide ${name}` : `Show ${name}`}
    onClick={onToggle}
    className={clsx(
      "inline-flex h-7 max-w-full items-center gap-1.5 rounded-full border px-2.5 pointer-coarse:h-12",
      shown ? "border-line-strong bg-surface hover:bg-sunken" : "border-line border-dashed text-muted line-through",
    )}
  >
    {children}
    <span dir="auto" className="min-w-0 truncate">
      {name}
    </span>
    <span className="text-muted tabular-nums">{formatCount(count)}</span>
  </button>
);

function MaskOpacity() {
  const [opacity, setOpacity] = useMaskOpacity();
  return (
    <RangeField
      label="Opacity of masks"
      shown={formatPercent(opacity)}
      min={0}
      max={1}
      step={0.05}
      value={opacity}
      onChange={(event) => setOpacity(Number(event.target.value))}
      className="h-7 w-full accent-(--accent) pointer-coarse:h-12"
    />
  );
}
