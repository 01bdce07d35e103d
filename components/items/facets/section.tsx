"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { kept, parsedJson } from "@/components/ui/use-kept";

const isRecord = (value: unknown): value is Readonly<Record<string, boolean>> =>
  typeof value === "object" && value !== null;
/** Which sections are closed is kept on this machine, by their titles. */
const useClosed = kept<Readonly<Record<string, boolean>>>(
  "stillframe.closed-sections",
  (text) => parsedJson(text, isRecord),
  {},
);

interface SectionProps {
  readonly title: string;
  readonly startsOpen: boolean;
  /** It was looked for something that is in here: it is open, whatever was chosen before. */
  readonly forcedOpen?: boolean;
  /** Stands beside the title, and so moves nothing when it comes and goes. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the sidebar that can be closed. What is inside is only there, and only asked for, while it is open. */
export function Section({ title, startsOpen, forcedOpen = false, aside, children }: SectionProps) {
  const [stored, store] = useClosed();
  const open = forcedOpen || (Object.hasOwn(stored, title) ? stored[title]! : startsOpen);
  return (
    <section aria-label={title} className="min-w-0">
      <div className="flex items-center gap-1">
        <h2 className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open}
            title={title}
            onClick={() => store({ ...stored, [title]: !open })}
            className="flex w-full items-center gap-1 rounded px-1 py-1.5 text-left text-[13px] font-semibold text-muted hover:text-ink pointer-coarse:min-h-12"
          >
            {open ? (
              <ChevronDown size={14} aria-hidden className="shrink-0" />
            ) : (
              <ChevronRight size={14} aria-hidden className="shrink-0" />
            )}
            <span className="truncate">{title}</span>
          </button>
        </h2>
        {open ? aside : null}
      </div>
      {open ? children : null}
    </section>
  );
}
