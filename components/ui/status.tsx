import clsx from "clsx";
import type { ReactNode } from "react";

export type Tone = "neutral" | "good" | "warn" | "danger" | "accent";

const TONES: Record<Tone, string> = {
  neutral: "bg-sunken text-muted",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
  accent: "bg-accent-soft text-accent-text",
};

/** A small label whose colour is never the only thing that tells its meaning. */
export function Badge({
  tone = "neutral",
  icon,
  children,
  ...props
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  title?: string;
  "data-testid"?: string;
}) {
  return (
    <span
      {...props}
      className={clsx(
        "inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap",
        TONES[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}

interface ProgressBarProps {
  readonly percent: number;
  readonly label: string;
  readonly className?: string;
}

export function ProgressBar({ percent, label, className }: ProgressBarProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={clsx("w-full overflow-hidden bg-sunken", className ?? "h-1.5 rounded-full")}
    >
      {/* In a page that comes from the server a style of its own would be refused (Content-Security-Policy). */}
      <svg aria-hidden className="block size-full">
        <rect width={`${percent}%`} height="100%" className="fill-accent transition-[width] duration-300" />
      </svg>
    </div>
  );
}

export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] justify-items-center gap-2 px-6 py-14 text-center">
      <div className="text-muted">{icon}</div>
      <p className="text-base font-semibold">{title}</p>
      {children ? <div className="w-full max-w-md text-muted">{children}</div> : null}
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}

export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={clsx("block animate-pulse rounded-md bg-sunken", className)} />
);
