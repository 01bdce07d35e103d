"use client";

import { useMutation } from "@tanstack/react-query";
import { ImageDrop } from "@/components/media/image-drop";
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
  const choose = (image: File) => {
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
      <ImageDrop
        label="Image to look for"
        text={look.isPending ? look.variables.name : "Choose an image, or drop one here"}
        busy={look.isPending ? "Searching" : null}
        onImage={choose}
      />
      <Alert>{look.isPending ? null : look.error?.message}</Alert>
    </Dialog>
  );
}
