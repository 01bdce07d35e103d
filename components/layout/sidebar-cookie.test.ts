import { expect, it } from "vitest";
import { readSidebar, sidebarOf } from "./sidebar-cookie";

it.each([
  ["/datasets", "lists"],
  ["/datasets/d1111111-1111-4111-8111-111111111111", "grids"],
  ["/inputs", "grids"],
  ["/tasks", "lists"],
  ["/settings", "lists"],
] as const)("%s has the sidebar of %s", (pathname, of) => {
  expect(sidebarOf(pathname)).toBe(of);
});

it("is wide on lists and icons on grids until somebody chose, and each is remembered apart", () => {
  expect(readSidebar(() => undefined)).toEqual({ lists: true, grids: false });
  expect(readSidebar((cookie) => ({ "stillframe.sidebar.lists": "icons" })[cookie])).toEqual({
    lists: false,
    grids: false,
  });
  expect(readSidebar((cookie) => ({ "stillframe.sidebar.grids": "wide" })[cookie])).toEqual({
    lists: true,
    grids: true,
  });
  expect(readSidebar(() => "nonsense")).toEqual({ lists: true, grids: false });
});
