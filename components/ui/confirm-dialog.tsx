"use client";

import type { ComponentProps, ReactNode } from "react";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";

interface ConfirmDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
  /** What it does cannot simply be taken back: the focus is on the way out then. */
  readonly danger?: boolean;
  readonly pending: boolean;
  /** It cannot be confirmed yet. */
  readonly disabled?: boolean;
  /** The form that confirming submits, and its hidden fields. */
  readonly formProps: ComponentProps<"form">;
  readonly fields?: ReactNode;
  readonly onClose: () => void;
}

/** Says what will happen and asks; stays open until the answer has been carried out. */
export function ConfirmDialog({
  title,
  children,
  confirmLabel,
  cancelLabel = "Cancel",
  danger,
  pending,
  disabled = false,
  formProps,
  fields,
  onClose,
}: ConfirmDialogProps) {
  return (
    <Dialog onClose={onClose} title={title} description={children}>
      <form {...formProps}>
        {fields}
        <DialogActions>
          <Button onClick={onClose} data-autofocus={danger ? true : undefined}>
            {cancelLabel}
          </Button>
          <Button
            type="submit"
            variant={danger ? "danger" : "primary"}
            data-autofocus={danger ? undefined : true}
            disabled={pending || disabled}
            aria-busy={pending}
          >
            {confirmLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** The form of a confirmation that is carried out in the browser. */
export const confirming = (onConfirm: () => void): ComponentProps<"form"> => ({
  onSubmit: (event) => {
    event.preventDefault();
    onConfirm();
  },
});
