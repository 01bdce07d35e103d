import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";

const PLUGINS = [remarkGfm];

/**
 * Text that people wrote comes with no markup of its own: HTML in it is left out, only addresses that a browser opens safely lead
 * anywhere, and pictures are told by their words, so that looking at a dataset asks nobody else for anything.
 */
const COMPONENTS: Components = {
  a: ({ href, children }) => (
    <a
      href={href}
      rel="noopener nofollow"
      target={href?.startsWith("#") ? undefined : "_blank"}
      className="text-accent-text underline"
    >
      {children}
    </a>
  ),
  img: ({ alt }) => <em>{alt}</em>,
  // The page's own headings come before those of a text.
  h1: ({ children }) => <h3 className="text-base font-semibold">{children}</h3>,
  h2: ({ children }) => <h4 className="font-semibold">{children}</h4>,
  h3: ({ children }) => <h5 className="font-semibold">{children}</h5>,
  h4: ({ children }) => <h6 className="font-medium">{children}</h6>,
  h5: ({ children }) => <h6 className="font-medium">{children}</h6>,
  h6: ({ children }) => <h6 className="font-medium">{children}</h6>,
  // A line that was begun anew stays one.
  p: ({ children }) => <p className="whitespace-pre-line">{children}</p>,
  ul: ({ children }) => <ul className="list-disc space-y-0.5 pl-5">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="list-decimal space-y-0.5 pl-5">
      {children}
    </ol>
  ),
  blockquote: ({ children }) => <blockquote className="border-l-2 border-line-strong pl-3">{children}</blockquote>,
  pre: ({ children }) => (
    <pre tabIndex={0} className="overflow-x-auto rounded-md bg-sunken p-2.5 text-[13px]">
      {children}
    </pre>
  ),
  code: ({ children }) => <code className="rounded-sm bg-sunken px-1 text-[13px]">{children}</code>,
  hr: () => <hr className="border-line" />,
  table: ({ children }) => (
    <div tabIndex={0} className="overflow-x-auto">
      <table className="[&_:is(td,th)]:border [&_:is(td,th)]:border-line [&_:is(td,th)]:px-2 [&_:is(td,th)]:py-1 [&_th]:text-left">
        {children}
      </table>
    </div>
  ),
};

/** Read when there is something to show: most datasets say nothing, and no page should wait for this. */
export default function MarkdownText({ children }: { children: string }) {
  return (
    <ReactMarkdown skipHtml remarkPlugins={PLUGINS} components={COMPONENTS}>
      {children}
    </ReactMarkdown>
  );
}
