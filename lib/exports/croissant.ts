/** Describes an archive for tools that load datasets. Format: MLCommons Croissant 1.1, https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html */
import type { ExportInfo, Survey } from "./format";

const CONTEXT = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  arrayShape: "cr:arrayShape",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  containedIn: "cr:containedIn",
  cr: "http://mlcommons.org/croissant/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  examples: { "@id": "cr:examples", "@type": "@json" },
  extract: "cr:extract",
  field: "cr:field",
  fileObject: "cr:fileObject",
  fileProperty: "cr:fileProperty",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isArray: "cr:isArray",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  parentField: "cr:parentField",
  path: "cr:path",
  rai: "http://mlcommons.org/croissant/RAI/",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  repeated: "cr:repeated",
  replace: "cr:replace",
  samplingRate: "cr:samplingRate",
  sc: "https://schema.org/",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
};

export interface DescribedFile {
  readonly path: string;
  readonly mime: string;
  readonly size: number;
  readonly sha256: string;
}
/** Files of one item each, by the folder that they lie in. */
export interface DescribedFolder {
  readonly id: string;
  readonly mime: string;
  readonly glob: string;
}

const property = (propertyID: string, value: string) => ({ "@type": "sc:PropertyValue", propertyID, value });

/** The text of `croissant.json`: what is in the archive, of which version, under which licence. */
export function croissantOf(
  info: ExportInfo,
  survey: Survey,
  files: readonly DescribedFile[],
  folders: readonly DescribedFolder[],
): string {
  const media = folders.find(({ id }) => id === "media");
  const day = info.state_time.slice(0, 10);
  return `${JSON.stringify(
    {
      "@context": CONTEXT,
      "@type": "sc:Dataset",
      conformsTo: "http://mlcommons.org/croissant/1.1",
      name: info.dataset,
      ...(info.description === "" ? {} : { description: info.description }),
      ...(survey.licenses.length === 0
        ? {}
        : { license: survey.licenses.length === 1 ? survey.licenses[0] : survey.licenses }),
      url: `urn:uuid:${info.dataset_id}`,
      creator: { "@type": "sc:Person", email: info.exported_by },
      datePublished: day,
      version: info.snapshot_id ?? info.state_digest,
      identifier: [
        ...(info.snapshot_id === null ? [] : [property("snapshot_id", info.snapshot_id)]),
        property("state_digest", info.state_digest),
      ],
      distribution: [
        ...files.map(({ path, mime, size, sha256 }) => ({
          "@type": "cr:FileObject",
          "@id": path,
          name: path,
          contentUrl: path,
          contentSize: `${size} B`,
          encodingFormat: mime,
          sha256,
        })),
        ...folders.map(({ id, mime, glob }) => ({
          "@type": "cr:FileSet",
          "@id": id,
          name: id,
          encodingFormat: mime,
          includes: glob,
        })),
      ],
      recordSet: media
        ? [
            {
              "@type": "cr:RecordSet",
              "@id": "items",
              name: "items",
              field: [
                fileField("path", "sc:Text", media.id, "fullpath"),
                fileField("content", "sc:ImageObject", media.id, "content"),
              ],
            },
          ]
        : [],
    },
    null,
    2,
  )}\n`;
}

const fileField = (name: string, dataType: string, fileSet: string, fileProperty: string) => ({
  "@type": "cr:Field",
  "@id": `items/${name}`,
  name,
  dataType,
  source: { fileSet: { "@id": fileSet }, extract: { fileProperty } },
});
