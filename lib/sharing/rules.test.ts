import { describe, expect, it } from "vitest";
import type { Role } from "@/lib/auth/roles";
import { groupsBehind, highestRole, KEEPS_AN_OWNER, lastOwnerReason, roleOf, type Holder, type Through } from "./rules";

const through = (group: string, role: Role, everywhere = false): Through => ({
  group_id: `id of ${group}`,
  group,
  role,
  everywhere,
});
const holder = (name: string, granted: Role | null, ...by: Through[]): Holder => ({
  email: `${name}@stillframe.test`,
  granted,
  through: by,
});
const ann = holder("ann", "OWNER");
const ben = holder("ben", "EDITOR");
const gone = ({ email }: Holder) => ({ email, role: null });
const group = (name: string, role: Role | null) => ({ groupId: `id of ${name}`, role });

describe("a role", () => {
  it("is the highest of those that somebody was given and those that groups bring", () => {
    expect(highestRole([])).toBeNull();
    expect(highestRole([null, "VIEWER"])).toBe("VIEWER");
    expect(roleOf(holder("eve", "VIEWER", through("a", "OWNER"), through("b", "EDITOR")))).toBe("OWNER");
    expect(roleOf(holder("eve", "EDITOR", through("a", "VIEWER")))).toBe("EDITOR");
    expect(roleOf(holder("eve", null))).toBeNull();
  });

  it("comes by groups where they bring more than was given", () => {
    expect(groupsBehind(ann)).toEqual([]);
    expect(groupsBehind(holder("eve", "EDITOR", through("a", "EDITOR")))).toEqual([]);
    const by = [through("a", "EDITOR"), through("b", "VIEWER"), through("c", "EDITOR"), through("c", "EDITOR", true)];
    expect(groupsBehind(holder("eve", "VIEWER", ...by))).toEqual(["a", "c"]);
  });
});

describe("the last owner", () => {
  it("keeps the role", () => {
    expect(lastOwnerReason([ann], gone(ann))).toBe(KEEPS_AN_OWNER);
    expect(lastOwnerReason([ann, ben], gone(ann))).toBe(KEEPS_AN_OWNER);
    expect(lastOwnerReason([ann, ben], { email: ann.email, role: "EDITOR" })).toBe(KEEPS_AN_OWNER);
  });
  it("is nobody where there are two, and nobody who is no owner", () => {
    expect(lastOwnerReason([ann, { ...ben, granted: "OWNER" }], gone(ann))).toBeNull();
    expect(lastOwnerReason([ann, ben], gone(ben))).toBeNull();
    expect(lastOwnerReason([ben], gone(ben))).toBeNull();
  });
  it("may go where a group brings another, or the same person the role", () => {
    expect(lastOwnerReason([ann, holder("eve", null, through("a", "OWNER"))], gone(ann))).toBeNull();
    const both = holder("ann", "OWNER", through("a", "OWNER"));
    expect(lastOwnerReason([both], gone(both))).toBeNull();
    expect(lastOwnerReason([both], group("a", null))).toBeNull();
  });
  it("keeps the role that a group brings", () => {
    const eve = holder("eve", "EDITOR", through("a", "OWNER"));
    expect(lastOwnerReason([eve, ben], group("a", null))).toBe(KEEPS_AN_OWNER);
    expect(lastOwnerReason([eve, ben], group("a", "EDITOR"))).toBe(KEEPS_AN_OWNER);
    expect(lastOwnerReason([eve, ben], group("a", "OWNER"))).toBeNull();
    expect(lastOwnerReason([eve, ben], group("b", null))).toBeNull();
  });
  it("stays where the settings make the group an owner everywhere", () => {
    const eve = holder("eve", null, through("a", "OWNER"), through("a", "OWNER", true));
    expect(lastOwnerReason([eve], group("a", null))).toBeNull();
  });
});
