import "server-only";
/** Reading rows of items and revisions, of every version: the caller keeps those that its state shows. */
export {
  findFileNames,
  findItemNumbers,
  findItemsByIds,
  findPayloads,
  findRevisionsOfMedia,
  findRevisionsWithLabels,
} from "./repository";
