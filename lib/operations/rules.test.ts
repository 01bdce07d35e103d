import { describe, expect, it } from "vitest";
import { derivedName } from "@/lib/snapshots/rules";
import { OPERATIONS, TASK_TYPES, type Operation, type TaskType } from "./declarations";
import { blockedReason, blockedSentence, datasetCan, NO_SNAPSHOT_SUPPORT } from "./rules";
import { derivedStatus, presentStatusLabel, presentStatusNew, STATUSES, type DatasetStatus } from "./statuses";

// Rows of the contract's status table: from which statuses an operation may start.
const ALLOWED: Record<Operation, readonly DatasetStatus[]> = {
  snapshot_create: ["READY"],
  snapshot_restore: ["READY", "PARTIAL_INDEX", "ERROR"],
  snapshot_clone: ["READY", "PARTIAL_INDEX", "ERROR"],
  dataset_creation: ["DRAFT"],
  media_addition: ["READY", "PARTIAL_INDEX"],
  enrichment: ["READY"],
  label_propagation: ["READY"],
  merge: ["DRAFT", "READY", "PARTIAL_INDEX"],
  export: STATUSES,
  view_edit: STATUSES,
  custom_metadata: ["READY"],
  annotation_import: ["READY", "PARTIAL_INDEX"],
  reindex: ["READY", "PARTIAL_INDEX"],
  items_edit: ["READY", "PARTIAL_INDEX"],
  snapshot_edit: STATUSES,
  snapshot_protect: STATUSES,
  snapshot_remove: STATUSES,
  dataset_delete: ["DRAFT", "READY", "PARTIAL_INDEX", "ERROR"],
  dataset_share: STATUSES,
  dataset_leave: STATUSES,
  dataset_rename: STATUSES,
  dataset_describe: STATUSES,
  dataset_retention: STATUSES,
  snapshots_enable: ["DRAFT", "READY", "PARTIAL_INDEX"],
};
const operations = Object.keys(OPERATIONS) as Operation[];
const busyWith = (status: DatasetStatus) =>
  status === "READ_ONLY" ? "SNAPSHOT_RESTORE" : status === "INDEXING" ? "DATASET_CREATION" : null;
const facts = (status: DatasetStatus) => ({ status, snapshots_enabled: true, active_task_type: busyWith(status) });

describe.each(STATUSES)("a dataset that is %s", (status) => {
  it.each(operations)("%s", (operation) => {
    const reason = blockedReason(operation, facts(status));
    if (ALLOWED[operation].includes(status)) expect(reason).toBeNull();
    else if (busyWith(status))
      expect(reason).toBe(`Operation '${operation}' is blocked while ${busyWith(status)} task is running`);
    else expect(reason).toContain(`it is ${presentStatusLabel(status)}`);
  });
});

describe("what the page says", () => {
  const situations = operations.flatMap((operation) =>
    STATUSES.flatMap((status) =>
      [null, ...TASK_TYPES].flatMap((active_task_type) =>
        [true, false].map((snapshots_enabled) => ({ operation, status, active_task_type, snapshots_enabled })),
      ),
    ),
  );

  it("is nothing exactly where nothing is refused", () => {
    for (const { operation, ...dataset } of situations)
      expect(blockedSentence(operation, dataset) === null, `${operation} ${JSON.stringify(dataset)}`).toBe(
        blockedReason(operation, dataset) === null,
      );
  });

  it("is sentences of plain words, whatever the operation, the status and the running task", () => {
    const sentences = new Set(situations.map(({ operation, ...dataset }) => blockedSentence(operation, dataset)));
    sentences.delete(null);
    expect(sentences.size).toBeGreaterThan(100);
    for (const sentence of sentences) {
      expect(sentence).toMatch(/^[A-Z][^_'"]*[a-z]\.$/);
      expect(sentence).not.toMatch(/[A-Z]{2}|undefined/);
    }
  });

  it("says what is going on, for every task that holds a dataset", () => {
    for (const type of TASK_TYPES)
      expect(
        blockedSentence("items_edit", { status: "READ_ONLY", snapshots_enabled: true, active_task_type: type }),
      ).not.toMatch(/is busy/);
  });

  it.each<[Operation, DatasetStatus, TaskType | null, string]>([
    ["items_edit", "READ_ONLY", "MEDIA_ADDITION", "Media is being added. Editing unlocks when it is done."],
    [
      "dataset_delete",
      "INDEXING",
      "DATASET_CREATION",
      "Media is being added. Deleting the dataset unlocks when it is done.",
    ],
    [
      "media_addition",
      "READ_ONLY",
      "REINDEX",
      "The dataset is being re-indexed. Adding media unlocks when it is done.",
    ],
    ["reindex", "READ_ONLY", null, "The dataset is busy. Re-indexing unlocks when it is done."],
    ["snapshot_create", "PARTIAL_INDEX", null, "Snapshots can be created once every item is indexed: re-index first."],
    ["snapshot_restore", "DRAFT", null, "Add media first: this dataset is a draft."],
    ["dataset_creation", "READY", null, "This dataset has media already: add more to it."],
    ["items_edit", "ERROR", null, "A part of this dataset is damaged: restore a snapshot first."],
  ])("of %s while %s with %s", (operation, status, active_task_type, sentence) =>
    expect(blockedSentence(operation, { status, snapshots_enabled: true, active_task_type })).toBe(sentence),
  );
});

describe("what a DTO ships", () => {
  it("refuses by role before status", () => {
    const can = datasetCan("VIEWER", facts("READ_ONLY"));
    expect(can.snapshot_create).toMatch(/Editor or Owner role/);
    expect(datasetCan("EDITOR", facts("READ_ONLY")).snapshot_create).toBe(
      "A snapshot is being restored. Snapshots unlock when it is done.",
    );
    expect(datasetCan("EDITOR", facts("READY")).snapshot_create).toBeNull();
    expect(datasetCan("EDITOR", facts("READY")).dataset_delete).toMatch(/Owner role/);
  });
  it("says so where snapshots are not supported, and only for them", () => {
    const can = datasetCan("OWNER", { ...facts("READY"), snapshots_enabled: false });
    expect(can.snapshot_create).toBe(NO_SNAPSHOT_SUPPORT);
    expect(can.snapshot_restore).toBe(NO_SNAPSHOT_SUPPORT);
    expect(can.items_edit).toBeNull();
  });
});

describe("presenters", () => {
  it("spells one status in two ways", () => {
    expect(presentStatusNew("READ_ONLY")).toBe("READ ONLY");
    expect(presentStatusLabel("PARTIAL_INDEX")).toBe("Partial Index");
    expect(STATUSES.map(presentStatusLabel)).toEqual([
      "Draft",
      "Indexing",
      "Ready",
      "Read Only",
      "Partial Index",
      "Error",
    ]);
  });
  it("derives the status from the state", () => {
    expect(derivedStatus(true)).toBe("READY");
    expect(derivedStatus(false)).toBe("PARTIAL_INDEX");
  });
  it("shortens derived names to 255", () => {
    expect(derivedName("Cats", " (cloned)")).toBe("Cats (cloned)");
    expect(derivedName("x".repeat(255), " (cloned)")).toHaveLength(255);
    expect(derivedName("x".repeat(255), " (cloned)").endsWith("x (cloned)")).toBe(true);
    expect(derivedName("🦊".repeat(127), " (cloned)").length).toBeLessThanOrEqual(255);
  });
});
