import { describe, expect, it } from "vitest";
import { leaveReason, manageReason, ownerlessReason } from "./rules";

describe("who may change a group", () => {
  it("its managers, unless the identity provider says who is in it", () => {
    expect(manageReason({ from_provider: false, you: "manager" })).toBeNull();
    expect(manageReason({ from_provider: false, you: "member" })).toBe("Only managers of the group can change it");
    expect(manageReason({ from_provider: false, you: null })).toBe("Only managers of the group can change it");
    expect(manageReason({ from_provider: true, you: "manager" })).toMatch(/identity provider/);
  });
  it("whoever is in it may leave, unless the identity provider says that they are", () => {
    expect(leaveReason({ from_provider: false, you: "member" })).toBeNull();
    expect(leaveReason({ from_provider: false, you: "manager" })).toBeNull();
    expect(leaveReason({ from_provider: false, you: null })).toBe("You are not in this group");
    expect(leaveReason({ from_provider: true, you: "member" })).toMatch(/identity provider/);
  });
});

describe("datasets that would be nobody's", () => {
  it("are told by their names, and how many more there are", () => {
    const end = "would be left without an owner. Make someone an owner there first.";
    expect(ownerlessReason(["Cars"])).toBe(`“Cars” ${end}`);
    expect(ownerlessReason(["Cars", "Boats"])).toBe(`“Cars” and “Boats” ${end}`);
    expect(ownerlessReason(["a", "b", "c", "d", "e", "f", "g"])).toBe(`“a”, “b”, “c”, “d”, “e” and 2 more ${end}`);
  });
});
