/**
 * What a version says as a whole, such as its list of classes: one revision, which no item has, named by a set of the state. So
 * it is kept, restored, cloned, verified and collected like everything else.
 */
import "server-only";
import { derived } from "@/lib/derived";
import { bitmapOfSet, loadSetOfStates, loadSets, reserveNumbers, type OpenState } from "@/lib/states/service";
import { bitmapOf, type Bitmap } from "@/lib/versioning/bitmap";
import { documentSet, type DocumentName } from "@/lib/versioning/names";
import { DamagedObjectError } from "@/lib/versioning/objects";
import { canonicalJson } from "./payloads";
import { findPayloads, insertDocument } from "./repository";

/** By lineage and number of the revision, which never changes. */
const documents = derived<unknown>("documents", (document) => 200 + 2 * JSON.stringify(document).length);

/** A document of a state as it was written; null where the state has none. @throws DamagedObjectError when its row is gone */
export async function readDocument(open: OpenState, name: DocumentName): Promise<unknown> {
  const set = documentSet(name);
  if (!open.state.sets.has(set)) return null;
  return documentOf(open.lineageId, bitmapOfSet(await loadSets(open, [set]), set));
}

/**
 * A document of many states of one lineage, by their ids, in a few queries for all of them; null where a state has none. States
 * that are damaged are left out.
 */
export async function readDocuments(
  stateIds: readonly string[],
  name: DocumentName,
): Promise<ReadonlyMap<string, unknown>> {
  try {
    const found = await loadSetOfStates(stateIds, documentSet(name));
    return new Map(
      await Promise.all(
        found.map(async ({ id, lineageId, set }) => [id, await documentOf(lineageId, set)] as [string, unknown]),
      ),
    );
  } catch (error) {
    if (!(error instanceof DamagedObjectError)) throw error;
    if (stateIds.length <= 1) return new Map();
    const each = await Promise.all(stateIds.map((id) => readDocuments([id], name)));
    return new Map(each.flatMap((one) => [...one]));
  }
}

/** The document that the one member of a document's set holds; null for an empty set. @throws DamagedObjectError */
export async function documentOf(lineageId: string, members: Bitmap): Promise<unknown> {
  if (members.isEmpty) return null;
  const revision = members.minimum();
  return documents.of(`${lineageId} ${revision}`, async () => {
    const [row] = await findPayloads(lineageId, [revision]);
    if (!row) throw new DamagedObjectError(`revision ${revision}`, "missing");
    return row.payload.content;
  });
}

/** Writes a document, or finds the revision that says the same already. @returns what the document's set becomes */
export async function writeDocument(lineageId: string, name: DocumentName, content: unknown): Promise<Bitmap> {
  const payload = { name, content };
  const { firstRevision } = await reserveNumbers(lineageId, 0, 1);
  const revision = await insertDocument(lineageId, { revisionNo: firstRevision, payload });
  documents.remember(`${lineageId} ${revision}`, JSON.parse(canonicalJson(content)));
  return bitmapOf([revision]);
}
