import "server-only";
import { randomUUID } from "node:crypto";
import type { NewSnapshot } from "@/lib/commits/effects";
import { defaultSnapshotName } from "./rules";

/** The first snapshot of a dataset, of the state that its first media make. */
export const creationSnapshot =
  (dataset: { readonly display_name: string }, createdBy: string) =>
  (stateId: string): NewSnapshot => {
    const id = randomUUID();
    const name = defaultSnapshotName(dataset.display_name, id);
    return { id, name, description: "", reason: "creation", stateId, createdBy };
  };
