"use client";

import { useMutation } from "@tanstack/react-query";
import { ImageUp, LoaderCircle } from "lucide-react";
import { Alert } from "@/components/ui/alert";
import { Dialog } from "@/components/ui/dialog";
import { keyOfImage } from "@/lib/items/queries";

interface ImageDialogProps {
  readonly datasetId: string;
  readonly snapshotId: string | null;
  /** Gets the key by which the search finds what looks like the image. */
  readonly onFound: (key: string) => void;
  readonly onClose: () => void;
}

/** Asks for an image to look for. */
export function ImageDialog({ datasetId, snapshotId, onFound, onClose }: ImageDialogProps) {
  const look = useMutation({
    mutationFn: (image: File) => keyOfImage(datasetId, image, snapshotId),
  });
  const choose = (image: File | undefined) => {
    if (!image || look.isPending) return;
    // Not the mutation's own option: who closes the dialog meanwhile does not want the answer any more.
    look.mutate(image, {
      onSuccess: (key) => {
        onClose();
        onFound(key);
      },
    });
  };
  return (
    <Dialog
      onClose={onClose}
      title="Search by image"
      description="Finds items that look like an image of yours. It is compared and not kept."
    >
      <label
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          choose(event.dataTransfer.files[0]);
        }}
        className="flex cursor-pointer items-center gap-4 rounded-md border border-dashed border-line-strong p-4 hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-accent"
      >
        {look.isPending ? (
          <LoaderCircle size={26} aria-label="Searching" className="shrink-0 animate-spin text-muted" />
        ) : (
          <ImageUp size={26} aria-hidden className="shrink-0 text-muted" />
        )}
        <span className="min-w-0 wrap-anywhere">
          {look.isPending ? look.variables.name : "Choose an image, or drop one here"}
        </span>
        <input
          type="file"
          aria-label="Image to look for"
          accept="image/*"
          className="sr-only"
          onChange={(event) => {
            choose(event.target.files?.[0]);
            // The same file again is another try.
            event.target.value = "";
          }}
        />
      </label>
      <Alert>{look.isPending ? null : look.error?.message}</Alert>
    </Dialog>
  );
}
