/** DTOs for component tests, each with what a test says of it. */
import type { AppliedModel } from "@/lib/applied-models/schema";
import { OPERATIONS } from "@/lib/operations/declarations";
import type { DatasetDto } from "@/lib/datasets/schema";
import type { GroupDto } from "@/lib/groups/schema";
import type { DatasetCan } from "@/lib/operations/rules";
import type { CatalogEntryDto, ComparisonDto } from "@/lib/snapshots/schema";
import type { TaskDto } from "@/lib/tasks/schema";

/** A name as long as one may be, without a place to break it. */
export const LONG_NAME = "street_scenes_berlin_2026_q1_".repeat(9).slice(0, 255);
export const ODD_NAMES = [LONG_NAME, "🚦".repeat(127), "مجموعة بيانات الشوارع ".repeat(11).trim()];

const NOTHING_BLOCKED = Object.fromEntries(Object.keys(OPERATIONS).map((name) => [name, null])) as DatasetCan;

export const datasetWith = ({ can, ...facts }: Partial<Omit<DatasetDto, "can">> & { can?: Partial<DatasetCan> } = {}) =>
  ({
    id: "d1111111-1111-4111-8111-111111111111",
    display_name: "Harbour",
    description: "",
    source_type: "upload",
    owned_by: "owner@stillframe.test",
    created_at: "2026-05-04T10:00:00.000Z",
    status_new: "READY",
    progress: 100,
    n_images: 60,
    n_videos: 0,
    n_objects: 0,
    n_unindexed: 0,
    fatal_error_msg: null,
    source_dataset_id: null,
    notes: "",
    cover_chosen: false,
    cover_image_url: null,
    metadata: null,
    default_filter: null,
    snapshots_enabled: true,
    last_snapshot: null,
    people: 1,
    starred: false,
    status: "READY",
    state_id: "e1111111-1111-4111-8111-111111111111",
    role: "OWNER",
    active_task: null,
    ...facts,
    can: { ...NOTHING_BLOCKED, ...can },
  }) satisfies DatasetDto as DatasetDto;

export const entryWith = (facts: Partial<CatalogEntryDto> = {}): CatalogEntryDto => ({
  snapshot_id: "51111111-1111-4111-8111-111111111111",
  snapshot_name: "First",
  source_dataset_name: "Harbour",
  created_at: "2026-05-04T10:00:00.000Z",
  created_by: "owner@stillframe.test",
  n_images: 60,
  n_videos: 0,
  description: "",
  reason: "manual",
  training_model_id: null,
  training_model_name: null,
  is_current: false,
  is_restoring: false,
  pinned: false,
  protected: false,
  aliases: [],
  enrichment_models: [],
  is_cloning: false,
  changes_since: null,
  can: { edit: null, protect: null, clone: null, restore: null, discard: null, remove: null },
  ...facts,
});

export const appliedModelWith = (facts: Partial<AppliedModel> = {}): AppliedModel => ({
  type: "colour_composition",
  model_id: "colour-composition",
  name: "Colour and composition",
  vendor: "Stillframe",
  version: "1",
  options: {},
  applied_at: "2026-11-03T10:00:00.000Z",
  applied_by: "owner@stillframe.test",
  items: 60,
  ...facts,
});

export const comparisonWith = ({
  by_kind,
  ...facts
}: Partial<Omit<ComparisonDto, "by_kind">> & { by_kind?: Partial<ComparisonDto["by_kind"]> } = {}): ComparisonDto => ({
  added: 0,
  removed: 0,
  changed: 0,
  facets: [],
  more_facets: {},
  models: { added: [], removed: [], changed: [] },
  classes: { added: [], removed: [], changed: [] },
  fields: { added: [], removed: [], changed: [] },
  from_state_id: "e0000000-0000-4000-8000-000000000000",
  to_state_id: "e1111111-1111-4111-8111-111111111111",
  ...facts,
  by_kind: {
    tags: 0,
    labels: 0,
    captions: 0,
    objects: 0,
    metadata: 0,
    clusters: 0,
    issues: 0,
    splits: 0,
    files: 0,
    origins: 0,
    ...by_kind,
  },
});

const UNDONE: readonly TaskDto["task_type"][] = ["ANNOTATION_IMPORT", "SNAPSHOT_RESTORE", "MERGE"];
export const taskWith = (facts: Partial<TaskDto> = {}): TaskDto => ({
  task_id: "71111111-1111-4111-8111-111111111111",
  dataset_id: "d1111111-1111-4111-8111-111111111111",
  dataset_name: "Harbour",
  dataset_status: "READY",
  created_by: "owner@stillframe.test",
  task_type: "MEDIA_ADDITION",
  status: "COMPLETED",
  status_message: "Added 14 items",
  progress_percentage: 100,
  error_message: null,
  start_time: "2026-05-04T10:00:00.000Z",
  end_time: "2026-05-04T10:00:03.000Z",
  result: null,
  can: {
    abort: null,
    retry: null,
    // Media that came are not taken out again by undoing.
    undo: UNDONE.includes(facts.task_type ?? "MEDIA_ADDITION")
      ? null
      : "Only a completed restore, import of annotations, or merge back can be undone.",
  },
  ...facts,
});

export const groupWith = (facts: Partial<GroupDto> = {}): GroupDto => ({
  group_id: "c0000000-0000-4000-8000-000000000001",
  name: "Annotators",
  people: 2,
  created_at: "2026-05-04T10:00:00.000Z",
  from_provider: false,
  role_everywhere: null,
  you: "manager",
  can: { manage: null, leave: null },
  ...facts,
});
