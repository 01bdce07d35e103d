import { describe, expect, it } from "vitest";
import { box, collectFrom } from "./collect.test-support";
import { renamed, renamedClasses } from "./mapping";

describe("new names of classes", () => {
  it("are those that are given; the others stay, and null leaves out", () => {
    const mapping = { car: "vehicle", noise: null };
    expect(["car", "noise", "dog", "toString"].map((name) => renamed(mapping, name))).toEqual([
      "vehicle",
      null,
      "dog",
      "toString",
    ]);
    expect(renamedClasses(mapping, [{ name: "noise" }, { name: "car", color: "#fff" }, { name: "dog" }])).toEqual([
      { name: "vehicle", color: "#fff" },
      { name: "dog" },
    ]);
  });

  it("reach labels and objects alike; two classes become one; what is left out is counted", async () => {
    const read = await collectFrom(
      {
        "object_annotations.csv":
          "filename,col_x,row_y,width,height,label\na.jpg,1,1,2,2,car\na.jpg,5,5,2,2,van\na.jpg,9,9,2,2,noise\n",
        "image_annotations.csv": "filename,label\na.jpg,car\na.jpg,vehicle\na.jpg,noise\n",
      },
      ["a.jpg"],
      { mapping: { car: "vehicle", van: "vehicle", noise: null } },
    );
    expect(read.objects("a.jpg")).toEqual([box("vehicle", 1, 1, 2, 2), box("vehicle", 5, 5, 2, 2)]);
    expect(read.found.get("a.jpg")!.labels).toEqual(["vehicle"]);
    expect(read.byClass).toEqual({ vehicle: 3 });
    const why = "the mapping of classes leaves them out";
    expect(read.losses).toEqual([
      { what: "labels of classes left out", unit: "values", count: 1, why },
      { what: "objects of classes left out", unit: "objects", count: 1, why },
    ]);
  });
});
