import clsx from "clsx";
import { useId } from "react";

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly values: readonly T[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, side by side. */
export function Segments<T extends string>({ label, values, value, onChange }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset className="inline-flex w-fit rounded-md border border-line-strong p-0.5">
      <legend className="sr-only">{label}</legend>
      {values.map((one) => (
        <label
          key={one}
          className={clsx(
            "relative flex min-h-8 cursor-pointer items-center rounded px-4 has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:min-h-12",
            one === value ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:text-ink",
          )}
        >
          <input
            type="radio"
            name={name}
            checked={one === value}
            onChange={() => onChange(one)}
            className="absolute inset-0 cursor-pointer appearance-none rounded outline-none"
          />
          {one}
        </label>
      ))}
    </fieldset>
  );
}
