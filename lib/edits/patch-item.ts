/** Replacing what an item carries: its captions, objects, metadata, split, licence and source. */
import "server-only";
import type { DatasetView } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { commitEdit } from "@/lib/commits/edit";
import { InvalidInputError, NotFoundError, PreconditionFailedError } from "@/lib/errors";
import { changedFieldSets, fieldSetNames, type FieldChange } from "@/lib/fields/field-sets";
import { fieldsIn, parseValue } from "@/lib/fields/rules";
import { presentItems } from "@/lib/items/present";
import type { ItemDto, PatchedItemDto, PatchItemInput } from "@/lib/items/schema";
import { withIds } from "@/lib/objects/identity";
import { canonicalJson, captionPayload, originPayload } from "@/lib/revisions/payloads";
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
import { andNot, bitmapOf, or, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet, setName } from "@/lib/versioning/names";

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
function payloadsOf(input: PatchItemInput, before: ItemDto): Map<WritableFacet, unknown> {
  const payloads = new Map<WritableFacet, unknown>();
  const { caption, captions, objects, metadata, license, source_url } = input;
  if (captions !== undefined) payloads.set("caption", captionPayload(captions ?? []));
  // The others move up where the first is taken away.
  if (caption !== undefined)
    payloads.set("caption", captionPayload([...(caption === null ? [] : [caption]), ...before.captions.slice(1)]));
  if (objects !== undefined) payloads.set("objects", objects && objects.length > 0 ? withIds(objects) : null);
  if (metadata !== undefined) payloads.set("metadata", metadata);
  if (license !== undefined || source_url !== undefined)
    payloads.set(
      "origin",
      originPayload({
        license: license === undefined ? before.license : license,
        source_url: source_url === undefined ? before.source_url : source_url,
      }),
    );
  return payloads;
}

/** The sets of a split that an item leaves, and of the one that it comes into. */
const splitNames = (before: ItemDto, split: string | null): string[] => [
  ...(before.split === null ? [] : [setName("split", before.split)]),
  ...(split === null ? [] : [setName("split", split)]),
];

interface Prepared {
  readonly dataset: DatasetView;
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
  const written = new Map<WritableFacet, { readonly payload: unknown; readonly rows: WrittenFacet }>();
  const prepare = async (head: OpenState, dataset: DatasetView) => {
    const [itemNo] = await findItemNumbers(head.lineageId, [mediaId]);
    const [before] = itemNo === undefined ? [] : await presentItems(head, [itemNo], dataset);
    if (itemNo === undefined || !before) throw new NotFoundError("Item");
    if (ifMatch !== null && ifMatch.replaceAll('"', "") !== before.etag)
      throw new PreconditionFailedError(
        "Someone changed this item since you opened it. Look at it again, then repeat your change.",
      );
    const payloads = payloadsOf(input, before);
    const metadata = payloads.get("metadata") as Record<string, unknown> | null | undefined;
    const fields =
      metadata === undefined ? null : { payloads: new Map([[itemNo, checkedMetadata(head, metadata)]]), fresh: [] };
    const facets: Written[] = [];
    for (const [facet, payload] of payloads) {
      // Written once for all attempts, unless the item says something else by now that a part of it is kept of.
      let known = written.get(facet);
      if (!known || canonicalJson(known.payload) !== canonicalJson(payload)) {
        known = { payload, rows: await writeRevisions(head.lineageId, facet, new Map([[itemNo, payload]])) };
        written.set(facet, known);
      }
      facets.push({ ...known.rows, replaced: await visibleRevisions(head, facet, bitmapOf([itemNo])) });
    }
    const names = (read: OpenState) => [
      LIVE,
      ...facets.map(({ facet }) => revisionSet(facet)),
      ...(fields ? fieldSetNames(read, fields) : []),
      ...(input.split === undefined ? [] : splitNames(before, input.split)),
    ];
    return { value: { before, facets, fields, dataset }, names };
  };
  const { before, editId, stateId, dataset } = await commitEdit({
    user,
    datasetId,
    operation: "items_edit",
    prepare,
    change: (sets, { before, facets, fields }: Prepared, head) => {
      const items = bitmapOf([before.item_no]);
      if (!sets(LIVE).has(before.item_no)) throw new NotFoundError("Item");
      const revisions = facets.map((facet) => replaceRevisions(sets, facet));
      const parts = [...facets.map(({ facet }) => facet), ...(input.split === undefined ? [] : ["split"])];
      const detail = { media_id: mediaId, facets: parts };
      const { split } = input;
      const splits =
        split === undefined
          ? []
          : splitNames(before, split).map((name): [string, Bitmap] => [
              name,
              split !== null && name === setName("split", split) ? or(sets(name), items) : andNot(sets(name), items),
            ]);
      return {
        sets: new Map([...(fields ? changedFieldSets(head, sets, fields) : []), ...revisions, ...splits]),
        items,
        event: { kind: "patch", detail },
      };
    },
    answer: (outcome, { before, dataset }) => ({ ...outcome, before, dataset }),
  });
  if (editId === null) return { ...before, edit_id: null };
  const [after] = await presentItems(await openState(stateId), [before.item_no], dataset);
  return { ...after!, edit_id: editId };
}
