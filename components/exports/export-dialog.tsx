"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, LoaderCircle } from "lucide-react";
import { useState } from "react";
import { useDataset } from "@/components/datasets/use-dataset";
import { Alert } from "@/components/ui/alert";
import { Button, LinkButton } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Checkbox, Select } from "@/components/ui/field";
import { counted, formatBytes, plural } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Name } from "@/components/ui/name";
import { Skeleton } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import { exportPreviewQuery, type ExportRequest } from "@/lib/exports/queries";
import type { ExportFormat, ExportPreviewDto } from "@/lib/exports/schema";
import { buttonOf } from "@/lib/operations/declarations";
import { EXPORT_FORMATS, YOLO_VARIANTS, type YoloVariant } from "@/lib/operations/export";
import type { ItemSelection } from "@/lib/search/schema";
import { Formats } from "./formats";
import { useExport } from "./use-export";

interface ExportDialogProps {
  readonly dataset: DatasetDto;
  /** A version that is kept; the current data without one. */
  readonly snapshot?: { readonly id: string; readonly name: string | null };
  /** What is searched for where it was opened. */
  readonly q?: string;
  /** What is selected there: then the file is of these items. */
  readonly selected?: { readonly request: ItemSelection; readonly count: number };
  readonly onClose: () => void;
}

/** Takes a version out as a file: says what each format keeps of it, makes it, and hands it over. */
export function ExportDialog({ dataset: known, snapshot, q = "", selected, onClose }: ExportDialogProps) {
  const dataset = useDataset(known);
  const [format, setFormat] = useState<ExportFormat>(EXPORT_FORMATS[0]);
  const [variant, setVariant] = useState<YoloVariant>("detect");
  const [withImages, setWithImages] = useState(false);
  const [onlyFound, setOnlyFound] = useState(false);
  const isFolders = format === "yolo" && variant === "classify";
  const request: ExportRequest = {
    export_format: format,
    variant,
    include_images: withImages || isFolders,
    snapshot_id: snapshot?.id ?? null,
    q: onlyFound ? q : "",
    selection: selected?.request ?? null,
  };
  return (
    <Dialog
      onClose={onClose}
      title={buttonOf("export")}
      size="large"
      description={
        <p>
          {selected ? `${plural(selected.count, "selected item")} of ` : ""}
          {snapshot ? (
            <>
              {selected ? "the" : "The"} version{" "}
              {snapshot.name === null ? "that you look at" : <Name>{snapshot.name}</Name>}
            </>
          ) : (
            `${selected ? "the" : "The"} current data`
          )}{" "}
          of <Name>{dataset.display_name}</Name>, as a file. Nothing is changed, and nothing has to be restored.
        </p>
      }
    >
      <Formats chosen={format} onChoose={setFormat} />
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        {format === "yolo" ? (
          <Select
            label="Kind of YOLO"
            value={variant}
            onChange={(event) => setVariant(event.target.value as YoloVariant)}
          >
            {YOLO_VARIANTS.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </Select>
        ) : null}
        <Checkbox
          label="Include images and videos"
          checked={request.include_images}
          disabled={isFolders}
          onChange={(event) => setWithImages(event.target.checked)}
        />
        {q === "" ? null : (
          <Checkbox
            label={`Only what is found: ${q}`}
            checked={onlyFound}
            onChange={(event) => setOnlyFound(event.target.checked)}
          />
        )}
      </div>
      <Preview dataset={dataset} request={request} />
      {/* Another file is another export. */}
      <Actions key={JSON.stringify(request)} dataset={dataset} request={request} onClose={onClose} />
    </Dialog>
  );
}

/** What is in the file, and what of the version is not. */
function Preview({ dataset, request }: { dataset: DatasetDto; request: ExportRequest }) {
  const preview = useQuery(exportPreviewQuery(dataset.id, dataset.state_id, request));
  return (
    <section aria-label="What the file holds" aria-busy={preview.isFetching} className="grid gap-2">
      <Loaded query={preview} skeleton={<Skeleton className="h-24" />}>
        {({ items, bytes, losses }) => (
          <>
            <p aria-live="polite" className="flex items-center gap-2 font-medium">
              {plural(items, "item")}, {formatBytes(bytes)}
              {preview.isFetching ? <LoaderCircle size={14} aria-label="Loading" className="animate-spin" /> : null}
            </p>
            <Losses losses={losses} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Losses({ losses }: Pick<ExportPreviewDto, "losses">) {
  if (losses.length === 0) return <p className="text-muted">Nothing that is known of these items is left out.</p>;
  return (
    <>
      <h3 className="text-[13px] text-muted">Not in the file as it is here</h3>
      <ul
        aria-label="Not in the file"
        tabIndex={0}
        className="grid max-h-48 grid-cols-1 gap-1 overflow-y-auto rounded-md bg-sunken px-3 py-2 text-[13px]"
      >
        {losses.map(({ what, count, why }) => (
          <li key={`${what} ${why}`} className="wrap-anywhere">
            <b>{counted(count, what)}</b>: <span className="text-muted">{why}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Generate turns into Download. */
function Actions({ dataset, request, onClose }: { dataset: DatasetDto; request: ExportRequest; onClose: () => void }) {
  const { start, status, link, isMaking, problem } = useExport(dataset.id, request);
  return (
    <>
      <Alert>{problem}</Alert>
      {isMaking ? (
        <p role="status" className="text-muted">
          The file is being prepared. You may close this: the Task Manager has its download, too.
        </p>
      ) : null}
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
        {link === null ? (
          <Button variant="primary" disabled={isMaking} aria-busy={isMaking} onClick={start}>
            {isMaking ? <LoaderCircle size={16} aria-hidden className="animate-spin" /> : null}
            {isMaking && status ? `Generate: ${status.progress} %` : "Generate"}
          </Button>
        ) : (
          <LinkButton variant="primary" href={link} download={status?.file_name ?? true}>
            <Download size={16} aria-hidden /> Download
          </LinkButton>
        )}
      </DialogActions>
    </>
  );
}
