"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isBusy, useUpload, type Looked, type PickedFile } from "@/components/media/upload";
import { importAnnotations, importMedia, type AnnotationChoices, type MediaChoices } from "@/lib/pipeline/queries";
import type { ImportPreview } from "@/lib/pipeline/schema";
import { keys, makeStale } from "@/lib/query-keys";

export interface StartedImport {
  readonly taskId: string;
  /** Whether items were given annotations, and none were added. */
  readonly isOfAnnotations: boolean;
}

interface ImportOptions {
  /** Only items that are there get annotations, whatever pictures are among the files. */
  readonly annotationsOnly?: boolean;
  /** The dataset has no items yet. */
  readonly draft: boolean;
  readonly choices: MediaChoices;
  readonly onStarted: (started: StartedImport, datasetId: string) => void | Promise<void>;
}

/** Sends files, shows what was found in them where there is anything to decide, and starts what it is to become. */
export function useImport({ annotationsOnly = false, draft, choices, onStarted }: ImportOptions) {
  const client = useQueryClient();
  const { state, upload, look, start, cancel } = useUpload();
  const [found, setFound] = useState<{ readonly datasetId: string; readonly preview: ImportPreview } | null>(null);
  const addsMedia =
    !annotationsOnly &&
    (draft || !found || found.preview.media.total > found.preview.media.known || found.preview.media.addresses > 0);

  const run = async (datasetId: string, isOfAnnotations: boolean, taken: AnnotationChoices) => {
    const taskId = await start(datasetId, (uploadId) =>
      isOfAnnotations
        ? importAnnotations(datasetId, uploadId, taken)
        : importMedia(datasetId, uploadId, { ...choices, ...taken }),
    );
    await makeStale(client, [keys.dataset(datasetId), keys.upload(datasetId)]);
    if (taskId) await onStarted({ taskId, isOfAnnotations }, datasetId);
  };
  const goOn = async (datasetId: string, looked: Looked | null) => {
    if (looked?.found) setFound({ datasetId, preview: looked.found });
    else if (looked) await run(datasetId, annotationsOnly, {});
  };
  return {
    state,
    busy: isBusy(state),
    /** What there is to check before it runs. */
    found: found?.preview ?? null,
    addsMedia,
    send: async (datasetId: string, files: readonly PickedFile[]) => goOn(datasetId, await upload(datasetId, files)),
    /** Goes on with what arrived, where some files did not. */
    takeRest: async (datasetId: string, files: readonly PickedFile[]) => goOn(datasetId, await look(datasetId, files)),
    begin: async (taken: AnnotationChoices) => {
      if (found) await run(found.datasetId, !addsMedia, taken);
    },
    back: () => setFound(null),
    cancel,
  };
}
