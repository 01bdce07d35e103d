/**
 * The product's answer to a download on a plain HTTP server, in a process of its own, so that its memory can be looked at. The same
 * server answers `/cat` with files one after another: what the bytes alone take. Argument: a list of paths.
 */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { downloadExport } from "@/lib/exports/service";

async function* contents(files: readonly string[]): AsyncGenerator<Buffer> {
  for (const file of files) yield* createReadStream(file) as AsyncIterable<Buffer>;
}

async function cat(response: ServerResponse): Promise<void> {
  const files = (await readFile(process.argv[2]!, "utf8")).split("\n").filter(Boolean);
  await pipeline(Readable.from(contents(files), { objectMode: false }), response);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === "/cat") return cat(response);
  const [, datasetId, exportId] = /\/dataset\/([^/]+)\/export\/([^/?]+)/.exec(request.url!)!;
  const headers = new Headers(
    Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const answered = await downloadExport(new Request(`http://bench${request.url}`, { headers }), datasetId!, exportId!);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  await pipeline(Readable.fromWeb(answered.body as Parameters<typeof Readable.fromWeb>[0]), response);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));
