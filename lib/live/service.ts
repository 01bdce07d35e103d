/**
 * Live updates: one LISTEN connection per web process, any number of event streams. An event says which dataset changed
 * and how; browsers then read again what they show. Whenever something may have been missed, `reset` says so.
 */
import pg from "pg";
import type { CurrentUser } from "@/lib/auth/service";
import { findDataset } from "@/lib/access/service";

interface LiveEvent {
  readonly dataset_id: string;
  readonly kind: string;
}
type Listener = (event: LiveEvent | "reset") => void;

interface Hub {
  readonly listeners: Set<Listener>;
  started: boolean;
}
const shared = globalThis as unknown as { stillframeHub?: Hub };
const hub: Hub = (shared.stillframeHub ??= { listeners: new Set(), started: false });

const RETRY_MS = 1_000;
const KEEP_ALIVE_MS = 20_000;

function start(): void {
  if (hub.started) return;
  hub.started = true;
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL, keepAlive: true });
  let failed = false;
  const again = () => {
    if (failed) return;
    failed = true;
    hub.started = false;
    client.end().catch(() => undefined);
    setTimeout(start, RETRY_MS).unref();
  };
  client.on("error", again);
  client.on("end", again);
  client.on("notification", (message) => {
    const event = JSON.parse(message.payload ?? "{}") as LiveEvent;
    for (const listener of hub.listeners) listener(event);
  });
  client
    .connect()
    .then(() => client.query("LISTEN stillframe"))
    .then(() => {
      for (const listener of hub.listeners) listener("reset");
    })
    .catch(again);
}

/** A stream of the events of datasets that this user may see; the role is checked for each. */
export function openEventStream(user: CurrentUser, signal: AbortSignal): Response {
  start();
  const encoder = new TextEncoder();
  let close: () => void = () => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true;
      const send = (text: string) => {
        if (!open) return;
        try {
          controller.enqueue(encoder.encode(text));
        } catch {
          close();
        }
      };
      const listener: Listener = (event) => {
        if (event === "reset") return send("event: reset\ndata: {}\n\n");
        findDataset(event.dataset_id, user.id)
          .then((dataset) => {
            if (dataset?.role || event.kind === "deleted") send(`data: ${JSON.stringify(event)}\n\n`);
          })
          .catch(() => send("event: reset\ndata: {}\n\n"));
      };
      hub.listeners.add(listener);
      const keepAlive = setInterval(() => send(": keep-alive\n\n"), KEEP_ALIVE_MS);
      close = () => {
        if (!open) return;
        open = false;
        clearInterval(keepAlive);
        hub.listeners.delete(listener);
        try {
          controller.close();
        } catch {
          // The browser closed it already.
        }
      };
      signal.addEventListener("abort", close);
      send("event: reset\ndata: {}\n\n");
    },
    cancel: () => close(),
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}
