/** What a custom metadata import does in the worker. */
import "server-only";
import { MAX_SETS } from "@/lib/commits/edit";
import { effectsOfChange } from "@/lib/commits/operation-outcome";
import { BadRequestError, ConflictError } from "@/lib/errors";
import { replaceRevisions, writeFacet } from "@/lib/revisions/write-revisions";
import { stagedFile } from "@/lib/media/blob-store";
import { formatCount, plural } from "@/lib/text";
import { bitmapOfSet, loadSets, openState, type OpenState } from "@/lib/states/service";
import { cellOf } from "@/lib/tables/columns";
import { misfitOf } from "@/lib/tables/read-csv";
import { readTable, tableFormatOf, type TableRow } from "@/lib/tables/read-table";
import { isCompleted } from "@/lib/tasks/attempts";
import { implement, requireHeld, type OperationContext } from "@/lib/tasks/implementation";
import { discardUpload } from "@/lib/uploads/service";
import { revisionSet } from "@/lib/versioning/names";
import { startMetadataImport } from "./service";
import { assertFieldsFit, fieldOf } from "@/lib/fields/field-sets";
import { matcherFor } from "./match-items";
import { mergeFields } from "@/lib/fields/merge-fields";
import { cellValues, enumValueSetName, parseValue, type Field } from "@/lib/fields/rules";
import { type MetadataResult } from "./schema";
import { customMetadata as declared, type ImportMetadataInput } from "@/lib/operations/custom-metadata";

const MAX_SAMPLE_ERRORS = 100;

interface Read extends MetadataResult {
  /** New values by item, then by field. */
  readonly values: ReadonlyMap<number, Map<string, unknown>>;
}

/** Reads all rows; what is wrong with a row is that row's trouble alone. */
async function readRows(context: OperationContext, open: OpenState, source: ImportMetadataInput): Promise<Read> {
  const match = await matcherFor(open, source.key);
  const columns = source.fields.map((input) => ({
    column: input.column,
    field: fieldOf(input),
    options: input.enum_options ? new Set(input.enum_options) : null,
  }));
  const values = new Map<number, Map<string, unknown>>();
  const sample_errors: { reason: string; row_index: number }[] = [];
  let [error_count, inserted_rows, row_index] = [0, 0, 0];
  const fail = (reason: string) => {
    error_count += 1;
    if (sample_errors.length < MAX_SAMPLE_ERRORS) sample_errors.push({ reason, row_index });
  };
  for await (const rows of readTable(stagedFile(source.upload_id, source.path), tableFormatOf(source.path))) {
    const matches = await match(rows.map((row) => cellOf(row, source.key_column)));
    rows.forEach((row, index) => {
      const found = matches[index]!;
      const misfit = misfitOf(row);
      if (misfit !== null) fail(misfit);
      else if ("problem" in found) fail(found.problem);
      else {
        const parsed = parseRow(row, columns);
        if ("problem" in parsed) fail(parsed.problem);
        else if (parsed.values.length > 0) {
          inserted_rows += 1;
          const item = values.get(found.item) ?? new Map<string, unknown>();
          for (const [field, value] of parsed.values)
            item.set(
              field.name,
              field.multi && item.has(field.name)
                ? [...new Set([...(item.get(field.name) as unknown[]), ...(value as unknown[])])]
                : value,
            );
          values.set(found.item, item);
        }
      }
      row_index += 1;
    });
    // How many rows there are is not known before the end; the bar nears its share without reaching it.
    await context.progress(
      50 * (1 - 1 / (1 + row_index / 50_000)),
      `Read ${plural(row_index, "row")}${error_count > 0 ? `, ${formatCount(error_count)} with mistakes` : ""}`,
    );
  }
  return { values, inserted_rows, error_count, sample_errors };
}

type Column = { column: string; field: Field; options: ReadonlySet<string> | null };

/** A row's values. Where one column is imported an empty cell is a mistake; among several it says nothing of that field. */
function parseRow(row: TableRow, columns: readonly Column[]): { values: [Field, unknown][] } | { problem: string } {
  const values: [Field, unknown][] = [];
  for (const { column, field, options } of columns) {
    const raw = cellOf(row, column);
    if (columns.length > 1 && (raw === null || raw === undefined || String(raw).trim() === "")) continue;
    const parsed = cellValues(raw, field.multi).map((one) => parseValue(field.type, one, options));
    if (parsed.length === 0) return { problem: "There is no value" };
    const wrong = parsed.find((one) => "problem" in one);
    if (wrong && "problem" in wrong)
      return { problem: columns.length > 1 ? `${column}: ${wrong.problem}` : wrong.problem };
    const good = parsed.flatMap((one) => ("value" in one ? [one.value] : []));
    values.push([field, field.multi ? [...new Set(good)] : good[0]]);
  }
  return { values };
}

export const customMetadata = implement(declared, {
  async run(context, { source }) {
    if (!source) throw new ConflictError("The task has no values yet");
    const open = await openState((await requireHeld(context.task)).head_state_id);
    const fields = source.fields.map(fieldOf);
    assertFieldsFit(open, fields);
    const { values, ...result } = await readRows(context, open, source);
    const { payloads, sets } = await mergeFields(open, values, fields, "replace");
    const added = [...sets.keys()].filter((name) => !open.state.sets.has(name)).length;
    if (open.state.sets.size + added > MAX_SETS) {
      const wide = fields
        .filter((field) => field.type === "enum")
        .map(
          (field) =>
            `“${field.name}” with ${[...sets.keys()].filter((name) => name.startsWith(enumValueSetName(field.name, ""))).length.toLocaleString("en")} options`,
        );
      throw new BadRequestError(
        `That would make more than ${MAX_SETS.toLocaleString("en")} different options, tags and labels (${wide.join(", ")}). Import the field as string instead.`,
      );
    }
    const written = await writeFacet(open, "metadata", payloads, (share) =>
      context.progress(
        50 + share * 45,
        `Wrote ${formatCount(Math.round(share * payloads.size))} of ${plural(payloads.size, "item")}`,
      ),
    );
    await context.progress(97, "Committing");
    return async (dataset) => {
      const shown = await loadSets(open, [revisionSet("metadata")]);
      const revisions = replaceRevisions((name) => bitmapOfSet(shown, name), written);
      const effects = await effectsOfChange(
        dataset,
        open,
        { sets: new Map([...sets, revisions]), items: written.items },
        {
          kind: "custom_metadata",
          actor: context.task.created_by,
          taskId: context.task.id,
          detail: { fields: fields.map((field) => field.name) },
        },
      );
      const imported =
        result.inserted_rows > 0
          ? `Imported ${plural(result.inserted_rows, "row")} into ${plural(payloads.size, "item")}`
          : "Imported nothing";
      const mistakes = result.error_count > 0 ? `; ${plural(result.error_count, "row")} had mistakes` : "";
      return {
        effects,
        message: `${imported}${mistakes}`,
        result,
      };
    };
  },
  retry: async (user, datasetId, { source }) => {
    if (!source) throw new ConflictError("This task never got its values; make a new one");
    return startMetadataImport(user, datasetId, source);
  },
  // A failed or aborted import keeps its file, so that a retry need not send it again.
  cleanUp: async (task, input) => {
    if (input?.source && (await isCompleted(task.id))) await discardUpload(input.source.upload_id);
  },
});
