import { describe, expect, it } from "vitest";
import { isInnerAddress, parseManifest, parseS3Uri, pathOfAddress } from "./remote";

describe("addresses of the server's own network", () => {
  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "0.0.0.0",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
  ])("%s is inside", (address) => expect(isInnerAddress(address)).toBe(true));
  it.each(["8.8.8.8", "172.32.0.1", "192.169.0.1", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])(
    "%s is outside",
    (address) => expect(isInnerAddress(address)).toBe(false),
  );
});

describe("parseManifest", () => {
  it.each<[string, string, string[] | null]>([
    [
      "an address a line",
      "https://a.org/1.jpg\n\n# a remark\nhttps://a.org/2.jpg\r\n",
      ["https://a.org/1.jpg", "https://a.org/2.jpg"],
    ],
    ["S3 objects", "s3://bucket/a.jpg", ["s3://bucket/a.jpg"]],
    [
      "the first column of a CSV",
      "https://a.org/1.jpg,dog\nhttps://a.org/2.jpg,cat",
      ["https://a.org/1.jpg", "https://a.org/2.jpg"],
    ],
    ["a named column", 'id,url\n1,"https://a.org/1.jpg"\n2,nonsense', ["https://a.org/1.jpg", "nonsense"]],
    ["a byte order mark", "\uFEFFhttp://a.org/1.jpg", ["http://a.org/1.jpg"]],
    ["YOLO lines", "0 0.5 0.5 0.1 0.1", null],
    ["annotations", "filename,label\na.jpg,dog", null],
    ["prose", "See https://a.org for more", null],
    ["a link on a line of its own in prose", "see\nhttps://a.org/x\nand more text\n", null],
    ["a link below a word", "see\nhttps://a.org/x", null],
    ["a link above prose", "https://a.org/x\nis where it is", null],
    ["links with remarks behind them", "https://a.org/1.jpg the first\nhttps://a.org/2.jpg the second", null],
    ["a README", "# Export\n\nMade by a tool.\n\nhttps://a.org\n\n* images, 3\n", null],
    ["prose below a head", "url,label\nhttps://a.org/1.jpg,cat\nand more text,dog", null],
    ["comments alone", "# one\n# two\n", null],
    ["a head alone", "url\n", null],
    ["a head of one column", "URL\nhttps://a.org/1.jpg\n", ["https://a.org/1.jpg"]],
    ["a table whose head names no address", "image,label\nhttps://a.org/1.jpg,dog\n", ["https://a.org/1.jpg"]],
    ["cells that hold commas", 'text,url\n"one, two",https://a.org/1.jpg\n', ["https://a.org/1.jpg"]],
    ["an address with a comma in quotes", '"https://a.org/1,2.jpg"\n', ["https://a.org/1,2.jpg"]],
    ["nothing", "", null],
  ])("%s", (_name, text, expected) => expect(parseManifest(text)).toEqual(expected));
});

it.each([
  ["s3://bucket", { bucket: "bucket", key: "" }],
  ["s3://my-bucket/a/b c.jpg", { bucket: "my-bucket", key: "a/b c.jpg" }],
  ["s3://B/x", null],
  ["https://a", null],
  ["s3:///x", null],
])("%j is %j", (uri, expected) => expect(parseS3Uri(uri)).toEqual(expected));
it.each([
  ["https://a.org/x/y%20z.jpg?q=1", "a.org/x/y z.jpg"],
  ["s3://b/k/1.jpg", "b/k/1.jpg"],
  ["nonsense", "nonsense"],
  ["https://a.org/%zz", "https://a.org/%zz"],
])("%j goes by %j", (address, expected) => expect(pathOfAddress(address)).toBe(expected));
