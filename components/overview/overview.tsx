"use client";

import { useQuery } from "@tanstack/react-query";
import { useDialogs } from "@/components/dialogs/context";
import { useIsGuest } from "@/components/layout/guest";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { Loaded } from "@/components/ui/loaded";
import { ProgressBar, Skeleton } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { DatasetDto } from "@/lib/datasets/schema";
import { statisticsQuery } from "@/lib/statistics/queries";
import { isCounted, type CountingDto, type StatisticsDto } from "@/lib/statistics/schema";
import { FigureCard, GrowthCard } from "./figure-card";
import { GROUPS, itemsAddress, numbersOf, QUALITY, type Figure } from "./figures";

interface OverviewProps {
  readonly dataset: DatasetDto;
  /** The snapshot that is looked at; null for the current data. */
  readonly snapshotId: string | null;
}

/** A version in numbers: charts, each with its table, its data and the way to the items that it counts. */
export function Overview({ dataset, snapshotId }: OverviewProps) {
  const query = useQuery(statisticsQuery(dataset.id, dataset.state_id, snapshotId));
  return (
    <section aria-label="Overview" className="min-h-0 min-w-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid max-w-[1800px] grid-cols-[minmax(0,1fr)] gap-5 p-4 sm:p-5">
        <Loaded query={query} skeleton={<Waiting counting={null} />}>
          {(answer) =>
            isCounted(answer) ? <Numbers dataset={dataset} statistics={answer} /> : <Waiting counting={answer} />
          }
        </Loaded>
      </div>
    </section>
  );
}

const CARDS = "grid grid-cols-2 gap-3 sm:grid-cols-4 xl:grid-cols-8";
const CHARTS = "grid grid-cols-[minmax(0,1fr)] gap-3 md:grid-cols-2 xl:grid-cols-3";

/** Of the size of what comes; where a version is counted for the first time, how far that is. */
function Waiting({ counting }: { counting: CountingDto | null }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5" aria-busy="true">
      <div className="h-5">
        {counting ? (
          <div className="flex items-center gap-3">
            <span role="status" className="min-w-0 truncate text-muted">
              Counting: {counting.doing}
            </span>
            <span className="w-40 shrink-0">
              <ProgressBar percent={counting.progress_percentage} label="Counting" />
            </span>
          </div>
        ) : (
          <Skeleton className="h-5 w-56" />
        )}
      </div>
      <div className={CARDS}>
        {Array.from({ length: 8 }, (_, index) => (
          <Skeleton key={index} className="h-[68px]" />
        ))}
      </div>
      <div className={CHARTS}>
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} className="h-[372px]" />
        ))}
      </div>
    </div>
  );
}

function Numbers({ dataset, statistics }: { dataset: DatasetDto; statistics: StatisticsDto }) {
  const { totals, charts, growth, computed_at, snapshot_id } = statistics;
  const version = growth.rows.find((row) => row.snapshot_id === snapshot_id);
  const isShown = ({ chart }: Figure) => charts[chart].rows.length > 0;
  const missing = totals.items === 0 ? [] : GROUPS.flatMap(({ figures }) => figures).filter((one) => !isShown(one));
  return (
    <>
      <p className="flex flex-wrap gap-x-3 text-muted">
        <span className="min-w-0 wrap-anywhere">{version?.name ?? "A snapshot"}</span>
        <span>
          Counted <Time iso={computed_at} />
        </span>
      </p>
      <dl className={CARDS}>
        {numbersOf(statistics).map(({ name, count, q }) => (
          <div key={name} className="flex flex-col rounded-lg border border-line bg-surface px-3.5 py-2.5">
            <dt className="text-[13px] text-muted">{name}</dt>
            <dd className="text-lg font-semibold tabular-nums">
              {q === null || count === "0" ? (
                count
              ) : (
                <Link
                  href={itemsAddress(statistics, q)}
                  aria-label={`${name}: ${count}`}
                  className="rounded-sm underline decoration-line-strong underline-offset-4 hover:decoration-current pointer-coarse:-my-2 pointer-coarse:py-2"
                >
                  {count}
                </Link>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <Unread dataset={dataset} statistics={statistics} />
      {totals.items === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-4 py-10 text-center text-muted">
          There is nothing to count: this version has no items. Add media, or choose another version.
        </p>
      ) : (
        GROUPS.filter(({ title, figures }) => title === QUALITY || figures.some(isShown)).map(({ title, figures }) => (
          <section key={title} aria-label={title} className="grid grid-cols-[minmax(0,1fr)] gap-3">
            <h2 className="text-base font-semibold">{title}</h2>
            <div className={CHARTS}>
              {figures.filter(isShown).map((figure) => (
                <FigureCard key={figure.chart} figure={figure} statistics={statistics} />
              ))}
              {title === QUALITY ? <GrowthCard statistics={statistics} /> : null}
            </div>
          </section>
        ))
      )}
      {missing.length > 0 ? (
        <section aria-label="Nothing to show yet" className="text-muted">
          <h2 className="text-base font-semibold text-ink">Nothing to show yet</h2>
          <ul className="mt-1 grid gap-0.5">
            {missing.map(({ chart, title, empty }) => (
              <li key={chart}>
                {title}: {empty.charAt(0).toLowerCase() + empty.slice(1)}.
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

/** Says where brightness and sharpness are missing, and what can be done about it. */
function Unread({ dataset, statistics }: { dataset: DatasetDto; statistics: StatisticsDto }) {
  const { open } = useDialogs();
  const isGuest = useIsGuest();
  const { unread } = statistics.totals;
  if (unread === 0) return null;
  return (
    <Alert
      tone="neutral"
      action={
        isGuest ? undefined : (
          <Button onClick={() => open({ name: "refresh-metrics", dataset })}>Refresh Metrics</Button>
        )
      }
    >
      {`The files of ${plural(unread, "item")} were not read by this version of the indexer: their brightness and sharpness are missing.`}
    </Alert>
  );
}
