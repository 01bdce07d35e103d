/** Media that is fetched: addresses of http(s) and objects of an S3-compatible store. Both only where a setting allows it. */
import "server-only";
import { lookup as resolve } from "node:dns";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { pipeline } from "node:stream/promises";
import type { IncomingMessage } from "node:http";
import { AwsClient } from "aws4fetch";
import { XMLParser } from "fast-xml-parser";
import Papa from "papaparse";
import { settings } from "@/lib/env";
import { limiter, LimitError } from "./limiter";

/** Something about one address that its owner can mend. */
export class RemoteError extends Error {}

const MAX_REDIRECTS = 5;
/** A server that sends nothing for this long is given up. */
const IDLE_MS = 30_000;
/** One that sends a byte now and then is given up after this long. */
const WHOLE_MS = 30 * 60_000;

// What must not be reached through this server: itself, its network, and the address that clouds tell secrets at.
const inner = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  inner.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::", 128],
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  inner.addSubnet(network, prefix, "ipv6");

export const isInnerAddress = (address: string): boolean => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ? inner.check(mapped, "ipv4") : inner.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
};

const REFUSED = "it lies in this server's own network, which is not allowed (STILLFRAME_PRIVATE_URLS=1 allows it)";

/** Looks a name up and refuses inner addresses at the moment of connecting: a check before it could be answered differently. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "", 0);
    const allowed = addresses.filter(({ address }) => !isInnerAddress(address));
    if (allowed.length === 0) return callback(new RemoteError(REFUSED), "", 0);
    if (options.all) (callback as unknown as (error: null, addresses: typeof allowed) => void)(null, allowed);
    else callback(null, allowed[0]!.address, allowed[0]!.family);
  });
};

interface Request {
  readonly headers?: Record<string, string>;
  /** The address is the administrator's own, from a setting. */
  readonly trusted?: boolean;
  /** Whether addresses of this server's own network are allowed; as the setting says when absent. */
  readonly privateUrls?: boolean;
}

/** @throws RemoteError unless the answer is 200 */
async function get(
  address: string,
  { headers = {}, trusted = false, privateUrls = settings().privateUrls }: Request = {},
): Promise<IncomingMessage> {
  let url = new URL(address);
  const guarded = !trusted && !privateUrls;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    if (url.protocol !== "http:" && url.protocol !== "https:")
      throw new RemoteError("only http and https addresses can be fetched");
    if (guarded && isIP(url.hostname.replace(/^\[|\]$/g, "")) && isInnerAddress(url.hostname.replace(/^\[|\]$/g, "")))
      throw new RemoteError(REFUSED);
    const response = await new Promise<IncomingMessage>((fulfil, reject) => {
      const request = (url.protocol === "https:" ? https : http).get(
        url,
        {
          headers: { "user-agent": "stillframe", ...headers },
          timeout: IDLE_MS,
          ...(guarded ? { lookup: guardedLookup } : {}),
        },
        fulfil,
      );
      request.on("timeout", () => request.destroy(new RemoteError("the server did not answer in time")));
      request.on("error", (error: NodeJS.ErrnoException) =>
        reject(
          error instanceof RemoteError
            ? error
            : new RemoteError(error.code ? `it cannot be reached (${error.code})` : "it cannot be reached"),
        ),
      );
    });
    const { statusCode = 0 } = response;
    if (statusCode === 200) return response;
    response.resume();
    const next = response.headers.location;
    if (statusCode < 300 || statusCode >= 400 || !next || trusted)
      throw new RemoteError(`the server answered ${statusCode}`);
    url = new URL(next, url);
  }
  throw new RemoteError("it redirects too often");
}

async function save(response: IncomingMessage, file: string): Promise<void> {
  const limit = settings().maxUploadBytes;
  try {
    if (Number(response.headers["content-length"] ?? 0) > limit) throw new RemoteError("it is larger than is allowed");
    await pipeline(response, limiter(limit), createWriteStream(file), { signal: AbortSignal.timeout(WHOLE_MS) });
  } catch (error) {
    response.destroy();
    await rm(file, { force: true });
    throw error instanceof RemoteError
      ? error
      : new RemoteError(error instanceof LimitError ? error.message : "it broke off before its end");
  }
}

// S3 ------------------------------------------------------------------------------

const S3_URI = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?(.*)$/;

export function parseS3Uri(uri: string): { bucket: string; key: string } | null {
  const match = S3_URI.exec(uri);
  return match ? { bucket: match[1]!, key: match[2]! } : null;
}

