/** XML as a tree whose children keep their order. Entities that a DTD declares are not followed; they stay as they are written. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { AnnotationProblem } from "./model";

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text directly within it, without spaces around. */
  readonly text: string;
}
export interface XmlDocument {
  /** Name of the outermost element. */
  readonly name: string;
  /** Null where nothing can be read. */
  readonly root: XmlElement | null;
  /** Where the file stops to be well-formed. */
  readonly damage: AnnotationProblem | null;
}

const TEXT = "#text";
const CDATA = "#cdata";
const ATTRIBUTES = ":@";
type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // References are resolved here: text of a CDATA section has none, and those of a DTD could grow without end.
  processEntities: false,
  cdataPropName: CDATA,
  textNodeName: TEXT,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Characters that XML has (§2.2): a reference to any other stays as it is written. */
const isCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);

/** Resolves character references, decimal and hexadecimal, and the five names that XML itself has. */
export const withoutReferences = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = hex === undefined ? parseInt(decimal!, 10) : parseInt(hex, 16);
    return isCharacter(code) ? String.fromCodePoint(code) : whole;
  });

function elementOf(node: Node): XmlElement | null {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
  if (name === undefined || name === TEXT || name === CDATA) return null;
  const inner = node[name] as readonly Node[];
  return {
    name,
    attributes: Object.fromEntries(
      Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, unknown>).map(([key, value]) => [
        key,
        withoutReferences(String(value)),
      ]),
    ),
    children: inner.map(elementOf).filter((child) => child !== null),
    text: textWithin(inner).trim(),
  };
}

const textWithin = (nodes: readonly Node[]): string =>
  nodes
    .map((node) =>
      CDATA in node
        ? (node[CDATA] as readonly Node[]).map((part) => String(part[TEXT] ?? "")).join("")
        : withoutReferences(String(node[TEXT] ?? "")),
    )
    .join("");

function damageOf(text: string): AnnotationProblem | null {
  const checked = XMLValidator.validate(text);
  // A single “&” is not well-formed either, but it is clear what it stands for.
  if (checked === true || !["InvalidTag", "InvalidXml"].includes(checked.err.code)) return null;
  return {
    where: `line ${checked.err.line}`,
    reason: "the XML is not well-formed here, as if a part of the file were missing; what could be read of it is used",
  };
}

/** @returns null when the text is no XML at all */
export function parseXml(text: string): XmlDocument | null {
  const source = text.replace(/^\uFEFF/, "");
  const name = /^\s*(?:<[?!](?:[^>[]|\[[^\]]*\])*>\s*)*<([A-Za-z_][\w.:-]*)/.exec(source)?.[1];
  if (name === undefined) return null;
  try {
    const nodes = parser.parse(source) as readonly Node[];
    const root = nodes.map(elementOf).find((element) => element !== null);
    if (root) return { name, root, damage: damageOf(source) };
  } catch {
    // What the parser says is for nobody.
  }
  return {
    name,
    root: null,
    damage: { where: "the file", reason: "it is no well-formed XML: it seems to be cut off" },
  };
}

export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element ? element.children.filter((child) => child.name === name) : [];
export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);
/** The text of a child; empty where there is none. */
export const textOf = (element: XmlElement | undefined, name: string): string => childOf(element, name)?.text ?? "";

/** An element that has no place of its own, as it is kept in `extra`: a text, or an object of what is within; lists where names repeat. */
export function plainOf(element: XmlElement): unknown {
  if (element.children.length === 0) return element.text;
  const plain = new Map<string, unknown[]>();
  for (const child of element.children) plain.set(child.name, [...(plain.get(child.name) ?? []), plainOf(child)]);
  return Object.fromEntries([...plain].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
