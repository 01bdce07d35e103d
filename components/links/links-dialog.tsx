"use client";

import { useMutation } from "@tanstack/react-query";
import { Copy, Download, LoaderCircle } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { toast } from "sonner";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Select } from "@/components/ui/field";
import { formatCount, formatDateTime, plural } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import type { DatasetDto } from "@/lib/datasets/schema";
import { makeLinks } from "@/lib/links/queries";
import { MAX_LINKS, type LinksDto } from "@/lib/links/schema";
import type { Variant } from "@/lib/media/variants";
import type { ItemSelection } from "@/lib/search/schema";
import { asLines, linked, MANIFEST_TYPES, WRITERS, type Manifest } from "./manifest";

const FILES: Record<Variant, string> = {
  original: "The original file",
  large: "A large preview",
  small: "A thumbnail",
};
const TIMES = [
  [3_600, "1 hour"],
  [86_400, "1 day"],
  [7 * 86_400, "7 days"],
] as const;

interface LinksDialogProps {
  readonly dataset: DatasetDto;
  /** A version that is kept; the current data without one. */
  readonly snapshotId: string | null;
  /** The items that are meant, and what they are: selected ones, or what is found. */
  readonly items: { readonly request: ItemSelection; readonly count: number; readonly isSelection: boolean };
  readonly onClose: () => void;
}

/** Signed links to the files of items, for scripts and other tools: copied, or as a manifest. */
export function LinksDialog({ dataset, snapshotId, items, onClose }: LinksDialogProps) {
  const [variant, setVariant] = useState<Variant>("original");
  const [seconds, setSeconds] = useState<number>(TIMES[0][0]);
  const { count, isSelection } = items;
  const request = {
    ...items.request,
    ...(snapshotId === null ? {} : { snapshot_id: snapshotId }),
    variant,
    expires_in_s: seconds,
  };
  return (
    <Dialog
      onClose={onClose}
      title="Get links"
      size="medium"
      description={
        <p>
          To the files of {isSelection ? plural(count, "selected item") : plural(count, "item")} of{" "}
          <Name>{dataset.display_name}</Name>
          {snapshotId === null ? "" : ", as in the version that you look at"}. Whoever has a link loads the file,
          without signing in.
        </p>
      }
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Choice label="File" value={variant} onChange={(value) => setVariant(value as Variant)}>
          {Object.entries(FILES).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Choice>
        <Choice label="Valid for" value={String(seconds)} onChange={(value) => setSeconds(Number(value))}>
          {TIMES.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Choice>
      </div>
      <p className="text-[13px] text-muted">They end by themselves. An owner can end all of them at once, in Share.</p>
      {/* Other files, or another time, are other links. */}
      <Making
        key={JSON.stringify([variant, seconds])}
        dataset={dataset}
        request={request}
        count={count}
        onClose={onClose}
      />
    </Dialog>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

const Choice = ({ label, value, onChange, children }: ChoiceProps) => (
  <div className="grid gap-1.5">
    <span aria-hidden className="font-medium">
      {label}
    </span>
    <Select label={label} value={value} onChange={(event) => onChange(event.target.value)} className="w-full">
      {children}
    </Select>
  </div>
);

type Way = "copy" | Manifest;
type Request = Parameters<typeof makeLinks>[1];

function save(parts: readonly Blob[], manifest: Manifest, name: string): void {
  const address = URL.createObjectURL(new Blob([...parts], { type: MANIFEST_TYPES[manifest] }));
  Object.assign(document.createElement("a"), { href: address, download: `${name} links.${manifest}` }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Makes the links, a page after another, all of the version that the first one named. */
async function* pagesOf(datasetId: string, request: Request, signal: AbortSignal): AsyncGenerator<LinksDto> {
  let next: Request = { ...request, limit: MAX_LINKS };
  for (;;) {
    const page = await makeLinks(datasetId, next, signal);
    yield page;
    if (page.next_cursor === null) return;
    next = { ...next, cursor: page.next_cursor, ...(next.q === undefined ? {} : { state_id: page.state_id }) };
  }
}

interface MakingProps {
  readonly dataset: DatasetDto;
  readonly request: Request;
  readonly count: number;
  readonly onClose: () => void;
}

interface Made {
  readonly links: number;
  /** Items whose file has no such picture. */
  readonly without: number;
  readonly ends: string | null;
}

function Making({ dataset, request, count, onClose }: MakingProps) {
  const stopRef = useRef<AbortController>(null);
  const [read, setRead] = useState(0);
  useEffect(() => () => stopRef.current?.abort(), []);
  const make = useMutation({
    mutationFn: async (way: Way): Promise<Made> => {
      setRead(0);
      const stop = (stopRef.current = new AbortController());
      const lines: string[] = [];
      const parts: Blob[] = [];
      let made: Made = { links: 0, without: 0, ends: null };
      for await (const page of pagesOf(dataset.id, request, stop.signal)) {
        const { links } = page;
        const good = linked(links).length;
        if (way === "copy") lines.push(asLines(links));
        else {
          const writer = WRITERS[way];
          if (parts.length === 0) parts.push(new Blob([writer.begin(page, dataset.id)]));
          parts.push(new Blob([writer.page(links, made.links === 0)]));
        }
        made = {
          links: made.links + good,
          without: made.without + links.length - good,
          // The first to end says when the whole of it does.
          ends: made.ends ?? links[0]?.expires_at ?? null,
        };
        setRead(made.links + made.without);
      }
      if (way === "copy") await navigator.clipboard.writeText(lines.filter(Boolean).join("\n"));
      else save([...parts, new Blob([WRITERS[way].end])], way, dataset.display_name);
      return made;
    },
    onSuccess: ({ links }, way) =>
      toast.success(`${plural(links, "link")} ${way === "copy" ? "copied" : "downloaded"}`),
  });
  const { isPending, variables } = make;
  const tooMany = count > MAX_LINKS;
  const button = (way: Way, children: ReactNode, refusal: string | null = null) => (
    <Button
      disabled={isPending || count === 0 || refusal !== null}
      title={refusal ?? undefined}
      aria-busy={isPending && variables === way}
      onClick={() => make.mutate(way)}
    >
      {isPending && variables === way ? (
        <LoaderCircle size={16} aria-hidden className="animate-spin" />
      ) : way === "copy" ? (
        <Copy size={16} aria-hidden />
      ) : (
        <Download size={16} aria-hidden />
      )}
      {children}
    </Button>
  );
  return (
    <>
      {make.error ? <Alert>{make.error.message}</Alert> : null}
      <p role="status" className="text-muted">
        {isPending && count > MAX_LINKS
          ? `${formatCount(read)} of ${formatCount(count)} items`
          : make.data
            ? outcomeWords(make.data)
            : tooMany
              ? `More than ${formatCount(MAX_LINKS)} links are downloaded: that many do not belong in a clipboard.`
              : null}
      </p>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
        {button("csv", "Download CSV")}
        {button("json", "Download JSON")}
        {button("copy", "Copy", tooMany ? "There are too many to copy: download them" : null)}
      </DialogActions>
    </>
  );
}

const outcomeWords = ({ links, without, ends }: Made): string =>
  [
    links > 0 && ends !== null
      ? `${plural(links, "link")}, good until ${formatDateTime(ends)}.`
      : "There is nothing to link to.",
    ...(without > 0 ? [`${plural(without, "item")} ${without === 1 ? "has" : "have"} no such picture.`] : []),
  ].join(" ");
