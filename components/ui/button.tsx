import clsx from "clsx";
import type { ComponentProps } from "react";

type Variant = "primary" | "secondary" | "ghost" | "danger";

const VARIANTS: Record<Variant, string> = {
  primary: "bg-accent text-accent-ink hover:brightness-110",
  secondary: "border border-line-strong bg-surface text-ink hover:bg-sunken",
  ghost: "text-ink hover:bg-sunken",
  danger: "border border-danger text-danger bg-surface hover:bg-danger-soft",
};

/** For what is no button and looks like one, such as a link to a page. */
export const lookOf = (variant: Variant, className?: string): string =>
  clsx(
    "inline-flex h-9 items-center justify-center gap-2 rounded-md px-3 font-medium whitespace-nowrap transition pointer-coarse:min-h-[40px] disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50",
    VARIANTS[variant],
    className,
  );

/**
 * A button that is disabled because it is busy (`aria-busy`) does nothing, but keeps the focus: a browser takes that from a
 * disabled one, and whoever pressed it would be nowhere once the answer is there.
 */
export function Button({
  variant = "secondary",
  className,
  disabled,
  onClick,
  ...props
}: ComponentProps<"button"> & { variant?: Variant }) {
  const isHeld = Boolean(disabled && props["aria-busy"]);
  return (
    <button
      type="button"
      {...props}
      disabled={disabled && !isHeld}
      aria-disabled={isHeld || undefined}
      onClick={isHeld ? (event) => event.preventDefault() : onClick}
      className={lookOf(variant, className)}
    />
  );
}

/** Looks like a button, and leads to a file or another site. */
export const LinkButton = ({
  variant = "secondary",
  className,
  ...props
}: ComponentProps<"a"> & { variant?: Variant }) => <a {...props} className={lookOf(variant, className)} />;

/** A square button with an icon, as large as a finger needs it where fingers point; `label` is its accessible name and tooltip. */
export function IconButton({ label, className, title, ...props }: ComponentProps<"button"> & { label: string }) {
  return (
    <button
      type="button"
      {...props}
      aria-label={label}
      title={title ?? label}
      className={clsx(
        "inline-flex size-9 shrink-0 items-center justify-center rounded-md text-ink transition pointer-coarse:min-h-[40px] pointer-coarse:min-w-[40px] hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-50",
        className,
      )}
    />
  );
}
