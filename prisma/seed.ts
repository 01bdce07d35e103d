/** The demo: three users and one dataset of 300 drawn images with a history of snapshots that really differ. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findUserByEmail } from "@/lib/auth/repository";
import { createDataset, deleteDataset, listDatasets } from "@/lib/datasets/service";
import { share } from "@/lib/sharing/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { listItems } from "@/lib/items/service";
import type { ItemDto } from "@/lib/items/schema";
import { startReindex } from "@/lib/pipeline/service";
import { createSnapshot } from "@/lib/snapshots/service";
import { abortTask } from "@/lib/tasks/service";
import { drawInto, ensureUser, importFolder, runTaskHere } from "./factories";
import { planScenes, type Scene } from "./scenes";

const OWNER = { email: "owner@stillframe.test", name: "Olive Owner" };
const EDITOR = { email: "editor@stillframe.test", name: "Edgar Editor" };
const VIEWER = { email: "viewer@stillframe.test", name: "Vera Viewer" };
const DEMO_DATASET = "Landscapes";

/**
 * Makes the demo on first run only; later runs just set the password. The viewer's account is made last, so without it
 * an earlier run was cut off: what that left behind is deleted and the demo made again.
 */
export async function seedDemo(password: string, step: (text: string) => void): Promise<void> {
  const complete = (await findUserByEmail(VIEWER.email)) !== null;
  const owner = await ensureUser(OWNER.email, OWNER.name, password, true);
  const editor = await ensureUser(EDITOR.email, EDITOR.name, password, true);
  if (complete) {
    await ensureUser(VIEWER.email, VIEWER.name, password, true);
    return;
  }
  for (const leftover of await listDatasets(owner)) {
    if (leftover.active_task) await abortTask(owner, leftover.active_task.task_id);
    await deleteDataset(owner, leftover.id);
  }
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-demo-"));
  try {
    step("Drawing the demo's images");
    const scenes = planScenes(300, 21);
    const [first, second] = [path.join(folder, "first"), path.join(folder, "second")];
    const drawn = [
      ...(await drawInto(first, scenes.slice(0, 240))),
      ...(await drawInto(second, scenes.slice(240), { firstNumber: 241 })),
    ];
    const sceneOf = new Map(drawn.map((file) => [path.posix.basename(file.name), file.scene]));

    step("Importing them");
    const { dataset_id: id } = await createDataset(owner, {
      name: DEMO_DATASET,
      description: "Drawn landscapes with near-duplicates, blurred and dark pictures, for trying things out.",
    });
    await importFolder(owner, id, first);
    await share(owner, id, { grant_to_user_email: editor.email, role: "EDITOR" });

    step("Giving it a history");
    const all = async (): Promise<ItemDto[]> =>
      (await listItems(owner, id, { q: "", sort: { by: "added", descending: false }, seed: 0, limit: 500 })).items;
    const select = (items: ItemDto[], wanted: (scene: Scene) => boolean) => ({
      item_ids: items.filter((item) => wanted(sceneOf.get(item.file_name)!)).map((item) => item.media_id),
    });

    let items = await all();
    for (const light of ["day", "sunset", "night", "fog"] as const)
      await editWords(
        editor,
        id,
        "tag",
        "add",
        select(items, (scene) => scene.light === light),
        [light],
      );
    await createSnapshot(editor, id, {
      name: "Light conditions tagged",
      description: "Every image has exactly one of day, sunset, night, fog.",
    });

    for (const place of ["mountains", "sea", "city", "forest"] as const)
      await editWords(
        owner,
        id,
        "label",
        "add",
        select(items, (scene) => scene.place === place),
        [place],
      );
    await createSnapshot(owner, id, {
      name: "First labels",
      description: "Mountains, sea, city and forest. Desert and meadow are still open.",
    });

    await editWords(
      editor,
      id,
      "tag",
      "add",
      select(items, (scene) => scene.defect !== null),
      ["needs review"],
    );
    await deleteItems(
      editor,
      id,
      select(items, (scene) => scene.defect === "blurred"),
    );
    await createSnapshot(editor, id, { name: "Blurred pictures removed", description: "" });

    await importFolder(editor, id, second);
    await runTaskHere(editor, (await startReindex(editor, id)).task_id);
    items = await all();
    for (const place of ["mountains", "sea", "city", "forest", "desert", "meadow"] as const)
      await editWords(
        owner,
        id,
        "label",
        "add",
        select(items, (scene) => scene.place === place),
        [place],
      );
    await createSnapshot(owner, id, {
      name: "Complete labels v1",
      description: "Second delivery included, all six classes labelled. Used for the first training run.",
    });

    await editWords(
      editor,
      id,
      "tag",
      "add",
      select(items, (scene) => scene.shift > 0),
      ["near-duplicate"],
    );
    await editWords(
      editor,
      id,
      "tag",
      "remove",
      select(items, (scene) => scene.defect === "dark"),
      ["needs review"],
    );

    const viewer = await ensureUser(VIEWER.email, VIEWER.name, password, true);
    await share(owner, id, { grant_to_user_email: viewer.email, role: "VIEWER" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
