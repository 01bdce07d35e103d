import { formatCount, plural } from "@/components/ui/format";
import type { MergeBackDto } from "@/lib/merging/schema";

const KINDS: Readonly<Record<keyof MergeBackDto["by_kind"], string>> = {
  tags: "Tags",
  labels: "Labels",
  captions: "Captions",
  objects: "Objects",
  metadata: "Metadata",
  splits: "Splits",
  origins: "Licence and source",
  files: "Files",
  issues: "Issues",
  clusters: "Clusters",
};
const CHANGES = { added: "comes", removed: "goes", changed: "changes" } as const;
const EDGES = { added: "ring-good", removed: "ring-danger", changed: "ring-accent" } as const;

/** What merging back comes to: numbers, kinds, and the first of the items. */
export function MergeBackPreview({ preview, savesFirst }: { preview: MergeBackDto; savesFirst: boolean }) {
  const { changed, added, removed, by_kind, items } = preview;
  const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((kind) => by_kind[kind] > 0);
  const more = changed - items.length;
  return (
    <section aria-label="What will change" className="grid grid-cols-1 gap-3 rounded-md bg-sunken px-3.5 py-3">
      <p role="status">
        {changed === 0
          ? "There is nothing new to merge."
          : `${plural(changed, "item")} will change: ${formatCount(added)} will come, ${formatCount(removed)} will go, ${formatCount(changed - added - removed)} will get other data.${savesFirst ? " A snapshot of it is saved first." : ""}`}
      </p>
      {kinds.length > 0 ? (
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 text-[13px]">
          {kinds.map((kind) => (
            <div key={kind} className="contents">
              <dt className="text-muted">{KINDS[kind]}</dt>
              <dd>{plural(by_kind[kind], "item")}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {items.length > 0 ? (
        <ul aria-label="Items that change" className="flex flex-wrap gap-1.5">
          {items.map(({ item_id, file_name, thumbnail_url, change }) => (
            <li key={item_id} className={`size-12 overflow-hidden rounded ring-2 ${EDGES[change]}`}>
              {thumbnail_url ? (
                // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made by this server already
                <img src={thumbnail_url} alt={`${file_name} ${CHANGES[change]}`} className="size-full object-cover" />
              ) : (
                <span className="text-[11px] wrap-anywhere">{file_name}</span>
              )}
            </li>
          ))}
          {more > 0 ? <li className="self-center text-[13px] text-muted">and {formatCount(more)} more</li> : null}
        </ul>
      ) : null}
    </section>
  );
}
