/**
 * Builds ONNX models of some hundred bytes, in the hub's folder layout, so that tests take the same way as real ones:
 * configuration, tokenizer, preprocessing, runtime, post-processing. Written against onnx.proto3 (field numbers in place).
 */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

// Protocol buffers --------------------------------------------------------------

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}
const integer = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
const bytes = (field: number, value: Uint8Array | readonly number[]): number[] => [
  ...varint(field * 8 + 2),
  ...varint(value.length),
  ...value,
];
const text = (field: number, value: string): number[] => bytes(field, new TextEncoder().encode(value));

// ONNX --------------------------------------------------------------------------

const FLOAT = 1;
const INT64 = 7;

type Attribute = readonly [name: string, value: number | readonly number[]];
interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: readonly Attribute[];
}
type Value = readonly [name: string, type: number, rank: number];

/** AttributeProto: name 1, i 3, ints 8, type 20 (INT 2, INTS 7). */
const attribute = ([name, value]: Attribute): number[] =>
  typeof value === "number"
    ? [...text(1, name), ...integer(3, value), ...integer(20, 2)]
    : [...text(1, name), ...value.flatMap((one) => integer(8, one)), ...integer(20, 7)];
/** NodeProto: input 1, output 2, op_type 4, attribute 5. */
const node = ({ op, inputs, output, attributes = [] }: Node): number[] => [
  ...inputs.flatMap((input) => text(1, input)),
  ...text(2, output),
  ...text(4, op),
  ...attributes.flatMap((one) => bytes(5, attribute(one))),
];
/** TensorProto: dims 1, data_type 2, name 8, raw_data 9. */
const tensor = (name: string, dims: readonly number[], values: readonly number[]): number[] => [
  ...dims.flatMap((dim) => integer(1, dim)),
  ...integer(2, FLOAT),
  ...text(8, name),
  ...bytes(9, new Uint8Array(Float32Array.from(values).buffer)),
];
/** ValueInfoProto: name 1, type 2 → tensor_type 1 → elem_type 1, shape 2 → dim 1 → dim_param 2. */
const value = ([name, type, rank]: Value): number[] => {
  const shape = Array.from({ length: rank }, (_, dim) => bytes(1, text(2, `${name}_${dim}`))).flat();
  return [...text(1, name), ...bytes(2, bytes(1, [...integer(1, type), ...bytes(2, shape)]))];
};

/** ModelProto: ir_version 1, graph 7, opset_import 8; GraphProto: node 1, name 2, initializer 5, input 11, output 12. */
function model(
  inputs: readonly Value[],
  outputs: readonly Value[],
  nodes: readonly Node[],
  constants: readonly number[][],
): Uint8Array {
  const graph = [
    ...nodes.flatMap((one) => bytes(1, node(one))),
    ...text(2, "tiny"),
    ...constants.flatMap((one) => bytes(5, one)),
    ...inputs.flatMap((one) => bytes(11, value(one))),
    ...outputs.flatMap((one) => bytes(12, value(one))),
  ];
  return Uint8Array.from([...integer(1, 8), ...bytes(7, graph), ...bytes(8, integer(2, 13))]);
}

/** The mean of each colour channel, −1 to 1: all that these models see. */
const CHANNELS: Node = {
  op: "ReduceMean",
  inputs: ["pixel_values"],
  output: "channels",
  attributes: [
    ["axes", [2, 3]],
    ["keepdims", 0],
  ],
};
const PIXELS: Value = ["pixel_values", FLOAT, 4];
const SHARPEN = tensor("sharpen", [3, 3], [10, 0, 0, 0, 10, 0, 0, 0, 10]);

const PREPROCESSOR = {
  do_resize: true,
  do_rescale: true,
  do_normalize: true,
  rescale_factor: 1 / 255,
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
  resample: 2,
  size: { width: 8, height: 8 },
};

async function save(root: string, id: string, onnx: Uint8Array, files: Record<string, unknown>): Promise<void> {
  await mkdir(path.join(root, id, "onnx"), { recursive: true });
  await writeFile(path.join(root, id, "onnx", "model.onnx"), onnx);
  for (const [name, content] of Object.entries(files))
    await writeFile(path.join(root, id, name), JSON.stringify(content));
}

/** Calls a picture by its strongest colour channel. */
export const saveColourClassifier = (root: string, id: string): Promise<void> =>
  save(
    root,
    id,
    model(
      [PIXELS],
      [["logits", FLOAT, 2]],
      [CHANNELS, { op: "MatMul", inputs: ["channels", "sharpen"], output: "logits" }],
      [SHARPEN],
    ),
    {
      "config.json": {
        model_type: "vit",
        architectures: ["ViTForImageClassification"],
        id2label: { 0: "red", 1: "green", 2: "blue" },
        label2id: { red: 0, green: 1, blue: 2 },
      },
      "preprocessor_config.json": { ...PREPROCESSOR, image_processor_type: "ViTImageProcessor" },
    },
  );

