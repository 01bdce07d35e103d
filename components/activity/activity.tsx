"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Globe, History, KeyRound, ListChecks, Undo2 } from "lucide-react";
import { useDialogs } from "@/components/dialogs/context";
import { Thumbnail } from "@/components/media/thumbnail";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { formatDay, plural } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Badge, EmptyState, Skeleton } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { useWorkspace } from "@/components/workspace/workspace";
import { activityFiltersQuery, activityQuery } from "@/lib/activity/queries";
import type { ActivityEntry } from "@/lib/activity/schema";
import { nameOfKind } from "@/lib/operations/event-words";

/** Everything that changed the dataset's data, newest first; each change can be looked at, and taken back. */
export function Activity() {
  const { dataset, view } = useWorkspace();
  const query = useInfiniteQuery(activityQuery(dataset.id, { actor: view.actor, kind: view.change }));
  const { hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  return (
    <section aria-label="Activity" className="mx-auto grid w-full max-w-3xl gap-4 p-4 sm:p-5">
      <Filters />
      <Loaded
        query={query}
        skeleton={<ActivitySkeleton />}
        empty={{
          when: ({ pages }) => pages.every(({ events }) => events.length === 0) && !hasNextPage,
          show: <Nothing />,
        }}
      >
        {({ pages }) => <Days entries={pages.flatMap(({ events }) => events)} />}
      </Loaded>
      {hasNextPage ? (
        <div className="text-center">
          <Button disabled={isFetchingNextPage} aria-busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older changes
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Filters() {
  const { dataset, view, setView } = useWorkspace();
  const { data } = useQuery(activityFiltersQuery(dataset.id));
  // What the address asks for is told, whether or not there is any.
  const withChosen = (known: readonly string[], chosen: string | null) =>
    chosen === null || known.includes(chosen) ? known : [...known, chosen];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        label="Who"
        value={view.actor ?? ""}
        onChange={(event) => setView({ actor: event.target.value || null })}
        className="min-w-0 pointer-coarse:h-12"
      >
        <option value="">Everybody</option>
        {withChosen(data?.actors ?? [], view.actor).map((actor) => (
          <option key={actor} value={actor}>
            {actor}
          </option>
        ))}
      </Select>
      <Select
        label="What"
        value={view.change ?? ""}
        onChange={(event) => setView({ change: event.target.value || null })}
        className="min-w-0 pointer-coarse:h-12"
      >
        <option value="">All changes</option>
        {withChosen(data?.kinds ?? [], view.change).map((kind) => (
          <option key={kind} value={kind}>
            {nameOfKind(kind)}
          </option>
        ))}
      </Select>
    </div>
  );
}

function Nothing() {
  const { view, setView } = useWorkspace();
  const isFiltered = view.actor !== null || view.change !== null;
  return (
    <EmptyState
      icon={<History size={28} aria-hidden />}
      title={isFiltered ? "No such changes" : "Nothing has changed yet"}
      action={
        isFiltered ? <Button onClick={() => setView({ actor: null, change: null })}>Show all changes</Button> : null
      }
    >
      {isFiltered ? null : "Edits and tasks are listed here, newest first."}
    </EmptyState>
  );
}

/** Entries by the day of whoever looks. */
function daysOf(entries: readonly ActivityEntry[]): [string, ActivityEntry[]][] {
  const days = new Map<string, ActivityEntry[]>();
  for (const entry of entries) {
    const day = formatDay(entry.at);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days];
}

const Days = ({ entries }: { entries: readonly ActivityEntry[] }) =>
  daysOf(entries).map(([day, ofDay]) => (
    <section key={day} aria-label={day} className="grid gap-1">
      <h2 className="text-base font-semibold">{day}</h2>
      <ol className="divide-y divide-line">
        {ofDay.map((entry) => (
          <Entry key={entry.event_id} entry={entry} />
        ))}
      </ol>
    </section>
  ));

function Entry({ entry }: { entry: ActivityEntry }) {
  const { actor, words, at, taken_back: isTakenBack, items } = entry;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="wrap-anywhere">
          <span className="font-medium">{actor}</span> <span dir="auto">{words}</span>
        </p>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-[13px] text-muted">
          <Time iso={at} />
          <Via entry={entry} />
          {isTakenBack ? <Badge icon={<Undo2 size={12} aria-hidden />}>Taken back</Badge> : null}
        </p>
        {items.length > 0 ? (
          <ul aria-label="Some of the items" className="mt-2 flex gap-1">
            {items.map((item) => (
              <li key={item.media_id} className="size-12 overflow-hidden rounded-md">
                <Thumbnail item={item} />
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <Actions entry={entry} />
    </li>
  );
}

/** From where it was asked for; nothing where that was not kept. */
function Via({ entry: { via, task_id } }: { entry: ActivityEntry }) {
  return (
    <>
      {via?.kind === "browser" ? (
        <span className="inline-flex items-center gap-1">
          <Globe size={13} aria-hidden /> in the browser
        </span>
      ) : null}
      {via?.kind === "key" ? (
        <span className="inline-flex min-w-0 items-center gap-1 wrap-anywhere">
          <KeyRound size={13} aria-hidden className="shrink-0" /> by the API key {via.name ?? "that is gone"}
        </span>
      ) : null}
      {task_id === null ? null : (
        <span className="inline-flex items-center gap-1">
          <ListChecks size={13} aria-hidden /> as a task
        </span>
      )}
    </>
  );
}

const TAKEN_BACK = "This is taken back already. To have it again, take back what took it back.";

function Actions({ entry }: { entry: ActivityEntry }) {
  const { dataset, setView, edits } = useWorkspace();
  const dialogs = useDialogs();
  const { event_id, changed, words, refusal, taken_back: isTakenBack } = entry;
  const blocked = (isTakenBack ? TAKEN_BACK : refusal) ?? dataset.can.items_edit;
  const label = changed === null ? "Show the items" : plural(changed, "item");
  return (
    <div className="flex flex-wrap gap-2">
      {changed === 0 ? null : (
        <Button
          variant="ghost"
          className="pointer-coarse:h-12"
          aria-label={`${label}: ${words}`}
          onClick={() => setView({ tab: null, snapshot: null, item: null, q: `changed:event=${event_id}` })}
        >
          {label}
        </Button>
      )}
      <Button
        className="pointer-coarse:h-12"
        aria-label={`Take back: ${words}`}
        disabled={blocked !== null}
        title={blocked ?? undefined}
        onClick={() => dialogs.open({ name: "take-back", datasetId: dataset.id, entry, onDone: edits.done })}
      >
        <Undo2 size={15} aria-hidden /> Take back
      </Button>
    </div>
  );
}

const ActivitySkeleton = () => (
  <div className="grid gap-3">
    {Array.from({ length: 5 }, (_, index) => (
      <Skeleton key={index} className="h-16" />
    ))}
  </div>
);
