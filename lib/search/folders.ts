/** Folders that items were added from, read off their paths. Files rarely change, so one reading serves many versions. */
import "server-only";
import { foldersCalled } from "./folder-names";
import { findFolders } from "./repository";
import { derived } from "@/lib/derived";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { bitmapOf, memoryOf, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";

/** Items directly in each folder, by its path without slashes at the ends; the outermost is "". */
type Folders = ReadonlyMap<string, Bitmap>;
/** By lineage and the hash of its visible files. */
const known = derived<Folders>("folders", (folders) => {
  let bytes = 0;
  for (const [folder, items] of folders) bytes += 100 + folder.length * 2 + memoryOf(items);
  return bytes;
});

const foldersOf = (open: OpenState): Promise<Folders> =>
  known.of(`${open.lineageId} ${open.state.sets.get(revisionSet("file"))?.hash ?? "none"}`, () => readFolders(open));

async function readFolders(open: OpenState): Promise<Folders> {
  const name = revisionSet("file");
  const visible = bitmapOfSet(await loadSets(open, [name]), name);
  const folders = new Map<string, Bitmap>();
  for (const { folder, items, revisions } of await findFolders(open.lineageId)) {
    const members = bitmapOf(items.filter((_item, at) => visible.has(revisions[at]!)));
    if (!members.isEmpty) folders.set(folder.replace(/^\/+|\/+$/g, ""), members);
  }
  return folders;
}

const isWithin = (folder: string, path: string): boolean =>
  path === "" || folder === path || folder.startsWith(`${path}/`);

/** Items in a folder and in those below it. @throws DamagedObjectError */
export async function itemsInFolder(open: OpenState, path: string): Promise<Bitmap> {
  return orMany([...(await foldersOf(open))].filter(([folder]) => isWithin(folder, path)).map(([, items]) => items));
}

/** A folder with the items in it and deeper. */
interface Folder {
  readonly path: string;
  readonly items: Bitmap;
  readonly hasFolders: boolean;
}
type Gathered = Map<string, { parts: Bitmap[]; hasFolders: boolean }>;

function gather(into: Gathered, path: string, items: Bitmap, hasFolders: boolean): void {
  const entry = into.get(path) ?? { parts: [], hasFolders: false };
  entry.parts.push(items);
  entry.hasFolders ||= hasFolders;
  into.set(path, entry);
}

const foldersIn = (gathered: Gathered): Folder[] =>
  [...gathered]
    .map(([path, { parts, hasFolders }]) => ({ path, items: orMany(parts), hasFolders }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));

/** The folders right below one. @throws DamagedObjectError */
export async function foldersBelow(open: OpenState, path: string): Promise<Folder[]> {
  const below: Gathered = new Map();
  for (const [folder, items] of await foldersOf(open)) {
    if (folder === path || !isWithin(folder, path)) continue;
    const rest = path === "" ? folder : folder.slice(path.length + 1);
    const slash = rest.indexOf("/");
    const child = slash < 0 ? folder : folder.slice(0, folder.length - rest.length + slash);
    gather(below, child, items, slash >= 0);
  }
  return foldersIn(below);
}

/** The folders below one, at any depth, that are called so; see `foldersCalled`. @throws DamagedObjectError */
export async function findFoldersCalled(open: OpenState, path: string, wanted: string): Promise<Folder[]> {
  const found: Gathered = new Map();
  for (const [folder, items] of await foldersOf(open)) {
    if (!isWithin(folder, path)) continue;
    for (const called of foldersCalled(folder, wanted))
      if (called !== path && isWithin(called, path)) gather(found, called, items, called !== folder);
  }
  return foldersIn(found);
}