/** Finds one box in the left half of every picture, and a second one that it is not sure of. */
export const saveBoxFinder = (root: string, id: string): Promise<void> =>
  save(
    root,
    id,
    model(
      [PIXELS],
      [
        ["logits", FLOAT, 3],
        ["pred_boxes", FLOAT, 3],
      ],
      [
        {
          op: "ReduceMean",
          inputs: ["pixel_values"],
          output: "mean",
          attributes: [
            ["axes", [0, 1, 2, 3]],
            ["keepdims", 0],
          ],
        },
        { op: "Mul", inputs: ["mean", "zero"], output: "nothing" },
        { op: "Add", inputs: ["nothing", "scores"], output: "logits" },
        { op: "Add", inputs: ["nothing", "places"], output: "pred_boxes" },
      ],
      [
        tensor("zero", [1], [0]),
        tensor("scores", [1, 2, 3], [8, 0, 0, 0, 0.1, 0]),
        tensor("places", [1, 2, 4], [0.25, 0.5, 0.5, 1, 0.75, 0.5, 0.5, 1]),
      ],
    ),
    {
      "config.json": {
        model_type: "yolos",
        architectures: ["YolosForObjectDetection"],
        id2label: { 0: "half", 1: "other" },
      },
      "preprocessor_config.json": { ...PREPROCESSOR, image_processor_type: "YolosImageProcessor" },
    },
  );

const TABLE = tensor("table", [4, 3], [0, 0, 0, 90, 0, 0, 0, 90, 0, 0, 0, 90]);
const WORDS = ["[UNK]", "red", "green", "blue"];

/** Compares pictures with the words red, green and blue; knows no others. */
export async function saveColourClip(root: string, id: string): Promise<void> {
  await saveWholeClip(root, id);
  const folder = path.join(root, id, "onnx");
  await writeFile(
    path.join(folder, "vision_model.onnx"),
    model(
      [PIXELS],
      [["image_embeds", FLOAT, 2]],
      [CHANNELS, { op: "Relu", inputs: ["channels"], output: "image_embeds" }],
      [],
    ),
  );
  await writeFile(
    path.join(folder, "text_model.onnx"),
    model(
      [
        ["input_ids", INT64, 2],
        ["attention_mask", INT64, 2],
      ],
      [["text_embeds", FLOAT, 2]],
      [
        { op: "Gather", inputs: ["table", "input_ids"], output: "tokens", attributes: [["axis", 0]] },
        {
          op: "ReduceMean",
          inputs: ["tokens"],
          output: "text_embeds",
          attributes: [
            ["axes", [1]],
            ["keepdims", 0],
          ],
        },
      ],
      [TABLE],
    ),
  );
}

const saveWholeClip = (root: string, id: string): Promise<void> =>
  save(
    root,
    id,
    model(
      [["input_ids", INT64, 2], PIXELS, ["attention_mask", INT64, 2]],
      [
        ["logits_per_image", FLOAT, 2],
        ["text_embeds", FLOAT, 2],
        ["image_embeds", FLOAT, 2],
      ],
      [
        CHANNELS,
        { op: "Identity", inputs: ["channels"], output: "image_embeds" },
        { op: "Gather", inputs: ["table", "input_ids"], output: "tokens", attributes: [["axis", 0]] },
        {
          op: "ReduceMean",
          inputs: ["tokens"],
          output: "text_embeds",
          attributes: [
            ["axes", [1]],
            ["keepdims", 0],
          ],
        },
        { op: "Transpose", inputs: ["text_embeds"], output: "turned", attributes: [["perm", [1, 0]]] },
        { op: "MatMul", inputs: ["image_embeds", "turned"], output: "logits_per_image" },
      ],
      [TABLE],
    ),
    {
      "config.json": { model_type: "clip", architectures: ["CLIPModel"] },
      "preprocessor_config.json": {
        ...PREPROCESSOR,
        image_processor_type: "CLIPImageProcessor",
        do_center_crop: false,
      },
      "tokenizer_config.json": {
        tokenizer_class: "PreTrainedTokenizerFast",
        pad_token: "[UNK]",
        unk_token: "[UNK]",
        model_max_length: 77,
      },
      "tokenizer.json": {
        version: "1.0",
        truncation: null,
        padding: null,
        added_tokens: [],
        normalizer: { type: "Lowercase" },
        pre_tokenizer: { type: "Whitespace" },
        post_processor: null,
        decoder: null,
        model: {
          type: "WordLevel",
          vocab: Object.fromEntries(WORDS.map((word, index) => [word, index])),
          unk_token: "[UNK]",
        },
      },
    },
  );
