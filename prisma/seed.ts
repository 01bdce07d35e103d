/** The demo: three users and one dataset of 300 drawn images with a history of snapshots that really differ. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset, listDatasets, share } from "@/lib/datasets/service";
import { deleteItems, editWords, listItems } from "@/lib/items/service";
import type { ItemDto } from "@/lib/items/schema";
import { startReindex } from "@/lib/pipeline/service";
import { createSnapshot } from "@/lib/snapshots/service";
import { drawInto, ensureUser, importFolder, runTaskHere } from "./factories";
import { planScenes, type Scene } from "./scenes";

export const DEMO_USERS = [
  { email: "owner@stillframe.test", name: "Olive Owner" },
  { email: "editor@stillframe.test", name: "Edgar Editor" },
  { email: "viewer@stillframe.test", name: "Vera Viewer" },
] as const;
export const DEMO_DATASET = "Landscapes";

export async function ensureDemoUsers(password: string): Promise<[CurrentUser, CurrentUser, CurrentUser]> {
  const [owner, editor, viewer] = await Promise.all(DEMO_USERS.map((user) => ensureUser(user.email, user.name, password, true)));
  return [owner!, editor!, viewer!];
}

/** Makes the demo unless it is there. A run that was cut off is begun again under the same name. */
export async function seedDemo(password: string, step: (text: string) => void): Promise<void> {
  const [owner, editor, viewer] = await ensureDemoUsers(password);
  if ((await listDatasets(owner)).some((dataset) => dataset.status !== "DRAFT")) return;
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-demo-"));
  try {
    step("Drawing the demo's images");
    const scenes = planScenes(300, 20_26);
    const [first, second] = [path.join(folder, "first"), path.join(folder, "second")];
    const drawn = [...(await drawInto(first, scenes.slice(0, 240))), ...(await drawInto(second, scenes.slice(240), 241))];
    const sceneOf = new Map(drawn.map((file) => [path.posix.basename(file.name), file.scene]));

    step("Importing them");
    const { dataset_id: id } = await createDataset(owner, { name: DEMO_DATASET, description: "Drawn landscapes with near-duplicates, blurred and dark pictures, for trying things out." });
    await importFolder(owner, id, first);
    await share(owner, id, { grant_to_user_email: editor.email, role: "EDITOR" });
    await share(owner, id, { grant_to_user_email: viewer.email, role: "VIEWER" });

    step("Giving it a history");
    const all = async (): Promise<ItemDto[]> => (await listItems(owner, id, { q: "", sort: { by: "added", descending: false }, seed: 0, limit: 500 })).items;
    const select = (items: ItemDto[], wanted: (scene: Scene) => boolean) => ({ item_ids: items.filter((item) => wanted(sceneOf.get(item.file_name)!)).map((item) => item.media_id) });

    let items = await all();
    for (const light of ["day", "sunset", "night", "fog"] as const) await editWords(editor, id, "tag", "add", select(items, (scene) => scene.light === light), [light]);
    await createSnapshot(editor, id, { name: "Light conditions tagged", description: "Every image has exactly one of day, sunset, night, fog." });

    for (const place of ["mountains", "sea", "city", "forest"] as const) await editWords(owner, id, "label", "add", select(items, (scene) => scene.place === place), [place]);
    await createSnapshot(owner, id, { name: "First labels", description: "Mountains, sea, city and forest. Desert and meadow are still open." });

    await editWords(editor, id, "tag", "add", select(items, (scene) => scene.defect !== null), ["needs review"]);
    await deleteItems(editor, id, select(items, (scene) => scene.defect === "blurred"));
    await createSnapshot(editor, id, { name: "Blurred pictures removed", description: "" });

    await importFolder(editor, id, second);
    await runTaskHere(editor, (await startReindex(editor, id)).task_id);
    items = await all();
    for (const place of ["mountains", "sea", "city", "forest", "desert", "meadow"] as const) await editWords(owner, id, "label", "add", select(items, (scene) => scene.place === place), [place]);
    await createSnapshot(owner, id, { name: "Complete labels v1", description: "Second delivery included, all six classes labelled. Used for the first training run." });

    await editWords(editor, id, "tag", "add", select(items, (scene) => scene.shift > 0), ["near-duplicate"]);
    await editWords(editor, id, "tag", "remove", select(items, (scene) => scene.defect === "dark"), ["needs review"]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
