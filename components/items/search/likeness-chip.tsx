"use client";

import { useQuery } from "@tanstack/react-query";
import { ImageIcon, TextSearch } from "lucide-react";
import * as Popover from "@radix-ui/react-popover";
import { useEffect, useEffectEvent, useState } from "react";
import { placeholderUrl } from "@/components/media/placeholder";
import { RangeField } from "@/components/ui/field";
import { formatPercent } from "@/components/ui/format";
import { itemQuery } from "@/lib/items/queries";
import type { Chip } from "@/lib/search/filters";
import { leastOf, placeholderIn } from "@/lib/search/likeness";
import { likenessWords, type Likeness } from "./search-words";

type Alike = NonNullable<Chip["alike"]>;
/** The example as a picture, where it is one, and what it is called. */
export function useExample(datasetId: string, snapshotId: string | null, alike: Likeness) {
  const { to, example, excluded } = alike;
  const { data: item } = useQuery({
    ...itemQuery(datasetId, example, snapshotId),
    enabled: to === "similar",
    retry: false,
  });
  const words =
    to === "similar" && item ? `${excluded ? "not " : ""}similar to ${item.file_name}` : likenessWords(alike);
  return {
    words: `${words[0]!.toUpperCase()}${words.slice(1)}`,
    picture: to === "similar" ? (item?.thumbnail_url ?? undefined) : undefined,
    placeholder: placeholderUrl(to === "image" ? placeholderIn(example) : (item?.placeholder ?? null)),
  };
}

/** Rests of the slider this long count; a list for each place that it passes would be for nobody. */
const REST_MS = 250;

interface LikenessChipProps {
  readonly alike: Alike;
  readonly example: ReturnType<typeof useExample>;
  /** Gets the search with another least likeness. */
  readonly onAdjust: (q: string) => void;
}

/** What is looked for, and how alike it has to be at least: a popover changes that. */
export function LikenessChip({ alike, example, onAdjust }: LikenessChipProps) {
  const [open, setOpen] = useState(false);
  const least = leastOf(alike);
  const bound = `${alike.excluded ? "less than" : "at least"} ${formatPercent(least)} alike`;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={`${example.words}, ${bound}`}
        title={`${example.words}, ${bound}`}
        className="flex min-w-0 items-center gap-1.5 rounded-full py-0.5 pl-1 hover:bg-surface/60 pointer-coarse:min-h-[40px]"
      >
        <ExamplePicture to={alike.to} {...example} />
        <span className="max-w-60 truncate">{example.words}</span>
        <span className="shrink-0">
          {alike.excluded ? "<" : "≥"} {formatPercent(least)}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="How alike"
          className="z-30 w-[min(18rem,calc(100vw-1rem))] animate-fade-in rounded-lg border border-line bg-raised p-4 shadow-xl"
        >
          <Least key={`${alike.to} ${alike.example}`} alike={alike} least={least} onAdjust={onAdjust} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

export function ExamplePicture({
  to,
  picture,
  placeholder,
}: { to: Alike["to"] } & Omit<LikenessChipProps["example"], "words">) {
  if (to === "description") return <TextSearch size={14} aria-hidden className="ml-1 shrink-0" />;
  if (!picture && !placeholder) return <ImageIcon size={14} aria-hidden className="ml-1 shrink-0" />;
  return (
    <span
      data-testid="example-picture"
      aria-hidden
      className="block size-5 shrink-0 rounded-full bg-cover bg-center"
      style={{
        backgroundImage: [picture, placeholder]
          .filter(Boolean)
          .map((url) => `url("${url}")`)
          .join(", "),
      }}
    />
  );
}

function Least({ alike, least, onAdjust }: Pick<LikenessChipProps, "alike" | "onAdjust"> & { least: number }) {
  const [value, setValue] = useState(least);
  const adjust = useEffectEvent(() => onAdjust(alike.withLeast(value)));
  // Nothing is lost by closing it: leaving does at once what was waited for.
  const leave = useEffectEvent(() => {
    if (value !== least) adjust();
  });
  useEffect(() => {
    if (value === least) return;
    const timer = setTimeout(() => adjust(), REST_MS);
    return () => clearTimeout(timer);
  }, [value, least]);
  useEffect(() => () => leave(), []);
  return (
    <RangeField
      label={alike.excluded ? "Less than" : "At least"}
      shown={`${formatPercent(value)} alike`}
      min={0}
      max={1}
      step={0.01}
      value={value}
      onChange={(event) => setValue(Number(event.target.value))}
    />
  );
}
