import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import * as errors from "./errors";
import { errorResponse, parseBody, parseQuery, statusOf } from "./http";
import { DamagedObjectError } from "./versioning/damage";

const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
afterEach(() => log.mockClear());

const request = new Request("http://localhost/api/v1/tasks?token=secret");
const answer = async (error: unknown) => {
  const response = errorResponse(error, request);
  const text = await response.text();
  return {
    status: response.status,
    detail: text === "" ? undefined : (JSON.parse(text) as { detail: unknown }).detail,
  };
};

describe("statusOf", () => {
  it.each([
    [new errors.BadRequestError("x"), 400],
    [new errors.UnauthenticatedError(), 401],
    [new errors.ForbiddenError("x"), 403],
    [new errors.NotFoundError("x"), 404],
    [new errors.ConflictError("x"), 409],
    [new errors.PreconditionFailedError("x"), 412],
    [new errors.PayloadTooLargeError("x"), 413],
    [errors.InvalidInputError.at(["body"], "x"), 422],
    [new errors.TooManyRequestsError("x", { seconds: 1 }), 429],
    [new errors.OperationFailedError("x"), 500],
    [new errors.AppError("damaged_snapshot", "x"), 409],
    [new errors.DamagedDataError(new DamagedObjectError("ab", "missing")), 500],
  ])("%s", (error, status) => {
    expect(statusOf(error)).toBe(status);
  });
});

describe("errorResponse", () => {
  it("answers with the detail of what was foreseen", async () => {
    expect(await answer(new errors.ConflictError("Not now"))).toEqual({ status: 409, detail: "Not now" });
    expect(await answer(errors.InvalidInputError.at(["body", "name"], "Too long"))).toEqual({
      status: 422,
      detail: [{ loc: ["body", "name"], msg: "Too long", type: "value_error" }],
    });
    expect(log).not.toHaveBeenCalled();
  });

  it("names damage, and logs it", async () => {
    expect(await answer(new DamagedObjectError("ab", "altered"))).toEqual({
      status: 500,
      detail: expect.stringMatching(/Stored object ab is altered.*\(reference [0-9a-f]{8}\)/),
    });
    expect(log).toHaveBeenCalled();
  });

  it("never shows what nobody foresaw", async () => {
    const { status, detail } = await answer(new Error("relation item does not exist at /srv/secret"));
    expect(status).toBe(500);
    expect(detail).toMatch(/^Something went wrong on the server \(reference [0-9a-f]{8}\)\./);
    expect(detail).not.toMatch(/relation|secret/);
    expect(log.mock.calls[0]![0]).toMatch(/^\[error [0-9a-f]{8}\] GET \/api\/v1\/tasks:$/);
  });

  it("tells those who wait for a lock too long from those who ask for the impossible", async () => {
    const locked = { meta: { driverAdapterError: { cause: { originalCode: "55P03" } } } };
    expect((await answer(locked)).status).toBe(409);
  });

  it("answers nobody who went away, but a database that did is an error", async () => {
    const aborted = Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    expect(await answer(aborted)).toEqual({ status: 499, detail: undefined });
    expect(log).not.toHaveBeenCalled();
    const database = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", errno: -104, syscall: "read" });
    expect((await answer(database)).status).toBe(500);
  });
});

describe("what is sent", () => {
  const anything = z.unknown();
  const post = (json: string) => new Request("http://localhost/x", { method: "POST", body: json });
  const refusal = { code: "invalid_input" };

  it.each([
    ['"a\\u0000b"', ["body"]],
    ['{"name": "a\\u0000b"}', ["body", "name"]],
    ['{"a": [{"b": "\\ud83d"}]}', ["body", "a", 0, "b"]],
    ['{"a": "\\udc31\\ud83d"}', ["body", "a"]],
    ['{"a\\u0000": 1}', ["body", "a"]],
  ])("is refused where the database would not take it: %s", async (json, loc) => {
    await expect(parseBody(post(json), anything)).rejects.toMatchObject({ ...refusal, issues: [{ loc }] });
  });

  it.each(["?q=a%00b", "?q=ok&a%00=1"])("so is a query: %s", (query) =>
    expect(() => parseQuery(new Request(`http://localhost/x${query}`), anything)).toThrow(
      expect.objectContaining(refusal),
    ),
  );

  it("is taken else, emoji and long numbers as they were written", async () => {
    const json = '{"a": "\\ud83d\\udc31 🦊 \\u0001", "n": 12345678901234567890, "m": 1.5}';
    expect(await parseBody(post(json), anything)).toEqual({ a: "🐱 🦊 \u0001", n: "12345678901234567890", m: 1.5 });
    expect(await parseBody(post(""), anything)).toEqual({});
    await expect(parseBody(post("{"), anything)).rejects.toMatchObject({ code: "bad_request" });
  });
});
