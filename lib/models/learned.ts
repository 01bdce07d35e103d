/**
 * Models with weights, run by transformers.js. Their files lie in STILLFRAME_MODELS_DIR as `<organisation>/<name>/…`, the
 * layout of the hub; with STILLFRAME_MODELS_DOWNLOAD=1 missing ones are fetched into it.
 */
import "server-only";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { settings } from "@/lib/env";
import { ifMissing } from "@/lib/errors";
import { exists } from "@/lib/media/blob-store";
import type { EnrichmentReading, Reader } from "./reading";
import type { EnrichmentType } from "./schema";

export type LearnedType = Extract<
  EnrichmentType,
  "zero_shot_tagging" | "classification" | "object_detection" | "captioning" | "embedding"
>;

/** Scores from which a result counts; below, a model is guessing. */
const TAG_SCORE = 0.25;
const LABEL_SCORE = 0.5;
const BOX_SCORE = 0.7;
const MAX_TAGS = 5;

export const isRuntimeInstalled = (): boolean => {
  try {
    createRequire(path.join(process.cwd(), "package.json")).resolve("@huggingface/transformers");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
};

interface ModelConfig {
  readonly model_type?: string;
  readonly architectures?: readonly string[];
}

/** What a model in the hub's layout can be used for, by its configuration. */
export function typeOfConfig(config: ModelConfig): LearnedType | null {
  const architecture = config.architectures?.[0] ?? "";
  if (["clip", "siglip"].includes(config.model_type ?? "")) return "zero_shot_tagging";
  if (architecture.endsWith("ForImageClassification")) return "classification";
  if (architecture.endsWith("ForObjectDetection")) return "object_detection";
  if (config.model_type === "vision-encoder-decoder" || architecture === "VisionEncoderDecoderModel")
    return "captioning";
  return null;
}

export interface InstalledModel {
  /** `<organisation>/<name>`. */
  readonly id: string;
  readonly type: LearnedType;
}

const folders = (folder: string): Promise<string[]> =>
  readdir(folder, { withFileTypes: true }).then(
    (entries) => entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
    ifMissing([]),
  );

/** Null for a folder without one, or with one that is no JSON: no model, then. */
async function readConfig(folder: string): Promise<ModelConfig | null> {
  const json = await readFile(path.join(folder, "config.json"), "utf8").catch(ifMissing(null));
  try {
    return json === null ? null : (JSON.parse(json) as ModelConfig);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Models whose files are on this machine. */
export async function findInstalledModels(): Promise<InstalledModel[]> {
  const root = settings().modelsDir;
  const found: InstalledModel[] = [];
  for (const organisation of await folders(root)) {
    for (const name of await folders(path.join(root, organisation))) {
      const folder = path.join(root, organisation, name);
      if (!(await exists(path.join(folder, "onnx")))) continue;
      const config = await readConfig(folder);
      const type = config && typeOfConfig(config);
      if (type) found.push({ id: `${organisation}/${name}`, type });
      // Of a CLIP-type model the two halves can be used on their own.
      if (
        type === "zero_shot_tagging" &&
        (await exists(path.join(folder, "onnx", "vision_model.onnx"))) &&
        (await exists(path.join(folder, "onnx", "text_model.onnx")))
      )
        found.push({ id: `${organisation}/${name}`, type: "embedding" });
    }
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Changes whenever a file of the model does: names and sizes of all, and the configuration itself. */
async function versionOf(id: string): Promise<string> {
  const root = path.join(settings().modelsDir, id);
  const files = (await readdir(root, { recursive: true, withFileTypes: true }).catch(ifMissing([]))).filter((entry) =>
    entry.isFile(),
  );
  const lines = await Promise.all(
    files.map(
      async (entry) =>
        `${path.relative(root, path.join(entry.parentPath, entry.name))} ${(await stat(path.join(entry.parentPath, entry.name))).size}`,
    ),
  );
  const config = await readFile(path.join(root, "config.json"), "utf8").catch(ifMissing(""));
  return createHash("sha256")
    .update([...lines.sort(), config].join("\n"))
    .digest("hex")
    .slice(0, 12);
}

type Transformers = typeof import("@huggingface/transformers");

async function runtime(): Promise<Transformers> {
  const transformers = await import("@huggingface/transformers");
  const { modelsDir, downloadModels } = settings();
  transformers.env.localModelPath = `${modelsDir}${path.sep}`;
  transformers.env.cacheDir = modelsDir;
  transformers.env.allowLocalModels = true;
  transformers.env.allowRemoteModels = downloadModels;
  return transformers;
}

/** The direction of a vector as signed bytes, scaled by the largest value: all that a cosine needs. */
function directionOf(values: Float32Array): Int8Array {
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0) || 1;
  return Int8Array.from(values, (value) => Math.round((value / largest) * 127));
}

const embeddingKeyAt = (id: string, version: string): string => `${id}@${version} embedding`;
/** What embeddings of a model are kept under. */
export const embeddingKey = async (id: string): Promise<string> => embeddingKeyAt(id, await versionOf(id));

async function loadImageEmbedder(id: string): Promise<Reader> {
  const transformers = await runtime();
  const processor = await transformers.AutoProcessor.from_pretrained(id);
  const model = await transformers.CLIPVisionModelWithProjection.from_pretrained(id, { dtype: "fp32" });
  const read: Reader["read"] = async (file) => {
    const picture = await pictureOf(transformers, await file.preview());
    const { image_embeds } = (await model((await processor(picture)) as object)) as {
      image_embeds: { data: Float32Array };
    };
    return { vector: directionOf(image_embeds.data) };
  };
  const version = await versionOf(id);
  return { key: embeddingKeyAt(id, version), version, lanes: 1, read };
}

export type TextEmbedder = (text: string) => Promise<Int8Array>;

/** The half of a CLIP-type model that reads words, for searching by description. */
export async function loadTextEmbedder(id: string): Promise<TextEmbedder> {
  const transformers = await runtime();
  const tokenizer = await transformers.AutoTokenizer.from_pretrained(id);
  const model = await transformers.CLIPTextModelWithProjection.from_pretrained(id, { dtype: "fp32" });
  return async (text) => {
    const { text_embeds } = (await model(tokenizer([text], { padding: true, truncation: true }) as object)) as {
      text_embeds: { data: Float32Array };
    };
    return directionOf(text_embeds.data);
  };
}

const TASKS = {
  zero_shot_tagging: "zero-shot-image-classification",
  classification: "image-classification",
  object_detection: "object-detection",
  captioning: "image-to-text",
} as const;

type Picture = InstanceType<Transformers["RawImage"]>;
interface LabelScore {
  label: string;
  score: number;
}
interface Detection extends LabelScore {
  box: { xmin: number; ymin: number; xmax: number; ymax: number };
}

async function pictureOf({ RawImage }: Transformers, file: string): Promise<Picture> {
  const { default: sharp } = await import("sharp");
  const { data, info } = await sharp(file)
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return new RawImage(new Uint8ClampedArray(data), info.width, info.height, info.channels as 3);
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/**
 * Loads a model once, to read many files with it.
 * @param vocabulary what zero-shot tagging chooses from; it is part of what results are kept under
 */
export async function loadReader(id: string, type: LearnedType, vocabulary: readonly string[]): Promise<Reader> {
  if (type === "embedding") return loadImageEmbedder(id);
  const transformers = await runtime();
  const words = [...new Set(vocabulary)].sort();
  const suffix =
    type === "zero_shot_tagging" ? ` ${createHash("sha256").update(words.join("\n")).digest("hex").slice(0, 12)}` : "";
  const pipe = (await transformers.pipeline(TASKS[type], id, { dtype: "fp32" })) as unknown as (
    image: Picture,
    ...rest: unknown[]
  ) => Promise<unknown>;
  const read = async (picture: Picture): Promise<EnrichmentReading> => {
    switch (type) {
      case "zero_shot_tagging": {
        const scores = (await pipe(picture, words)) as LabelScore[];
        return {
          tags: scores
            .filter(({ score }) => score >= TAG_SCORE)
            .slice(0, MAX_TAGS)
            .map(({ label, score }) => ({ value: label, confidence: rounded(score) })),
        };
      }
      case "classification": {
        const [best] = (await pipe(picture)) as LabelScore[];
        return {
          labels: best && best.score >= LABEL_SCORE ? [{ value: best.label, confidence: rounded(best.score) }] : [],
        };
      }
      case "object_detection": {
        const found = (await pipe(picture, { threshold: BOX_SCORE })) as Detection[];
        return {
          boxes: found.map(({ label, score, box }) => ({
            label,
            confidence: rounded(score),
            x: rounded(box.xmin / picture.width),
            y: rounded(box.ymin / picture.height),
            width: rounded((box.xmax - box.xmin) / picture.width),
            height: rounded((box.ymax - box.ymin) / picture.height),
          })),
        };
      }
      case "captioning": {
        const [first] = (await pipe(picture)) as { generated_text: string }[];
        const caption = first?.generated_text.trim();
        return caption ? { caption } : {};
      }
    }
  };
  const version = await versionOf(id);
  return {
    key: `${id}@${version}${suffix}`,
    version,
    lanes: 1,
    read: async (file) => read(await pictureOf(transformers, await file.preview())),
  };
}
