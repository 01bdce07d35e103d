/** Who may have which role; pure. */
import type { Role } from "@/lib/auth/roles";

export const KEEPS_AN_OWNER = "A dataset keeps at least one owner. Make someone else an owner first.";

/** Why this person's role can be neither changed nor taken away; null where it can. */
export const lastOwnerReason = (
  people: readonly { readonly email: string; readonly role: Role }[],
  email: string,
): string | null => {
  const owners = people.filter(({ role }) => role === "OWNER");
  return owners.length === 1 && owners[0]!.email === email ? KEEPS_AN_OWNER : null;
};
