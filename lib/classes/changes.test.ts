import { expect, it } from "vitest";
import { classChanges } from "./changes";
import { NO_CLASSES, withClasses, withDefined, withOrder, withoutClasses, withRenamed } from "./list";

const list = withClasses(NO_CLASSES, [{ name: "car" }, { name: "bus" }, { name: "tram" }]);
const namesOf = (changes: ReturnType<typeof classChanges>) => ({
  added: changes.added.map(({ name }) => name),
  removed: changes.removed.map(({ name }) => name),
  changed: changes.changed.map(({ before, after }) => [before.name, before.index, after.index]),
});

it("tells classes that came and went, and those with another place or other details", () => {
  expect(namesOf(classChanges(list, withClasses(withoutClasses(list, ["bus"]), [{ name: "bike" }])))).toEqual({
    added: ["bike"],
    removed: ["bus"],
    changed: [],
  });
  expect(namesOf(classChanges(list, withRenamed(list, "car", "auto")))).toEqual({
    added: ["auto"],
    removed: ["car"],
    changed: [],
  });
  expect(namesOf(classChanges(list, withOrder(list, ["bus", "car", "tram"])))).toEqual({
    added: [],
    removed: [],
    changed: [
      ["car", 0, 1],
      ["bus", 1, 0],
    ],
  });
  const [changed] = classChanges(list, withDefined(list, { name: "tram", color: "#123456" })).changed;
  expect(changed).toEqual({
    before: { index: 2, name: "tram", color: expect.stringMatching(/^#/) as string },
    after: { index: 2, name: "tram", color: "#123456" },
  });
});

it("tells nothing of what no answer shows", () => {
  expect(classChanges(list, withClasses(list, [{ name: "car", objects: true }]))).toEqual({
    added: [],
    removed: [],
    changed: [],
  });
});
