"use client";

import clsx from "clsx";
import { X } from "lucide-react";
import * as Radix from "@radix-ui/react-dialog";
import { useRef, type ReactNode } from "react";
import { IconButton } from "./button";

interface DialogProps {
  /** It is open for as long as it is rendered. */
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** How wide it may grow: a form, a form with a list, a table or pictures. */
  readonly size?: "small" | "medium" | "large";
}

const WIDTHS = { small: "max-w-md", medium: "max-w-lg", large: "max-w-3xl" } as const;

const Overlay = () => <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-black/45" />;

/** Toasts lie above every dialog: using one is no reason to close what is below. */
const keepOpenForToasts = (event: Event & { detail: { originalEvent: Event } }) => {
  const target = event.detail.originalEvent.target;
  if (target instanceof Element && target.closest("[data-sonner-toaster]")) event.preventDefault();
};

/**
 * Where the focus goes. On opening: to what asks for it or a form's first field, else Radix's choice. On closing: back to what opened the
 * dialog; Radix does that for its own triggers only, and ours are opened by state.
 */
function useFocus(intoField: boolean) {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (event: Event) => {
      opener.current = document.activeElement;
      const content = event.currentTarget as HTMLElement | null;
      const field = intoField
        ? (content?.querySelector<HTMLElement>("[data-autofocus]") ??
          content?.querySelector<HTMLElement>("input:not([type=hidden]):not([hidden]):not([type=checkbox]), textarea"))
        : null;
      if (!field) return;
      event.preventDefault();
      field.focus();
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
    },
  };
}

/** A centred dialog. Focus, Escape and returning focus are Radix's. */
export function Dialog({ onClose, title, description, children, size = "small" }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Overlay />
        <Radix.Content
          onInteractOutside={keepOpenForToasts}
          {...useFocus(true)}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={clsx(
            "fixed top-1/2 left-1/2 z-50 grid max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-1/2 animate-fade-in grid-cols-[minmax(0,1fr)] gap-4 scroll-pb-20 overflow-y-auto rounded-lg border border-line bg-raised p-5 shadow-xl",
            // To some browsers what sticks to its lower edge ends where its padding begins.
            "has-data-actions:pb-0",
            WIDTHS[size],
          )}
        >
          <div className="flex items-start justify-between gap-4">
            <Radix.Title className="min-w-0 text-lg font-semibold wrap-anywhere">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close" className="-mt-1.5 -mr-1.5">
                <X size={18} aria-hidden />
              </IconButton>
            </Radix.Close>
          </div>
          {description ? (
            <Radix.Description asChild>
              <div className="grid min-w-0 gap-2 wrap-anywhere text-muted">{description}</div>
            </Radix.Description>
          ) : null}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface DrawerProps extends Omit<DialogProps, "description" | "size"> {
  readonly side?: "left" | "right";
}

/** A panel at one side; at the right one unless told. */
export function Drawer({ onClose, title, children, side = "right" }: DrawerProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Overlay />
        <Radix.Content
          {...useFocus(false)}
          onInteractOutside={keepOpenForToasts}
          aria-describedby={undefined}
          className={clsx(
            "fixed inset-y-0 z-40 flex w-full flex-col border-line bg-surface shadow-xl",
            side === "right"
              ? "right-0 max-w-md animate-slide-in border-l"
              : "left-0 max-w-72 animate-slide-in-left border-r",
          )}
        >
          <div className="flex items-center justify-between gap-4 border-b border-line px-5 py-3">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close">
                <X size={18} aria-hidden />
              </IconButton>
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The row of buttons that ends a dialog; where that is taller than the window, what is above it scrolls away below it. */
export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div
    data-actions
    className="sticky bottom-0 z-10 -mx-5 -mt-2 flex flex-wrap justify-end gap-2 rounded-b-lg bg-raised px-5 pt-3 pb-5"
  >
    {children}
  </div>
);
