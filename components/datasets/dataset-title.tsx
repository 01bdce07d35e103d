"use client";

import clsx from "clsx";
import { Pencil } from "lucide-react";
import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type ReactNode } from "react";
import { FieldProblem } from "@/components/ui/field";
import { Button, IconButton } from "@/components/ui/button";
import { inputOf } from "@/components/ui/form";
import { Markdown } from "@/components/ui/markdown";
import type { DatasetDto } from "@/lib/datasets/schema";
import { useDescribeForm, useRenameForm } from "./use-details-form";

interface DatasetTitleProps {
  readonly dataset: DatasetDto;
  /** What stands beside the name. */
  readonly children?: ReactNode;
}

/** A dataset's name and description, each changed where it stands by whoever may. */
export function DatasetTitle({ dataset, children }: DatasetTitleProps) {
  return (
    <div className="grid min-w-0 gap-0.5">
      <Name dataset={dataset}>{children}</Name>
      <Description dataset={dataset} />
    </div>
  );
}

/** Whether something is edited in its place. Where the focus was in it, it returns to what began it. */
function useInPlace() {
  const [editing, setEditing] = useState(false);
  const areaRef = useRef<HTMLDivElement>(null);
  const buttonRef = useRef<HTMLButtonElement>(null);
  const returnRef = useRef(false);
  useEffect(() => {
    if (editing || !returnRef.current) return;
    returnRef.current = false;
    buttonRef.current?.focus();
  }, [editing]);
  const end = () => {
    returnRef.current = areaRef.current?.contains(document.activeElement) ?? false;
    setEditing(false);
  };
  return { editing, areaRef, buttonRef, begin: () => setEditing(true), end };
}

/** Esc keeps the old text; the page's own shortcuts do not hear of it. */
const onEscape = (keep: () => void) => (event: KeyboardEvent) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  keep();
};

/** In the background until it is wanted; always within reach of a finger. */
const PENCIL =
  "text-muted! opacity-60 group-hover/name:opacity-100 group-hover/description:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100";

function Name({ dataset, children }: DatasetTitleProps) {
  const { editing, areaRef, buttonRef, begin, end } = useInPlace();
  const { display_name: name, can } = dataset;
  return (
    <div ref={areaRef} className="group/name flex min-h-9 min-w-0 items-center gap-2">
      <h1 className={editing ? "sr-only" : "truncate text-xl font-semibold"} title={name} dir="auto">
        {name}
      </h1>
      {editing ? (
        <NameForm dataset={dataset} onEnd={end} />
      ) : can.dataset_rename === null ? (
        <IconButton ref={buttonRef} label="Rename dataset" onClick={begin} className={clsx(PENCIL, "-ml-1 size-7!")}>
          <Pencil size={14} aria-hidden />
        </IconButton>
      ) : null}
      {children}
    </div>
  );
}

function NameForm({ dataset, onEnd }: { dataset: DatasetDto; onEnd: () => void }) {
  const { formProps, fields, pending, problem } = useRenameForm(dataset, onEnd);
  const { error, ...input } = inputOf(fields.display_name);
  // Leaving a changed name saves it, as Enter does: what was typed is not lost by a click elsewhere.
  const onBlur = ({ target }: FocusEvent<HTMLInputElement>) => {
    if (target.value.trim() === dataset.display_name) onEnd();
    else if (!pending) target.form?.requestSubmit();
  };
  return (
    <form {...formProps} aria-label="Rename dataset" className="grid min-w-0 flex-1 gap-1">
      <input type="hidden" name="dataset_id" value={dataset.id} />
      <input
        {...input}
        autoFocus
        autoComplete="off"
        aria-label="Dataset name"
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${formProps.id}-error` : undefined}
        readOnly={pending}
        aria-busy={pending}
        dir="auto"
        onFocus={(event) => event.target.select()}
        onBlur={onBlur}
        onKeyDown={onEscape(onEnd)}
        className="h-9 w-full max-w-2xl rounded-md border border-line-strong bg-surface px-2 text-xl font-semibold"
      />
      <FieldProblem id={`${formProps.id}-error`}>{error}</FieldProblem>
      {problem}
    </form>
  );
}

/** Longer than this, or with more lines, a description is folded. */
const SHORT_DESCRIPTION = 200;

function Description({ dataset }: { dataset: DatasetDto }) {
  const { editing, areaRef, buttonRef, begin, end } = useInPlace();
  const [unfolded, setUnfolded] = useState(false);
  const { description, can } = dataset;
  const canEdit = can.dataset_describe === null;
  const isLong = description.length > SHORT_DESCRIPTION || description.split("\n").length > 2;
  return (
    <div ref={areaRef} className="group/description min-w-0">
      {editing ? (
        <DescriptionForm dataset={dataset} onEnd={end} />
      ) : description !== "" ? (
        <div className="flex min-w-0 items-start gap-1">
          <div className="max-w-3xl min-w-0 text-muted">
            <div className={clsx(isLong && !unfolded && "max-h-[2.5lh] overflow-hidden mask-b-from-50%")}>
              <Markdown>{description}</Markdown>
            </div>
            {isLong ? (
              <button
                type="button"
                aria-expanded={unfolded}
                onClick={() => setUnfolded(!unfolded)}
                className="rounded-sm text-[13px] text-accent-text underline-offset-2 hover:underline pointer-coarse:min-h-[40px]"
              >
                {unfolded ? "Show less" : "Show all of it"}
              </button>
            ) : null}
          </div>
          {canEdit ? (
            <IconButton ref={buttonRef} label="Edit description" onClick={begin} className={clsx(PENCIL, "size-6!")}>
              <Pencil size={12} aria-hidden />
            </IconButton>
          ) : null}
        </div>
      ) : canEdit ? (
        <button
          ref={buttonRef}
          type="button"
          onClick={begin}
          className="rounded-sm text-[13px] text-muted underline-offset-2 hover:text-ink hover:underline pointer-coarse:min-h-[40px]"
        >
          Add a description
        </button>
      ) : null}
    </div>
  );
}

function DescriptionForm({ dataset, onEnd }: { dataset: DatasetDto; onEnd: () => void }) {
  const { formProps, fields, pending, problem } = useDescribeForm(dataset, onEnd);
  const { error, ...input } = inputOf(fields.description);
  return (
    <form {...formProps} aria-label="Description" className="grid max-w-2xl gap-2 py-1" onKeyDown={onEscape(onEnd)}>
      <input type="hidden" name="dataset_id" value={dataset.id} />
      <textarea
        {...input}
        autoFocus
        rows={3}
        dir="auto"
        aria-label="Description"
        placeholder="Markdown is shown as such"
        aria-invalid={error ? true : undefined}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
        className="w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5"
      />
      <FieldProblem>{error}</FieldProblem>
      {problem}
      <div className="flex justify-end gap-2">
        <Button onClick={onEnd}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
          Save
        </Button>
      </div>
    </form>
  );
}
