"use client";

import * as Radix from "@radix-ui/react-dialog";
import clsx from "clsx";
import { Maximize2, Minimize2, PanelRightClose, PanelRightOpen, X } from "lucide-react";
import { useCallback, useEffect, useImperativeHandle, useRef, type RefObject } from "react";
import { useWorkspace } from "@/components/workspace/workspace";
import { Alert } from "@/components/ui/alert";
import { Button, IconButton } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Skeleton } from "@/components/ui/status";
import type { ItemDto } from "@/lib/items/schema";
import { Filmstrip } from "./filmstrip";
import { ItemPanel } from "./item-panel";
import { MediaArea } from "./media-area";
import { ObjectTools } from "./object-tools";
import { OpenItemProvider, useOpenItem } from "./open-item";
import { UnsavedBar, UnsavedElsewhere } from "./unsaved";
import { useFullScreen } from "./use-full-screen";
import { useItemKeys } from "./use-item-keys";
import { usePanel } from "./use-panel";
import { useShownItem, type ShownItem } from "./use-shown-item";

/** What Escape does before it closes the item; whether it did something. */
export interface EscapeHandle {
  onEscape(): boolean;
}

/**
 * One item, large, with everything that is known of it. Arrow keys go through the list it was opened from.
 *
 * Nothing that was written is lost on the way: a caption or objects that are not saved stay with their item, however it is left, for as
 * long as the page lives, and nobody is asked anything. Back at the item they are there again, marked "Unsaved"; anywhere else, a
 * count of unsaved changes leads to them. Only leaving the page itself, where they would be gone, has the browser ask. Escape
 * leaves a field first; while objects are edited it gives up what is half drawn, lets go of what is chosen and never closes, since it
 * is pressed so often.
 */
export function ItemView() {
  const { setView, gridRef } = useWorkspace();
  const shown = useShownItem();
  const { mediaId, item, position } = shown;
  const contentRef = useRef<HTMLDivElement>(null);
  const escapeRef = useRef<EscapeHandle>(null);
  const lastRef = useRef({ mediaId, position });
  useEffect(() => {
    if (mediaId) lastRef.current = { mediaId, position };
  }, [mediaId, position]);
  const focusStage = useCallback(() => {
    const content = contentRef.current;
    (content?.querySelector<HTMLElement>("[data-stage] [tabindex='0']") ?? content)?.focus();
  }, []);
  const isThere = item !== null;
  useEffect(() => {
    // An item that was opened by its address is read first.
    if (isThere && document.activeElement === contentRef.current) focusStage();
  }, [isThere, focusStage]);
  const close = () => setView({ item: null });

  return (
    <>
      <Radix.Root open={mediaId !== null} onOpenChange={(open) => !open && close()}>
        <Radix.Portal>
          <Radix.Content
            ref={contentRef}
            aria-describedby={undefined}
            onInteractOutside={(event) => event.preventDefault()}
            onOpenAutoFocus={(event) => {
              event.preventDefault();
              focusStage();
            }}
            onCloseAutoFocus={(event) => {
              const { current: grid } = gridRef;
              const { current: last } = lastRef;
              if (!grid || !last.mediaId) return;
              event.preventDefault();
              grid.focusItem(last.mediaId, last.position);
            }}
            onEscapeKeyDown={(event) => {
              if ((event.target as Element).closest("[data-keeps-escape]") || escapeRef.current?.onEscape())
                event.preventDefault();
            }}
            className="fixed inset-0 z-40 flex animate-fade-in flex-col bg-canvas outline-none"
          >
            {item ? (
              <OpenItemProvider item={item} focusStage={focusStage}>
                <Opened shown={shown} item={item} escapeRef={escapeRef} />
              </OpenItemProvider>
            ) : (
              <NotRead error={shown.error} close={close} />
            )}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
      <UnsavedBar />
    </>
  );
}

const NotRead = ({ error, close }: { error: Error | null; close: () => void }) => (
  <div className="grid flex-1 place-items-center">
    <Radix.Title className="sr-only">Item</Radix.Title>
    {error ? (
      <div className="grid justify-items-center gap-3">
        <Alert>{error.message}</Alert>
        <Button onClick={close}>Back to the dataset</Button>
      </div>
    ) : (
      <Skeleton className="size-64" />
    )}
  </div>
);

