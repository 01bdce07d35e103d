import clsx from "clsx";

/** Letters of the end that stay in sight, an ending of a file's name among them. */
const TAIL = 10;
const graphemes = new Intl.Segmenter();

/** A name as its beginning, which may be cut, and its end, which tells it from those that begin alike. Pure. */
export function splitName(name: string): readonly [head: string, tail: string] {
  // What is short is hardly ever cut, and then at its end.
  if (name.length <= TAIL * 2) return [name, ""];
  const from = [...graphemes.segment(name)].at(-TAIL)?.index ?? 0;
  return [name.slice(0, from), name.slice(from)];
}

/** A name on one line; where there is no room it is cut in its middle, so that its ending stays. */
export function MiddleTruncated({ children: name, className }: { children: string; className?: string }) {
  const [head, tail] = splitName(name);
  return (
    <span dir="auto" className={clsx("flex min-w-0", className)}>
      <span className="min-w-0 truncate whitespace-pre">{head}</span>
      {/* Of the two the end gives way last. */}
      {tail ? <span className="max-w-3/4 shrink-0 truncate whitespace-pre">{tail}</span> : null}
    </span>
  );
}
