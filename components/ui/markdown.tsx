"use client";

import { lazy, Suspense } from "react";

const MarkdownText = lazy(() => import("./markdown-text"));

/** What somebody wrote in Markdown; as it was typed until what reads that is there. */
export const Markdown = ({ children }: { children: string }) => (
  <div dir="auto" className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2 wrap-anywhere">
    <Suspense fallback={<p className="whitespace-pre-line">{children}</p>}>
      <MarkdownText>{children}</MarkdownText>
    </Suspense>
  </div>
);
