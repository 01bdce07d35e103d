"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { ApiError } from "@/lib/api-client";

const isRefusal = (error: Error) => error instanceof ApiError && error.status >= 400 && error.status < 500;

/** What was read from the server, for everything below. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // What the server rendered may have changed before its query was here to be told: it is read again at once.
          queries: {
            staleTime: 0,
            retry: (failures, error) => failures < 1 && !isRefusal(error),
            refetchOnWindowFocus: true,
          },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
