import clsx from "clsx";
import { formatCount, plural } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/status";
import type { ComparisonDto } from "@/lib/snapshots/schema";
import type { CompareView } from "./compare-view";
import type { ChangeCompareView } from "./use-compare-view";
import { chipsOf, countOfAll, nameOf, versionChanges } from "./words";

interface SummaryProps {
  readonly comparison: ComparisonDto;
  readonly view: CompareView;
  readonly setView: ChangeCompareView;
  /** How many of the items somebody has looked at. */
  readonly seen: number;
}

/** What differs, in numbers that filter, and how much of it was looked at. */
export function Summary({ comparison, view, setView, seen }: SummaryProps) {
  const all = countOfAll(comparison);
  const told = versionChanges(comparison);
  const looked = Math.min(seen, all);
  return (
    <section aria-label="Summary" className="grid gap-1.5 border-b border-line bg-surface px-4 py-2.5 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div role="group" aria-label="What changed" className="flex flex-wrap gap-1.5">
          {chipsOf(comparison, view.change).map(({ difference, count }) => (
            <button
              key={difference}
              type="button"
              aria-pressed={view.change === difference}
              onClick={() => setView({ change: difference })}
              className={clsx(
                "inline-flex h-8 items-center gap-1.5 rounded-full border px-3 text-[13px] pointer-coarse:h-12",
                view.change === difference
                  ? "border-accent bg-accent-soft text-accent-text"
                  : "border-line-strong hover:bg-sunken",
              )}
            >
              {nameOf(difference)} <span className="font-medium tabular-nums">{formatCount(count)}</span>
            </button>
          ))}
        </div>
        {all > 0 ? (
          <div className="grid w-40 gap-1">
            <p className="text-[13px] text-muted tabular-nums" role="status">
              {formatCount(looked)} of {formatCount(all)} seen
            </p>
            <ProgressBar percent={Math.round((looked / all) * 100)} label="Seen" />
          </div>
        ) : null}
      </div>
      {told.length > 0 ? (
        <details className="text-[13px] text-muted">
          <summary className="w-fit cursor-pointer rounded pointer-coarse:py-3">
            {plural(told.length, "change")} of the version as a whole
          </summary>
          <ul className="grid gap-0.5 pt-1 pl-4">
            {told.map((words) => (
              <li key={words} className="wrap-anywhere">
                {words}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
