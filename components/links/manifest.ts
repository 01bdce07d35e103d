/** Links to files as text: a line each, or a manifest. Written page by page, so that a million of them need no memory. */
import Papa from "papaparse";
import type { LinksDto } from "@/lib/links/schema";

export const MANIFESTS = ["csv", "json"] as const;
export type Manifest = (typeof MANIFESTS)[number];
export const MANIFEST_TYPES: Record<Manifest, string> = { csv: "text/csv", json: "application/json" };

type Link = LinksDto["links"][number];
const COLUMNS = ["media_id", "file_name", "url", "expires_at"] as const satisfies readonly (keyof Link)[];

/** Where no thumbnail could be made there is nothing to link to. */
export const linked = (links: readonly Link[]): Link[] => links.filter(({ url }) => url !== null);

/** What spreadsheets run as a formula; an apostrophe in front makes it text. */
const FORMULA = /^[=+\-@\t\r]/;
const NEWLINE = "\r\n";

export const asLines = (links: readonly Link[]): string =>
  linked(links)
    .map(({ url }) => url)
    .join("\n");

/** A manifest's beginning, what stands for each page of it, and its end. */
export interface Writer {
  readonly begin: (first: LinksDto, datasetId: string) => string;
  readonly page: (links: readonly Link[], isFirst: boolean) => string;
  readonly end: string;
}

const picked = (link: Link) => Object.fromEntries(COLUMNS.map((column) => [column, link[column]]));

export const WRITERS: Record<Manifest, Writer> = {
  csv: {
    begin: () => COLUMNS.join(",") + NEWLINE,
    page: (links) => {
      const rows = linked(links).map((link) => COLUMNS.map((column) => link[column]));
      return rows.length === 0 ? "" : Papa.unparse(rows, { newline: NEWLINE, escapeFormulae: FORMULA }) + NEWLINE;
    },
    end: "",
  },
  json: {
    begin: ({ state_id }, dataset_id) => `{"dataset_id":"${dataset_id}","state_id":"${state_id}","links":[\n`,
    page: (links, isFirst) => {
      const rows = linked(links).map((link) => JSON.stringify(picked(link)));
      return rows.length === 0 ? "" : (isFirst ? "" : ",\n") + rows.join(",\n");
    },
    end: "\n]}\n",
  },
};
