"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { ImageUp, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { PictureList } from "@/components/media/thumbnail";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { formatPercent } from "@/components/ui/format";
import { findSimilarTo, similarQuery } from "@/lib/items/queries";
import type { SimilarItems } from "@/lib/items/schema";

/** What is looked for: an item of the dataset, or an image that is still to be chosen. */
export type Example = { readonly mediaId: string; readonly name: string } | "upload";

interface SimilarDialogProps {
  readonly datasetId: string;
  readonly snapshotId: string | null;
  /** The filter of the page: what is found by an uploaded image matches it too. */
  readonly q: string;
  readonly example: Example;
  readonly onClose: () => void;
  readonly onOpenItem: (mediaId: string) => void;
  readonly onSelect: (itemNos: number[]) => void;
}

const SHOWN = 60;

/** Items that look like one of them, or like an image from elsewhere. */
export function SimilarDialog({
  datasetId,
  snapshotId,
  q,
  example,
  onClose,
  onOpenItem,
  onSelect,
}: SimilarDialogProps) {
  const isUpload = example === "upload";
  const byItem = useQuery({
    ...similarQuery(datasetId, isUpload ? "" : example.mediaId, snapshotId, SHOWN),
    enabled: !isUpload,
  });
  const byImage = useMutation({ mutationFn: (image: File) => findSimilarTo(datasetId, image, q, snapshotId) });
  const [image, setImage] = useState<{ file: File; url: string } | null>(null);
  useEffect(() => () => URL.revokeObjectURL(image?.url ?? ""), [image]);
  const data: SimilarItems | undefined = isUpload ? byImage.data : byItem.data;
  const error = isUpload ? byImage.error : byItem.error;
  const busy = isUpload ? byImage.isPending : byItem.isFetching;
  const look = (file: File | undefined) => {
    if (!file) return;
    setImage({ file, url: URL.createObjectURL(file) });
    byImage.mutate(file);
  };
  return (
    <Dialog
      onClose={onClose}
      title={isUpload ? "Search by image" : "Similar items"}
      size="large"
      description={
        isUpload
          ? "Finds items that look like an image of yours. It is compared and not kept."
          : `Items that look like ${example.name}, the nearest first.`
      }
    >
      {isUpload ? (
        <label
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            look(event.dataTransfer.files[0]);
          }}
          className="flex cursor-pointer items-center gap-4 rounded-md border border-dashed border-line-strong p-4 hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          {image ? (
            // eslint-disable-next-line @next/next/no-img-element -- a file of the person's own machine
            <img src={image.url} alt="The image that is looked for" className="size-16 rounded object-cover" />
          ) : (
            <ImageUp size={26} aria-hidden className="text-muted" />
          )}
          <span>{image ? image.file.name : "Choose an image, or drop one here"}</span>
          <input
            type="file"
            aria-label="Image to look for"
            accept="image/*"
            className="sr-only"
            onChange={(event) => look(event.target.files?.[0])}
          />
        </label>
      ) : null}
      {busy ? <LoaderCircle size={18} aria-label="Searching" className="animate-spin" /> : null}
      <Alert>{busy ? null : error?.message}</Alert>
      {data && data.items.length === 0 ? <p className="text-muted">There is nothing to compare with yet.</p> : null}
      {data && data.items.length > 0 ? (
        <>
          <PictureList
            label="Similar items"
            items={data.items}
            titleOf={(name, similarity) => `${name}, ${formatPercent(similarity)} alike`}
            onOpen={(mediaId) => {
              onClose();
              onOpenItem(mediaId);
            }}
            className="grid-cols-3 gap-2 sm:grid-cols-5"
          />
          <DialogActions>
            <Button
              onClick={() => {
                onSelect(data.items.map((item) => item.item_no));
                onClose();
              }}
            >
              Select these {data.items.length}
            </Button>
          </DialogActions>
        </>
      ) : null}
    </Dialog>
  );
}
