"use client";

import { useQuery } from "@tanstack/react-query";
import { LoaderCircle } from "lucide-react";
import { useState } from "react";
import { PictureList } from "@/components/media/thumbnail";
import { Alert } from "@/components/ui/alert";
import { Dialog } from "@/components/ui/dialog";
import { SearchField } from "@/components/ui/field";
import { formatPercent } from "@/components/ui/format";
import { describeItems } from "@/lib/items/queries";

interface DescribeDialogProps {
  readonly datasetId: string;
  /** The filter of the page: what is found matches it too. */
  readonly q: string;
  readonly snapshotId: string | null;
  readonly onClose: () => void;
  readonly onOpenItem: (mediaId: string) => void;
}

/** Finds items by describing what they show. */
export function DescribeDialog({ datasetId, q, snapshotId, onClose, onOpenItem }: DescribeDialogProps) {
  const [text, setText] = useState("");
  const { data, error, isFetching } = useQuery(describeItems(datasetId, text, q, snapshotId));
  return (
    <Dialog
      onClose={onClose}
      title="Search by description"
      size="large"
      description="Finds items by what they show, with a model that compares pictures with words."
    >
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setText(String(new FormData(event.currentTarget).get("text")).trim());
        }}
      >
        <SearchField
          label="Description"
          name="text"
          placeholder="A boat on a calm sea, then Enter"
          required
          maxLength={1000}
        />
      </form>
      {isFetching ? <LoaderCircle size={18} aria-label="Searching" className="animate-spin" /> : null}
      <Alert>{isFetching ? null : error?.message}</Alert>
      {data ? (
        <PictureList
          label="Found items"
          items={data.items}
          titleOf={(name, similarity) => `${name}, ${formatPercent(similarity)}`}
          onOpen={(mediaId) => {
            onClose();
            onOpenItem(mediaId);
          }}
          className="grid-cols-3 gap-2 sm:grid-cols-4"
        />
      ) : null}
    </Dialog>
  );
}
