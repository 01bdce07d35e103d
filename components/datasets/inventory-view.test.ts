import { describe, expect, it } from "vitest";
import { addressOf, EVERYTHING, filterOf, isNarrowed, readInventory } from "./inventory-view";

const read = (text: string) => readInventory(new URLSearchParams(text));

describe("the address of the inventory", () => {
  it("says all of a view, and is read again as it was written", () => {
    const address = "?q=a+b&status=READ_ONLY&owner=o%40test.example&role=VIEWER&layout=list&sort=-size&starred=true";
    const view = read(address);
    expect(view).toEqual({
      q: "a b",
      sort: "-size",
      status: "READ_ONLY",
      owner: "o@test.example",
      role: "VIEWER",
      starred: true,
      layout: "list",
    });
    expect(addressOf(view)).toBe(`/datasets${address}`);
  });

  it("is short for what is usual, and takes nonsense for that", () => {
    expect(addressOf(read("sort=colour&status=ready&role=&owner=&layout=pile&starred=yes"))).toBe("/datasets");
  });

  it("asks the server for what narrows it, always with an order", () => {
    expect(filterOf(read("q=%20%20"))).toEqual({ sort: "-created" });
    expect(filterOf(read("q=%20a&starred=true&layout=list"))).toEqual({
      search: "a",
      starred: "true",
      sort: "-created",
    });
  });

  it("knows whether anything is left out", () => {
    expect(isNarrowed(read("sort=name&layout=list&q=%20"))).toBe(false);
    for (const one of ["q=a", "status=READY", "owner=a", "role=OWNER", "starred=true"]) {
      expect(isNarrowed(read(one)), one).toBe(true);
      expect(isNarrowed({ ...read(one), ...EVERYTHING }), one).toBe(false);
    }
  });
});
