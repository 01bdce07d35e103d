/** Words as vectors, beside those of pictures, with the text half of a model that is installed. */
import "server-only";
import { LRUCache } from "lru-cache";
import { derived } from "@/lib/derived";
import { ConflictError, InvalidInputError } from "@/lib/errors";
import { processWide } from "@/lib/process-wide";
import { embeddingKey, findInstalledModels, loadTextEmbedder, type TextEmbedder } from "./learned";

/**
 * One text model at a time, loaded once somebody searches: it takes as much memory as its weights. That is a thing in use
 * and no derived value: it is larger than what those are kept in, and must not push them out.
 */
const embedders = processWide("text-models", () => new LRUCache<string, Promise<TextEmbedder>>({ max: 1 }));
/** By model with its version, and text. */
const embedded = derived<Int8Array>("descriptions", (vector) => vector.byteLength);

async function chooseModel(asked: string | undefined): Promise<string> {
  const models = (await findInstalledModels()).filter((model) => model.type === "embedding");
  if (asked !== undefined && !models.some((model) => model.id === asked))
    throw InvalidInputError.at(["query", "model"], `There is no embedding model “${asked}” here`);
  const id = asked ?? models[0]?.id;
  if (!id)
    throw new ConflictError(
      "There is no model for searching by description on this server. Its administrator can put one into the models folder; Enrich lists which.",
    );
  return id;
}

export interface EmbeddedText {
  readonly modelId: string;
  /** What embeddings of the same model are kept under. */
  readonly model: string;
  readonly vector: Int8Array;
}

/** @param asked a model's id; else the first one that is installed @throws ConflictError, InvalidInputError where there is none */
export async function embedText(text: string, asked?: string): Promise<EmbeddedText> {
  const modelId = await chooseModel(asked);
  const model = await embeddingKey(modelId);
  const vector = await embedded.of(`${model} ${text}`, async () => {
    let embedder = embedders.get(model);
    if (!embedder) {
      embedders.set(model, (embedder = loadTextEmbedder(modelId)));
      embedder.catch(() => embedders.delete(model));
    }
    return (await embedder)(text);
  });
  return { modelId, model, vector };
}

export const notEmbedded = (modelId: string): ConflictError =>
  new ConflictError(`No item has an embedding of ${modelId} yet. Enrich the dataset with it first.`);
