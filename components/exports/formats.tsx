"use client";

import clsx from "clsx";
import { Badge } from "@/components/ui/status";
import { FORMAT_WORDS, type ExportFormat } from "@/lib/exports/schema";
import { EXPORT_FORMATS } from "@/lib/operations/export";

/** Chooses what a file is written as; says of each format what it is for. */
export function Formats({ chosen, onChoose }: { chosen: ExportFormat; onChoose: (format: ExportFormat) => void }) {
  return (
    <ul role="radiogroup" aria-label="Format" className="grid grid-cols-1 gap-1.5 sm:grid-cols-2">
      {EXPORT_FORMATS.map((format, index) => {
        const { name, about } = FORMAT_WORDS[format];
        return (
          <li key={format} role="presentation">
            <label
              className={clsx(
                "flex h-full cursor-pointer gap-3 rounded-md p-3 ring-1",
                format === chosen ? "bg-accent-soft ring-accent" : "ring-line hover:ring-line-strong",
              )}
            >
              <input
                type="radio"
                name="export_format"
                aria-label={name}
                checked={format === chosen}
                onChange={() => onChoose(format)}
                className="mt-0.5 size-4 shrink-0 accent-(--accent)"
              />
              <span className="grid min-w-0 flex-1 content-start gap-0.5">
                <span className="flex flex-wrap items-center gap-x-2">
                  <span className="font-medium">{name}</span>
                  {index === 0 ? <Badge>Default</Badge> : null}
                </span>
                <span className="text-[13px] wrap-anywhere text-muted">{about}</span>
              </span>
            </label>
          </li>
        );
      })}
    </ul>
  );
}
