import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { Tabs } from "./tabs";
import { WorkspaceProvider } from "./workspace";

const tab = (name: string) => page.getByRole("link", { name, exact: true });

beforeEach(() =>
  history.replaceState(null, "", "/datasets/test?q=tag%3Anight&snapshot=51111111-1111-4111-8111-111111111111"),
);

it("lead from the items to the overview and back; what is looked at and searched for stays", async () => {
  const dataset = datasetWith({ snapshots_enabled: false });
  const url = `GET /dataset/${dataset.id}`;
  server.on(url, () => dataset);
  server.on(`${url}/items`, () => ({ items: [], total: 0, state_id: "s", offset: 0 }));
  server.on(`${url}/snapshot/51111111-1111-4111-8111-111111111111/items`, () => ({
    items: [],
    total: 0,
    state_id: "s",
  }));
  await render(
    <WorkspaceProvider initialDataset={dataset} initialItems={null}>
      <Tabs />
    </WorkspaceProvider>,
  );
  const before = location.search;
  await expect.element(tab("Items")).toHaveAttribute("aria-current", "page");
  await expect.element(tab("Overview")).not.toHaveAttribute("aria-current");
  // A link that another tab of the browser can open.
  await expect.element(tab("Overview")).toHaveAttribute("href", `/datasets/test${before}&tab=overview`);
  await tab("Overview").click();
  await expect.element(tab("Overview")).toHaveAttribute("aria-current", "page");
  expect(location.search).toBe(`${before}&tab=overview`);
  (tab("Items").element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(tab("Items")).toHaveAttribute("aria-current", "page");
  expect(location.search).toBe(before);
});
