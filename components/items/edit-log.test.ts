import { describe, expect, it } from "vitest";
import { forgotten, lastStanding, logged, redone, undone, type EditLog } from "./edit-log";

const at = "2026-05-04T10:00:00.000Z";
const two = logged(logged([], { editId: "a", text: "3 items tagged", at }), {
  editId: "b",
  text: "1 item deleted",
  at,
});

describe("the list of one's edits", () => {
  it("has the latest first, and only so many", () => {
    expect(two.map(({ editId }) => editId)).toEqual(["b", "a"]);
    const many = Array.from({ length: 150 }).reduce<EditLog>(
      (log, _, index) => logged(log, { editId: String(index), text: "", at }),
      [],
    );
    expect(many).toHaveLength(100);
    expect(many[0]!.editId).toBe("149");
  });

  it("keeps the order in which edits were asked for, when a later one is answered first", () => {
    const later = logged([], { editId: "b", text: "", at: "2026-05-04T10:00:01.000Z" });
    expect(logged(later, { editId: "a", text: "", at }).map(({ editId }) => editId)).toEqual(["b", "a"]);
  });

  it("lets any step be taken back and done again, in any order", () => {
    const back = undone(two, "a", "undo-a");
    expect(back.map(({ undoneBy }) => undoneBy)).toEqual([null, "undo-a"]);
    expect(lastStanding(back)?.editId).toBe("b");
    expect(lastStanding(undone(back, "b", "undo-b"))).toBeNull();
    const again = redone(back, "undo-a", "a2");
    expect(again.map(({ editId, undoneBy }) => [editId, undoneBy])).toEqual([
      ["b", null],
      ["a2", null],
    ]);
  });

  it("does not offer what has nothing left to take back", () => {
    expect(forgotten(two, "a").map(({ editId }) => editId)).toEqual(["b"]);
    expect(forgotten(undone(two, "a", "undo-a"), "undo-a").map(({ editId }) => editId)).toEqual(["b"]);
  });
});
