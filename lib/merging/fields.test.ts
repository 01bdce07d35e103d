import { expect, it } from "vitest";
import { fittingFields, skippedFields } from "./fields";

const namesOf = (fitting: ReturnType<typeof fittingFields>) =>
  fitting.map(({ fields, skipped }) => [[...fields.keys()], skipped]);

it("takes the fields that the destination does not have, or has with the same type", () => {
  const fitting = fittingFields(
    ["field:float:speed", "field:string:weather", "tag:night"],
    [["field:float:speed", "field:enum:weather", "field:link:page", "label:dog"]],
  );
  expect(namesOf(fitting)).toEqual([[["speed", "page"], ["weather"]]]);
});

it("takes a field with the type of the first source that has it", () => {
  const fitting = fittingFields([], [["field:float:speed"], ["field:string:speed"], ["field:float:speed"]]);
  expect(namesOf(fitting)).toEqual([
    [["speed"], []],
    [[], ["speed"]],
    [["speed"], []],
  ]);
  expect(skippedFields([...fitting, ...fitting])).toEqual(["speed"]);
});

it("tells a list of values from one value", () => {
  expect(namesOf(fittingFields(["field:enum[]:weather"], [["field:enum:weather"]]))).toEqual([[[], ["weather"]]]);
});
