"use client";

import clsx from "clsx";
import { buttonOf } from "@/lib/operations/declarations";
import { useMutation } from "@tanstack/react-query";
import { FileSpreadsheet } from "lucide-react";
import { useRef, useState } from "react";
import { uploadFile } from "@/components/media/upload";
import { useOperation } from "@/components/tasks/use-operation";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Checkbox, Select } from "@/components/ui/field";
import { formatCount, plural } from "@/components/ui/format";
import type { DatasetDto } from "@/lib/datasets/schema";
import { useDataset } from "./use-dataset";
import { importMetadata, previewMetadata } from "@/lib/metadata-import/queries";
import { FIELD_TYPES, type FieldType } from "@/lib/fields/rules";
import type { MetadataColumn, MetadataPreview } from "@/lib/metadata-import/schema";
import type { ImportMetadataInput } from "@/lib/operations/custom-metadata";

const TYPE_NAMES: Record<FieldType, string> = {
  string: "Text",
  float: "Number",
  datetime: "Date and time",
  enum: "Options",
  link: "Link",
};
const KEY_NAMES = { media_id: "media ID", file_name: "file name or path" } as const;

interface StagedTable {
  readonly upload_id: string;
  readonly path: string;
  readonly preview: MetadataPreview;
}
/** How one column is imported; absent columns are left out. */
interface Choice {
  readonly type: FieldType;
  readonly multi: boolean;
}

/** A table of values becomes fields of the items: choose a file, say which column names the items, choose the others. */
export function MetadataDialog({ dataset: known, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const dataset = useDataset(known);
  const [table, setTable] = useState<StagedTable | null>(null);
  return (
    <Dialog
      onClose={onClose}
      title={buttonOf("custom_metadata")}
      size={table ? "large" : "medium"}
      description="Values from a CSV, JSON or Parquet file become fields of the items. A revision of the current state is saved first."
    >
      {table ? (
        <Mapping dataset={dataset} table={table} onBack={() => setTable(null)} onStarted={onClose} />
      ) : (
        <ChooseFile dataset={dataset} onTable={setTable} onCancel={onClose} />
      )}
    </Dialog>
  );
}

function ChooseFile({
  dataset,
  onTable,
  onCancel,
}: {
  dataset: DatasetDto;
  onTable: (table: StagedTable) => void;
  onCancel: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const read = useMutation({
    mutationFn: async (file: File): Promise<StagedTable> => {
      const { upload_id, path } = await uploadFile(dataset.id, "custom_metadata", file);
      return { upload_id, path, preview: await previewMetadata(dataset.id, upload_id, path) };
    },
    onSuccess: onTable,
  });
  return (
    <>
      <div
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          const file = event.dataTransfer.files[0];
          if (file) read.mutate(file);
        }}
        className="grid justify-items-center gap-3 rounded-lg border-2 border-dashed border-line-strong p-6 text-center"
      >
        <p className="text-muted">
          {read.isPending ? `Reading ${read.variables.name}` : "Drop a .csv, .json or .parquet file here"}
        </p>
        <Button disabled={read.isPending} aria-busy={read.isPending} onClick={() => input.current?.click()}>
          <FileSpreadsheet size={16} aria-hidden /> Choose a file
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label="Table"
          accept=".csv,.json,.parquet"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file) read.mutate(file);
          }}
        />
      </div>
      <Alert>{read.error?.message}</Alert>
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
      </DialogActions>
    </>
  );
}

function Mapping({
  dataset,
  table,
  onBack,
  onStarted,
}: {
  dataset: DatasetDto;
  table: StagedTable;
  onBack: () => void;
  onStarted: () => void;
}) {
  const { preview } = table;
  const [keyColumn, setKeyColumn] = useState(() => preview.columns.find((column) => column.key !== null)?.name ?? "");
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>(() =>
    Object.fromEntries(
      preview.columns
        .filter((column) => column.key === null)
        .map((column) => [column.name, { type: column.detected_type, multi: false }]),
    ),
  );
  const key = preview.columns.find((column) => column.name === keyColumn)?.key ?? null;
  const chosen = preview.columns.filter((column) => column.name !== keyColumn && choices[column.name]);
  const start = useOperation(
    dataset.id,
    { done: "Metadata imported", failed: "Metadata could not be imported" },
    (input: ImportMetadataInput) => importMetadata(dataset.id, input),
    onStarted,
  );
  const choose = (name: string, choice: Choice | null) => {
    const { [name]: _dropped, ...rest } = choices;
    setChoices(choice ? { ...rest, [name]: choice } : rest);
  };
  const submit = () => {
    if (key === null) return;
    start.mutate({
      upload_id: table.upload_id,
      path: table.path,
      key,
      key_column: keyColumn,
      fields: chosen.map((column) => ({
        column: column.name,
        field_name: column.name.trim(),
        field_type: choices[column.name]!.type,
        is_multi: choices[column.name]!.multi,
      })),
    });
  };
  return (
    <form
      className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">Items are named by</span>
        <Select
          label="Column that names the items"
          value={keyColumn}
          className="max-w-64!"
          onChange={(event) => setKeyColumn(event.target.value)}
        >
          {keyColumn === "" ? <option value="">Choose a column</option> : null}
          {preview.columns.map((column) => (
            <option key={column.name} value={column.name}>
              {column.name}
            </option>
          ))}
        </Select>
        <span className={key === null ? "min-w-0 text-danger" : "min-w-0 text-muted"}>
          {key !== null
            ? `as ${KEY_NAMES[key]}`
            : keyColumn === ""
              ? "No column names items of this dataset by media ID, file name or path"
              : "Most values of this column name no item of this dataset"}
        </span>
      </div>
      <div
        role="region"
        aria-label="Columns"
        tabIndex={0}
        className="relative max-h-[50dvh] min-w-0 overflow-auto rounded-md ring-1 ring-line"
      >
        {/* On a phone each column is a card; the roles stay what they are in a table. */}
        <table role="table" className="w-full table-fixed text-left max-sm:block sm:min-w-136">
          <thead role="rowgroup" className="sticky top-0 z-10 bg-raised text-[13px] text-muted max-sm:sr-only">
            <tr role="row" className="border-b border-line">
              <Head className="w-[32%]">Column</Head>
              <Head className="w-[32%]">Type</Head>
              <Head className="w-[12%]">Several</Head>
              <Head>Such as</Head>
            </tr>
          </thead>
          <tbody role="rowgroup" className="divide-y divide-line max-sm:block">
            {preview.columns
              .filter((column) => column.name !== keyColumn)
              .map((column) => (
                <ColumnRow
                  key={column.name}
                  column={column}
                  rows={preview.rows_read}
                  choice={choices[column.name] ?? null}
                  onChange={(choice) => choose(column.name, choice)}
                />
              ))}
          </tbody>
        </table>
      </div>
      <p className="text-[13px] text-muted">
        {preview.more
          ? `Looked at the first ${formatCount(preview.rows_read)} rows.`
          : `${plural(preview.rows_read, "row")}.`}{" "}
        Rows with mistakes are listed in the task and do not stop the others.
      </p>
      <Alert>{start.error?.message}</Alert>
      <DialogActions>
        <Button onClick={onBack}>Choose another file</Button>
        <Button
          type="submit"
          variant="primary"
          disabled={start.isPending || key === null || chosen.length === 0}
          aria-busy={start.isPending}
        >
          Import {plural(chosen.length, "field")}
        </Button>
      </DialogActions>
    </form>
  );
}