interface OpenedProps {
  readonly shown: ShownItem;
  readonly item: ItemDto;
  readonly escapeRef: RefObject<EscapeHandle | null>;
}

function Opened({ shown, item, escapeRef }: OpenedProps) {
  const { objects, editor } = useOpenItem();
  const [wantsPanel, setPanel] = usePanel();
  const [isFull, setFull] = useFullScreen();
  // Objects are edited in it, and what another wrote must be seen.
  const needsPanel = objects.draft !== null || editor.conflict !== null;
  const hasPanel = needsPanel || (wantsPanel && !isFull);
  const toggles = { full: () => setFull(!isFull), panel: () => togglePanel() };
  const togglePanel = () => {
    if (isFull) setFull(false);
    setPanel(isFull || !wantsPanel);
  };
  useItemKeys({ previous: shown.previous, next: shown.next, ...toggles });
  useImperativeHandle(escapeRef, () => ({
    onEscape: () => {
      if (isFull) setFull(false);
      else if (!objects.draft) return false;
      else if (objects.sketch) objects.giveUp();
      else if (objects.tool !== "select") objects.setTool("select");
      else if (objects.spot) objects.select(objects.selected!.object_id);
      else if (objects.selected) objects.select(null);
      else if (!objects.changed) objects.cancel();
      return true;
    },
  }));
  return (
    <>
      <Bar shown={shown} item={item} isFull={isFull} hasPanel={hasPanel} needsPanel={needsPanel} {...toggles} />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <div className={clsx("flex min-h-0 min-w-0 flex-col", hasPanel ? "max-md:h-1/2 md:flex-1" : "flex-1")}>
          <ObjectTools />
          <div data-stage className="relative min-h-0 flex-1 bg-sunken">
            <MediaArea previous={shown.previous} next={shown.next} />
          </div>
          {isFull ? null : (
            // On a phone the picture needs the room while it is drawn on.
            <div className={clsx("contents", objects.draft && "max-md:hidden")}>
              <Filmstrip shown={shown} current={item} />
            </div>
          )}
        </div>
        {hasPanel ? <ItemPanel /> : null}
      </div>
    </>
  );
}

interface BarProps {
  readonly shown: ShownItem;
  readonly item: ItemDto;
  readonly isFull: boolean;
  readonly hasPanel: boolean;
  readonly needsPanel: boolean;
  readonly full: () => void;
  readonly panel: () => void;
}

const BAR_BUTTON = "pointer-coarse:size-12!";

function Bar({ shown, item, isFull, hasPanel, needsPanel, full, panel }: BarProps) {
  const { position, total } = shown;
  return (
    <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-surface pr-2 pl-4 pointer-coarse:h-14">
      <Radix.Title dir="auto" title={item.file_name} className="min-w-0 truncate text-base font-semibold">
        {item.file_name}
      </Radix.Title>
      {position === null ? null : (
        <p className="mr-auto ml-2 text-xs whitespace-nowrap text-muted tabular-nums">
          {`${formatCount(position + 1)} of ${formatCount(total)}`}
        </p>
      )}
      <span className="ml-auto flex shrink-0 items-center gap-1">
        <span role="status">
          <UnsavedElsewhere mediaId={item.media_id} />
        </span>
        <IconButton
          label={isFull ? "Leave full screen" : "Full screen"}
          title={isFull ? "Leave full screen (f)" : "Full screen (f)"}
          onClick={full}
          className={BAR_BUTTON}
        >
          {isFull ? <Minimize2 size={17} aria-hidden /> : <Maximize2 size={17} aria-hidden />}
        </IconButton>
        <IconButton
          label={hasPanel ? "Hide details" : "Show details"}
          title={needsPanel ? "They are needed for what is being edited" : `${hasPanel ? "Hide" : "Show"} details (i)`}
          disabled={needsPanel}
          onClick={panel}
          className={BAR_BUTTON}
        >
          {hasPanel ? <PanelRightClose size={18} aria-hidden /> : <PanelRightOpen size={18} aria-hidden />}
        </IconButton>
        <Radix.Close asChild>
          <IconButton label="Close" className={BAR_BUTTON}>
            <X size={18} aria-hidden />
          </IconButton>
        </Radix.Close>
      </span>
    </div>
  );
}