const encodeKey = (key: string): string => key.split("/").map(encodeURIComponent).join("/");

async function getS3(path: string, query = ""): Promise<IncomingMessage> {
  const { s3 } = settings();
  if (!s3) throw new RemoteError("S3 sources are not enabled on this server (STILLFRAME_S3_SOURCES=1 enables them)");
  const url = `${s3.endpoint}/${path}${query}`;
  const client = new AwsClient({
    accessKeyId: s3.accessKeyId,
    secretAccessKey: s3.secretAccessKey,
    sessionToken: s3.sessionToken,
    service: "s3",
    region: s3.region,
  });
  const signed = await client.sign(url, { method: "GET" });
  return get(url, { headers: Object.fromEntries(signed.headers), trusted: true });
}

interface Listing {
  readonly ListBucketResult?: {
    readonly Contents?: readonly { readonly Key: string; readonly Size: string }[];
    readonly IsTruncated?: string;
    readonly NextContinuationToken?: string;
  };
}
const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false, isArray: (name) => name === "Contents" });

/** Every object under a prefix, as `s3://` addresses. @throws RemoteError */
export async function* listS3(uri: string): AsyncGenerator<{ address: string; size: number }> {
  const parsed = parseS3Uri(uri);
  if (!parsed) throw new RemoteError("it is not s3://bucket/prefix");
  let token: string | undefined;
  do {
    const query = new URLSearchParams({
      "list-type": "2",
      prefix: parsed.key,
      ...(token ? { "continuation-token": token } : {}),
    });
    const response = await getS3(parsed.bucket, `?${query}`);
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk as string;
    const { ListBucketResult: result } = xml.parse(text) as Listing;
    for (const { Key, Size } of result?.Contents ?? [])
      if (!Key.endsWith("/")) yield { address: `s3://${parsed.bucket}/${Key}`, size: Number(Size) };
    token = result?.IsTruncated === "true" ? result.NextContinuationToken : undefined;
  } while (token);
}

// Both ----------------------------------------------------------------------------

/** Fetches one address, `http(s)://` or `s3://`, into a file. @throws RemoteError with what to tell its owner */
export async function fetchRemote(
  address: string,
  file: string,
  options: Pick<Request, "privateUrls"> = {},
): Promise<void> {
  if (address.startsWith("s3://")) {
    const parsed = parseS3Uri(address);
    if (!parsed || parsed.key === "") throw new RemoteError("it is not s3://bucket/key");
    return save(await getS3(`${parsed.bucket}/${encodeKey(parsed.key)}`), file);
  }
  if (!settings().urlSources)
    throw new RemoteError("URL sources are not enabled on this server (STILLFRAME_URL_SOURCES=1 enables them)");
  if (!URL.canParse(address)) throw new RemoteError("it is not an address");
  return save(await get(address, options), file);
}

/** The path an address goes by in the dataset: host (or bucket) and path. */
export function pathOfAddress(address: string): string {
  if (address.startsWith("s3://")) return address.slice("s3://".length);
  try {
    const url = new URL(address);
    return `${url.hostname}${decodeURIComponent(url.pathname)}`;
  } catch {
    return address;
  }
}

const ADDRESS = /^(https?|s3):\/\/\S+$/;
/** Columns that hold addresses by their name. */
const ADDRESS_COLUMNS = ["url", "uri", "s3_uri"];

/**
 * The addresses of a manifest: one a line, or the first column (or one called url, uri or s3_uri) of a CSV, with
 * comments and a head. Null when the text is no manifest: a text in which an address occurs is none. Where a head says
 * which column has the addresses, a word there that is no address is handed on, so that it is told.
 */
export function parseManifest(text: string): string[] | null {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const rows = Papa.parse<string[]>(lines.join("\n"), { delimiter: "," }).data.map((row) =>
    row.map((cell) => cell.trim()),
  );
  const [first = []] = rows;
  const named = first.findIndex((cell) => ADDRESS_COLUMNS.includes(cell.toLowerCase()));
  const column = Math.max(0, named);
  // A single word above addresses may be anything; several columns are a table.
  const hasHead = named >= 0 || (first.length > 1 && !ADDRESS.test(first[0]!));
  const found = (hasHead ? rows.slice(1) : rows).map((row) => row[column] ?? "").filter((cell) => cell !== "");
  const isList =
    named >= 0 && first.length > 1
      ? found.some((cell) => ADDRESS.test(cell)) && found.every((cell) => !/\s/.test(cell))
      : found.every((cell) => ADDRESS.test(cell));
  return isList && found.length > 0 ? found : null;
}
