"use client";

import * as Tooltip from "@radix-ui/react-tooltip";
import type { ReactNode } from "react";
import { Toaster } from "sonner";
import { DialogHost } from "@/components/dialogs/host";
import { UnsavedGuard } from "@/components/items/view/use-drafts";
import { TaskWatcher } from "@/components/tasks/task-watcher";
import { CommandPaletteProvider } from "./command-palette";
import { LiveUpdates } from "./live-updates";
import { QueryProvider } from "./query-provider";

/** What every signed-in page stands in: queries, live updates, watched tasks, tooltips, dialogs, toasts. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryProvider>
      <Tooltip.Provider delayDuration={250}>
        <TaskWatcher>
          <CommandPaletteProvider>
            <DialogHost>{children}</DialogHost>
          </CommandPaletteProvider>
          <LiveUpdates />
          <UnsavedGuard />
          <Toaster
            position="top-center"
            offset={60}
            mobileOffset={60}
            closeButton
            toastOptions={{ className: "!bg-raised !text-ink !border-line", duration: 8_000 }}
          />
        </TaskWatcher>
      </Tooltip.Provider>
    </QueryProvider>
  );
}
