/** What the web server says of itself with every answer, so that a browser holds pages to it. Pure. */

const THIS_ORIGIN = "'self'";

/**
 * The styles that the toasts' library inserts itself, by their digest, and the empty element that it begins with: it takes
 * no nonce. A test holds them to the installed package.
 */
export const TOAST_STYLES = [
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='",
] as const;

interface PageFacts {
  /** Made anew for every answer, of at least 128 random bits (Content Security Policy Level 3, §8). */
  readonly nonce: string;
  /** The development server evaluates what changed, and inserts its styles. */
  readonly dev: boolean;
}

/**
 * The Content-Security-Policy of a page. Only scripts that carry the nonce run, and what they load; styles come from our
 * files or carry it; nothing is taken from elsewhere, sent elsewhere, or shown inside another page.
 */
function pagePolicy({ nonce, dev }: PageFacts): string {
  const mine = `'nonce-${nonce}'`;
  const directives: Record<string, readonly string[]> = {
    "default-src": ["'none'"],
    "script-src": [mine, "'strict-dynamic'", ...(dev ? ["'unsafe-eval'"] : [])],
    "style-src": [THIS_ORIGIN, ...(dev ? ["'unsafe-inline'"] : [mine, ...TOAST_STYLES])],
    // Stand-ins of pictures are data, and pictures that are about to be uploaded are blobs.
    "img-src": [THIS_ORIGIN, "data:", "blob:"],
    "media-src": [THIS_ORIGIN, "blob:"],
    "font-src": [THIS_ORIGIN],
    "connect-src": [THIS_ORIGIN],
    "manifest-src": [THIS_ORIGIN],
    "form-action": [THIS_ORIGIN],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}

/** What the API answers is data, and files that people brought: opened as a page they load, run, send and frame nothing. */
const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
/** Pages that the sign-in library has for when a form of ours cannot be shown: plain, with a form of their own. */
const SIGN_IN_POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The policy of what answers at a path; null for what the build made, which is no page of its own. */
export function policyAt(path: string, page: PageFacts): string | null {
  if (/^\/_next\//.test(path)) return null;
  if (/^\/api\/auth([/?]|$)/.test(path)) return SIGN_IN_POLICY;
  return /^\/api([/?]|$)/.test(path) ? DATA_POLICY : pagePolicy(page);
}

/** What goes with answers at a path beside that: the address of a public link is told to nobody, and listed nowhere. */
export const alsoAt = (path: string): Record<string, string> =>
  /^\/public([/?]|$)/.test(path) ? { "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow" } : {};

const TWO_YEARS_SECONDS = 63_072_000;

/** What goes with every answer, of pages, files and the API alike. `secure`: people reach us by https (RFC 6797 §7.2). */
export const everyAnswer = (secure: boolean): Record<string, string> => ({
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  ...(secure ? { "strict-transport-security": `max-age=${TWO_YEARS_SECONDS}; includeSubDomains` } : {}),
});