const Head = ({ className, children }: { className?: string; children: string }) => (
  <th scope="col" role="columnheader" className={clsx("px-3 py-2 font-medium", className)}>
    {children}
  </th>
);

/** What a value that does not fit is not. */
const MISFIT_WORDS: Record<FieldType, string> = {
  string: "is no text",
  float: "is no number",
  datetime: "is no date",
  enum: "cannot be an option",
  link: "is no link",
};

/** `1 of 40 values is no number: row 7 “n/a”`; as many examples as the preview has. */
function describeMisfits({ detected_type, misfits }: MetadataColumn, rows: number): string {
  const { count, samples } = misfits;
  const words = count === 1 ? MISFIT_WORDS[detected_type] : MISFIT_WORDS[detected_type].replace(/^is /, "are ");
  const shown = samples.map(({ row, value }) => `row ${formatCount(row)} “${value}”`).join(", ");
  return `${formatCount(count)} of ${plural(rows, "value")} ${words}: ${shown}${count > samples.length ? ", …" : ""}`;
}

/** Days are not worth a list of options: each is there but a few times, and a span of time finds them. */
const typesFor = ({ detected_type }: MetadataColumn): readonly FieldType[] =>
  detected_type === "datetime" ? FIELD_TYPES.filter((type) => type !== "enum") : FIELD_TYPES;

function ColumnRow({
  column,
  rows,
  choice,
  onChange,
}: {
  column: MetadataColumn;
  rows: number;
  choice: Choice | null;
  onChange: (choice: Choice | null) => void;
}) {
  const isMisfitting = choice?.type === column.detected_type && column.misfits.count > 0;
  return (
    <tr role="row" className="align-top max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:py-2">
      <td role="cell" className="px-3 py-2 max-sm:basis-full max-sm:py-0">
        <div className="grid min-h-9 grid-cols-[minmax(0,1fr)] content-center gap-1">
          <Checkbox
            label={column.name}
            checked={choice !== null}
            onChange={(event) => onChange(event.target.checked ? { type: column.detected_type, multi: false } : null)}
          />
          {isMisfitting ? (
            <p className="pl-6 text-[13px] wrap-anywhere text-warn">{describeMisfits(column, rows)}</p>
          ) : null}
        </div>
      </td>
      <td role="cell" className="px-3 py-2 max-sm:min-w-48 max-sm:flex-1 max-sm:py-0.5">
        <Select
          label={`Type of ${column.name}`}
          disabled={!choice}
          value={choice?.type ?? column.detected_type}
          className="w-full"
          onChange={(event) => onChange({ type: event.target.value as FieldType, multi: choice?.multi ?? false })}
        >
          {typesFor(column).map((type) => (
            <option key={type} value={type}>
              {TYPE_NAMES[type]}
            </option>
          ))}
        </Select>
      </td>
      <td role="cell" className="px-3 py-4 max-sm:py-0.5 max-sm:pl-1">
        <label className="flex items-center gap-2 pointer-coarse:min-h-12">
          <input
            type="checkbox"
            aria-label={`Several values of ${column.name}, parted by semicolons`}
            title="Several values, parted by semicolons"
            className="block size-4 shrink-0 accent-(--accent)"
            disabled={!choice}
            checked={choice?.multi ?? false}
            onChange={(event) => choice && onChange({ ...choice, multi: event.target.checked })}
          />
          <span className="sm:hidden">Several values</span>
        </label>
      </td>
      <td
        role="cell"
        className="truncate px-3 py-3.5 text-muted max-sm:basis-full max-sm:py-0.5 max-sm:text-[13px]"
        title={column.samples.join("\n")}
      >
        {column.samples.join(" · ")}
      </td>
    </tr>
  );
}
