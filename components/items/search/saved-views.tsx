"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, Trash2 } from "lucide-react";
import * as Popover from "@radix-ui/react-popover";
import { useState } from "react";
import { toast } from "sonner";
import { defaultViewOf, usualSort, type PageView } from "@/components/workspace/read-view";
import type { ChangeView } from "@/components/workspace/use-view";
import { useIsGuest } from "@/components/layout/guest";
import { Button, IconButton } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { setDefaultFilter } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { deleteView, saveView, viewsQuery } from "@/lib/views/queries";
import type { SavedViewDto } from "@/lib/views/schema";
import { searchWords } from "./search-words";

/** Views that people saved, for everyone who sees the dataset. */
export function SavedViews({ dataset, view, onChange }: { dataset: DatasetDto; view: PageView; onChange: ChangeView }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton label="Saved views">
          <Bookmark size={18} aria-hidden />
        </IconButton>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Saved views"
          className="z-30 grid w-[min(20rem,calc(100vw-1rem))] animate-fade-in gap-3 rounded-lg border border-line bg-raised p-4 shadow-xl"
        >
          <Views dataset={dataset} view={view} onChange={onChange} onChosen={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** What of a page's address a saved view changes; what it does not name goes back to how it usually is. */
export const viewChange = ({ view }: SavedViewDto): Partial<PageView> => ({
  q: view.q,
  sort: view.sort,
  seed: view.seed ?? null,
  group: view.group ?? null,
});

/** What the dataset shows when it is opened. */
function OpensWith({ dataset, view }: { dataset: DatasetDto; view: PageView }) {
  const client = useQueryClient();
  const usual = defaultViewOf(dataset.default_filter);
  const isUsual = usual !== null && usual.q === view.q && (usual.sort ?? usualSort(usual.q)) === view.sort;
  const set = useMutation({
    mutationFn: (filter: { q: string; sort: string } | null) => setDefaultFilter(dataset.id, filter),
    onSuccess: ({ default_filter }) =>
      toast.success(
        default_filter === null ? "The dataset opens with everything" : "The dataset opens with this search",
      ),
    onError: (error) => toast.error("What it opens with was not changed", { description: error.message }),
    onSettled: () => makeStale(client, [keys.dataset(dataset.id), keys.datasets()]),
  });
  if (usual === null && view.q === "") return null;
  return (
    <div className="grid gap-2 border-t border-line pt-3">
      {usual ? (
        <p className="truncate text-[13px] text-muted" title={usual.q}>
          Opens with {searchWords(usual.q)}
        </p>
      ) : null}
      {dataset.can.dataset_describe === null ? (
        <div className="flex flex-wrap gap-2">
          {view.q !== "" && !isUsual ? (
            <Button
              disabled={set.isPending}
              aria-busy={set.isPending}
              onClick={() => set.mutate({ q: view.q, sort: view.sort })}
            >
              Open with this search
            </Button>
          ) : null}
          {usual ? (
            <Button disabled={set.isPending} aria-busy={set.isPending} onClick={() => set.mutate(null)}>
              Open with everything
            </Button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function Views({
  dataset,
  view,
  onChange,
  onChosen,
}: {
  dataset: DatasetDto;
  view: PageView;
  onChange: ChangeView;
  onChosen: () => void;
}) {
  const client = useQueryClient();
  const { data: views } = useQuery(viewsQuery(dataset.id));
  const isGuest = useIsGuest();
  const blocked = dataset.can.view_edit;
  const refresh = () => makeStale(client, [keys.views(dataset.id)]);
  const save = useMutation({
    mutationFn: (name: string) =>
      saveView(dataset.id, {
        name,
        view: {
          q: view.q,
          sort: view.sort,
          ...(view.seed ? { seed: view.seed } : {}),
          ...(view.group ? { group: view.group } : {}),
        },
      }),
    onSuccess: (saved) => toast.success(`View “${saved.name}” saved`),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) => deleteView(dataset.id, id),
    onError: (error) => toast.error("The view was not deleted", { description: error.message }),
    onSettled: refresh,
  });
  return (
    <>
      {views && views.length > 0 ? (
        <ul aria-label="Views" className="grid grid-cols-1 max-h-64 gap-0.5 overflow-y-auto">
          {views.map((saved) => (
            <li key={saved.view_id} className="flex items-center rounded hover:bg-sunken">
              <button
                type="button"
                onClick={() => {
                  onChange(viewChange(saved));
                  onChosen();
                }}
                className="min-w-0 flex-1 rounded px-2 py-1.5 text-left"
              >
                <span className="block truncate font-medium">{saved.name}</span>
                <span className="block truncate text-xs text-muted">{searchWords(saved.view.q)}</span>
              </button>
              {isGuest ? null : (
                <IconButton
                  label={`Delete view ${saved.name}`}
                  title={blocked ?? undefined}
                  disabled={blocked !== null}
                  onClick={() => remove.mutate(saved.view_id)}
                >
                  <Trash2 size={15} aria-hidden />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-muted">No views are saved yet. A view is the search, the order and the grouping, by name.</p>
      )}
      <OpensWith dataset={dataset} view={view} />
      {blocked ? (
        <p className="text-[13px] text-muted">{blocked}</p>
      ) : (
        <form
          className="grid gap-2 border-t border-line pt-3"
          onSubmit={(event) => {
            event.preventDefault();
            const form = event.currentTarget;
            save.mutate(String(new FormData(form).get("name")), { onSuccess: () => form.reset() });
          }}
        >
          <TextField
            label="Save this view as"
            name="name"
            required
            maxLength={255}
            autoComplete="off"
            error={save.error?.message}
          />
          <Button type="submit" variant="primary" disabled={save.isPending}>
            Save view
          </Button>
        </form>
      )}
    </>
  );
}
