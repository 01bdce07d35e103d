"use client";

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isOfAState, makeStale, staleAfterEvent } from "@/lib/query-keys";

type LiveMessage = { type: "reset" } | { type: "ended" } | { type: "changed"; dataset_id: string; kind: string };

/** Live events do one thing: what they may have changed is read again. */
function apply(client: QueryClient, message: LiveMessage): void {
  if (message.type === "ended") location.reload();
  else if (message.type === "reset")
    void client.invalidateQueries({ predicate: ({ queryKey }) => !isOfAState(queryKey) });
  else void makeStale(client, staleAfterEvent(message));
}

/**
 * One event stream per browser, whatever the number of tabs (a browser opens only six connections to a host): the tab
 * that holds a lock listens and tells the others; when it closes, the next one takes over.
 * @param datasetId the one dataset to listen to, as its guest; when that is over, the page says what has become of it
 */
export function LiveUpdates({ datasetId = null }: { datasetId?: string | null }) {
  const client = useQueryClient();
  useEffect(() => {
    const name = datasetId === null ? "stillframe-live" : `stillframe-live-${datasetId}`;
    const channel = new BroadcastChannel(name);
    channel.onmessage = (event: MessageEvent<LiveMessage>) => apply(client, event.data);
    const stop = new AbortController();
    const tell = (message: LiveMessage) => {
      apply(client, message);
      channel.postMessage(message);
    };
    const listen = () =>
      new Promise<void>((resolve) => {
        // The lock can be granted to a page that has just been left: nobody would ever end its stream.
        if (stop.signal.aborted) return resolve();
        const source = new EventSource(datasetId === null ? "/api/v1/events" : `/api/v1/dataset/${datasetId}/events`);
        source.onmessage = (event: MessageEvent<string>) =>
          tell({ type: "changed", ...(JSON.parse(event.data) as { dataset_id: string; kind: string }) });
        source.addEventListener("reset", () => tell({ type: "reset" }));
        source.addEventListener("ended", () => {
          source.close();
          tell({ type: "ended" });
        });
        stop.signal.addEventListener("abort", () => {
          source.close();
          resolve();
        });
      });
    if (navigator.locks) navigator.locks.request(name, { signal: stop.signal }, listen).catch(() => undefined);
    else void listen();
    return () => {
      stop.abort();
      channel.close();
    };
  }, [client, datasetId]);
  return null;
}
