import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Readers } from "@/lib/access/service";
import { FanOut, type Message } from "./fan-out";

/** Roles that are answered when the test says so. */
function world(roles: Record<string, Readers>, lostAfterMs = 60_000) {
  const asked: { ids: readonly string[]; answer: (error?: Error) => void }[] = [];
  const fanOut = new FanOut(
    (ids) =>
      new Promise((resolve, reject) =>
        asked.push({
          ids,
          answer: (error) =>
            error ? reject(error) : resolve(new Map(ids.flatMap((id) => (roles[id] ? [[id, roles[id]]] : [])))),
        }),
      ),
    lostAfterMs,
  );
  const listen = (userId: string) => {
    const heard: string[] = [];
    const tell = (message: Message) =>
      void heard.push(message === "reset" ? "reset" : `${message.dataset_id} ${message.kind}`);
    return { heard, stop: fanOut.subscribe({ userId, tell }) };
  };
  const publish = (...events: string[]) => {
    for (const [dataset_id, kind] of events.map((event) => event.split(" ") as [string, string]))
      fanOut.publish({ dataset_id, kind });
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const answer = async (at: number, error?: Error) => {
    asked[at]!.answer(error);
    await settle();
  };
  return { asked, fanOut, listen, publish, answer };
}
const readers = (...userIds: string[]): Readers => ({ userIds: new Set(userIds), deleted: false });

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => undefined));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("telling of events", () => {
  it("asks once for any number of tabs, and tells those with a role", async () => {
    const { asked, listen, publish, answer } = world({ a: readers("ann", "bob") });
    const tabs = Array.from({ length: 50 }, (_, index) => listen(["ann", "bob", "eve"][index % 3]!));
    publish("a head");
    await answer(0);
    expect(asked).toHaveLength(1);
    for (const [index, { heard }] of tabs.entries()) expect(heard).toEqual(index % 3 === 2 ? [] : ["a head"]);
  });

  it("asks nothing while nobody listens", () => {
    const { asked, listen, publish } = world({ a: readers("ann") });
    listen("ann").stop();
    publish("a head");
    expect(asked).toEqual([]);
  });

  it("keeps the order however long an answer takes, and asks for what arrived meanwhile together", async () => {
    const { asked, listen, publish, answer } = world({ a: readers("ann"), b: readers("ann") });
    const { heard } = listen("ann");
    publish("a head");
    publish("b head", "a task", "b status");
    expect(asked.map(({ ids }) => ids)).toEqual([["a"]]);
    await answer(0);
    expect(asked.map(({ ids }) => ids)).toEqual([["a"], ["b", "a"]]);
    publish("a snapshots");
    await answer(1);
    await answer(2);
    expect(heard).toEqual(["a head", "b head", "a task", "b status", "a snapshots"]);
  });

  it("tells once of what was said again before anybody heard it, after the last of it", async () => {
    const { asked, listen, publish, answer } = world({ a: readers("ann"), b: readers("ann") });
    const { heard } = listen("ann");
    publish("b head", "a progress", "a progress", "a task", "a progress", "b progress");
    await answer(0);
    await answer(1);
    publish("a progress");
    await answer(2);
    expect(heard).toEqual(["b head", "a task", "a progress", "b progress", "a progress"]);
    expect(asked).toHaveLength(3);
  });

  it("goes by the roles of each event: who lost theirs hears nothing more", async () => {
    const roles = { a: readers("ann", "bob") };
    const { listen, publish, answer } = world(roles);
    const [ann, bob] = [listen("ann"), listen("bob")];
    publish("a head");
    await answer(0);
    roles.a = readers("ann");
    publish("a head");
    await answer(1);
    expect([ann.heard, bob.heard]).toEqual([["a head", "a head"], ["a head"]]);
  });

  it("tells of a deletion those who could see the dataset, and all when no trace of it is left", async () => {
    const { listen, publish, answer } = world({ trash: { userIds: new Set(["ann"]), deleted: true } });
    const [ann, eve] = [listen("ann"), listen("eve")];
    publish("trash task");
    await answer(0);
    publish("trash deleted");
    await answer(1);
    publish("gone task");
    await answer(2);
    expect([ann.heard, eve.heard]).toEqual([["trash deleted"], []]);
    publish("gone deleted");
    await answer(3);
    expect([ann.heard, eve.heard]).toEqual([["trash deleted", "gone deleted"], ["gone deleted"]]);
  });

  it("has everybody read again when roles cannot be told, and goes on", async () => {
    const { listen, publish, answer } = world({ a: readers("ann") });
    const [ann, eve] = [listen("ann"), listen("eve")];
    publish("a head", "a task");
    await answer(0, new Error("The database went away"));
    await answer(1);
    expect([ann.heard, eve.heard]).toEqual([["reset", "a task"], ["reset"]]);
  });

  it("does not wait for ever for an answer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { asked, listen, publish, answer } = world({ a: readers("ann") }, 1_000);
    const { heard } = listen("ann");
    publish("a head", "a task");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(2);
    await answer(1);
    expect(heard).toEqual(["reset", "a task"]);
    await answer(0);
    expect(heard).toEqual(["reset", "a task"]);
  });

  it("ends the stream of one dataset once whoever listens may see it no more, and tells it of no other", async () => {
    const roles: Record<string, Readers> = { a: readers("ann", "guest"), b: readers("guest") };
    const { fanOut, listen, publish, answer } = world(roles);
    const ann = listen("ann");
    const heard: string[] = [];
    const tell = (message: Message) => void heard.push(message === "reset" ? message : message.kind);
    const stop = fanOut.subscribe({
      userId: "guest",
      tell,
      only: { datasetId: "a", end: () => (heard.push("ended"), stop()) },
    });
    publish("a head", "b head");
    await answer(0);
    await answer(1);
    expect(heard).toEqual(["head"]);
    roles.a = readers("ann");
    publish("a share");
    await answer(2);
    publish("a head");
    await answer(3);
    expect(heard).toEqual(["head", "ended"]);
    expect(ann.heard).toEqual(["a head", "a share", "a head"]);
  });

  it("ends it with the dataset, after telling of that", async () => {
    const { fanOut, publish, answer } = world({ a: { userIds: new Set(["guest"]), deleted: true } });
    const heard: string[] = [];
    fanOut.subscribe({
      userId: "guest",
      tell: (message) => void heard.push(message === "reset" ? message : message.kind),
      only: { datasetId: "a", end: () => void heard.push("ended") },
    });
    publish("a deleted");
    await answer(0);
    expect(heard).toEqual(["deleted", "ended"]);
  });

  it("tells nobody who left meanwhile", async () => {
    const { listen, publish, answer } = world({ a: readers("ann") });
    const [first, second] = [listen("ann"), listen("ann")];
    publish("a head");
    first.stop();
    await answer(0);
    expect([first.heard, second.heard]).toEqual([[], ["a head"]]);
  });
});
