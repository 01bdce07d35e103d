import { describe, expect, it } from "vitest";
import { isInRange, parseRange, splitComparison, type NumberKind, type Operator } from "./ranges";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

describe("parseRange", () => {
  it.each<[NumberKind, Operator, string, number[], number[]]>([
    ["bytes", ">", "1mb", [1048577], [1048576, 0]],
    ["bytes", ">=", "1mb", [1048576], [1048575]],
    ["bytes", "<", "2kb", [2047], [2048]],
    ["bytes", "<=", "1.5KB", [1536], [1537]],
    ["bytes", "=", "100", [100], [99, 101]],
    ["bytes", "=", "1kb..2kb", [1024, 2048], [1023, 2049]],
    ["bytes", "=", "1kb..", [1024, 1e12], [1023]],
    ["bytes", "=", "..1kb", [0, 1024], [1025]],
    ["plain", "=", "-5..-1", [-5, -1], [-6, 0]],
    ["plain", ">", "1e3", [1001], [1000]],
    ["time", ">", "1.5min", [90_001], [90_000]],
    ["time", "=", "500ms..2", [500, 2000], [499, 2001]],
    ["share", "<", "20%", [0.19], [0.2]],
    ["date", "=", "2024-05", [day("2024-05-01"), day("2024-05-31")], [day("2024-04-30"), day("2024-06-01")]],
    ["date", "=", "2024", [day("2024-01-01"), day("2024-12-31")], [day("2025-01-01")]],
    ["date", ">", "2024-05-01", [day("2024-05-02")], [day("2024-05-01"), day("2024-05-02") - 1]],
    ["date", "<=", "2024-05-01", [day("2024-05-02") - 1], [day("2024-05-02")]],
    ["date", "=", "2024-01..2024-02", [day("2024-02-29")], [day("2024-03-01")]],
    ["date", ">=", "2024-05-01T12:00:00Z", [day("2024-05-01") + 43_200_000], [day("2024-05-01")]],
  ])("%s %s %s", (kind, operator, text, inside, outside) => {
    const range = parseRange(kind, operator, text)!;
    for (const value of inside) expect(isInRange(range, value), `${value} is inside`).toBe(true);
    for (const value of outside) expect(isInRange(range, value), `${value} is outside`).toBe(false);
  });

  it.each<[NumberKind, Operator, string]>([
    ["bytes", ">", "big"],
    ["bytes", ">", ""],
    ["bytes", ">", "1px"],
    ["bytes", "=", ".."],
    ["bytes", ">", "1..2"],
    ["plain", "=", "1kb"],
    ["date", "=", "2024-13"],
    ["date", "=", "2024-02-30"],
    ["date", "=", "2024-02-30T10:00"],
    ["date", ">", "2026-02-29T10:00:00Z"],
    ["date", "=", "yesterday"],
    ["share", ">", "1px"],
  ])("refuses %s %s %s", (kind, operator, text) => expect(parseRange(kind, operator, text)).toBeNull());
});

describe("splitComparison", () => {
  it.each([
    ["speed>=10", { field: "speed", operator: ">=", value: "10" }],
    ["a b=c>d", { field: "a b", operator: "=", value: "c>d" }],
    ["x<", { field: "x", operator: "<", value: "" }],
  ])("takes %s apart", (text, expected) => expect(splitComparison(text)).toEqual(expected));
  it("finds nothing where there is no operator", () => expect(splitComparison("speed")).toBeNull());
});
