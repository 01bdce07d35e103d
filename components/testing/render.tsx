import * as Tooltip from "@radix-ui/react-tooltip";
import { AppRouterContext, type AppRouterInstance } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { PathnameContext, SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import { useSyncExternalStore, type ReactNode } from "react";
import { vi } from "vitest";
import { render as renderBare } from "vitest-browser-react";
import { DialogHost } from "@/components/dialogs/host";
import { CurrentUserContext } from "@/components/layout/current-user";
import { QueryProvider } from "@/components/layout/query-provider";
import { Toasts } from "@/components/layout/toasts";
import { TaskWatcher } from "@/components/tasks/task-watcher";

/** Where the page was sent. */
export const navigate = vi.fn();
const router = {
  push: navigate,
  replace: navigate,
  back: () => undefined,
  forward: () => undefined,
  refresh: () => undefined,
  prefetch: () => undefined,
} as unknown as AppRouterInstance;

// The framework tells its hooks of pushState; here the test's page does.
const listeners = new Set<() => void>();
for (const method of ["pushState", "replaceState"] as const) {
  const original = history[method].bind(history);
  history[method] = (...args: Parameters<History["pushState"]>) => {
    original(...args);
    listeners.forEach((listener) => listener());
  };
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

function Address({ children }: { children: ReactNode }) {
  const search = useSyncExternalStore(subscribe, () => location.search);
  return (
    <AppRouterContext value={router}>
      <PathnameContext value="/datasets/test">
        <SearchParamsContext value={new URLSearchParams(search)}>{children}</SearchParamsContext>
      </PathnameContext>
    </AppRouterContext>
  );
}

/** Renders with everything that a signed-in page stands in, as owner@stillframe.test. The server is what the test says (`server`). */
export const render = (children: ReactNode) =>
  renderBare(
    <Address>
      <CurrentUserContext value="owner@stillframe.test">
        <QueryProvider>
          <Tooltip.Provider delayDuration={0}>
            <TaskWatcher>
              <DialogHost>{children}</DialogHost>
              <Toasts />
            </TaskWatcher>
          </Tooltip.Provider>
        </QueryProvider>
      </CurrentUserContext>
    </Address>,
  );
