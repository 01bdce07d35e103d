import clsx from "clsx";
import type { ReactNode } from "react";

/** Longer names stand above their value, where they have the whole width. */
const LONG_NAME = 18;

interface RowProps {
  readonly name: string;
  /** The value needs the whole width. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A fact of an item: its name and its value, either of which may be of any length and script. */
export function Row({ name, wide = false, children }: RowProps) {
  const stacked = wide || name.length > LONG_NAME;
  return (
    <div
      className={clsx(
        "grid gap-x-2 gap-y-1",
        stacked ? "grid-cols-[minmax(0,1fr)]" : "grid-cols-[6.5rem_minmax(0,1fr)]",
      )}
    >
      <dt dir="auto" className="text-muted wrap-anywhere">
        {name}
      </dt>
      <dd dir="auto" className="min-w-0 wrap-anywhere">
        {children}
      </dd>
    </div>
  );
}

/** Buttons of one line that a finger finds as well. */
export const SMALL_BUTTON = "h-8! pointer-coarse:h-12!";
export const SMALL_ICON = "size-7! pointer-coarse:size-12!";
