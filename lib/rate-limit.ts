/** How many requests an API key may make, so that one script in a loop does not take the server from everybody else. */
import "server-only";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { TooManyRequestsError } from "@/lib/errors";

const WINDOW_S = 60;

export class RateLimit {
  private readonly limiter: RateLimiterMemory;

  /** @param perMinute requests of one key; counted by each web process for itself */
  constructor(private readonly perMinute: number) {
    this.limiter = new RateLimiterMemory({ points: perMinute, duration: WINDOW_S });
  }

  /** Counts a request. @returns headers that say what is left @throws TooManyRequestsError with the same */
  async count(key: string): Promise<Record<string, string>> {
    const used = await this.limiter.consume(key).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    });
    const resets = Math.max(1, Math.ceil(used.msBeforeNext / 1000));
    // https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
    const headers = {
      "ratelimit-policy": `"key";q=${this.perMinute};w=${WINDOW_S}`,
      ratelimit: `"key";r=${used.remainingPoints};t=${resets}`,
    };
    if (used.consumedPoints <= this.perMinute) return headers;
    throw new TooManyRequestsError(
      `This API key may make ${this.perMinute.toLocaleString("en")} requests a minute. Go on in ${resets} s.`,
      { seconds: resets, headers },
    );
  }
}
