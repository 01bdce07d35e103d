import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { datasetWith, ODD_NAMES } from "@/components/testing/samples";
import { facetsWith, itemsFrom, renderOnPage, serveItems } from "@/components/testing/items";
import { server } from "@/components/testing/server";
import { ApiError } from "@/lib/api-client";
import type { FacetsDto } from "@/lib/items/schema";
import { FacetSidebar } from "./facet-sidebar";

const values = (counts: Record<string, number>) => Object.entries(counts).map(([value, count]) => ({ value, count }));
const Sidebar = () => (
  <div className="w-60">
    <FacetSidebar />
  </div>
);
const serve = (facets: (q: string) => FacetsDto, more: Partial<Parameters<typeof serveItems>[0]> = {}) =>
  serveItems({ items: itemsFrom(1, 9), facets, ...more });
const section = (title: string) => page.getByRole("region", { name: title, exact: true });
const names = (title: string) =>
  [...section(title).element().querySelectorAll("button[aria-pressed]")].map((button) => button.textContent);

beforeEach(() => page.viewport(1000, 900));

describe("the order of values", () => {
  const all = { label: values({ dog: 6, cat: 3 }), tag: values({ day: 5, city: 4, night: 3, fog: 1 }) };
  const ofCats = { label: values({ cat: 3, dog: 1 }), tag: values({ night: 3, fog: 2, day: 1 }) };
  const serveCats = () =>
    serve((q) =>
      facetsWith({ facets: q.includes("label:cat") ? ofCats : all, without: { tag: q === "" ? 2 : 0, label: 0 } }),
    );

  it("stays when counts change with the search, so that nothing moves below the pointer", async () => {
    await renderOnPage(<Sidebar />, serveCats());
    const cat = section("Labels").getByRole("button", { name: "cat 3", exact: true });
    await expect.element(cat).toBeVisible();
    const before = names("Tags");
    const tops = () =>
      [...document.querySelectorAll("button[aria-pressed]")].map((one) => Math.round(one.getBoundingClientRect().top));
    const topsBefore = tops();
    await cat.click();
    await expect.element(section("Tags").getByRole("button", { name: "night 3", exact: true })).toBeVisible();
    await expect.element(section("Tags").getByRole("button", { name: "day 1", exact: true })).toBeVisible();
    expect(names("Tags").map((name) => name.replace(/\d+/, ""))).toEqual(before.map((name) => name.replace(/\d+/, "")));
    expect(names("Labels")).toEqual(["dog 1", "cat 3"]);
    expect(tops()).toEqual(topsBefore);
  });

  it("keeps what matches in sight where the most frequent values do not", async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`word-${index}`, 100 - index]));
    await renderOnPage(
      <Sidebar />,
      serve((q) => facetsWith({ facets: { tag: values(q === "" ? many : { "word-30": 2, "word-39": 2 }) } })),
      "label:cat",
    );
    await expect.element(section("Tags").getByRole("button", { name: "word-39 2", exact: true })).toBeVisible();
    expect(names("Tags").at(-1)).toBe("word-39 2");
    expect(names("Tags")).toHaveLength(14);
  });
});

