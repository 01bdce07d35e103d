/** Replacing an item's caption, boxes or metadata. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { commitEdit } from "@/lib/commits/edit";
import { InvalidInputError, NotFoundError, PreconditionFailedError } from "@/lib/errors";
import { changedFieldSets, fieldSetNames, type FieldChange } from "@/lib/fields/field-sets";
import { fieldsIn, parseValue } from "@/lib/fields/rules";
import { presentItems } from "@/lib/items/present";
import type { ItemDto, PatchedItemDto, PatchItemInput } from "@/lib/items/schema";
import type { CaptionPayload } from "@/lib/revisions/payloads";
import { findItemNumbers } from "@/lib/revisions/read-revisions";
import {
  visibleRevisions,
  replaceRevisions,
  writeRevisions,
  type WritableFacet,
  type Written,
  type WrittenFacet,
} from "@/lib/revisions/write-revisions";
import { openState, type OpenState } from "@/lib/states/service";
import { bitmapOf } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet } from "@/lib/versioning/names";

/** Values of typed fields have to be of that type, and several only where the field takes several. @throws InvalidInputError */
function checkedMetadata(open: OpenState, metadata: Record<string, unknown> | null): Record<string, unknown> | null {
  const fields = fieldsIn(open.state.sets.keys());
  for (const [name, value] of Object.entries(metadata ?? {})) {
    const field = fields.get(name);
    if (!field) continue;
    if (Array.isArray(value) !== field.multi)
      throw InvalidInputError.at(
        ["body", "metadata", name],
        field.multi ? "This field takes a list of values" : "This field takes one value",
      );
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const parsed = parseValue(field.type, one);
      if ("problem" in parsed) throw InvalidInputError.at(["body", "metadata", name], parsed.problem);
      if (parsed.value !== one)
        throw InvalidInputError.at(["body", "metadata", name], `Write it as ${JSON.stringify(parsed.value)}`);
    }
  }
  return metadata;
}

/** What the facets of an item become: null takes one away, an absent one stays. */
function payloadsOf(input: PatchItemInput): Map<WritableFacet, unknown> {
  const payloads = new Map<WritableFacet, unknown>();
  if (input.caption !== undefined)
    payloads.set("caption", input.caption === null ? null : ({ text: input.caption } satisfies CaptionPayload));
  if (input.objects !== undefined) payloads.set("objects", input.objects);
  if (input.metadata !== undefined) payloads.set("metadata", input.metadata);
  return payloads;
}

interface Prepared {
  readonly before: ItemDto;
  readonly facets: readonly Written[];
  readonly fields: FieldChange | null;
}

/**
 * The revisions are inserted first: until a state names them they do not exist.
 * @param ifMatch the etag of the item as its reader saw it @throws NotFoundError, PreconditionFailedError when it changed since
 */
export async function patchItem(
  user: CurrentUser,
  datasetId: string,
  mediaId: string,
  input: PatchItemInput,
  ifMatch: string | null,
): Promise<PatchedItemDto> {
  const payloads = payloadsOf(input);
  const written = new Map<WritableFacet, WrittenFacet>();
  const prepare = async (head: OpenState) => {
    const [itemNo] = await findItemNumbers(head.lineageId, [mediaId]);
    const [before] = itemNo === undefined ? [] : await presentItems(head, [itemNo]);
    if (itemNo === undefined || !before) throw new NotFoundError("Item");
    if (ifMatch !== null && ifMatch.replaceAll('"', "") !== before.etag)
      throw new PreconditionFailedError(
        "Someone changed this item since you opened it. Look at it again, then repeat your change.",
      );
    const metadata = payloads.get("metadata") as Record<string, unknown> | null | undefined;
    const fields =
      metadata === undefined ? null : { payloads: new Map([[itemNo, checkedMetadata(head, metadata)]]), fresh: [] };
    const facets: Written[] = [];
    for (const [facet, payload] of payloads) {
      const known = written.get(facet) ?? (await writeRevisions(head.lineageId, facet, new Map([[itemNo, payload]])));
      written.set(facet, known);
      facets.push({ ...known, replaced: await visibleRevisions(head, facet, bitmapOf([itemNo])) });
    }
    const names = (read: OpenState) => [
      LIVE,
      ...facets.map(({ facet }) => revisionSet(facet)),
      ...(fields ? fieldSetNames(read, fields) : []),
    ];
    return { value: { before, facets, fields }, names };
  };
  const { before, editId, stateId } = await commitEdit({
    user,
    datasetId,
    operation: "items_edit",
    prepare,
    change: (sets, { before, facets, fields }: Prepared, head) => {
      const items = bitmapOf([before.item_no]);
      if (!sets(LIVE).has(before.item_no)) throw new NotFoundError("Item");
      const revisions = facets.map((facet) => replaceRevisions(sets, facet));
      const detail = { media_id: mediaId, facets: facets.map(({ facet }) => facet) };
      return {
        sets: new Map([...(fields ? changedFieldSets(head, sets, fields) : []), ...revisions]),
        items,
        event: { kind: "patch", detail },
      };
    },
    answer: (outcome, { before }) => ({ ...outcome, before }),
  });
  if (editId === null) return { ...before, edit_id: null };
  const [after] = await presentItems(await openState(stateId), [before.item_no]);
  return { ...after!, edit_id: editId };
}
