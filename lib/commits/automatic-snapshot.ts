import { randomUUID } from "node:crypto";
import type { DatasetView } from "@/lib/access/service";
import { shortened } from "@/lib/text";
import type { NewSnapshot } from "./effects";

/** What the system saves before an operation, so that there is something to go back to. It does not take the badge. */
export const automaticSnapshot = (dataset: DatasetView, before: string, createdBy: string): NewSnapshot => ({
  id: randomUUID(),
  name: shortened(`Before ${before}`, 255),
  description: "Saved automatically before the operation.",
  reason: "auto",
  stateId: dataset.head_state_id,
  createdBy,
});
