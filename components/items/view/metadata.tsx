"use client";

import { Pencil } from "lucide-react";
import { useDialogs } from "@/components/dialogs/context";
import { IconButton } from "@/components/ui/button";
import { formatValue } from "@/components/ui/format";
import type { PatchItemInput } from "@/lib/items/schema";
import { useOpenItem } from "./open-item";
import { Row, SMALL_ICON } from "./row";

/** The metadata of an item, with a dialog that sets a field. */
export function Metadata() {
  const { datasetId, stateId, item, blocked, editor, edits } = useOpenItem();
  const dialogs = useDialogs();
  const entries = Object.entries(item.metadata);
  const edit = () =>
    dialogs.open({
      name: "field",
      datasetId,
      stateId,
      count: 1,
      // A field that the item has is saved against what was on screen; a new one cannot overwrite anything.
      onSubmit: (change) => {
        if (Object.hasOwn(item.metadata, change.field))
          editor.save({
            patch: {
              metadata: without({ ...item.metadata, [change.field]: change.value }) as PatchItemInput["metadata"],
            },
            etag: item.etag,
            base: { metadata: item.metadata },
          });
        else
          void edits.field(
            { request: { item_ids: [item.media_id] }, has: (itemNo) => itemNo === item.item_no, count: 1 },
            change,
          );
      },
    });
  return (
    <section aria-label="Metadata" className="border-t border-line p-4">
      <div className="mb-2 flex items-center justify-between">
        <h3 className="font-semibold">Metadata</h3>
        <IconButton
          label="Edit metadata"
          title={blocked ?? undefined}
          disabled={blocked !== null}
          onClick={edit}
          className={SMALL_ICON}
        >
          <Pencil size={13} aria-hidden />
        </IconButton>
      </div>
      {entries.length === 0 ? (
        <p className="text-muted">none</p>
      ) : (
        <dl className="grid gap-2">
          {entries.map(([name, value]) => (
            <Row key={name} name={name}>
              <MetadataValue value={value} />
            </Row>
          ))}
        </dl>
      )}
    </section>
  );
}

function MetadataValue({ value }: { value: unknown }) {
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  return values.map((one, index) => {
    const text = formatValue(one);
    return (
      <span key={index} dir="auto" className="block">
        {/^https?:\/\//.test(text) ? (
          <a href={text} target="_blank" rel="noreferrer noopener" className="text-accent-text underline">
            {text}
          </a>
        ) : (
          text
        )}
      </span>
    );
  });
}

function without(metadata: Record<string, unknown>): Record<string, unknown> | null {
  const kept = Object.entries(metadata).filter(([, value]) => value !== null);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}
