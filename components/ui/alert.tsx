import clsx from "clsx";
import type { ReactNode } from "react";

type AlertTone = "danger" | "warn" | "neutral";

const TONES: Record<AlertTone, string> = {
  danger: "bg-danger-soft text-danger",
  warn: "bg-warn-soft text-warn",
  neutral: "bg-sunken text-ink",
};

interface AlertProps {
  /** Null shows nothing: what may go wrong need not be asked about where it is shown. */
  readonly children: ReactNode;
  readonly tone?: AlertTone;
  /** What can be done about it. */
  readonly action?: ReactNode;
  readonly className?: string;
}

/** Says that something is wrong, or in the way, and what can be done. Screen readers are told at once. */
export function Alert({ children, tone = "danger", action, className }: AlertProps) {
  if (children === null || children === undefined || children === "") return null;
  return (
    <div
      role="alert"
      className={clsx(
        "flex min-w-0 flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-md px-3.5 py-2.5",
        TONES[tone],
        className,
      )}
    >
      <div className="min-w-0 flex-1 basis-48 wrap-anywhere">{children}</div>
      {action}
    </div>
  );
}

/** What a failed load says, with a way to try again. */
export const LoadError = ({ message, retry }: { message: string; retry: () => void }) => (
  <Alert
    action={
      <button type="button" onClick={retry} className="rounded-sm font-medium underline">
        Try again
      </button>
    }
  >
    {message}
  </Alert>
);
