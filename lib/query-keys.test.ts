import { describe, expect, it, vi } from "vitest";
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { keys, makeStale, staleAfterEvent } from "./query-keys";

describe("what a live event makes stale", () => {
  it("asks for nothing of a dataset that was deleted: it would be answered with 404", () => {
    const stale = staleAfterEvent({ dataset_id: "d1", kind: "deleted" });
    expect(stale.filter((key) => key.includes("d1"))).toEqual([]);
    expect(stale).toContainEqual(keys.datasets());
  });
  it("asks for the dataset again after any other change", () => {
    for (const kind of ["head", "status", "details", "share", "links", "published", "progress"])
      expect(staleAfterEvent({ dataset_id: "d1", kind })).toContainEqual(keys.dataset("d1"));
  });
  it("reads lists again where the links in them were ended, though their state is the same", () => {
    const list = ["items", "d1", "s1"];
    const covers = (kind: string) =>
      staleAfterEvent({ dataset_id: "d1", kind }).some((key) => key.every((part, index) => part === list[index]));
    expect(covers("links")).toBe(true);
    expect(covers("share")).toBe(false);
  });
});

it("a first answer from before a change does not stay", async () => {
  const client = new QueryClient();
  const answers: ((text: string) => void)[] = [];
  const queryKey = keys.comparedWithHead("d1", "s1");
  const observer = new QueryObserver(client, {
    queryKey,
    queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
    staleTime: Infinity,
  });
  const stop = observer.subscribe(() => undefined);
  const done = makeStale(client, [keys.snapshots("d1")]);
  answers[0]!("before");
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]!("after");
  await done;
  expect(client.getQueryData(queryKey)).toBe("after");
  stop();
});
