import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REASONS } from "@/lib/operations/snapshot-reasons";
import { groupOf, retired, retiresAny, type RetainedSnapshot } from "./rules";
import { FOR_EVER, retentionDto, type Retention } from "./schema";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 30);

/** Newest first, of ages in days. */
const aged = (reason: RetainedSnapshot["reason"], ...ages: number[]): RetainedSnapshot[] =>
  ages.map((age) => ({ id: `${reason}-${age}`, reason, created_ms: NOW - age * DAY, is_kept: false }));
const rule = (automatic: Partial<Retention["automatic"]>, named: Partial<Retention["named"]> = {}): Retention => ({
  automatic: { ...FOR_EVER.automatic, ...automatic },
  named: { ...FOR_EVER.named, ...named },
});

/** As one would do it by hand: every snapshot by itself, counting how many of its group are newer. */
function byHand(retention: Retention, snapshots: readonly RetainedSnapshot[]): string[] {
  const gone: string[] = [];
  for (let at = 0; at < snapshots.length; at += 1) {
    const snapshot = snapshots[at]!;
    const isAutomatic = ["auto", "restore"].includes(snapshot.reason);
    const newer = snapshots.slice(0, at).filter(({ reason }) => ["auto", "restore"].includes(reason) === isAutomatic);
    const { days, at_least } = isAutomatic ? retention.automatic : retention.named;
    if (snapshot.is_kept) continue;
    if (days === null) continue;
    if ((NOW - snapshot.created_ms) / DAY <= days) continue;
    if (at_least !== null && newer.length < at_least) continue;
    gone.push(snapshot.id);
  }
  return gone;
}

describe("a retention rule", () => {
  it("retires nothing unless it says so", () => {
    expect(retired(FOR_EVER, aged("auto", 1, 400, 4000), NOW)).toEqual([]);
    expect(retired(rule({ at_least: 1 }), aged("auto", 1, 400), NOW)).toEqual([]);
    expect(retiresAny(FOR_EVER)).toBe(false);
    expect(retiresAny(rule({ at_least: 1 }))).toBe(false);
    expect(retiresAny(rule({ days: 1 }))).toBe(true);
    expect(retiresAny(rule({}, { days: 1 }))).toBe(true);
  });
  it("retires what is older than its days, to the millisecond", () => {
    expect(retired(rule({ days: 30 }), aged("auto", 1, 30, 31), NOW)).toEqual(["auto-31"]);
    const [last] = aged("auto", 30);
    expect(retired(rule({ days: 30 }), [{ ...last!, created_ms: last!.created_ms - 1 }], NOW)).toEqual(["auto-30"]);
  });
  it("leaves the newest however old they are, and counts those that are kept anyway among them", () => {
    const snapshots = aged("auto", 40, 50, 60);
    expect(retired(rule({ days: 30, at_least: 2 }), snapshots, NOW)).toEqual(["auto-60"]);
    expect(retired(rule({ days: 30, at_least: 3 }), snapshots, NOW)).toEqual([]);
    const kept = [{ ...snapshots[0]!, is_kept: true }, ...snapshots.slice(1)];
    expect(retired(rule({ days: 30, at_least: 1 }), kept, NOW)).toEqual(["auto-50", "auto-60"]);
  });
  it("tells what people made from what was saved by itself", () => {
    expect(REASONS.map((reason) => [reason, groupOf(reason)])).toEqual([
      ["manual", "named"],
      ["creation", "named"],
      ["clone", "named"],
      ["auto", "automatic"],
      ["restore", "automatic"],
    ]);
    const mixed = [...aged("restore", 10), ...aged("manual", 20), ...aged("auto", 30), ...aged("creation", 40)];
    expect(retired(rule({ days: 1, at_least: 1 }), mixed, NOW)).toEqual(["auto-30"]);
    expect(retired(rule({}, { days: 1 }), mixed, NOW)).toEqual(["manual-20", "creation-40"]);
  });
  it("does what one would do by hand", () => {
    const keep = fc.record({
      days: fc.option(fc.integer({ min: 1, max: 20 })),
      at_least: fc.option(fc.integer({ min: 0, max: 5 })),
    });
    const snapshot = fc.record({
      reason: fc.constantFrom(...REASONS),
      age: fc.integer({ min: 0, max: 25 * 24 }),
      is_kept: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.record({ automatic: keep, named: keep }), fc.array(snapshot, { maxLength: 30 }), (made, given) => {
        const snapshots = given
          .sort((a, b) => a.age - b.age)
          .map(({ age, ...rest }, at) => ({ ...rest, id: String(at), created_ms: NOW - (age / 24) * DAY }));
        expect(retired(made, snapshots, NOW)).toEqual(byHand(made, snapshots));
        expect(retired(made, snapshots, NOW).filter((id) => snapshots[Number(id)]!.is_kept)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
  it("is given in whole days and numbers", () => {
    expect(retentionDto.safeParse(rule({ days: 30, at_least: 10 })).success).toBe(true);
    for (const wrong of [{ days: 0 }, { days: 1.5 }, { days: -1 }, { days: 36_501 }, { at_least: -1 }])
      expect(retentionDto.safeParse(rule(wrong)).success, JSON.stringify(wrong)).toBe(false);
    expect(retentionDto.safeParse({ automatic: FOR_EVER.automatic }).success).toBe(false);
  });
});
