/**
 * Live updates: one LISTEN connection per web process, any number of event streams. An event says which dataset changed
 * and how; browsers then read again what they show. Whenever something may have been missed, `reset` says so.
 */
import "server-only";
import pg from "pg";
import type { CurrentUser } from "@/lib/auth/service";
import { findReaders, requireDataset } from "@/lib/access/service";
import { processWide } from "@/lib/process-wide";
import { FanOut, type LiveEvent, type Message } from "./fan-out";

interface Hub {
  readonly fanOut: FanOut;
  started: boolean;
  /** Since when the connection is lost is logged once, not every second. */
  lost?: boolean;
}
const hub: Hub = processWide("live", () => ({ fanOut: new FanOut(findReaders), started: false }));

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
    if (event === "reset") hub.fanOut.reset();
    else hub.fanOut.publish(event);
  });
  client
    .connect()
    .then(() => client.query("LISTEN stillframe"))
    .then(() => {
      hub.lost = false;
      hub.fanOut.reset();
    })
    .catch(again);
}

/** A key for some datasets hears of those alone. */
const isFor = ({ limits }: CurrentUser, message: Message): boolean =>
  message === "reset" || !limits?.datasetIds || limits.datasetIds.has(message.dataset_id);

/** Anyone with access to the database can notify; what is no event of ours may stand for one that was missed. */
function parseEvent(payload: string | undefined): Message {
  try {
    const event = JSON.parse(payload ?? "") as Partial<LiveEvent> | null;
    return typeof event?.dataset_id === "string" && typeof event.kind === "string" ? (event as LiveEvent) : "reset";
  } catch (error) {
    if (error instanceof SyntaxError) return "reset";
    throw error;
  }
}

/** A stream of the events of datasets that this user may see; roles are checked for each event. */
export const openEventStream = (user: CurrentUser, signal: AbortSignal): Response => openStream(user, signal, null);

/** The same of one dataset; it ends once this user may see it no more. @throws NotFoundError */
export async function openDatasetStream(user: CurrentUser, datasetId: string, signal: AbortSignal): Promise<Response> {
  const { id } = await requireDataset(user, datasetId);
  return openStream(user, signal, id);
}

function openStream(user: CurrentUser, signal: AbortSignal, datasetId: string | null): Response {
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
      const unsubscribe = hub.fanOut.subscribe({
        userId: user.id,
        tell: (message) =>
          isFor(user, message) &&
          send(message === "reset" ? "event: reset\ndata: {}\n\n" : `data: ${JSON.stringify(message)}\n\n`),
        ...(datasetId === null
          ? {}
          : {
              only: {
                datasetId,
                end: () => {
                  send("event: ended\ndata: {}\n\n");
                  close();
                },
              },
            }),
      });
      const keepAlive = setInterval(() => send(": keep-alive\n\n"), KEEP_ALIVE_MS);
      close = () => {
        if (!open) return;
        open = false;
        clearInterval(keepAlive);
        unsubscribe();
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
