/**
 * What pictures are compared by: the built-in descriptors, or the embeddings of a learned model. A version remembers which,
 * as a set of the items that its last run covered; without one it is the descriptors.
 */
import { embeddingKey } from "@/lib/models/learned";
import { INDEX_MODEL } from "@/lib/media/reading";

export interface Space {
  /** What the vectors are kept under. */
  readonly model: string;
  /** The learned model's id; null for the built-in descriptors. */
  readonly modelId: string | null;
}

export const BUILT_IN: Space = { model: INDEX_MODEL, modelId: null };

const MARK = "space:";
export const spaceSetName = (space: Space): string => `${MARK}${space.model}`;
export const isSpaceSetName = (name: string): boolean => name.startsWith(MARK);

/** The space of a version, from the names of its sets. */
export function spaceOf(setNames: Iterable<string>): Space {
  for (const name of setNames) {
    if (!isSpaceSetName(name)) continue;
    const model = name.slice(MARK.length);
    return { model, modelId: model.slice(0, model.lastIndexOf("@")) };
  }
  return BUILT_IN;
}

/**
 * The space for the next run.
 * @param asked a learned model's id, null for the descriptors, undefined for what the version has
 */
export async function nextSpace(setNames: Iterable<string>, asked: string | null | undefined): Promise<Space> {
  const modelId = asked === undefined ? spaceOf(setNames).modelId : asked;
  // The files may be others than at the last run; their embeddings are then others too.
  return modelId === null ? BUILT_IN : { modelId, model: await embeddingKey(modelId) };
}
