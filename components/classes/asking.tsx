import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

interface AskingProps {
  readonly action: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** A question below what it is about, with what answers it. */
export const Asking = ({ action, danger, busy, disabled = false, onSubmit, onCancel, children }: AskingProps) => (
  <form
    className="ml-11 grid gap-3 rounded-md bg-sunken p-3"
    onSubmit={(event) => {
      event.preventDefault();
      onSubmit();
    }}
  >
    {children}
    <div className="flex flex-wrap justify-end gap-2">
      <Button onClick={onCancel} autoFocus={danger}>
        Cancel
      </Button>
      <Button type="submit" variant={danger ? "danger" : "primary"} disabled={busy || disabled} aria-busy={busy}>
        {action}
      </Button>
    </div>
  </form>
);
