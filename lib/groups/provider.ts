/**
 * What an identity provider and the installation's settings say of groups: who belongs to them, and which role they have on
 * every dataset. Nobody is asked, and nothing of it is refused.
 */
import "server-only";
import { randomUUID } from "node:crypto";
import type { Role } from "@/lib/auth/roles";
import { retried } from "./retried";
import * as repository from "./repository";
import type { Client } from "./repository";

/** Leaves room for what tells a group from another of the same name. */
const MAX_NAME = 240;

/**
 * To be called at each sign-in through the provider: puts a person into the groups that it names, as far as there are any, and
 * out of all others that it put them into.
 * @param client a transaction to do it in; null for none
 */
export async function syncGroupsOfPerson(
  client: Client | null,
  userId: string,
  externalNames: readonly string[],
): Promise<void> {
  // What failed has ended the transaction that it was part of.
  if (client) await repository.syncMember(userId, externalNames, client);
  else await retried(() => repository.syncMember(userId, externalNames));
}

/**
 * To be called at start, with the setting: which role the provider's groups have on every dataset, present and future. Groups
 * that are missing are made; a group that is not named any more keeps its people and what datasets gave it.
 * @param mapping by the names that the provider has for them; null makes a group that datasets can be shared with, and no more
 */
export async function setRolesEverywhere(mapping: ReadonlyMap<string, Role | null>): Promise<void> {
  const taken = new Set<string>();
  const groups = [...mapping].map(([external_name, role]) => {
    const id = randomUUID();
    // Some providers call groups by addresses; what has an @ is taken for one where people share.
    const called = external_name.replaceAll("@", " at ").slice(0, MAX_NAME);
    const other_name = `${called} (${id.slice(0, 8)})`;
    // Two of the provider's names may differ in case alone.
    const isTaken = taken.has(called.toLowerCase());
    taken.add(called.toLowerCase());
    return { id, external_name, name: isTaken ? other_name : called, other_name, role };
  });
  await retried(() => repository.setEverywhere(groups));
}
