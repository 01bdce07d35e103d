"use client";

import { KINDS } from "@/components/objects/kinds";
import { Dot } from "@/components/objects/shown-choice";
import { isShown, useHidden } from "@/components/objects/use-shown";
import { formatCount, formatDuration, formatPercent, formatValue } from "@/components/ui/format";
import { FLAGS } from "@/lib/objects/details";
import type { ItemObject } from "@/lib/objects/model";
import { useOpenItem } from "./open-item";

/** What is said of an object beside its label, in a line. */
export function factsOf(object: ItemObject): string {
  const { type, width, height, confidence, flags } = object;
  return [
    KINDS[type].name,
    `${Math.round(width)} × ${Math.round(height)}`,
    confidence === undefined ? "" : confidence >= 0 && confidence <= 1 ? formatPercent(confidence) : String(confidence),
    ...FLAGS.filter((flag) => flags?.[flag]),
  ]
    .filter(Boolean)
    .join(", ");
}

/** The objects, those of a label together, as long as their kind and label are shown. */
export function ShownObjects() {
  const { objects: editor } = useOpenItem();
  const [hidden] = useHidden();
  const groups = new Map<string, ItemObject[]>();
  for (const object of editor.objects)
    if (isShown(hidden, object)) groups.set(object.label, [...(groups.get(object.label) ?? []), object]);
  return (
    <ul aria-label="Objects" className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {[...groups].map(([label, group]) => (
        <li key={label}>
          <p className="flex items-center gap-1.5 font-medium">
            <Dot label={label} />
            <span dir="auto" title={label} className="min-w-0 truncate">
              {label}
            </span>
            <span className="font-normal text-muted tabular-nums">
              {group.length > 1 ? formatCount(group.length) : ""}
            </span>
          </p>
          <ul aria-label={label} className="grid grid-cols-[minmax(0,1fr)]">
            {group.map((object) => (
              <ShownObject key={object.object_id} object={object} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function ShownObject({ object }: { object: ItemObject }) {
  const { icon: Icon } = KINDS[object.type];
  const attributes = Object.entries(object.attributes ?? {});
  return (
    <li className="flex items-start gap-1.5 py-0.5 text-[13px] text-muted">
      <Icon size={14} aria-hidden className="mt-0.5 shrink-0" />
      <span className="min-w-0 flex-1 wrap-anywhere tabular-nums">
        {factsOf(object)}
        {attributes.map(([name, value]) => (
          <span key={name} dir="auto" className="block text-xs">
            {name}: {typeof value === "boolean" ? (value ? "yes" : "no") : formatValue(value)}
          </span>
        ))}
      </span>
      {object.time_ms === undefined ? null : <Moment ms={object.time_ms} />}
    </li>
  );
}

/** When in a video an object is; a click goes there. */
function Moment({ ms }: { ms: number }) {
  const { item } = useOpenItem();
  const text = formatDuration(ms);
  if (item.media_type !== "video") return <span className="tabular-nums">{text}</span>;
  const seek = () => {
    const video = document.querySelector<HTMLVideoElement>("[data-stage] video");
    if (video) video.currentTime = ms / 1000;
  };
  return (
    <button
      type="button"
      title="Go there in the video"
      onClick={seek}
      className="rounded px-1 text-accent-text tabular-nums underline pointer-coarse:min-h-12 pointer-coarse:min-w-12"
    >
      {text}
    </button>
  );
}
