import { expect, it } from "vitest";
import { numberAmongAll, runsAmongAll, runsByDataset, runsOf } from "./numbers-of-datasets";

const [A, B] = ["a", "b"];

it("tells items of clones apart, whose numbers are the same", () => {
  expect(numberAmongAll(A, 7)).not.toBe(numberAmongAll(B, 7));
  expect(numberAmongAll(A, 7)).toBe(numberAmongAll(A, 7));
});

it("gives runs back to the datasets that they came from", () => {
  const datasets = [
    { dataset_id: B, numbers: [[1, 3]] as [number, number][] },
    {
      dataset_id: A,
      numbers: [
        [0, 0],
        [5, 0x7fffffff],
      ] as [number, number][],
    },
  ];
  const runs = runsAmongAll(datasets);
  expect(runs.map(([first]) => first)).toEqual([...runs.map(([first]) => first)].sort((x, y) => x - y));
  expect(runsByDataset(runs)).toEqual(expect.arrayContaining(datasets));
  expect(runsByDataset(runs)).toHaveLength(2);
});

it("joins neighbours of one dataset, and never the last of one with the first of the next", () => {
  const numbers = [numberAmongAll(A, 2), numberAmongAll(B, 1), numberAmongAll(A, 1), numberAmongAll(B, 0)];
  expect(runsByDataset(runsOf(numbers))).toEqual(
    expect.arrayContaining([
      { dataset_id: A, numbers: [[1, 2]] },
      { dataset_id: B, numbers: [[0, 1]] },
    ]),
  );
});

it("is exact for a hundred thousand datasets", () => {
  for (let index = 0; index < 100_000; index += 1) numberAmongAll(`d${index}`, 0);
  const last = numberAmongAll("d99999", 0x7fffffff);
  expect(runsByDataset([[last, last]])).toEqual([{ dataset_id: "d99999", numbers: [[0x7fffffff, 0x7fffffff]] }]);
});
