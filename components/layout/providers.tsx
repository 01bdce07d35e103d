"use client";

import * as Tooltip from "@radix-ui/react-tooltip";
import type { ReactNode } from "react";
import { Toaster } from "sonner";
import { DialogHost } from "@/components/dialogs/host";
import { UnsavedGuard } from "@/components/items/view/use-drafts";
import { TaskWatcher } from "@/components/tasks/task-watcher";
import { CommandPaletteProvider } from "./command-palette";
import { CurrentUserContext } from "./current-user";
import { LiveUpdates } from "./live-updates";
import { QueryProvider } from "./query-provider";

/** What every signed-in page stands in: queries, live updates, watched tasks, tooltips, dialogs, toasts. */
export function Providers({ email, children }: { email: string | null; children: ReactNode }) {
  return (
    <CurrentUserContext value={email}>
      <QueryProvider>
        <Tooltip.Provider delayDuration={250}>
          <TaskWatcher>
            <DialogHost>
              <CommandPaletteProvider>{children}</CommandPaletteProvider>
            </DialogHost>
            <LiveUpdates />
            <UnsavedGuard />
            {/* Where nothing else is, and one at a time: what went by is in the list of one's edits. */}
            <Toaster
              position="bottom-left"
              visibleToasts={1}
              offset={16}
              mobileOffset={{ bottom: 72, left: 12, right: 12 }}
              closeButton
              toastOptions={{ className: "!bg-raised !text-ink !border-line", duration: 8_000 }}
            />
          </TaskWatcher>
        </Tooltip.Provider>
      </QueryProvider>
    </CurrentUserContext>
  );
}
