"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** Whether the browser runs the page already. The server's own rendering, and a page without scripts, say no. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
