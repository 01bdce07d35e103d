/** Media that is fetched: from addresses in a manifest, and from an S3-compatible store. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset } from "@/lib/datasets/service";
import { settings } from "@/lib/env";
import type { ImportResult } from "@/lib/pipeline/schema";
import { fetchRemote } from "@/lib/pipeline/remote";
import { startImport } from "@/lib/pipeline/service";
import { getTask } from "@/lib/tasks/service";
import { runTaskHere } from "@/prisma/factories";
import { allItems, call, newUser } from "./world";

let owner: CurrentUser;
let folder: string;
const images = new Map<string, Buffer>();
const servers: Server[] = [];
let site: string;

async function listen(
  port: number,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  owner = await newUser("owner");
  folder = await mkdtemp(path.join(tmpdir(), "stillframe-remote-"));
  for (const [index, name] of ["a.jpg", "b c.jpg", "deep/d.jpg"].entries())
    images.set(
      name,
      await sharp({
        create: { width: 40 + index, height: 30, channels: 3, background: { r: index * 90, g: 10, b: 200 } },
      })
        .jpeg()
        .toBuffer(),
    );
  site = await listen(0, (request, response) => {
    const name = decodeURIComponent(request.url!.slice(1));
    if (name === "moved.jpg") response.writeHead(302, { location: "/a.jpg" }).end();
    else if (name === "round.jpg") response.writeHead(302, { location: "/round.jpg" }).end();
    else if (name === "cut.jpg") {
      response.writeHead(200, { "content-length": "5000" });
      response.write("half");
      setTimeout(() => response.destroy(), 20);
    } else if (name === "huge.jpg") response.writeHead(200, { "content-length": String(2 ** 50) }).end();
    else if (images.has(name)) response.end(images.get(name));
    else response.writeHead(404).end();
  });
  // An S3-compatible store: two pages of a listing, objects by key, and nothing for whoever does not sign.
  await listen(Number(new URL(settings().s3!.endpoint).port), (request, response) => {
    if (
      !/^AWS4-HMAC-SHA256 Credential=test-key\/\d{8}\/us-east-1\/s3\/aws4_request/.test(
        request.headers.authorization ?? "",
      )
    )
      return void response.writeHead(403).end();
    const url = new URL(request.url!, "http://x");
    if (url.pathname === "/pictures") {
      const second = url.searchParams.get("continuation-token") === "more";
      const keys = [...images.keys()]
        .filter((key) => `set/${key}`.startsWith(url.searchParams.get("prefix")!))
        .slice(...(second ? [2] : [0, 2]));
      const contents = [
        "<Contents><Key>set/</Key><Size>0</Size></Contents>",
        ...keys.map((key) => `<Contents><Key>set/${key}</Key><Size>1</Size></Contents>`),
      ].join("");
      return void response.end(
        `<?xml version="1.0"?><ListBucketResult>${contents}<IsTruncated>${!second}</IsTruncated>${second ? "" : "<NextContinuationToken>more</NextContinuationToken>"}</ListBucketResult>`,
      );
    }
    const image = images.get(decodeURIComponent(url.pathname).replace("/pictures/set/", ""));
    if (image) response.end(image);
    else response.writeHead(404).end();
  });
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true });
});

async function run(
  start: (id: string) => Promise<{ task_id: string }>,
): Promise<{ result: ImportResult; paths: string[] }> {
  const { dataset_id: id } = await createDataset(owner, { name: "Fetched" });
  const { task_id } = await start(id);
  await runTaskHere(owner, task_id);
  return {
    result: (await getTask(owner, task_id)).result as ImportResult,
    paths: (await allItems(owner, id)).map((item) => item.file_path),
  };
}
const options = { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" } as const;

async function fromManifest(name: string, text: string) {
  const source = await mkdtemp(path.join(folder, "manifest-"));
  await writeFile(path.join(source, name), text);
  return run((id) => startImport(owner, id, { folder: source }, options));
}

describe("a manifest of addresses", () => {
  it("fetches what it can, follows redirects, and lists what it cannot by address and reason", async () => {
    const { result, paths } = await fromManifest(
      "list.txt",
      ["a.jpg", "b%20c.jpg", "moved.jpg", "missing.jpg", "cut.jpg", "huge.jpg", "round.jpg"]
        .map((name) => `${site}/${name}`)
        .join("\n"),
    );
    expect(paths).toEqual(["127.0.0.1/a.jpg", "127.0.0.1/b c.jpg", "127.0.0.1/moved.jpg"]);
    const reasons = Object.fromEntries(
      result.failures.map((failure) => [failure.path.split("/").at(-1), failure.reason]),
    );
    expect(reasons).toEqual({
      "missing.jpg": "the server answered 404",
      "cut.jpg": expect.stringMatching(/^it broke off/),
      "huge.jpg": "it is larger than is allowed",
      "round.jpg": "it redirects too often",
    });
  });

  it("takes the named column of a CSV, and S3 objects beside others", async () => {
    expect((await fromManifest("list.csv", `id,url\n1,${site}/a.jpg\n2,s3://pictures/set/deep/d.jpg\n`)).paths).toEqual(
      ["127.0.0.1/a.jpg", "pictures/set/deep/d.jpg"],
    );
  });
});

describe("an S3 prefix", () => {
  it("is read page by page, over REST too", async () => {
    const expected = ["pictures/set/a.jpg", "pictures/set/b c.jpg", "pictures/set/deep/d.jpg"];
    expect((await run((id) => startImport(owner, id, { s3_uri: "s3://pictures/set/" }, options))).paths).toEqual(
      expected,
    );
    for (const body of [{ body: { s3_uri: "s3://pictures/set/" } }, { raw: form({ s3_uri: "s3://pictures/set/" }) }]) {
      const { paths } = await run(async (id) => {
        const response = await call(`/dataset/${id}/add_media`, { method: "POST", user: owner, ...body });
        expect(response.status, await response.clone().text()).toBe(202);
        return { task_id: response.headers.get("location")!.split("/").at(-1)! };
      });
      expect(paths).toEqual(expected);
    }
  });

  it.each([
    { s3_uri: "https://a.org" },
    { s3_uri: "s3://" },
    {},
    { s3_uri: "s3://pictures/x", upload_id: "6f9619ff-8b86-d011-b42d-00c04fc964ff" },
  ])("refuses %j", async (body) => {
    const { dataset_id: id } = await createDataset(owner, { name: "Refused" });
    expect((await call(`/dataset/${id}/add_media`, { method: "POST", user: owner, body })).status).toBe(422);
  });

  it("that holds nothing fails with a reason", async () => {
    const { dataset_id: id } = await createDataset(owner, { name: "Empty" });
    const { task_id } = await startImport(owner, id, { s3_uri: "s3://nowhere/x" }, options);
    await expect(runTaskHere(owner, task_id)).rejects.toThrow(/the server answered 404/);
  });
});

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};

describe("addresses of the server's own network", () => {
  const target = () => path.join(folder, "fetched");
  it.each([
    "http://localhost:1/",
    "http://[::1]:1/x",
    "http://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    "http://0x7f000001/",
  ])("%s is refused", async (address) => {
    await expect(fetchRemote(address, target(), { privateUrls: false })).rejects.toThrow(/not allowed|only http/);
  });
  it("are refused by name and by redirect, and leave nothing behind", async () => {
    await expect(
      fetchRemote(`${site.replace("127.0.0.1", "localhost")}/a.jpg`, target(), { privateUrls: false }),
    ).rejects.toThrow(/not allowed/);
    await expect(fetchRemote(`${site}/cut.jpg`, target(), { privateUrls: true })).rejects.toThrow(/broke off/);
    expect(await readdir(folder)).not.toContain("fetched");
    await fetchRemote(`${site}/moved.jpg`, target(), { privateUrls: true });
    expect(await readFile(target())).toEqual(images.get("a.jpg"));
  });
});
