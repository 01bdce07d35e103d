/**
 * The messages of Clarifai that an export needs, with the published numbers of their fields. Format:
 * https://github.com/Clarifai/clarifai-protobuf, proto/clarifai/api/resources.proto
 */
import protobuf from "protobufjs/light.js";

const field = (type: string, id: number) => ({ type, id });
const many = (type: string, id: number) => ({ rule: "repeated", type, id });
const message = (fields: Record<string, ReturnType<typeof field>>) => ({ fields });

const STRUCT_FIELDS: protobuf.IMapField = { keyType: "string", type: "Value", id: 1 };

const root = protobuf.Root.fromJSON({
  nested: {
    InputBatch: message({ inputs: many("Input", 1) }),
    Input: message({ id: field("string", 1), data: field("Data", 2) }),
    Data: message({
      image: field("Image", 1),
      video: field("Video", 2),
      concepts: many("Concept", 3),
      metadata: field("Struct", 5),
      regions: many("Region", 11),
      frames: many("Frame", 12),
      text: field("Text", 13),
    }),
    Image: message({ url: field("string", 1), base64: field("bytes", 2), image_info: field("ImageInfo", 6) }),
    ImageInfo: message({ width: field("int32", 1), height: field("int32", 2), format: field("string", 3) }),
    Video: message({ url: field("string", 1), video_info: field("VideoInfo", 7) }),
    VideoInfo: message({
      width: field("int32", 1),
      height: field("int32", 2),
      video_format: field("string", 4),
      duration_seconds: field("float", 7),
    }),
    Text: message({ raw: field("string", 1) }),
    Concept: message({ id: field("string", 1), name: field("string", 2), value: field("float", 3) }),
    Region: message({
      id: field("string", 1),
      region_info: field("RegionInfo", 2),
      data: field("Data", 3),
      value: field("float", 4),
      track_id: field("string", 5),
    }),
    RegionInfo: message({
      bounding_box: field("BoundingBox", 1),
      mask: field("Mask", 4),
      polygon: field("Polygon", 5),
      keypoint_locations: many("Point", 9),
    }),
    BoundingBox: message({
      top_row: field("float", 1),
      left_col: field("float", 2),
      bottom_row: field("float", 3),
      right_col: field("float", 4),
    }),
    Mask: message({ image: field("Image", 2) }),
    Polygon: message({ points: many("Point", 1) }),
    Point: message({ row: field("float", 1), col: field("float", 2), visibility: field("Visibility", 4) }),
    Visibility: { values: { NOT_SET: 0, VISIBLE: 1, NOT_VISIBLE: 2, NOT_PRESENT: 3 } },
    Frame: message({ frame_info: field("FrameInfo", 1), data: field("Data", 2) }),
    FrameInfo: message({ time: field("uint32", 2) }),
    // google.protobuf.Struct, https://protobuf.dev/reference/protobuf/google.protobuf/#struct
    Struct: { fields: { fields: STRUCT_FIELDS } },
    ListValue: message({ values: many("Value", 1) }),
    NullValue: { values: { NULL_VALUE: 0 } },
    Value: {
      oneofs: {
        kind: { oneof: ["null_value", "number_value", "string_value", "bool_value", "struct_value", "list_value"] },
      },
      fields: {
        null_value: field("NullValue", 1),
        number_value: field("double", 2),
        string_value: field("string", 3),
        bool_value: field("bool", 4),
        struct_value: field("Struct", 5),
        list_value: field("ListValue", 6),
      },
    },
  },
});
const batch = root.lookupType("InputBatch");

/** @param value as JSON has it */
function valueOf(value: unknown): object {
  if (value === null || value === undefined) return { null_value: 0 };
  if (typeof value === "number") return { number_value: value };
  if (typeof value === "string") return { string_value: value };
  if (typeof value === "boolean") return { bool_value: value };
  return Array.isArray(value) ? { list_value: { values: value.map(valueOf) } } : { struct_value: structOf(value) };
}

/** A record of what JSON can say, as a message. */
export const structOf = (record: object): object => ({
  fields: Object.fromEntries(Object.entries(record).map(([key, value]) => [key, valueOf(value)])),
});

/** Inputs as the bytes of an `InputBatch`. @param inputs with names of fields as they are published, and base64 for bytes */
export const encodeInputs = (inputs: readonly object[]): Uint8Array =>
  batch.encode(batch.fromObject({ inputs })).finish();
