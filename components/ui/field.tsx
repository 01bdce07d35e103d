import clsx from "clsx";
import { Search } from "lucide-react";
import { useId, type ComponentProps, type ReactNode } from "react";

const CONTROL =
  "rounded-md border border-line-strong bg-surface px-3 text-ink placeholder:text-muted disabled:opacity-60 pointer-coarse:min-h-[40px]";

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
}

function Frame({ id, label, hint, error, children }: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children}
      {hint && !error ? (
        <p id={`${id}-hint`} className="text-[13px] text-muted">
          {hint}
        </p>
      ) : null}
      <FieldProblem id={`${id}-hint`}>{error}</FieldProblem>
    </div>
  );
}

/** What is wrong with a field, below it; nothing while nothing is. */
export const FieldProblem = ({ id, children }: { id?: string; children: string | null | undefined }) =>
  children ? (
    <p id={id} role="alert" className="text-[13px] wrap-anywhere text-danger">
      {children}
    </p>
  ) : null;

export function TextField({ label, hint, error, className, ...props }: FieldProps & ComponentProps<"input">) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-hint` : undefined}
        className={clsx(CONTROL, "h-9 w-full", className)}
        {...props}
      />
    </Frame>
  );
}

export function TextArea({ label, hint, error, className, ...props }: FieldProps & ComponentProps<"textarea">) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-hint` : undefined}
        className={clsx(CONTROL, "w-full py-2", className)}
        {...props}
      />
    </Frame>
  );
}

/** A search box; `label` is its accessible name. */
export function SearchField({ label, className, ...props }: { label: string } & ComponentProps<"input">) {
  return (
    <div className={clsx("relative", className)}>
      <Search size={16} aria-hidden className="absolute top-1/2 left-2.5 -translate-y-1/2 text-muted" />
      <input type="search" aria-label={label} className={clsx(CONTROL, "h-9 w-full pr-2! pl-8!")} {...props} />
    </div>
  );
}

export function Select({ label, className, children, ...props }: { label: string } & ComponentProps<"select">) {
  return (
    <select aria-label={label} className={clsx(CONTROL, "h-9 max-w-full pr-8", className)} {...props}>
      {children}
    </select>
  );
}

export function Checkbox({ label, ...props }: { label: string } & ComponentProps<"input">) {
  return (
    <label className="flex min-w-0 items-center gap-2 pointer-coarse:min-h-[40px]">
      <input type="checkbox" className="size-4 shrink-0 accent-(--accent)" {...props} />
      <span className="min-w-0 wrap-anywhere">{label}</span>
    </label>
  );
}

/** A slider that shows its value. */
export function RangeField({ label, shown, ...props }: { label: string; shown: string } & ComponentProps<"input">) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="flex justify-between gap-2 font-medium">
        {label}
        <output htmlFor={id} className="text-muted">
          {shown}
        </output>
      </label>
      <input id={id} type="range" aria-valuetext={shown} className="h-9 w-full accent-(--accent)" {...props} />
    </div>
  );
}
