"use client";

import clsx from "clsx";
import { Ban, Pencil } from "lucide-react";
import type { ReactNode } from "react";
import { formatCount } from "@/components/ui/format";
import { MiddleTruncated } from "@/components/ui/middle-truncated";

interface FacetButtonProps {
  readonly name: string;
  /** Its end tells more than its middle. */
  readonly isPath?: boolean | undefined;
  /** What it is about, where its name does not tell. */
  readonly words?: string;
  readonly icon?: ReactNode;
  readonly count: number;
  /** The count as a share of the largest beside it, 0–1. */
  readonly share?: number | undefined;
  readonly state: "include" | "exclude" | null;
  readonly muted?: boolean;
  readonly onInclude: () => void;
  readonly onExclude?: () => void;
  readonly onRename?: () => void;
}

/** A value with its count: a click includes it, Alt-click or the button beside it excludes it. */
export function FacetButton({
  name,
  isPath,
  words,
  icon,
  count,
  share = 0,
  state,
  muted,
  onInclude,
  onExclude,
  onRename,
}: FacetButtonProps) {
  return (
    <span
      className={clsx(
        "group/value flex items-center rounded",
        state === "include"
          ? "bg-accent-soft text-accent-text"
          : state === "exclude"
            ? "bg-danger-soft text-danger"
            : "hover:bg-sunken",
      )}
    >
      {/* eslint-disable-next-line jsx-a11y/role-supports-aria-props -- ARIA 1.3 knows aria-description on every role, and browsers do too */}
      <button
        type="button"
        aria-pressed={state !== null}
        // In two parts on screen, it is one name.
        aria-label={isPath ? `${name} ${formatCount(count)}` : undefined}
        aria-description={[state === "exclude" ? "Excluded" : null, words].filter(Boolean).join("; ") || undefined}
        title={words ? `${name}: ${words}` : name}
        onClick={(event) => (event.altKey && onExclude ? onExclude() : onInclude())}
        className={clsx(
          "relative flex min-w-0 flex-1 items-center gap-2 rounded px-2 py-1 text-left pointer-coarse:min-h-12",
          state && "font-medium",
        )}
      >
        {/* Drawn, and not a box with a style: the server makes it, too. */}
        <svg aria-hidden className="absolute inset-x-0 inset-y-0.5 -z-0 h-[calc(100%-4px)] w-full">
          <rect
            data-bar
            width={`${Math.round(share * 100)}%`}
            height="100%"
            rx={4}
            className={clsx(
              "transition-[width] duration-200",
              state === "exclude" ? "fill-danger/10" : "fill-accent/10",
            )}
          />
        </svg>
        {icon ? <span className="relative shrink-0">{icon}</span> : null}
        <span
          dir="auto"
          className={clsx(
            "relative grid min-w-0 flex-1",
            state === "exclude" && "line-through",
            !state && (muted ? "text-muted italic" : count === 0 && "text-muted"),
          )}
        >
          {isPath ? (
            <MiddleTruncated>{name}</MiddleTruncated>
          ) : (
            <span className={clsx("truncate", words && "text-xs")}>{name}</span>
          )}
          {/* The words are those of other values: as its name they would be taken for them. */}
          {words ? (
            <span aria-hidden className="truncate">
              {words}
            </span>
          ) : null}
        </span>
        <span className={clsx("relative shrink-0 tabular-nums", !state && "text-muted")}> {formatCount(count)}</span>
      </button>
      {onRename ? (
        <button
          type="button"
          aria-label={`Rename ${name}`}
          title="Rename"
          onClick={onRename}
          className={clsx(
            "grid shrink-0 place-items-center rounded p-1 text-muted hover:text-text focus-visible:opacity-100 pointer-coarse:size-12",
            // Fingers have no hover: there it is beside what is chosen, and leaves the other names their room.
            state === "include"
              ? "opacity-100"
              : "opacity-0 group-hover/value:opacity-100 pointer-coarse:hidden [@media(hover:none)]:opacity-100",
          )}
        >
          <Pencil size={13} aria-hidden />
        </button>
      ) : null}
      {onExclude ? (
        <button
          type="button"
          aria-label={state === "exclude" ? `No longer exclude ${name}` : `Exclude ${name}`}
          title="Exclude (Alt-click)"
          onClick={onExclude}
          className="mr-0.5 grid shrink-0 place-items-center rounded p-1 text-muted opacity-0 group-hover/value:opacity-100 hover:text-danger focus-visible:opacity-100 pointer-coarse:size-12 [@media(hover:none)]:opacity-100"
        >
          <Ban size={13} aria-hidden />
        </button>
      ) : (
        <span aria-hidden className="w-6 shrink-0 pointer-coarse:w-12" />
      )}
    </span>
  );
}
