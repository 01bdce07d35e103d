import { describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { LinksDto } from "@/lib/links/schema";
import { LinksDialog } from "./links-dialog";

const dataset = datasetWith();
const PATH = `POST /dataset/${dataset.id}/links`;
const link = (number: number, url: string | null = `https://example.org/${number}`): LinksDto["links"][number] => ({
  media_id: `item-${number}`,
  file_name: `image-${number}.jpg`,
  file_path: `image-${number}.jpg`,
  media_type: "image",
  file_size: 1,
  sha256: "0".repeat(64),
  url,
  expires_at: "2030-12-01T00:00:00.000Z",
});
const manifest = (links: LinksDto["links"], next_cursor: string | null = null): LinksDto => ({
  links,
  next_cursor,
  total: links.length,
  state_id: dataset.state_id,
});
const open = (count: number, snapshotId: string | null = null) =>
  render(
    <LinksDialog
      dataset={dataset}
      snapshotId={snapshotId}
      items={{ request: { q: "label:sea", state_id: "seen" }, count, isSelection: false }}
      onClose={() => undefined}
    />,
  );
const button = (name: string) => page.getByRole("button", { name, exact: true });
/** What is downloaded from now on. */
function downloads(): Promise<{ name: string; text: string }> {
  return new Promise((resolve) => {
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementationOnce(function (this: HTMLAnchorElement) {
      void fetchBlob(this.href).then((text) => resolve({ name: this.download, text }));
    });
  });
}
const blobs = new Map<string, Blob>();
const fetchBlob = async (address: string): Promise<string> => await blobs.get(address)!.text();
const create = URL.createObjectURL.bind(URL);
vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
  const address = create(blob);
  blobs.set(address, blob as Blob);
  return address;
});

describe("links to files", () => {
  it("are of the file and the time that are chosen, and are copied one per line", async () => {
    const sent = vi.fn(() => manifest([link(1), link(2, null), link(3)]));
    server.on(PATH, ({ body }) => sent.call(null, ...([body] as unknown as [])));
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await open(3, "a-snapshot");
    await expect.element(page.getByText(/^To the files of 3 items of/)).toBeVisible();
    await page.getByRole("combobox", { name: "File" }).selectOptions("A thumbnail");
    await page.getByRole("combobox", { name: "Valid for" }).selectOptions("7 days");
    await button("Copy").click();
    await expect.element(page.getByText(/^2 links, good until .*2030.* 1 item has no such picture\.$/)).toBeVisible();
    expect(copied).toHaveBeenCalledExactlyOnceWith("https://example.org/1\nhttps://example.org/3");
    expect(sent).toHaveBeenCalledExactlyOnceWith({
      q: "label:sea",
      state_id: "seen",
      snapshot_id: "a-snapshot",
      variant: "small",
      expires_in_s: 604_800,
      limit: 10_000,
    });
  });

  it("beyond what a page holds are downloaded as one manifest, of one version", async () => {
    const bodies: Record<string, unknown>[] = [];
    server.on(PATH, ({ body }) => {
      bodies.push(body as Record<string, unknown>);
      return bodies.length === 1 ? manifest([link(1)], "1") : manifest([link(2)]);
    });
    await open(10_001);
    await expect.element(button("Copy")).toBeDisabled();
    const saved = downloads();
    await button("Download CSV").click();
    const { name, text } = await saved;
    expect(name).toBe("Harbour links.csv");
    expect(text.trim().split("\r\n")).toEqual([
      "media_id,file_name,url,expires_at",
      "item-1,image-1.jpg,https://example.org/1,2030-12-01T00:00:00.000Z",
      "item-2,image-2.jpg,https://example.org/2,2030-12-01T00:00:00.000Z",
    ]);
    expect(bodies[1]).toMatchObject({ cursor: "1", state_id: dataset.state_id });
  });

  it("that are refused are not there, and the reason is told", async () => {
    server.on(PATH, () => {
      throw new Error("This version is not kept any more");
    });
    await open(1);
    await button("Download JSON").click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("This version is not kept any more");
  });
});
