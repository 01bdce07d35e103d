import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Annotation, AnnotationProblem } from "./model";
import { readAnnotationTable } from "./read-annotation-table";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "stillframe-tables-"))));
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: string | Uint8Array) {
  const file = path.join(folder, "table");
  await writeFile(file, content);
  const annotations: Annotation[] = [];
  const problems: AnnotationProblem[] = [];
  for await (const parsed of readAnnotationTable(file, name, new Map([["/m/1", "Cat"]]))) {
    annotations.push(...parsed.annotations);
    problems.push(...parsed.problems);
  }
  return { annotations, problems };
}

describe("tables of this project", () => {
  it.each([
    "Filename,Label\na.jpg,cat\n",
    " FILE NAME , label \na.jpg,cat\n",
    "sep=;\nfilename;label\na.jpg;cat\n",
    "filename\tlabel\tcaption\na.jpg\tcat\t\n",
  ])("are read whatever their head is like: %j", async (content) =>
    expect(await read("d/image_annotations.csv", content)).toEqual({
      annotations: [{ picture: "a.jpg", labels: ["cat"], captions: [] }],
      problems: [],
    }),
  );
  it("tell rows that do not fit, by number, and read the others whole", async () =>
    expect(
      await read(
        "image_annotations.csv",
        'filename,label,caption\na.jpg,cat,"12" pipe\nb.jpg,dog,hello, world\nc.jpg,cow,"one, two"\n',
      ),
    ).toEqual({
      annotations: [{ picture: "c.jpg", labels: ["cow"], captions: ["one, two"] }],
      problems: [
        { where: "row 1", reason: expect.stringMatching(/quotation mark/) },
        { where: "row 2", reason: expect.stringMatching(/4 cells/) },
      ],
    }));
  it.each([
    ["object_annotations.csv", "a.jpg,20,10,50,30,cat\n", /filename, col_x, row_y, width, height, label are missing/],
    ["object_annotations.csv", "filename,col_x,row_y,width,height\n", /label is missing/],
    ["image_annotations.csv", "filename,tags\na,b\n", /label or caption is missing/],
    ["image_annotations.csv", "", /it says nothing/],
  ])("without a head are told once: %s %j", async (name, content, reason) =>
    expect(await read(name, content)).toEqual({
      annotations: [],
      problems: [{ where: "the first line", reason: expect.stringMatching(reason) }],
    }),
  );
  it("tell an encoding that is only likely", async () => {
    const { annotations, problems } = await read(
      "image_annotations.csv",
      Buffer.from("filename,label\na.jpg,Straße\n", "latin1"),
    );
    expect(annotations[0]!.labels).toEqual(["Straße"]);
    expect(problems).toEqual([{ where: "the table", reason: expect.stringMatching(/Windows-1252/) }]);
  });
  it("may be Parquet", async () => {
    const columns = (names: string[]) =>
      new Uint8Array(
        parquetWriteBuffer({ columnData: names.map((name) => ({ name, data: ["a"], type: "STRING" as const })) }),
      );
    expect((await read("image_annotations.parquet", columns(["Filename", "label"]))).annotations).toHaveLength(1);
    expect((await read("image_annotations.parquet", columns(["x"]))).problems).toHaveLength(1);
  });
});

it("reads an ImageFolder and Open Images by their heads, and nothing else", async () => {
  expect((await read("train/metadata.csv", "file_name,text\na.jpg,A cat\n")).annotations[0]!.captions).toEqual([
    "A cat",
  ]);
  expect((await read("labels.csv", "ImageID,LabelName,Confidence\n00ab,/m/1,1\n")).annotations[0]!.labels).toEqual([
    "Cat",
  ]);
  expect(await read("metadata.csv", "media_id,value\na,b\n")).toEqual({ annotations: [], problems: [] });
  expect(await read("other.csv", "a,b\n1,2\n")).toEqual({ annotations: [], problems: [] });
});
