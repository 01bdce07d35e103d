/** Who may change a group; pure. */

export interface Standing {
  readonly from_provider: boolean;
  readonly you: "member" | "manager" | null;
}

export const KEEPS_A_MANAGER =
  "A group keeps at least one manager. Make someone else a manager first, or delete the group.";
const BY_PROVIDER = "Who is in this group is said by the identity provider.";

/** Why the group and its people cannot be changed; null where they can. */
export function manageReason({ from_provider, you }: Standing): string | null {
  if (from_provider) return BY_PROVIDER;
  return you === "manager" ? null : "Only managers of the group can change it";
}

/** Why the group cannot be left; null where it can. */
export function leaveReason({ from_provider, you }: Standing): string | null {
  if (you === null) return "You are not in this group";
  return from_provider ? BY_PROVIDER : null;
}

/** Why nothing can take the group's roles away: these datasets would be nobody's. */
export function ownerlessReason(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `“${name}”`);
  const more = names.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  const listed = all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : (all[0] ?? "A dataset");
  return `${listed} would be left without an owner. Make someone an owner there first.`;
}
