/** The page of differences: one file that opens anywhere. */
import { readFile } from "node:fs/promises";
import sharp from "sharp";

export interface Change {
  readonly picture: string;
  readonly share: number;
  /** Files of the approved picture and of the new one. */
  readonly before: string;
  readonly after: string;
  readonly difference: Buffer | null;
}

export interface Report {
  readonly taken: number;
  readonly failed: readonly { readonly scene: string; readonly message: string }[];
  readonly changes: readonly Change[];
  readonly fresh: readonly string[];
  readonly missing: readonly string[];
  /** What is wrong, and in which pictures. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.001 ? 3 : 1)} %`;

async function image(source: string | Buffer, title: string): Promise<string> {
  const webp = await sharp(typeof source === "string" ? await readFile(source) : source)
    .webp({ quality: 85 })
    .toBuffer();
  return `<figure><figcaption>${title}</figcaption><img alt="${title}" src="data:image/webp;base64,${webp.toString("base64")}"></figure>`;
}

async function changeSection({ picture, share, before, after, difference }: Change): Promise<string> {
  const pictures = await Promise.all([
    image(before, "before"),
    image(after, "after"),
    ...(difference ? [image(difference, "difference")] : []),
  ]);
  return `<section><h3>${escape(picture)} <small>${percent(share)} of its pixels</small></h3><div class="row">${pictures.join("")}</div></section>`;
}

const list = (title: string, entries: readonly string[]): string =>
  entries.length === 0
    ? ""
    : `<h2>${title} (${entries.length})</h2><ul>${entries.map((each) => `<li>${each}</li>`).join("")}</ul>`;

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #222; background: #fff }
  .row { display: flex; gap: 1rem; align-items: flex-start }
  figure { margin: 0; flex: 1 1 0; min-width: 0; max-width: 60rem }
  img { max-width: 100%; border: 1px solid #ccc }
  small, figcaption { color: #666; font-weight: normal }
  li { overflow-wrap: anywhere }`;

/** @returns the page's HTML */
export async function renderReport({ taken, failed, changes, fresh, missing, faults }: Report): Promise<string> {
  const sections: string[] = [];
  for (const change of changes) sections.push(await changeSection(change));
  const faultList = [...faults].map(
    ([fault, pictures]) => `${escape(fault)}<br><small>${pictures.map(escape).join(", ")}</small>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title><style>${STYLE}</style>
<h1>Screenshots</h1>
<p>${taken} taken, ${changes.length} changed, ${fresh.length} new, ${missing.length} missing; ${faults.size} kinds of fault.</p>
${list(
  "Scenes that could not be opened",
  failed.map(({ scene, message }) => `${escape(scene)}<pre>${escape(message)}</pre>`),
)}
${changes.length > 0 ? `<h2>Changed (${changes.length})</h2>` : ""}${sections.join("\n")}
${list("New", fresh.map(escape))}
${list("Missing: approved, but not taken", missing.map(escape))}
${list("Faults", faultList)}
</html>
`;
}
