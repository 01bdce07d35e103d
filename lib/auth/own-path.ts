/** Only paths of our own: a link must not send people elsewhere after they signed in. Pure. */

const HERE = "http://here.invalid";
const HOME = "/datasets";

/** Read as a browser reads it, which takes backslashes for slashes and leaves out tabs and ends of lines. */
export function ownPath(from: string | null | undefined): string {
  if (!from?.startsWith("/") || !URL.canParse(from, HERE)) return HOME;
  const { origin, pathname, search, hash } = new URL(from, HERE);
  // What is left of `/.//elsewhere` would lead there.
  return origin === HERE && !pathname.startsWith("//") ? pathname + search + hash : HOME;
}
