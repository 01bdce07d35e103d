/** The one role table: who may do what with a dataset. The server asserts it; DTOs ship what follows from it. */
import { ForbiddenError, NotFoundError } from "@/lib/errors";

export const ROLES = ["VIEWER", "EDITOR", "OWNER"] as const;
export type Role = (typeof ROLES)[number];

/** The least role that may take each action. */
const LEAST_ROLE = {
  "dataset.view": "VIEWER",
  "dataset.share": "OWNER",
  "dataset.rename": "OWNER",
  "dataset.describe": "EDITOR",
  "dataset.settings": "OWNER",
  "dataset.delete": "OWNER",
  "snapshot.create": "EDITOR",
  "snapshot.edit": "EDITOR",
  "snapshot.protect": "OWNER",
  "snapshot.restore": "EDITOR",
  "snapshot.clone": "EDITOR",
  "snapshot.remove": "EDITOR",
  "items.edit": "EDITOR",
  "pipeline.run": "EDITOR",
  "view.edit": "EDITOR",
  "task.control": "EDITOR",
} as const satisfies Record<string, Role>;

export type Action = keyof typeof LEAST_ROLE;
export const ACTIONS = Object.keys(LEAST_ROLE) as Action[];

const NAMES: Record<Role, string> = { VIEWER: "Viewer", EDITOR: "Editor", OWNER: "Owner" };

/** As people read it. */
export const nameOfRole = (role: Role): string => NAMES[role];

export function roleAllows(role: Role | null, action: Action): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[action]);
}

/** Why a role may not take an action, for a tooltip; null when it may. */
export function refusalOf(role: Role | null, action: Action): string | null {
  if (roleAllows(role, action)) return null;
  const least = LEAST_ROLE[action];
  const needed = least === "EDITOR" ? "Editor or Owner" : NAMES[least];
  return `This needs the ${needed} role on the dataset${role ? `; yours is ${NAMES[role]}` : ""}`;
}

/** @throws NotFoundError without any role (the dataset's existence is not told), ForbiddenError with too low a one */
export function assertAllowed(role: Role | null, action: Action): asserts role is Role {
  if (role === null) throw new NotFoundError("Dataset");
  const refusal = refusalOf(role, action);
  if (refusal) throw new ForbiddenError(refusal);
}
