import { afterEach, describe, expect, it, vi } from "vitest";
import { ConflictError, describeError, reportUnknown, sqlStateOf } from "./errors";
import { DamagedObjectError } from "./versioning/damage";

/** As Prisma throws it: the database's own error lies four levels down. */
const databaseError = Object.assign(new Error("Invalid `prisma.item.findMany()` invocation"), {
  meta: {
    driverAdapterError: { cause: { originalCode: "42501", originalMessage: "permission denied for table item" } },
  },
});

const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
const logged = () => log.mock.calls.flat().map(String).join(" ") + JSON.stringify(log.mock.calls);
afterEach(() => log.mockClear());

describe("describeError", () => {
  it("gives people the text of errors that were foreseen, and logs nothing", () => {
    expect(describeError(new ConflictError("Not now"))).toBe("Not now");
    expect(describeError(new DamagedObjectError("ab", "altered"))).toBe("Stored object ab is altered");
    expect(log).not.toHaveBeenCalled();
  });

  it.each([
    ["an error", new Error("/srv/secret is gone")],
    ["a database error", databaseError],
    ["a text", "secret"],
    ["nothing", null],
    ["undefined", undefined],
  ])("never shows the text of %s, but a reference", (_, error) => {
    const text = describeError(error, "Reading");
    expect(text).not.toMatch(/secret|permission|prisma/);
    const reference = /reference ([0-9a-f]{8})/.exec(text)?.[1];
    expect(reference).toBeTruthy();
    expect(logged()).toContain(`[error ${reference}] Reading:`);
  });
});

it("reportUnknown puts the error and what the database said into the log", () => {
  const reference = reportUnknown(databaseError, "GET /items");
  expect(log.mock.calls[0]).toEqual([`[error ${reference}] GET /items:`, databaseError]);
  expect(logged()).toContain("permission denied for table item");
});

it("sqlStateOf finds the state of a database error and of nothing else", () => {
  expect(sqlStateOf(databaseError)).toBe("42501");
  expect([null, undefined, "55P03", new Error("55P03"), { code: "ENOENT" }].map(sqlStateOf)).toEqual(
    Array(5).fill(undefined),
  );
});
