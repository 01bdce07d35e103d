/** Every model there is, and whether it can be used here. */
import "server-only";
import { settings } from "@/lib/env";
import { findInstalledModels, isRuntimeInstalled, type LearnedType } from "./learned";
import { ENRICHMENT_TYPES, type EnrichmentType, type ModelDto } from "./schema";

type Declared = Omit<ModelDto, "status" | "status_detail">;

const BUILT_IN: readonly Declared[] = [
  {
    id: "image-quality",
    type: "image_quality",
    name: "Image quality",
    vendor: "Stillframe",
    description: "Flags images that are blurred, dark or bright.",
    dependencies: [],
  },
  {
    id: "duplicates-outliers",
    type: "duplicates_outliers",
    name: "Duplicates and outliers",
    vendor: "Stillframe",
    description: "Flags near duplicates, outliers and doubtful labels, and scores how unique each item is.",
    dependencies: [],
  },
  {
    id: "colour-composition",
    type: "colour_composition",
    name: "Colour and composition",
    vendor: "Stillframe",
    description: "Tags for dominant colours, contrast and format.",
    dependencies: [],
  },
  {
    id: "exif",
    type: "exif",
    name: "Camera data",
    vendor: "Stillframe",
    description: "Camera, lens, exposure and position from EXIF as metadata; tags for flash, high ISO and position.",
    dependencies: [],
  },
];

/** Suggested for each kind; any other of that kind in the models folder is offered as well. */
const SUGGESTED: readonly (Declared & { type: LearnedType })[] = [
  {
    id: "Xenova/clip-vit-base-patch32",
    type: "zero_shot_tagging",
    name: "CLIP ViT-B/32",
    vendor: "OpenAI",
    description: "Tags from a vocabulary of your own, by comparing pictures with words.",
    dependencies: [],
  },
  {
    id: "Xenova/vit-base-patch16-224",
    type: "classification",
    name: "ViT-B/16 ImageNet",
    vendor: "Google",
    description: "One label of the 1,000 ImageNet classes.",
    dependencies: [],
  },
  {
    id: "Xenova/yolos-tiny",
    type: "object_detection",
    name: "YOLOS tiny",
    vendor: "HUST",
    description: "Boxes for the 80 classes of COCO.",
    dependencies: [],
  },
  {
    id: "Xenova/clip-vit-base-patch32",
    type: "embedding",
    name: "CLIP ViT-B/32 embeddings",
    vendor: "OpenAI",
    description: "Lets items be found by describing them. Changes nothing that is seen.",
    dependencies: [],
  },
  {
    id: "Xenova/vit-gpt2-image-captioning",
    type: "captioning",
    name: "ViT-GPT2 captions",
    vendor: "NLP Connect",
    description: "A caption for items that have none.",
    dependencies: [],
  },
];

const KINDS: Record<LearnedType, string> = {
  zero_shot_tagging: "Tags from a vocabulary of your own.",
  classification: "One label for each item.",
  object_detection: "Boxes with labels.",
  captioning: "A caption for items that have none.",
  embedding: "Lets items be found by describing them.",
};

/** All models: those that can be used first, each part in the order of the types. No text of theirs names a path of the server. */
export async function listModels(): Promise<ModelDto[]> {
  const installed = await findInstalledModels();
  const has = new Set(installed.map(({ id, type }) => `${type} ${id}`));
  const runtime = isRuntimeInstalled();
  const { downloadModels } = settings();
  const detailOf = ({ id, type }: Declared): string | null => {
    if (!runtime)
      return "What runs learned models is not installed. The server's administrator can run npm install --include=optional.";
    if (has.has(`${type} ${id}`) || downloadModels) return null;
    return `Its files are not installed. Put the files of ${id} into the server's models folder, or set STILLFRAME_MODELS_DOWNLOAD=1; see docs/architecture.md.`;
  };
  const learned: Declared[] = [
    ...SUGGESTED,
    ...installed
      .filter(({ id, type }) => !SUGGESTED.some((model) => model.id === id && model.type === type))
      .map(({ id, type }): Declared => ({
        id,
        type,
        name: id.split("/")[1]!,
        vendor: id.split("/")[0]!,
        description: KINDS[type],
        dependencies: [],
      })),
  ];
  const present = (model: Declared, detail: string | null): ModelDto => ({
    ...model,
    status: detail === null ? "ACTIVE" : "UNAVAILABLE",
    status_detail: detail,
  });
  return [
    ...BUILT_IN.map((model) => present(model, null)),
    ...learned.map((model) =>
      present({ ...model, dependencies: ["@huggingface/transformers", model.id] }, detailOf(model)),
    ),
  ].sort(
    (a, b) =>
      Number(b.status === "ACTIVE") - Number(a.status === "ACTIVE") ||
      ENRICHMENT_TYPES.indexOf(a.type) - ENRICHMENT_TYPES.indexOf(b.type),
  );
}

export const isLearned = (type: EnrichmentType): type is LearnedType => SUGGESTED.some((model) => model.type === type);
