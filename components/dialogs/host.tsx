"use client";

import { useCallback, useMemo, useRef, useState, type ReactNode } from "react";
import { DialogsContext } from "./context";
import { dialogOf, type DialogRequest } from "./registry";

interface Opened {
  readonly id: number;
  readonly request: DialogRequest;
}

/** Renders the dialogs that anything below it opens, the latest on top. */
export function DialogHost({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState<readonly Opened[]>([]);
  const countRef = useRef(0);
  const open = useCallback((request: DialogRequest) => {
    const id = (countRef.current += 1);
    setOpened((current) => [...current, { id, request }]);
  }, []);
  const close = (id: number) => setOpened((current) => current.filter((other) => other.id !== id));
  return (
    <DialogsContext value={useMemo(() => ({ open }), [open])}>
      {children}
      {opened.map(({ id, request: { name, ...props } }) => {
        const Shown = dialogOf(name);
        return <Shown key={id} {...props} onClose={() => close(id)} />;
      })}
    </DialogsContext>
  );
}
