import { fromMarkdown } from "mdast-util-from-markdown";
import { toString } from "mdast-util-to-string";

type Block = ReturnType<typeof fromMarkdown>["children"][number];

/** A line is no longer than this wherever one is shown. */
const MAX_READ = 1_000;

/** The words that a Markdown text begins with, on one line: for where there is no room for more. */
export function firstLineOf(markdown: string): string {
  let blocks: readonly Block[] = fromMarkdown(markdown.slice(0, MAX_READ)).children;
  for (;;) {
    const first: Block | undefined = blocks.find(({ type }) => type !== "thematicBreak" && type !== "html");
    if (!first) return "";
    if (first.type !== "list" && first.type !== "listItem" && first.type !== "blockquote")
      return toString(first, { includeHtml: false }).split("\n")[0]!.trim();
    blocks = first.children;
  }
}