describe("finding a value", () => {
  const find = () => page.getByRole("searchbox", { name: "Find a value" });

  it("looks in every section, and hides those without one", async () => {
    const dataset = serve(() =>
      facetsWith({
        facets: {
          label: values({ dog: 6, cat: 3 }),
          tag: values({ night: 5, "dog walk": 4 }),
          kind: values({ image: 9 }),
        },
        fields: [{ name: "weather", type: "string", multi: false, count: 4 }],
      }),
    );
    server.on(`GET /dataset/${dataset.id}/facets/folders`, ({ url }) =>
      url.searchParams.get("find") === "dog"
        ? { folders: [{ path: "hotdogs", count: 2, has_folders: false }], total: 1 }
        : { folders: [], total: 0 },
    );
    await renderOnPage(<Sidebar />, dataset);
    await find().fill("DOG");
    await expect.element(section("Media type")).not.toBeInTheDocument();
    expect([names("Labels"), names("Tags")]).toEqual([["dog 6"], ["dog walk 4"]]);
    // Folders are closed at first; what is found in them shows.
    await expect.element(section("Folders").getByRole("button", { name: "hotdogs 2", exact: true })).toBeVisible();
    await find().fill("weather");
    await expect.element(section("weather")).toBeVisible();
    await expect.element(section("Labels")).not.toBeInTheDocument();
    await find().fill("tags");
    await expect.element(section("Tags").getByRole("button", { name: "night 5", exact: true })).toBeVisible();
    await find().fill("zebra");
    await expect.element(page.getByText("Nothing is called that")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(section("Labels")).toBeVisible();
  });

  it("looks for folders at any depth, and lists them by their whole paths", async () => {
    const long = `${"street scenes/".repeat(12)}road to the north`;
    const dataset = serve(() => facetsWith({ facets: { label: values({ dog: 6 }) } }));
    server.on(`GET /dataset/${dataset.id}/facets/folders`, ({ url }) => {
      const { find = "", below = "" } = Object.fromEntries(url.searchParams);
      if (find === "road")
        return {
          folders: [
            { path: "a/b/road", count: 4, has_folders: true },
            { path: long, count: 2, has_folders: false },
          ],
          total: 202,
        };
      return find || below
        ? { folders: [], total: 0 }
        : { folders: [{ path: "a", count: 4, has_folders: true }], total: 1 };
    });
    await renderOnPage(<Sidebar />, dataset);
    await find().fill("Road ");
    const road = section("Folders").getByRole("button", { name: "a/b/road 4", exact: true });
    await expect.element(road).toBeVisible();
    await expect.element(section("Folders").getByRole("button", { name: `${long} 2`, exact: true })).toBeVisible();
    await expect.element(section("Folders")).toHaveTextContent("200 more: write more of their names");
    // The end of a path tells folders apart: it is in sight.
    const end = section("Folders").getByText("the north", { exact: false }).last().element().getBoundingClientRect();
    expect(end.right).toBeLessThanOrEqual(240);
    await road.click();
    expect(new URLSearchParams(location.search).get("q")).toBe("folder:a/b/road");
    await expect.element(road).toHaveAttribute("aria-pressed", "true");
    await section("Folders").getByRole("button", { name: "Exclude a/b/road" }).click();
    expect(new URLSearchParams(location.search).get("q")).toBe("-folder:a/b/road");
    // Looked for by its title, the section shows its tree.
    await find().fill("folders");
    await expect.element(section("Folders").getByRole("button", { name: "a 4", exact: true })).toBeVisible();
    await find().fill("desert");
    await expect.element(section("Folders")).not.toBeInTheDocument();
  });

  it("comes first, where the key for filters goes", async () => {
    await renderOnPage(
      <Sidebar />,
      serve(() => facetsWith({ facets: { label: values({ dog: 6 }) } })),
    );
    await expect.element(section("Labels")).toBeVisible();
    expect(document.querySelector("input, button")).toBe(find().element());
  });
});

describe("what objects are called", () => {
  const whole = {
    labels: values({ car: 6, "traffic light": 4, person: 2 }),
    kinds: [
      { value: "box" as const, count: 8 },
      { value: "rotated_box" as const, count: 3 },
    ],
  };
  const q = () => new URLSearchParams(location.search).get("q");

  it("stands behind labels, is chosen like them, and has kinds where there are several", async () => {
    const objects = (search: string) =>
      search.includes("object:car") ? { ...whole, labels: values({ car: 6, person: 1 }) } : whole;
    await renderOnPage(
      <Sidebar />,
      serve(() => facetsWith({ facets: { label: values({ city: 6 }), tag: values({ day: 5 }) } }), { objects }),
    );
    const car = section("Objects").getByRole("button", { name: "car 6", exact: true });
    await expect.element(car).toBeVisible();
    expect([...document.querySelectorAll("section")].slice(0, 3).map((one) => one.getAttribute("aria-label"))).toEqual([
      "Labels",
      "Objects",
      "Tags",
    ]);
    expect(names("Objects")).toEqual(["With boxes 8", "With rotated boxes 3", "car 6", "traffic light 4", "person 2"]);
    await car.click();
    expect(q()).toBe("object:car");
    await expect
      .element(section("Objects").getByRole("button", { name: "traffic light 0", exact: true }))
      .toBeVisible();
    await section("Objects").getByRole("button", { name: "With rotated boxes 3" }).click();
    await section("Objects").getByRole("button", { name: "Exclude person" }).click();
    expect(q()).toBe("has:rotated_box object:car -object:person");
  });

  it("is not there where there are no objects, and keeps its place while they are read", async () => {
    await renderOnPage(
      <Sidebar />,
      serve(() => facetsWith({ facets: { tag: values({ day: 5 }) } })),
    );
    await expect.element(section("Tags")).toBeVisible();
    await expect.element(section("Objects")).not.toBeInTheDocument();
    const dataset = serve(() => facetsWith({ facets: { tag: values({ day: 5 }) } }), {
      dataset: datasetWith({ id: "e0000000-0000-4000-8000-000000000001", n_objects: 9 }),
    });
    let tell = () => undefined as void;
    server.on(`GET /dataset/${dataset.id}/facets/objects`, async () => {
      await new Promise<void>((resolve) => (tell = resolve));
      return { ...whole, attributes: [] };
    });
    await renderOnPage(<Sidebar />, dataset);
    await expect.element(section("Objects")).toBeVisible();
    await expect.element(section("Objects").getByText("car")).not.toBeInTheDocument();
    tell();
    await expect.element(section("Objects").getByRole("button", { name: "car 6", exact: true })).toBeVisible();
  });
});

describe("values", () => {
  it("show their share of the largest, issues an icon, clusters a picture and what their items share", async () => {
    await renderOnPage(
      <Sidebar />,
      serve(() => facetsWith({ facets: { issue: values({ blur: 8, dark: 2 }), cluster: values({ 3: 6, 4: 3 }) } }), {
        clusters: [
          {
            cluster: "3",
            words: ["night", "mountains"],
            thumbnail_url: itemsFrom(1, 1)[0]!.thumbnail_url,
            placeholder: null,
          },
          { cluster: "4", words: [], thumbnail_url: null, placeholder: null },
        ],
      }),
    );
    const blur = section("Issues").getByRole("button", { name: "blur 8", exact: true });
    await expect.element(blur).toBeVisible();
    const bars = [...section("Issues").element().querySelectorAll("[data-bar]")];
    expect(bars.map((bar) => bar.getAttribute("width"))).toEqual(["100%", "25%"]);
    const icons = [...section("Issues").element().querySelectorAll("button[aria-pressed] > span svg")];
    expect(new Set(icons.map((icon) => icon.innerHTML)).size).toBe(2);
    const named = section("Clusters").getByRole("button", { name: "Cluster 3 6", exact: true });
    await expect.element(named).toBeVisible();
    await expect.poll(() => named.element().querySelector("img")).not.toBeNull();
    await expect.element(section("Clusters").getByRole("button", { name: "Cluster 4 3", exact: true })).toBeVisible();
    await expect.element(section("Clusters").getByRole("button", { name: "Exclude Cluster 3" })).toBeInTheDocument();
  });

  it("of any length fit, and so do names of fields and folders", async () => {
    const odd = Object.fromEntries(ODD_NAMES.map((name, index) => [name, 1_234_567 - index]));
    const dataset = serve(() =>
      facetsWith({
        facets: { label: values(odd), tag: values(odd), [ODD_NAMES[0]!]: values(odd) },
        fields: ODD_NAMES.map((name, index) => ({
          name,
          type: index === 0 ? "enum" : "string",
          multi: false,
          count: 3,
        })),
      }),
    );
    server.on(`GET /dataset/${dataset.id}/facets/folders`, () => ({
      folders: ODD_NAMES.map((path) => ({ path, count: 1, has_folders: true })),
    }));
    localStorage.setItem("stillframe.closed-sections", JSON.stringify({ Folders: true }));
    const screen = await renderOnPage(<Sidebar />, dataset);
    await expect
      .element(section("Folders").getByRole("button", { name: "Folders in", exact: false }).first())
      .toBeVisible();
    const box = screen.container.querySelector<HTMLElement>(".w-60")!;
    expect(box.scrollWidth).toBeLessThanOrEqual(box.clientWidth);
  });

  it("say why they could not be counted, and are there for a search that cannot be read", async () => {
    const dataset = serve(() => facetsWith({ facets: { label: values({ dog: 6 }) } }));
    server.on(`GET /dataset/${dataset.id}/facets`, ({ url }) => {
      if (url.searchParams.get("q") !== "") throw new Error("There is a mistake in this search");
      return facetsWith({ facets: { label: values({ dog: 6 }) } });
    });
    await renderOnPage(<Sidebar />, dataset, "label:");
    await expect.element(section("Labels").getByRole("button", { name: "dog 6", exact: true })).toBeVisible();
    const other = serve(() => facetsWith(), { dataset: datasetWith({ id: "d2222222-2222-4222-8222-222222222222" }) });
    server.on(`GET /dataset/${other.id}/facets`, () => {
      throw new Error("The server rests");
    });
    await renderOnPage(<Sidebar />, other);
    await expect.element(page.getByText("The server rests")).toBeVisible();
  });
});

describe("renaming a cluster", () => {
  const clusters = [{ cluster: "3", words: ["night", "mountains"], thumbnail_url: null, placeholder: null }];
  const facets = (name: string) => () => facetsWith({ facets: { cluster: values({ [name]: 6, 4: 3 }) } });
  const renameButton = (name: string) => section("Clusters").getByRole("button", { name: `Rename ${name}` });

  it("begins with what its items share; the search and its own row follow the name", async () => {
    const dataset = serve(facets("3"), { clusters });
    let asked: unknown;
    server.on(`PATCH /dataset/${dataset.id}/facets/clusters`, ({ body }) => {
      asked = body;
      server.on(`GET /dataset/${dataset.id}`, () => ({ ...dataset, state_id: "5".repeat(8) }));
      server.on(`GET /dataset/${dataset.id}/facets`, facets("Alps, night"));
      return { changed: 6, edit_id: "17" };
    });
    server.on("GET /dataset", () => []);
    server.on("GET /tasks", () => ({ tasks: [], total: 0 }));
    await renderOnPage(<Sidebar />, dataset, "cluster:3 tag:a");
    await renameButton("Cluster 3").click();
    const dialog = page.getByRole("dialog", { name: "Rename Cluster 3" });
    const name = dialog.getByRole("textbox", { name: "Name" });
    await expect.element(name).toHaveValue("night, mountains");
    await userEvent.fill(name, "Alps, night");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await expect.element(dialog).not.toBeInTheDocument();
    expect(asked).toEqual({ cluster: "3", name: "Alps, night" });
    await expect.element(section("Clusters").getByRole("button", { name: "Alps, night 6", exact: true })).toBeVisible();
    await expect.poll(() => new URLSearchParams(location.search).get("q")).toBe('tag:a cluster:"Alps, night"');
    await expect.element(page.getByRole("button", { name: "Undo" })).toBeVisible();
  });

  it("tells at the field that another one is called that, and keeps what was typed", async () => {
    const dataset = serve(facets("3"), { clusters });
    server.on(`PATCH /dataset/${dataset.id}/facets/clusters`, () => {
      throw new ApiError(409, "Another cluster is called “4” already. Choose another name.");
    });
    await renderOnPage(<Sidebar />, dataset);
    await renameButton("Cluster 3").click();
    const dialog = page.getByRole("dialog", { name: "Rename Cluster 3" });
    await userEvent.fill(dialog.getByRole("textbox", { name: "Name" }), "4");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await expect.element(dialog.getByRole("textbox", { name: "Name" })).toBeInvalid();
    await expect.element(dialog.getByText("Another cluster is called “4” already.", { exact: false })).toBeVisible();
    await expect.element(dialog.getByRole("textbox", { name: "Name" })).toHaveValue("4");
  });

  it("is not offered where nothing can be edited, and only for clusters", async () => {
    const dataset = serve(() => facetsWith({ facets: { tag: values({ day: 2 }), cluster: values({ 3: 6 }) } }), {
      dataset: datasetWith({ can: { items_edit: "This needs the Editor or Owner role" } }),
    });
    await renderOnPage(<Sidebar />, dataset);
    await expect.element(section("Clusters")).toBeVisible();
    expect(document.querySelector('[aria-label^="Rename"]')).toBeNull();
  });
});
