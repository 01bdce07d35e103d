/**
 * Live updates: one LISTEN connection per web process, any number of event streams. An event says which dataset changed
 * and how; browsers then read again what they show. Whenever something may have been missed, `reset` says so.
 */
import "server-only";
import pg from "pg";
import type { CurrentUser } from "@/lib/auth/service";
import { findDataset } from "@/lib/access/service";
import { reportUnknown } from "@/lib/errors";

interface LiveEvent {
  readonly dataset_id: string;
  readonly kind: string;
}
type Listener = (event: LiveEvent | "reset") => void;

interface Hub {
  readonly listeners: Set<Listener>;
  started: boolean;
  /** Since when the connection is lost is logged once, not every second. */
  lost?: boolean;
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
  /** A database that goes away ends the connection at any moment; another is tried for until it is back. */
  const again = (error?: Error) => {
    if (failed) return;
    failed = true;
    hub.started = false;
    if (!hub.lost) console.error("[live] The connection for live updates was lost; trying again:", error?.message);
    hub.lost = true;
    // What is broken already can fail to end.
    client.end().catch(() => undefined);
    setTimeout(start, RETRY_MS).unref();
  };
  client.on("error", again);
  client.on("end", () => again());
  client.on("notification", (message) => {
    const event = parseEvent(message.payload);
    for (const listener of hub.listeners) listener(event);
  });
  client
    .connect()
    .then(() => client.query("LISTEN stillframe"))
    .then(() => {
      hub.lost = false;
      for (const listener of hub.listeners) listener("reset");
    })
    .catch(again);
}

/** Anyone with access to the database can notify; what is no event of ours may stand for one that was missed. */
function parseEvent(payload: string | undefined): LiveEvent | "reset" {
  try {
    return JSON.parse(payload ?? "") as LiveEvent;
  } catch (error) {
    if (error instanceof SyntaxError) return "reset";
    throw error;
  }
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
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          close(); // The browser closed it already.
        }
      };
      const listener: Listener = (event) => {
        if (event === "reset") return send("event: reset\ndata: {}\n\n");
        findDataset(event.dataset_id, user.id)
          .then((dataset) => {
            if (dataset?.role || event.kind === "deleted") send(`data: ${JSON.stringify(event)}\n\n`);
          })
          .catch((error: unknown) => {
            reportUnknown(error, `Telling of ${event.kind}`);
            send("event: reset\ndata: {}\n\n");
          });
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
        } catch (error) {
          if (!(error instanceof TypeError)) throw error; // The browser closed it already.
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
