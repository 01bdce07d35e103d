"use client";

import * as Tooltip from "@radix-ui/react-tooltip";
import type { ReactNode } from "react";
import { DialogHost } from "@/components/dialogs/host";
import { UnsavedGuard } from "@/components/items/view/use-drafts";
import { TaskWatcher } from "@/components/tasks/task-watcher";
import { CommandPaletteProvider } from "./command-palette";
import { CurrentUserContext } from "./current-user";
import { LiveUpdates } from "./live-updates";
import "./style-nonce";
import { QueryProvider } from "./query-provider";
import { Toasts } from "./toasts";

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
            {/* Whoever is not signed in has nothing to hear of here; a guest's page listens for itself. */}
            {email === null ? null : <LiveUpdates />}
            <UnsavedGuard />
            <Toasts />
          </TaskWatcher>
        </Tooltip.Provider>
      </QueryProvider>
    </CurrentUserContext>
  );
}
