/** Every dialog by name. Adding one: its component with an `onClose`, and a line here. */
import type { ComponentProps, ComponentType } from "react";
import { TakeBackDialog } from "@/components/activity/take-back-dialog";
import { ClassesDialog } from "@/components/classes/classes-dialog";
import { AddMediaDialog, ImportAnnotationsDialog } from "@/components/datasets/add-media-dialog";
import { CoverDialog } from "@/components/datasets/cover-dialog";
import { CreateDatasetDialog } from "@/components/datasets/create-dataset-dialog";
import { CloneDatasetDialog } from "@/components/datasets/clone-dataset-dialog";
import { DeleteDatasetDialog } from "@/components/datasets/delete-dataset-dialog";
import { DeleteDatasetsDialog } from "@/components/datasets/delete-datasets-dialog";
import { ExportDatasetsDialog } from "@/components/datasets/export-datasets-dialog";
import { LeaveDatasetDialog } from "@/components/datasets/leave-dataset-dialog";
import { PurgeDatasetDialog } from "@/components/datasets/purge-dataset-dialog";
import { RenameDatasetDialog } from "@/components/datasets/rename-dataset-dialog";
import { EnrichDialog } from "@/components/datasets/enrich-dialog";
import { MergeBackDialog } from "@/components/datasets/merge-back-dialog";
import { MergeDatasetDialog } from "@/components/datasets/merge-dataset-dialog";
import { MetadataDialog } from "@/components/datasets/metadata-dialog";
import { NotesDialog } from "@/components/datasets/notes-dialog";
import { PropagationDialog } from "@/components/datasets/propagation-dialog";
import { RetentionDialog } from "@/components/datasets/retention-dialog";
import { ReindexDialog } from "@/components/datasets/reindex-dialog";
import { ShareDialog } from "@/components/datasets/share-dialog";
import { UnusableDialog } from "@/components/datasets/unusable-dialog";
import { ExportDialog } from "@/components/exports/export-dialog";
import { GroupDialog } from "@/components/groups/group-dialog";
import { RenameClusterDialog } from "@/components/items/facets/rename-cluster-dialog";
import { DescribeDialog } from "@/components/items/search/describe-dialog";
import { ImageDialog } from "@/components/items/search/image-dialog";
import { DatasetsDialog } from "@/components/items/selection/datasets-dialog";
import { DeleteItemsDialog } from "@/components/items/selection/delete-items-dialog";
import { FieldDialog } from "@/components/items/selection/field-dialog";
import { WordsDialog } from "@/components/items/selection/words-dialog";
import { SignOutDialog } from "@/components/layout/sign-out-dialog";
import { RefreshMetricsDialog } from "@/components/overview/refresh-metrics-dialog";
import { NewApiKeyDialog, RevokeApiKeyDialog } from "@/components/settings/api-key-dialogs";
import { CloneSnapshotDialog } from "@/components/snapshots/clone-snapshot-dialog";
import { CreateSnapshotDialog } from "@/components/snapshots/create-snapshot-dialog";
import { EditSnapshotDialog } from "@/components/snapshots/edit-snapshot-dialog";
import { RemoveSnapshotDialog } from "@/components/snapshots/remove-snapshot-dialog";
import { RestoreSnapshotDialog } from "@/components/snapshots/restore-snapshot-dialog";
import { LinksDialog } from "@/components/links/links-dialog";
import { AssignSplitsDialog } from "@/components/splits/assign-splits-dialog";
import { SplitDialog } from "@/components/splits/split-dialog";
import { KeySheet } from "@/components/workspace/key-sheet";

export const DIALOGS = {
  "new-dataset": CreateDatasetDialog,
  "add-media": AddMediaDialog,
  "import-annotations": ImportAnnotationsDialog,
  unusable: UnusableDialog,
  reindex: ReindexDialog,
  "refresh-metrics": RefreshMetricsDialog,
  enrich: EnrichDialog,
  propagation: PropagationDialog,
  metadata: MetadataDialog,
  export: ExportDialog,
  links: LinksDialog,
  share: ShareDialog,
  "rename-dataset": RenameDatasetDialog,
  cover: CoverDialog,
  retention: RetentionDialog,
  "leave-dataset": LeaveDatasetDialog,
  "purge-dataset": PurgeDatasetDialog,
  "delete-dataset": DeleteDatasetDialog,
  "delete-datasets": DeleteDatasetsDialog,
  "export-datasets": ExportDatasetsDialog,
  "clone-dataset": CloneDatasetDialog,
  notes: NotesDialog,
  "create-snapshot": CreateSnapshotDialog,
  "edit-snapshot": EditSnapshotDialog,
  "clone-snapshot": CloneSnapshotDialog,
  "restore-snapshot": RestoreSnapshotDialog,
  "remove-snapshot": RemoveSnapshotDialog,
  "take-back": TakeBackDialog,
  words: WordsDialog,
  field: FieldDialog,
  split: SplitDialog,
  "assign-splits": AssignSplitsDialog,
  classes: ClassesDialog,
  "delete-items": DeleteItemsDialog,
  datasets: DatasetsDialog,
  "merge-dataset": MergeDatasetDialog,
  "merge-back": MergeBackDialog,
  "rename-cluster": RenameClusterDialog,
  "by-image": ImageDialog,
  describe: DescribeDialog,
  keys: KeySheet,
  "new-api-key": NewApiKeyDialog,
  "revoke-api-key": RevokeApiKeyDialog,
  group: GroupDialog,
  "sign-out": SignOutDialog,
} as const;

type Name = keyof typeof DIALOGS;
type PropsOf<N extends Name> = Omit<ComponentProps<(typeof DIALOGS)[N]>, "onClose">;

/** A dialog to open, with what it is about: what is asked later does not depend on what has become of the page since. */
export type DialogRequest = { [N in Name]: { readonly name: N } & PropsOf<N> }[Name];

/** Any dialog, for the one place that renders them all. */
export const dialogOf = (name: Name) => DIALOGS[name] as unknown as ComponentType<{ onClose: () => void }>;
