import { describe, expect, it } from "vitest";
import { attributesOf, edgesText, parseSkeleton } from "./details-text";

describe("keypoints as they are typed", () => {
  it("are names, a line each, with pairs of them", () => {
    const skeleton = {
      keypoints: ["head", "left, upper", "foot"],
      edges: [
        [0, 1],
        [1, 2],
      ] as [number, number][],
    };
    expect(parseSkeleton("head\n\n left, upper \nfoot", "head, left, upper\nleft, upper,foot")).toEqual({
      value: skeleton,
    });
    expect(parseSkeleton(skeleton.keypoints.join("\n"), edgesText(skeleton))).toEqual({ value: skeleton });
  });
  it("may be none", () => expect(parseSkeleton(" \n", "")).toEqual({ value: null }));
  it.each([
    ["", "a, b", "Name the keypoints first"],
    ["a\na", "", "“a” is named twice"],
    ["a\nb", "a, c", "“a, c” is not two of the keypoints with a comma between"],
    ["a\nb", "a b", "“a b” is not two of the keypoints with a comma between"],
  ])("say what is wrong: %j, %j", (points, edges, problem) =>
    expect(parseSkeleton(points, edges)).toEqual({ problem }),
  );
});

describe("attributes as they are typed", () => {
  it("keep their defaults, and have values only where one of them is chosen", () =>
    expect(
      attributesOf([
        { name: " pose ", type: "select", values: "sits, ,stands", default: "sits" },
        { name: "age", type: "number", values: "left over" },
      ]),
    ).toEqual({
      value: [
        { name: "pose", type: "select", values: ["sits", "stands"], default: "sits" },
        { name: "age", type: "number" },
      ],
    }));
  it.each([
    [[{ name: " ", type: "text", values: "" }], "Each attribute needs a name"],
    [
      [
        { name: "a", type: "text", values: "" },
        { name: "a ", type: "number", values: "" },
      ],
      "“a” is named twice",
    ],
    [[{ name: "a", type: "select", values: " , " }], "Name the values that “a” can have"],
  ] as const)("say what is wrong: %j", (rows, problem) => expect(attributesOf(rows)).toEqual({ problem }));
});
