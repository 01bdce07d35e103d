/**
 * A server whose answers take their time: with E2E_SLOW=1 each is held back in the browser by 100 to 600 ms. Later ones
 * overtake earlier ones, which is where races show. What is asked reaches the server at once and in order.
 *
 * This is Chromium's own pause between an answer's head and its body, and not Playwright's routing: that would turn off
 * the HTTP cache, and send a body again that it cannot always read (files).
 */
import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";

export const SLOW = process.env.E2E_SLOW === "1";
const SEED = process.env.E2E_SLOW_SEED ?? "1";
const [LEAST_MS, MOST_MS] = [100, 600];

/**
 * Documents, data, the API and what forms send. Not pictures: a browser keeps six connections to a host, and held-back
 * thumbnails would make the others queue, not overtake each other. Not the event stream, which is never over.
 */
const DELAYED = ["Document", "XHR", "Fetch"] as const;

interface Paused {
  readonly requestId: string;
  readonly request: { readonly method: string; readonly url: string };
}

/** What is asked, without the ids and digests that differ from run to run. */
function nameOf({ method, url }: Paused["request"]): string {
  const { pathname, search } = new URL(url);
  return `${method} ${pathname}${search}`.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}/g, "*");
}

function delayOf(name: string): number {
  const number = createHash("sha256").update(`${SEED} ${name}`).digest().readUInt32BE();
  return LEAST_MS + (number % (MOST_MS - LEAST_MS + 1));
}

/**
 * Holds back the page's answers from now on. How long depends on the seed, the story, what is asked and how often it was
 * asked before, and not on which of two came first: so a seed repeats a run.
 */
export async function holdBackAnswers(page: Page, story: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const asked = new Map<string, number>();
  devtools.on("Fetch.requestPaused", ({ requestId, request }: Paused) => {
    const name = nameOf(request);
    const before = asked.get(name) ?? 0;
    asked.set(name, before + 1);
    setTimeout(
      // The page may be closed meanwhile, or have given up on the answer.
      () => void devtools.send("Fetch.continueRequest", { requestId }).catch(() => undefined),
      delayOf(`${story} ${name} ${before}`),
    );
  });
  await devtools.send("Fetch.enable", {
    patterns: DELAYED.map((resourceType) => ({ urlPattern: "*", resourceType, requestStage: "Response" as const })),
  });
}
