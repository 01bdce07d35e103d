import type { DatasetView } from "@/lib/access/service";
import type { Effects } from "./effects";

/** Puts a dataset back as it was before its task; a clone's dataset, which nobody has seen yet, goes away. */
export const releaseEffects = (dataset: DatasetView): Pick<Effects, "status" | "deletes" | "tells"> =>
  dataset.published
    ? { status: { to: dataset.status_before ?? "READY" }, tells: "status" }
    : { deletes: "unpublished", tells: "deleted" };
