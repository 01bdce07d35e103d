"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import * as Tooltip from "@radix-ui/react-tooltip";
import { useState, type ReactNode } from "react";
import { Toaster } from "sonner";
import { ApiError } from "@/lib/api-client";
import { TaskWatcher } from "@/components/tasks/task-watcher";
import { CommandPaletteProvider } from "./command-palette";
import { LiveUpdates } from "./live-updates";

/** What every signed-in page stands in: queries, live updates, watched tasks, tooltips, toasts. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // What the server rendered may have changed before its query was here to be told: it is read again at once.
          queries: {
            staleTime: 0,
            retry: (failures, error) =>
              failures < 1 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
            refetchOnWindowFocus: true,
          },
        },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <Tooltip.Provider delayDuration={250}>
        <TaskWatcher>
          <CommandPaletteProvider>{children}</CommandPaletteProvider>
          <LiveUpdates />
          <Toaster
            position="top-center"
            offset={60}
            mobileOffset={60}
            closeButton
            toastOptions={{ className: "!bg-raised !text-ink !border-line", duration: 8_000 }}
          />
        </TaskWatcher>
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}
