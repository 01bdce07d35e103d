/** Folders that items were added from, read off their paths. Files rarely change, so one reading serves many versions. */
import { findFolders } from "./repository";
import { LRUCache } from "lru-cache";
import { processWide } from "@/lib/process-wide";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { bitmapOf, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";

/** Items directly in each folder, by its path without slashes at the ends; the outermost is "". */
type Folders = ReadonlyMap<string, Bitmap>;
const known = processWide("folders", () => new LRUCache<string, Folders>({ max: 16 }));

async function foldersOf(open: OpenState): Promise<Folders> {
  const name = revisionSet("file");
  const key = `${open.lineageId} ${open.state.sets.get(name)?.hash ?? "none"}`;
  const found = known.get(key);
  if (found) return found;
  const visible = bitmapOfSet(await loadSets(open, [name]), name);
  const folders = new Map<string, Bitmap>();
  for (const { folder, items, revisions } of await findFolders(open.lineageId)) {
    const members = bitmapOf(items.filter((_item, at) => visible.has(revisions[at]!)));
    if (!members.isEmpty) folders.set(folder.replace(/^\/+|\/+$/g, ""), members);
  }
  known.set(key, folders);
  return folders;
}

const isWithin = (folder: string, path: string): boolean =>
  path === "" || folder === path || folder.startsWith(`${path}/`);

/** Items in a folder and in those below it. @throws DamagedObjectError */
export async function itemsInFolder(open: OpenState, path: string): Promise<Bitmap> {
  return orMany([...(await foldersOf(open))].filter(([folder]) => isWithin(folder, path)).map(([, items]) => items));
}

/** The folders right below one, each with the items in it and deeper. */
export async function foldersBelow(
  open: OpenState,
  path: string,
): Promise<{ path: string; items: Bitmap; hasFolders: boolean }[]> {
  const below = new Map<string, { parts: Bitmap[]; hasFolders: boolean }>();
  for (const [folder, items] of await foldersOf(open)) {
    if (folder === path || !isWithin(folder, path)) continue;
    const rest = path === "" ? folder : folder.slice(path.length + 1);
    const slash = rest.indexOf("/");
    const child = slash < 0 ? folder : folder.slice(0, folder.length - rest.length + slash);
    const entry = below.get(child) ?? { parts: [], hasFolders: false };
    entry.parts.push(items);
    entry.hasFolders ||= slash >= 0;
    below.set(child, entry);
  }
  return [...below]
    .map(([child, { parts, hasFolders }]) => ({ path: child, items: orMany(parts), hasFolders }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
