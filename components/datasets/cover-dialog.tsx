"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { toast } from "sonner";
import { ImageDrop } from "@/components/media/image-drop";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { SearchField } from "@/components/ui/field";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import { changeCover, coverChoicesQuery, removeCover } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { Cover } from "./dataset-card";
import { useDataset } from "./use-dataset";

/** What stands for a dataset: a file of one's own, one of its items, or the first of its data. */
export function CoverDialog({ dataset: known, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const dataset = useDataset(known);
  const client = useQueryClient();
  const [search, setSearch] = useState("");
  const choices = useQuery(coverChoicesQuery(dataset.id, dataset.state_id, useDeferredValue(search)));
  const change = useMutation({
    mutationFn: (cover: File | { media_id: string } | null) =>
      cover === null ? removeCover(dataset.id) : changeCover(dataset.id, cover),
    onSuccess: (_dataset, cover) => {
      toast.success(cover === null ? "The first item stands for the dataset again" : "Cover image changed");
      onClose();
    },
    onSettled: () => makeStale(client, [keys.dataset(dataset.id), keys.datasets()]),
  });
  return (
    <Dialog onClose={onClose} title="Change cover image" size="medium">
      <div className="flex flex-wrap items-center gap-4">
        <Cover url={dataset.cover_image_url} className="w-36 shrink-0 rounded" />
        <ImageDrop
          label="Cover image"
          text="Upload an image, or drop one here"
          busy={change.isPending ? "Changing the cover" : null}
          onImage={change.mutate}
          className="min-w-52 flex-1"
        />
      </div>
      <Alert>{change.isPending ? null : change.error?.message}</Alert>
      <section aria-label="Items" className="grid gap-2">
        <SearchField
          label="Search for an item to be the cover"
          placeholder="Or pick an item: search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Loaded
          query={choices}
          skeleton={<Skeleton className="h-40" />}
          empty={{ when: ({ items }) => items.length === 0, show: <p className="text-muted">No item matches.</p> }}
        >
          {({ items }) => (
            <ul className="grid max-h-64 grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-2 overflow-y-auto p-0.5">
              {items.map((item) => (
                <li key={item.media_id}>
                  <button
                    type="button"
                    aria-label={item.file_name}
                    title={item.file_name}
                    disabled={change.isPending}
                    onClick={() => change.mutate({ media_id: item.media_id })}
                    className="block w-full overflow-hidden rounded ring-1 ring-line hover:ring-2 hover:ring-accent"
                  >
                    <Cover url={item.thumbnail_url} />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </section>
      {dataset.cover_chosen ? (
        <DialogActions>
          <Button disabled={change.isPending} aria-busy={change.isPending} onClick={() => change.mutate(null)}>
            Remove cover image
          </Button>
        </DialogActions>
      ) : null}
    </Dialog>
  );
}
