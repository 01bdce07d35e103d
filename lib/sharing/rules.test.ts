import { describe, expect, it } from "vitest";
import { KEEPS_AN_OWNER, lastOwnerReason } from "./rules";

const ann = { email: "ann@stillframe.test", role: "OWNER" } as const;
const ben = { email: "ben@stillframe.test", role: "EDITOR" } as const;

describe("the last owner", () => {
  it("keeps the role", () => {
    expect(lastOwnerReason([ann], ann.email)).toBe(KEEPS_AN_OWNER);
    expect(lastOwnerReason([ann, ben], ann.email)).toBe(KEEPS_AN_OWNER);
  });
  it("is nobody where there are two, and nobody who is no owner", () => {
    expect(lastOwnerReason([ann, { ...ben, role: "OWNER" }], ann.email)).toBeNull();
    expect(lastOwnerReason([ann, ben], ben.email)).toBeNull();
  });
});
