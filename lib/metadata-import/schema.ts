import { z } from "zod";
import type { KEYS } from "@/lib/operations/custom-metadata";
import { uuidField } from "@/lib/validation";
import type { TaskStatus } from "@/lib/tasks/schema";
import { type FieldType } from "@/lib/fields/rules";

export const previewMetadataInput = z.strictObject({ upload_id: uuidField, path: z.string().min(1).max(1024) });

export interface MetadataColumn {
  readonly name: string;
  /** The type that nearly all values have. */
  readonly detected_type: FieldType;
  /** Values that do not have it, among the rows that the preview looked at; a row counts from 1, the header is none. */
  readonly misfits: {
    readonly count: number;
    readonly samples: readonly { readonly row: number; readonly value: string }[];
  };
  /** The column names items of this dataset; null when it does not. */
  readonly key: (typeof KEYS)[number] | null;
  readonly samples: string[];
}
export interface MetadataPreview {
  readonly columns: MetadataColumn[];
  /** The first rows, as text. */
  readonly rows: Record<string, string>[];
  /** How many rows the preview looked at. */
  readonly rows_read: number;
  readonly more: boolean;
}

export interface MetadataResult {
  readonly inserted_rows: number;
  readonly error_count: number;
  readonly sample_errors: { readonly reason: string; readonly row_index: number }[];
}

export interface MetadataTaskStatus extends MetadataResult {
  readonly task_id: string;
  readonly status: TaskStatus;
  readonly progress: number;
}
