import { describe, expect, it } from "vitest";
import { DerivedValues } from "./derived";

const MEGABYTE = 1024 * 1024;
const bytes = (value: Uint8Array) => value.byteLength;
const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A computation that ends when it is told to. */
function pending<V>() {
  let calls = 0;
  const { promise, resolve, reject } = (() => {
    let settle!: { resolve: (value: V) => void; reject: (error: Error) => void };
    const made = new Promise<V>((resolve, reject) => (settle = { resolve, reject }));
    return { promise: made, ...settle };
  })();
  return { compute: () => ((calls += 1), promise), resolve, reject, calls: () => calls };
}

describe("derived values", () => {
  it("are computed once for all who ask meanwhile", async () => {
    const numbers = new DerivedValues(MEGABYTE).derived<number>("numbers", () => 8);
    const { compute, resolve, calls } = pending<number>();
    const asked = Array.from({ length: 50 }, () => numbers.of("a", compute));
    await tick();
    expect(numbers.get("a")).toBeUndefined();
    const late = numbers.of("a", compute);
    resolve(7);
    expect(new Set(await Promise.all([...asked, late]))).toEqual(new Set([7]));
    expect(calls()).toBe(1);
    expect(numbers.get("a")).toBe(7);
  });

  it("may be falsy", async () => {
    const numbers = new DerivedValues(MEGABYTE).derived<number | null>("numbers", () => 8);
    expect(await numbers.of("zero", async () => 0)).toBe(0);
    expect(numbers.get("zero")).toBe(0);
    expect(await numbers.of("none", async () => null)).toBeNull();
    expect(numbers.get("none")).toBeNull();
  });

  it("are kept apart by the name of the derivation", async () => {
    const values = new DerivedValues(MEGABYTE);
    const [first, second] = [values.derived<string>("first", () => 8), values.derived<string>("second", () => 8)];
    first.remember("a", "one");
    expect(await second.of("a", async () => "two")).toBe("two");
    expect(first.get("a")).toBe("one");
    expect(values.derived<string>("first", () => 8).get("a")).toBe("one");
  });

  it("tell an error to all who wait and do not keep it", async () => {
    const values = new DerivedValues(MEGABYTE);
    const numbers = values.derived<number>("numbers", () => 8);
    const { compute, reject, calls } = pending<number>();
    const asked = Array.from({ length: 10 }, () => numbers.of("a", compute));
    const outcomes = Promise.allSettled(asked);
    reject(new Error("The database is away"));
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: "rejected", reason: { message: "The database is away" } });
    expect(calls()).toBe(1);
    expect(await numbers.of("a", async () => 3)).toBe(3);
    await expect(
      numbers.of("b", () => {
        throw new Error("At once");
      }),
    ).rejects.toThrow("At once");
    expect(values.statistics().derivations.numbers!.entries).toBe(1);
  });

  it("make room for one another, the least recently used first", () => {
    const values = new DerivedValues(10_000);
    const arrays = values.derived("arrays", bytes);
    const others = values.derived("others", bytes);
    for (const key of ["a", "b"]) arrays.remember(key, new Uint8Array(3_000));
    arrays.get("a");
    others.remember("c", new Uint8Array(5_000));
    expect([arrays.peek("a"), arrays.peek("b"), others.peek("c")].map((value) => value?.byteLength)).toEqual([
      3_000,
      undefined,
      5_000,
    ]);
    const { bytes: used, budget_bytes, derivations } = values.statistics();
    expect(used).toBeLessThanOrEqual(budget_bytes);
    expect(used).toBe(derivations.arrays!.bytes + derivations.others!.bytes);
    expect(derivations).toMatchObject({ arrays: { entries: 1 }, others: { entries: 1 } });
  });

  it("are returned and not kept when they are larger than the budget", async () => {
    const values = new DerivedValues(10_000);
    const arrays = values.derived("arrays", bytes);
    arrays.remember("small", new Uint8Array(10));
    expect((await arrays.of("large", async () => new Uint8Array(20_000))).byteLength).toBe(20_000);
    expect(arrays.remember("large", new Uint8Array(20_000)).byteLength).toBe(20_000);
    expect(arrays.peek("large")).toBeUndefined();
    expect(arrays.peek("small")).toBeDefined();
    expect(values.statistics().derivations.arrays!.entries).toBe(1);
  });

  it("reach those who wait even when they are pushed out while they are computed", async () => {
    const values = new DerivedValues(10_000);
    const arrays = values.derived("arrays", bytes);
    const { compute, resolve } = pending<Uint8Array>();
    const asked = [arrays.of("slow", compute), arrays.of("slow", compute)];
    for (let at = 0; at < 20; at += 1) arrays.remember(`fill ${at}`, new Uint8Array(9_000));
    resolve(new Uint8Array(100));
    for (const value of await Promise.all(asked)) expect(value.byteLength).toBe(100);
  });

  it("can be put in while they are computed", async () => {
    const values = new DerivedValues(MEGABYTE);
    const numbers = values.derived<number>("numbers", () => 8);
    const { compute, resolve } = pending<number>();
    const asked = numbers.of("a", compute);
    numbers.remember("a", 1);
    expect(await numbers.of("a", compute)).toBe(1);
    resolve(2);
    expect(await asked).toBe(2);
    expect(numbers.get("a")).toBe(1);
    expect(values.statistics().derivations.numbers!.entries).toBe(1);
  });

  it("are replaced and forgotten with their bytes", () => {
    const values = new DerivedValues(MEGABYTE);
    const arrays = values.derived("arrays", bytes);
    arrays.remember("a", new Uint8Array(10_000));
    arrays.remember("a", new Uint8Array(5_000));
    expect(arrays.get("a")!.byteLength).toBe(5_000);
    expect(values.statistics().bytes).toBeGreaterThan(5_000);
    expect(values.statistics().bytes).toBeLessThan(6_000);
    arrays.forget("a");
    expect(values.statistics()).toMatchObject({ bytes: 0, derivations: { arrays: { entries: 0, bytes: 0 } } });
  });

  it("are counted", async () => {
    const values = new DerivedValues(MEGABYTE);
    expect(values.statistics()).toEqual({ budget_bytes: MEGABYTE, bytes: 0, hit_rate: null, derivations: {} });
    const numbers = values.derived<number>("numbers", () => 8);
    await Promise.all([numbers.of("a", async () => 1), numbers.of("a", async () => 1)]);
    await numbers.of("a", async () => 1);
    numbers.get("a");
    numbers.get("b");
    numbers.peek("a");
    numbers.now("b", () => 2);
    numbers.now("b", () => 2);
    expect(values.statistics()).toMatchObject({
      hit_rate: 0.667,
      derivations: { numbers: { hits: 4, misses: 2, entries: 2 } },
    });
    expect(values.statistics().bytes).toBeGreaterThan(300);
  });
});
