"use client";

import * as Radix from "@radix-ui/react-dialog";
import clsx from "clsx";
import { Check, ChevronLeft, ChevronRight, Eye, X } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from "react";
import { isField, isOnTop, isPlayer } from "@/components/items/view/keys";
import { Alert } from "@/components/ui/alert";
import { Button, IconButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/field";
import { formatCount } from "@/components/ui/format";
import { Segments } from "@/components/ui/segments";
import { Skeleton } from "@/components/ui/status";
import { kept } from "@/components/ui/use-kept";
import type { ComparedItem } from "@/lib/comparing/schema";
import { CHANGE_LOOKS } from "./compare-tile";
import { ItemWords } from "./item-words";
import { PictureCompare, WAYS, type Way } from "./picture-compare";
import { idOf, type SeenItems } from "./seen";
import { useDifferencesAt, usePlaceOf, type Differences } from "./use-differences";
import { tellChange } from "./words";

interface CompareItemProps {
  readonly list: Differences;
  readonly total: number;
  readonly mediaId: string;
  /** Where it stands, if it was opened from the list. */
  readonly place: number | null;
  readonly seen: SeenItems;
  readonly onOpen: (compared: ComparedItem, place: number) => void;
  readonly onClose: () => void;
}

/** One item that differs, large: as it was and as it is, with what became of it in words. Arrow keys go through the list. */
export function CompareItem({ list, total, mediaId, place: known, seen, onOpen, onClose }: CompareItemProps) {
  const contentRef = useRef<HTMLDivElement>(null);
  const { place, isUnknown, error } = usePlaceOf(list, mediaId, known);
  const around = place === null ? [0, 0] : [Math.max(0, place - 1), Math.min(total, place + 2)];
  const { contents, failure, retry } = useDifferencesAt(list, around[0]!, around[1]!);
  const at = (index: number) => (place === null ? undefined : contents[index - around[0]!]);
  const found = place === null ? undefined : at(place);
  const compared = found && idOf(found) === mediaId ? found : undefined;
  const step = (by: 1 | -1) => {
    const next = place === null ? undefined : at(place + by);
    return next ? () => onOpen(next, place! + by) : null;
  };
  // It was read, and stands elsewhere or nowhere: somebody took it out of what is listed.
  const isGone = isUnknown || (place !== null && !compared && (place >= total || found !== undefined));
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Content
          ref={contentRef}
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            contentRef.current?.focus();
          }}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="fixed inset-0 z-40 flex animate-fade-in flex-col bg-canvas outline-none"
        >
          {compared ? (
            <Opened
              compared={compared}
              position={`${formatCount(place! + 1)} of ${formatCount(total)}`}
              seen={seen}
              previous={step(-1)}
              next={step(1)}
            />
          ) : (
            <div className="grid flex-1 place-items-center p-4">
              <Radix.Title className="sr-only">Item</Radix.Title>
              {isGone || error || failure ? (
                <Alert
                  action={
                    <span className="flex gap-2">
                      {failure ? <Button onClick={retry}>Try again</Button> : null}
                      <Button onClick={onClose}>Back to the comparison</Button>
                    </span>
                  }
                >
                  {error?.message ?? failure ?? "This item is not among those that differ here."}
                </Alert>
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

/** Kept on this machine. */
const useWay = kept<Way>("stillframe.compare-way", (text) => WAYS.find((way) => way === text), "Side by side");

interface OpenedProps {
  readonly compared: ComparedItem;
  readonly position: string;
  readonly seen: SeenItems;
  readonly previous: (() => void) | null;
  readonly next: (() => void) | null;
}

function Opened({ compared, position, seen, previous, next }: OpenedProps) {
  const item = (compared.after ?? compared.before)!;
  const [way, setWay] = useWay();
  const [onlyChanged, setOnlyChanged] = useState(false);
  const [isHeld, setHeld] = useState(false);
  const isSeen = seen.has(compared);
  const toggleSeen = () => seen.mark(compared, !isSeen);
  const shownId = idOf(compared);
  const tick = useEffectEvent(() => !isSeen && seen.mark(compared, true));
  // Who takes the tick away again keeps it away.
  useEffect(() => void tick(), [shownId]);
  const isBoth = compared.before !== null && compared.after !== null;
  useKeys({ previous, next, toggleSeen, hold: isBoth ? setHeld : null });
  const hasObjects = (compared.object_changes?.objects.length ?? 0) > 0;
  return (
    <>
      <Bar compared={compared} position={position} name={item.file_name}>
        <Button
          aria-pressed={isSeen}
          title="Seen (s)"
          onClick={toggleSeen}
          className={clsx("h-9! pointer-coarse:h-12!", isSeen && "border-accent! bg-accent-soft! text-accent-text!")}
        >
          <Check size={16} aria-hidden className={isSeen ? undefined : "text-muted"} /> Seen
        </Button>
      </Bar>
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <div data-stage className="relative min-h-0 flex-1 bg-sunken">
            <PictureCompare
              key={idOf(compared)}
              compared={compared}
              way={way}
              onlyChanged={onlyChanged && hasObjects}
              isHeld={isHeld}
            />
            <Step label="Previous change" go={previous} className="left-2">
              <ChevronLeft size={22} aria-hidden />
            </Step>
            <Step label="Next change" go={next} className="right-2">
              <ChevronRight size={22} aria-hidden />
            </Step>
          </div>
          {isBoth ? (
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-surface px-4 py-2">
              {item.media_type === "video" ? null : (
                <Segments label="How both are shown" values={WAYS} value={way} onChange={setWay} />
              )}
              <Button
                title="Hold to see what was there before (b)"
                onPointerDown={(event) => {
                  event.currentTarget.setPointerCapture(event.pointerId);
                  setHeld(true);
                }}
                onPointerUp={() => setHeld(false)}
                onPointerCancel={() => setHeld(false)}
                onKeyDown={(event) => (event.key === " " || event.key === "Enter") && setHeld(true)}
                onKeyUp={() => setHeld(false)}
                onBlur={() => setHeld(false)}
                aria-pressed={isHeld}
                className="touch-none select-none [-webkit-touch-callout:none] pointer-coarse:h-12!"
              >
                <Eye size={16} aria-hidden /> Hold to see before
              </Button>
              {hasObjects ? (
                <Checkbox
                  label="Only changed objects"
                  checked={onlyChanged}
                  onChange={(event) => setOnlyChanged(event.target.checked)}
                />
              ) : null}
            </div>
          ) : null}
        </div>
        <aside
          aria-label="Changes of this item"
          className="max-h-[40%] shrink-0 overflow-y-auto border-line bg-surface p-4 max-md:border-t md:max-h-none md:w-80 md:border-l"
        >
          <ItemWords compared={compared} />
        </aside>
      </div>
    </>
  );
}

const Step = ({
  label,
  go,
  className,
  children,
}: {
  label: string;
  go: (() => void) | null;
  className: string;
  children: ReactNode;
}) => (
  <span className={clsx("absolute top-1/2 -translate-y-1/2", className)}>
    <IconButton label={label} disabled={!go} onClick={() => go?.()} className="size-12! bg-surface/80 shadow-sm">
      {children}
    </IconButton>
  </span>
);

interface BarProps {
  readonly compared: ComparedItem;
  readonly position: string;
  readonly name: string;
  /** What can be done with this item; taking its changes back belongs here, under `r`. */
  readonly children: ReactNode;
}

function Bar({ compared, position, name, children }: BarProps) {
  const { badge, icon: Icon } = CHANGE_LOOKS[compared.change];
  return (
    <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface py-1 pr-2 pl-4">
      <Radix.Title dir="auto" title={name} className="min-w-0 truncate text-base font-semibold">
        {name}
      </Radix.Title>
      <p className="text-xs whitespace-nowrap text-muted tabular-nums">{position}</p>
      <p className={clsx("flex min-w-0 items-center gap-1 rounded px-1.5 text-xs leading-6", badge)}>
        <Icon size={12} aria-hidden className="shrink-0" />
        <span className="truncate">{tellChange(compared)}</span>
      </p>
      <span className="ml-auto flex shrink-0 items-center gap-1">
        {children}
        <Radix.Close asChild>
          <IconButton label="Close" className="pointer-coarse:size-12!">
            <X size={18} aria-hidden />
          </IconButton>
        </Radix.Close>
      </span>
    </div>
  );
}

interface KeyActions {
  readonly previous: (() => void) | null;
  readonly next: (() => void) | null;
  readonly toggleSeen: () => void;
  readonly hold: ((held: boolean) => void) | null;
}

/** ← and → go through the changes, `s` ticks, and `b` shows what was before for as long as it is held. */
function useKeys({ previous, next, toggleSeen, hold }: KeyActions) {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const { target, key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
    if (defaultPrevented || ctrlKey || metaKey || altKey || isField(target) || isPlayer(target) || !isOnTop()) return;
    if (key === "ArrowLeft") previous?.();
    else if (key === "ArrowRight") next?.();
    else if (key === "s") toggleSeen();
    else if (key === "b") hold?.(true);
    else return;
    event.preventDefault();
  });
  const letGo = useEffectEvent(() => hold?.(false));
  useEffect(() => {
    const down = (event: KeyboardEvent) => onKeyDown(event);
    const up = ({ key }: KeyboardEvent) => key === "b" && letGo();
    const blur = () => letGo();
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", blur);
    return () => {
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", blur);
    };
  }, []);
}
