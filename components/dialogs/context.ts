"use client";

import { createContext, useContext } from "react";
import type { DialogRequest } from "./registry";

export interface Dialogs {
  /** Opens a dialog above what is there. */
  readonly open: (request: DialogRequest) => void;
}

export const DialogsContext = createContext<Dialogs>({ open: () => undefined });
export const useDialogs = (): Dialogs => useContext(DialogsContext);
