/**
 * Who is told of an event. The roles on its dataset are asked for once, whoever listens, and what arrives meanwhile waits: so
 * events keep their order however long an answer takes, and a burst is asked about together.
 */
import type { Readers } from "@/lib/access/service";
import { reportUnknown } from "@/lib/errors";

export interface LiveEvent {
  readonly dataset_id: string;
  readonly kind: string;
}

/** `reset`: something may have been missed, so everything has to be read again. */
export type Message = LiveEvent | "reset";

/** One event stream: a tab of somebody's browser. */
export interface Subscriber {
  readonly userId: string;
  readonly tell: (message: Message) => void;
  /** It hears of one dataset alone, and ends with the right to see it. */
  readonly only?: { readonly datasetId: string; readonly end: () => void };
}

/** By id; datasets that do not exist are absent. */
export type FindReaders = (datasetIds: readonly string[]) => Promise<ReadonlyMap<string, Readers>>;

/** An answer that takes longer counts as lost, lest one broken connection keep everything from everybody. */
const LOST_AFTER_MS = 10_000;

const maySee = (readers: Readers | undefined, userId: string): boolean =>
  readers !== undefined && !readers.deleted && readers.userIds.has(userId);

/** Whether someone may hear of an event, given the roles at the time when they were asked for. */
function mayHear(event: LiveEvent, readers: Readers | undefined, userId: string): boolean {
  // A clone that was aborted before anybody saw it leaves no roles behind; the event names nothing that still exists.
  if (!readers) return event.kind === "deleted";
  return (!readers.deleted || event.kind === "deleted") && readers.userIds.has(userId);
}

async function withinLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

export class FanOut {
  private readonly subscribers = new Set<Subscriber>();
  /**
   * Events that nobody was told of yet, by what they say, in the order of their latest arrival: hearing once that something
   * changed is enough when it is heard after the last change.
   */
  private readonly waiting = new Map<string, LiveEvent>();
  private telling = false;

  constructor(
    private readonly findReaders: FindReaders,
    private readonly lostAfterMs = LOST_AFTER_MS,
  ) {}

  /** @returns what ends it */
  subscribe(subscriber: Subscriber): () => void {
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  }

  /** Tells everybody at once that something may have been missed. */
  reset(): void {
    for (const { tell } of this.subscribers) tell("reset");
  }

  publish(event: LiveEvent): void {
    if (this.subscribers.size === 0) return;
    const said = JSON.stringify(event);
    this.waiting.delete(said);
    this.waiting.set(said, event);
    if (!this.telling) void this.tellWaiting();
  }

  private async tellWaiting(): Promise<void> {
    this.telling = true;
    try {
      while (this.waiting.size > 0) await this.tellThese(this.takeWaiting());
    } finally {
      this.telling = false;
    }
  }

  private takeWaiting(): LiveEvent[] {
    const events = [...this.waiting.values()];
    this.waiting.clear();
    return events;
  }

  private async tellThese(events: readonly LiveEvent[]): Promise<void> {
    try {
      const datasets = [...new Set(events.map((event) => event.dataset_id))];
      const found = await withinLimit(this.findReaders(datasets), this.lostAfterMs);
      for (const event of events)
        for (const { userId, tell, only } of this.subscribers) {
          const readers = found.get(event.dataset_id);
          if (only && only.datasetId !== event.dataset_id) continue;
          if (mayHear(event, readers, userId)) tell(event);
          if (only && !maySee(readers, userId)) only.end();
        }
    } catch (error) {
      reportUnknown(error, `Telling of ${[...new Set(events.map(({ kind }) => kind))].join(", ")}`);
      this.reset();
    }
  }
}
