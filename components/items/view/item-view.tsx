"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, X } from "lucide-react";
import * as Radix from "@radix-ui/react-dialog";
import { useEffect, useState } from "react";
import { useActions } from "@/components/workspace/use-actions";
import { useWorkspace } from "@/components/workspace/workspace";
import { Button, IconButton } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Skeleton } from "@/components/ui/status";
import { itemQuery, neighboursQuery } from "@/lib/items/queries";
import type { ItemDto } from "@/lib/items/schema";
import type { Edits } from "../use-edits";
import { BoxPanel, type BoxDraft } from "./box-panel";
import { Details, Exif, Similar } from "./details";
import type { Box } from "./geometry";
import { ItemHistory } from "./item-history";
import { Stage } from "./stage";
import { useItemEditor } from "./use-item-editor";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("input, textarea, select, video, [role=dialog] [role=dialog]") !== null;

/** One item, large, with everything that is known of it. Arrow keys go through the list it was opened from. */
export function ItemView() {
  const {
    dataset,
    view: page,
    setView,
    list,
    opened: known,
    present,
    blocked,
    edits,
    openItem: onMove,
  } = useWorkspace();
  const [datasetId, stateId, view] = [dataset.id, list.stateId, list.view];
  const { snapshot: snapshotId, item: mediaId } = page;
  const { showSimilarTo } = useActions();
  const onClose = () => setView({ item: null });
  const client = useQueryClient();
  const { data, error } = useQuery({
    ...itemQuery(datasetId, mediaId ?? "", snapshotId),
    enabled: mediaId !== null,
    ...(known ? { placeholderData: known.item } : {}),
  });
  const read = data?.media_id === mediaId ? data : known?.item;
  const item = read && present(read);
  const { data: around } = useQuery({
    ...neighboursQuery(datasetId, stateId, view, mediaId ?? ""),
    enabled: mediaId !== null && stateId !== "",
    placeholderData: keepPreviousData,
  });
  // While the next question is under way the last answer is still here; it is about another item.
  const answered = around?.of === mediaId ? around : null;
  const fresh = answered ?? known;
  const previous = fresh?.previous ?? null;
  const next = fresh?.next ?? null;

  // The pictures beside this one are there when one goes on.
  useEffect(() => {
    for (const neighbour of [previous, next]) {
      if (!neighbour) continue;
      void client.prefetchQuery(neighboursQuery(datasetId, stateId, view, neighbour.media_id));
      if (neighbour.preview_url) new Image().src = neighbour.preview_url;
    }
  }, [client, datasetId, stateId, view, previous, next]);

  return (
    <Radix.Root open={mediaId !== null} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Content
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
          onEscapeKeyDown={(event) => {
            // What is being edited is not thrown away by the key that closes things.
            if ((event.target as Element).closest("[data-keeps-escape]") || document.querySelector("[data-unsaved]"))
              event.preventDefault();
          }}
          className="fixed inset-0 z-40 flex animate-fade-in flex-col bg-canvas md:flex-row"
        >
          {item ? (
            <Opened
              key={item.media_id}
              {...{ datasetId, stateId, snapshotId, item, blocked, edits, onMove, previous, next }}
              onShowAll={() => showSimilarTo(item.media_id)}
              place={
                fresh && fresh.position !== null
                  ? `${formatCount(fresh.position + 1)} of ${formatCount(fresh.total)}`
                  : ""
              }
            />
          ) : (
            <div className="grid flex-1 place-items-center">
              <Radix.Title className="sr-only">Item</Radix.Title>
              {error ? (
                <div className="grid justify-items-center gap-3">
                  <p role="alert">{error.message}</p>
                  <Button onClick={onClose}>Back to the dataset</Button>
                </div>
              ) : (
                <Skeleton className="size-64" />
              )}
            </div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface OpenedProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly snapshotId: string | null;
  readonly blocked: string | null;
  readonly edits: Edits;
  readonly onMove: (mediaId: string) => void;
  /** Shows in the grid what looks like this item. */
  readonly onShowAll: () => void;
  readonly item: ItemDto;
  readonly previous: ItemDto | null;
  readonly next: ItemDto | null;
  readonly place: string;
}

function Opened({
  datasetId,
  stateId,
  snapshotId,
  item,
  blocked,
  edits,
  onMove,
  onShowAll,
  previous,
  next,
  place,
}: OpenedProps) {
  const editor = useItemEditor(datasetId, item, edits);
  const [draft, setDraft] = useState<BoxDraft | null>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (draft) {
        if (event.key === "Escape") setDraft({ ...draft, selected: null, drawing: false });
        return;
      }
      if ((event.key === "ArrowLeft" || event.key === "k") && previous) onMove(previous.media_id);
      if ((event.key === "ArrowRight" || event.key === "j") && next) onMove(next.media_id);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [draft, previous, next, onMove]);
  const boxPanel = (
    <BoxPanel
      {...{ datasetId, stateId, item, blocked, draft }}
      saving={editor.saving}
      onDraft={setDraft}
      onSave={(boxes) =>
        draft && editor.save({ objects: boxes.length === 0 ? null : [...boxes] }, draft.etag, () => setDraft(null))
      }
    />
  );
  const editing = draft && {
    ...draft,
    onSelect: (selected: number | null) => setDraft({ ...draft, selected }),
    onChange: (index: number, box: Box) =>
      setDraft({ ...draft, boxes: draft.boxes.map((other, at) => (at === index ? box : other)) }),
    onDraw: (box: Omit<Box, "label">) =>
      setDraft({
        ...draft,
        boxes: [...draft.boxes, { ...box, label: draft.boxes.at(-1)?.label ?? item.labels[0] ?? "" }],
        selected: draft.boxes.length,
        drawing: false,
      }),
  };
  return (
    <>
      <div className="relative min-h-0 min-w-0 flex-1 bg-sunken max-md:h-[50dvh] max-md:flex-none">
        {item.media_type === "video" ? (
          <div className="grid size-full place-items-center p-3">
            <video controls src={item.url} poster={item.preview_url ?? undefined} className="max-h-full max-w-full" />
          </div>
        ) : (
          <Stage item={item} editing={editing} />
        )}
        {draft ? null : (
          <>
            <span className="absolute top-1/2 left-2 -translate-y-1/2">
              <IconButton
                label="Previous item"
                disabled={!previous}
                onClick={() => previous && onMove(previous.media_id)}
                className="bg-surface/80"
              >
                <ChevronLeft size={22} aria-hidden />
              </IconButton>
            </span>
            <span className="absolute top-1/2 right-2 -translate-y-1/2">
              <IconButton
                label="Next item"
                disabled={!next}
                onClick={() => next && onMove(next.media_id)}
                className="bg-surface/80"
              >
                <ChevronRight size={22} aria-hidden />
              </IconButton>
            </span>
          </>
        )}
        {place ? (
          <p className="absolute top-2 left-2 rounded-md bg-surface/80 px-2 py-0.5 text-xs text-muted tabular-nums">
            {place}
          </p>
        ) : null}
      </div>
      <div className="flex w-full min-h-0 flex-col overflow-y-auto border-line bg-surface max-md:flex-1 max-md:border-t md:w-80 md:border-l">
        <div className="flex items-start justify-between gap-3 border-b border-line p-4">
          <Radix.Title className="text-base font-semibold break-all">{item.file_name}</Radix.Title>
          <Radix.Close asChild>
            <IconButton label="Close" className="-mt-1.5">
              <X size={18} aria-hidden />
            </IconButton>
          </Radix.Close>
        </div>
        {blocked ? <p className="border-b border-line bg-sunken px-4 py-2 text-[13px] text-muted">{blocked}</p> : null}
        {editor.conflict ? (
          <div role="alert" className="grid gap-2 border-b border-line bg-warn-soft p-4 text-warn">
            <p>
              Someone changed this item since you opened it. What they wrote is shown now; your change is kept here.
            </p>
            <span className="flex gap-1.5">
              <Button className="h-8!" onClick={editor.giveUp}>
                Keep theirs
              </Button>
              <Button className="h-8!" disabled={editor.saving} onClick={editor.saveAnyway}>
                Save mine instead
              </Button>
            </span>
          </div>
        ) : null}
        {draft ? boxPanel : null}
        <Details {...{ datasetId, stateId, item, blocked, edits, editor }} />
        {draft ? null : boxPanel}
        <Similar datasetId={datasetId} item={item} snapshotId={snapshotId} onOpen={onMove} onShowAll={onShowAll} />
        <ItemHistory datasetId={datasetId} mediaId={item.media_id} />
        <Exif datasetId={datasetId} item={item} snapshotId={snapshotId} />
      </div>
    </>
  );
}
