"use client";

import { useEffect, useLayoutEffect, useRef } from "react";
import { Toaster } from "sonner";

const isInToasts = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLElement && target.closest("[data-sonner-toaster]") !== null;

/**
 * Lets the keyboard into the toasts and out again. An open dialog takes the focus back from everything else, but what was done
 * in it is undone in a toast; and a toast that goes away leaves the focus where it came from, not nowhere.
 * @returns what the toasts are in
 */
function useToastFocus() {
  const sectionRef = useRef<HTMLElement>(null);
  const cameFromRef = useRef<HTMLElement | null>(null);
  /** What has the focus, where that is a toast. */
  const heldRef = useRef<HTMLElement | null>(null);

  // The framework has listened to the document since before this, and dialogs listen from when they are opened.
  useLayoutEffect(() => {
    const pass = (event: FocusEvent) => {
      const { type, target, relatedTarget } = event;
      if (type === "focusin") heldRef.current = isInToasts(target) ? target : null;
      if (!isInToasts(target) && !isInToasts(relatedTarget)) return;
      if (type === "focusin" && isInToasts(target) && !isInToasts(relatedTarget))
        cameFromRef.current = relatedTarget instanceof HTMLElement ? relatedTarget : null;
      event.stopImmediatePropagation();
    };
    document.addEventListener("focusin", pass);
    document.addEventListener("focusout", pass);
    return () => {
      document.removeEventListener("focusin", pass);
      document.removeEventListener("focusout", pass);
    };
  }, []);

  useEffect(() => {
    // Removing what has the focus tells nobody.
    const observer = new MutationObserver(() => {
      if (!heldRef.current || heldRef.current.isConnected) return;
      heldRef.current = null;
      if (document.activeElement === document.body) cameFromRef.current?.focus({ preventScroll: true });
    });
    observer.observe(sectionRef.current!, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return sectionRef;
}

/** What was done, and how to undo it: one at a time, as what went by is in the list of one's edits. */
export const Toasts = () => (
  <Toaster
    ref={useToastFocus()}
    position="bottom-left"
    visibleToasts={1}
    // Where nothing else is: above the bar of a selection, whose height it tells.
    offset={{ bottom: "calc(16px + var(--selection-bar, 0px))", left: 16 }}
    mobileOffset={{ bottom: "max(72px, 12px + var(--selection-bar, 0px))", left: 12, right: 12 }}
    closeButton
    toastOptions={{
      duration: 8_000,
      classNames: {
        actionButton: "pointer-coarse:h-[40px]! pointer-coarse:px-4!",
        // As large as a finger needs it, and no larger to look at.
        closeButton: "after:absolute pointer-coarse:after:-inset-[11px]",
      },
    }}
  />
);
