/** Bytes of a file as text, by what the file says of its encoding before anything is guessed. Pure. */

export type TextKind = "xml" | "json" | "text";
export type Decoded =
  | {
      readonly text: string;
      readonly encoding: string;
      /** Nothing in the file says so. */ readonly isAssumed: boolean;
    }
  | { readonly wrong: string };

/** An encoding and how many bytes of the file say so. */
interface Mark {
  readonly encoding: string;
  readonly length: number;
}

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** The byte order mark that the file begins with. */
export function markOf(bytes: Uint8Array): Mark | null {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return { encoding: "utf-8", length: 3 };
  if (startsWith(bytes, 0xff, 0xfe, 0, 0)) return { encoding: "utf-32le", length: 4 };
  if (startsWith(bytes, 0, 0, 0xfe, 0xff)) return { encoding: "utf-32be", length: 4 };
  if (startsWith(bytes, 0xff, 0xfe)) return { encoding: "utf-16le", length: 2 };
  if (startsWith(bytes, 0xfe, 0xff)) return { encoding: "utf-16be", length: 2 };
  return null;
}

/** JSON and XML begin with a character of ASCII: where its zero byte stands tells UTF-16 (RFC 4627, §3; XML 1.0, appendix F). */
function widthOf(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0 && b === 0 && c === 0 && d) return "utf-32be";
  if (a && b === 0 && c === 0 && d === 0) return "utf-32le";
  if (a === 0 && b) return "utf-16be";
  if (a && b === 0) return "utf-16le";
  return null;
}

/** What an XML declaration names, read as ASCII: it stands there in whatever the file is written in. */
function declaredOf(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, 256));
  return /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']/.exec(head)?.[1]?.toLowerCase() ?? null;
}

/** Bytes 0x80 to 0x9f of Windows-1252, which decoders of some versions of Node take for those of Latin-1. */
const WESTERN = "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ";
const westernText = (text: string): string =>
  text.replace(/[\x80-\x9f]/g, (character) => WESTERN[character.charCodeAt(0) - 0x80]!);

/** Decodes a text piece by piece. */
export interface TextReader {
  /** @param isLast whether nothing comes after these bytes @throws TypeError where they do not fit the encoding */
  read(bytes: Uint8Array, isLast: boolean): string;
}

/** @returns null for an encoding that is not known */
export function textReader(encoding: string): TextReader | null {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  } catch {
    return null;
  }
  const isUnicode = /^utf/.test(decoder.encoding);
  return {
    read(bytes, isLast) {
      const text = decoder.decode(bytes, { stream: !isLast });
      if (isUnicode) return text;
      const read = decoder.encoding === "windows-1252" ? westernText(text) : text;
      // U+F8F5 is what decoders of Chinese make of the byte 0xff.
      if (/[\ufffd\uf8f5]/.test(read)) throw new TypeError(`The bytes are no ${encoding}`);
      return read;
    },
  };
}

function decodeAs(encoding: string, bytes: Uint8Array, isAssumed = false): Decoded {
  const reader = textReader(encoding);
  if (!reader) return { wrong: `its encoding “${encoding}” is not known here; save it as UTF-8` };
  try {
    return { text: reader.read(bytes, true), encoding, isAssumed };
  } catch {
    return { wrong: `it holds bytes that are no ${encoding.toUpperCase()}; save it as UTF-8` };
  }
}

const isLetter = (byte: number | undefined): boolean => byte !== undefined && (byte | 32) >= 97 && (byte | 32) <= 122;

/**
 * Whether bytes that are no UTF-8 can be of a Western European text: there, letters beyond ASCII stand alone or in pairs beside
 * letters of ASCII, while writing of two bytes a character makes runs of them.
 */
export function looksWestern(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at]! < 0x80) continue;
    const start = at;
    while (bytes[at]! >= 0x80) if (WESTERN[bytes[at++]! - 0x80] === "\ufffd") return false;
    if (at - start > 2 || (!isLetter(bytes[start - 1]) && !isLetter(bytes[at]))) return false;
  }
  return true;
}

/**
 * The text of a file. First its byte order mark counts, then what it declares (XML) or where its zero bytes stand (JSON, XML),
 * then UTF-8. Bytes that do not fit are never replaced: then it says what is wrong.
 * @param fallback an encoding to take where nothing is declared and the bytes are no UTF-8, such as `windows-1252`
 */
export function decodeText(bytes: Uint8Array, kind: TextKind, fallback?: string): Decoded {
  const mark = markOf(bytes);
  const sure = mark?.encoding ?? (kind === "text" ? null : widthOf(bytes));
  if (sure?.startsWith("utf-32")) return { wrong: "it is UTF-32; save it as UTF-8" };
  if (sure) return decodeAs(sure, bytes.subarray(mark?.length ?? 0));
  const declared = kind === "xml" ? declaredOf(bytes) : null;
  // A declaration that could be read byte by byte is not in UTF-16, whatever it says.
  if (declared && !/^(utf-?16|ucs-?2|utf-?8)/.test(declared)) return decodeAs(declared, bytes);
  const utf8 = decodeAs("utf-8", bytes, kind === "text");
  if (!("wrong" in utf8) || fallback === undefined) return utf8;
  if (fallback === "windows-1252" && !looksWestern(bytes)) return utf8;
  return decodeAs(fallback, bytes, true);
}
