"use client";

import { CircleX, Download, LoaderCircle } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Formats } from "@/components/exports/formats";
import { useExport } from "@/components/exports/use-export";
import { Button, LinkButton } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Checkbox } from "@/components/ui/field";
import { countedMedia, plural } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import { ProgressBar } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import type { ExportRequest } from "@/lib/exports/queries";
import type { ExportFormat } from "@/lib/exports/schema";
import { EXPORT_FORMATS } from "@/lib/operations/export";

interface ExportDatasetsDialogProps {
  readonly datasets: readonly DatasetDto[];
  readonly onClose: () => void;
}

/** Takes several datasets out, each as a file of its own in one format. */
export function ExportDatasetsDialog({ datasets, onClose }: ExportDatasetsDialogProps) {
  const [format, setFormat] = useState<ExportFormat>(EXPORT_FORMATS[0]);
  const [withImages, setWithImages] = useState(false);
  const [request, setRequest] = useState<ExportRequest | null>(null);
  const generate = () =>
    setRequest({
      export_format: format,
      variant: "detect",
      include_images: withImages,
      snapshot_id: null,
      q: "",
      selection: null,
    });
  return (
    <Dialog
      onClose={onClose}
      title={`Export ${plural(datasets.length, "dataset")}`}
      size="large"
      description="The current data of each, as a file of its own. Nothing is changed."
    >
      {request === null ? (
        <>
          <Formats chosen={format} onChoose={setFormat} />
          <Checkbox
            label="Include images and videos"
            checked={withImages}
            onChange={(event) => setWithImages(event.target.checked)}
          />
        </>
      ) : null}
      <ul
        aria-label="Files"
        className="grid grid-cols-[minmax(0,1fr)] divide-y divide-line rounded-md ring-1 ring-line"
      >
        {datasets.map((dataset) => (
          <li
            key={dataset.id}
            aria-label={dataset.display_name}
            className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5"
          >
            <p className="min-w-40 flex-1 basis-0">
              <Name className="line-clamp-2 font-medium">{dataset.display_name}</Name>
              <span className="text-[13px] text-muted">{countedMedia(dataset)}</span>
            </p>
            {dataset.can.export !== null ? (
              <Refused>{dataset.can.export}</Refused>
            ) : request ? (
              <File dataset={dataset} request={request} />
            ) : null}
          </li>
        ))}
      </ul>
      {request ? (
        <p className="text-[13px] text-muted">You may close this: the Task Manager has the downloads, too.</p>
      ) : null}
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
        {request === null ? (
          <Button variant="primary" disabled={datasets.every(({ can }) => can.export !== null)} onClick={generate}>
            Generate
          </Button>
        ) : null}
      </DialogActions>
    </Dialog>
  );
}

const Refused = ({ children }: { children: string }) => (
  <p className="flex min-w-0 items-center gap-1.5 text-[13px] wrap-anywhere text-danger">
    <CircleX size={15} aria-hidden className="shrink-0" /> {children}
  </p>
);

/** One export: begun when it is shown, then its progress, then its download or why there is none. */
function File({ dataset, request }: { dataset: DatasetDto; request: ExportRequest }) {
  const { start, status, link, problem } = useExport(dataset.id, request);
  // React mounts things twice in development; the file is asked for once.
  const begunRef = useRef(false);
  useEffect(() => {
    if (begunRef.current) return;
    begunRef.current = true;
    start();
  });
  if (problem) return <Refused>{problem}</Refused>;
  if (link)
    return (
      <LinkButton href={link} download={status?.file_name ?? true} aria-label={`Download ${dataset.display_name}`}>
        <Download size={16} aria-hidden /> Download
      </LinkButton>
    );
  return (
    <div role="status" className="flex w-40 items-center gap-2 text-[13px] text-muted tabular-nums">
      <LoaderCircle size={14} aria-hidden className="shrink-0 animate-spin" />
      <ProgressBar percent={status?.progress ?? 0} label={`Export of ${dataset.display_name}`} />
      {status?.progress ?? 0} %
    </div>
  );
}
