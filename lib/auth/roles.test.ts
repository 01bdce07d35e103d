import { describe, expect, it } from "vitest";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { ACTIONS, assertAllowed, refusalOf, roleAllows, ROLES, type Action, type Role } from "./roles";

// The contract's table, written out: what each role may do.
const ALLOWED: Record<Role, readonly Action[]> = {
  VIEWER: ["dataset.view"],
  EDITOR: [
    "dataset.view",
    "dataset.describe",
    "snapshot.create",
    "snapshot.edit",
    "snapshot.restore",
    "snapshot.clone",
    "snapshot.remove",
    "items.edit",
    "pipeline.run",
    "task.control",
    "view.edit",
  ],
  OWNER: ACTIONS,
};

describe.each(ROLES)("%s", (role) => {
  it.each(ACTIONS)("%s", (action) => {
    const allowed = ALLOWED[role].includes(action);
    expect(roleAllows(role, action)).toBe(allowed);
    if (allowed) {
      expect(refusalOf(role, action)).toBeNull();
      expect(() => assertAllowed(role, action)).not.toThrow();
    } else {
      expect(refusalOf(role, action)).toMatch(/needs the (Editor or Owner|Owner) role/);
      expect(() => assertAllowed(role, action)).toThrow(ForbiddenError);
    }
  });
});

it.each(ACTIONS)("nobody without a role may %s, or learn that the dataset exists", (action) => {
  expect(roleAllows(null, action)).toBe(false);
  expect(() => assertAllowed(null, action)).toThrow(NotFoundError);
});
