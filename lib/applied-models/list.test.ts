import { describe, expect, it } from "vitest";
import { coveredSetOf, goesWithItems, modelChanges, withBrought, withRun } from "./list";
import type { AppliedModel } from "./schema";

const model = (facts: Partial<AppliedModel> = {}): AppliedModel => ({
  type: "zero_shot_tagging",
  model_id: "tiny/clip",
  name: "CLIP",
  vendor: "tiny",
  version: "1",
  options: {},
  applied_at: "2026-11-03T10:00:00.000Z",
  applied_by: "owner@stillframe.test",
  items: 4,
  ...facts,
});
const later = "2026-11-04T10:00:00.000Z";
const colours = model({ options: { vocabulary: ["blue", "red"] } });

describe("a run of a model", () => {
  it("takes the place of one with the same options, also of another version, and comes last", () => {
    const again = model({ version: "2", applied_at: later });
    expect(withRun([model(), colours], again)).toEqual([colours, again]);
  });

  it("stands beside one with other options, and beside the same files used for something else", () => {
    const embedding = model({ type: "embedding" });
    expect(withRun([model()], colours)).toEqual([model(), colours]);
    expect(withRun([model()], embedding)).toEqual([model(), embedding]);
  });

  it("has a set of its own by type, model, options and version, whatever else is said of it", () => {
    const name = coveredSetOf(model());
    expect(coveredSetOf(model({ name: "Renamed", applied_at: later, items: 1 }))).toBe(name);
    const others = [model({ version: "2" }), colours, model({ type: "embedding" }), model({ model_id: "tiny/other" })];
    expect(new Set([name, ...others.map(coveredSetOf)]).size).toBe(5);
    expect(name.length).toBeLessThan(40);
  });
});

describe("a model that items bring along", () => {
  it("joins the same version, with the later time", () => {
    const there = model({ name: "As it is called here" });
    expect(withBrought([there], model({ applied_at: later, applied_by: "b" }))).toEqual([
      { ...there, applied_at: later, applied_by: "b" },
    ]);
    expect(withBrought([model({ applied_at: later })], model())).toEqual([model({ applied_at: later })]);
  });

  it("stands beside another version until a run takes the place of both", () => {
    const both = withBrought([model()], model({ version: "2" }));
    expect(both.map(({ version }) => version)).toEqual(["1", "2"]);
    expect(withRun(both, model({ version: "3" })).map(({ version }) => version)).toEqual(["3"]);
  });

  it("is one whose results are the items' own, not what an index says of them among others", () => {
    expect(goesWithItems(model())).toBe(true);
    expect(goesWithItems(model({ type: "image_quality" }))).toBe(false);
    expect(goesWithItems(model({ type: "duplicates_outliers" }))).toBe(false);
  });
});

describe("what differs between the models of two versions", () => {
  it("is what came, what went, and what ran again", () => {
    const exif = model({ type: "exif", model_id: "exif" });
    const again = { ...colours, applied_at: later };
    expect(modelChanges([model(), colours], [exif, again])).toEqual({
      added: [exif],
      removed: [model()],
      changed: [{ before: colours, after: again }],
    });
  });

  it("is nothing where only items were added or deleted since", () => {
    expect(modelChanges([model()], [model({ items: 2 })])).toEqual({ added: [], removed: [], changed: [] });
  });
});
