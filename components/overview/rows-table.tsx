"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Link } from "@/components/ui/link";

interface TableRow {
  readonly key: string;
  readonly words: readonly string[];
  /** The last one is that of the items, which leads to them. */
  readonly numbers: readonly number[];
  readonly href: string;
  /** What the link is called. */
  readonly label: string;
}

interface RowsTableProps {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly TableRow[];
  readonly complete: boolean;
}

/** Rows shown at first: thousands would take a browser seconds. */
const FIRST = 100;

/** What a chart draws, in numbers. */
export function RowsTable({ title, heads, rows, complete }: RowsTableProps) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? rows : rows.slice(0, FIRST);
  return (
    // It scrolls, so it can be focused: otherwise nobody without a mouse gets to its end.
    <div tabIndex={0} role="region" aria-label={`${title}, table`} className="h-full overflow-auto rounded-sm">
      <table className="w-full border-collapse text-[13px]">
        <caption className="sr-only">{title}</caption>
        <thead className="sticky top-0 bg-surface">
          <tr>
            {heads.map((head, index) => (
              <th
                key={head}
                scope="col"
                className={`border-b border-line py-1.5 font-medium text-muted ${
                  index < (rows[0]?.words.length ?? 1) ? "pr-3 text-left" : "pl-3 text-right"
                }`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ key, words, numbers, href, label }) => (
            <tr key={key} className="border-b border-line last:border-0">
              {words.map((word, index) =>
                index === 0 ? (
                  <th key={index} scope="row" className="max-w-64 py-1.5 pr-3 text-left font-normal wrap-anywhere">
                    {word}
                  </th>
                ) : (
                  <td key={index} className="max-w-48 py-1.5 pr-3 text-left wrap-anywhere">
                    {word}
                  </td>
                ),
              )}
              {numbers.map((number, index) => (
                <td key={index} className="py-1.5 pl-3 text-right tabular-nums">
                  {index === numbers.length - 1 ? (
                    <Link
                      href={href}
                      aria-label={label}
                      className="inline-block rounded-sm text-accent-text underline pointer-coarse:min-w-[40px] pointer-coarse:py-2.5"
                    >
                      {formatCount(number)}
                    </Link>
                  ) : (
                    formatCount(number)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length ? (
        <Button variant="ghost" className="mt-1" onClick={() => setShowsAll(true)}>
          Show all {formatCount(rows.length)}
        </Button>
      ) : null}
      {!complete && shown.length === rows.length ? (
        <p className="py-1.5 text-[13px] text-muted">There are more; these are the largest.</p>
      ) : null}
    </div>
  );
}
