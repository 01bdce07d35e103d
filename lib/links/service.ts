/** Signed links to the files of a version, for scripts and other tools: made for whoever may see them, ended by an owner. */
import "server-only";
import { assertNoGuest } from "@/lib/auth/limits";
import type { CurrentUser } from "@/lib/auth/service";
import { commit } from "@/lib/commits/gate";
import { settings } from "@/lib/env";
import { openForRead } from "@/lib/items/service";
import { readItems } from "@/lib/items/read-items";
import type { ItemFacts } from "@/lib/items/schema";
import { presentItems } from "@/lib/items/present";
import { signedMediaUrl, type LinkedDataset } from "@/lib/media/urls";
import type { Variant } from "@/lib/media/variants";
import { selectedItems } from "@/lib/search/selection";
import type { OpenState } from "@/lib/states/service";
import { membersFrom } from "@/lib/versioning/bitmap";
import type { LinksDto, LinksInput } from "./schema";

/**
 * A page of the manifest, in the order of adding.
 * @param origin what the links begin with where no public address is set
 * @throws NotFoundError, InvalidInputError, ForbiddenError for a guest
 */
export async function makeLinks(
  user: CurrentUser,
  datasetId: string,
  input: LinksInput,
  origin: string,
): Promise<LinksDto> {
  const { snapshot_id, variant, expires_in_s, limit, cursor, ...selection } = input;
  const { dataset, open } = await openForRead(user, datasetId, { snapshot_id });
  assertNoGuest(user);
  const chosen = await selectedItems(open, selection);
  const numbers = membersFrom(chosen, cursor === undefined ? 0 : Number(cursor) + 1, limit + 1);
  const page = numbers.slice(0, limit);
  const expires = Math.floor(Date.now() / 1000) + expires_in_s;
  const addressOf = (sha256: string): string =>
    new URL(signedMediaUrl(dataset, { sha256, variant, expires, version: open.id }), settings().publicUrl ?? origin)
      .href;
  return {
    links: (await readFiles(open, page, variant, dataset)).map(
      ({ media_id, file_name, file_path, media_type, file_size, sha256, isThere }) => ({
        media_id,
        file_name,
        file_path,
        media_type,
        file_size,
        sha256,
        url: isThere ? addressOf(sha256) : null,
        expires_at: new Date(expires * 1000).toISOString(),
      }),
    ),
    next_cursor: numbers.length > limit ? String(page.at(-1)) : null,
    total: chosen.size,
    state_id: open.id,
  };
}

/** The originals are always there; whether there is a thumbnail takes a closer look. */
async function readFiles(
  open: OpenState,
  numbers: readonly number[],
  variant: Variant,
  dataset: LinkedDataset,
): Promise<(ItemFacts & { isThere: boolean })[]> {
  if (variant === "original") {
    const items = await readItems(open, numbers, ["file", "identity"]);
    return items.map((item) => ({ ...item, isThere: true }));
  }
  const items = await presentItems(open, numbers, dataset);
  return items.map((item) => ({ ...item, isThere: item.thumbnail_url !== null }));
}

/** Ends every link to the dataset's media and exports that was given before, whoever has it. @throws ForbiddenError, NotFoundError */
export async function revokeLinks(user: CurrentUser, datasetId: string): Promise<void> {
  await commit(user, datasetId, "dataset_share", () => ({
    effects: {
      revokesLinks: true,
      event: { kind: "revoke_links", actor: user.email, detail: {} },
      tells: "links",
    },
    answer: () => undefined,
  }));
}
