import { formatCount, plural } from "@/components/ui/format";
import type { AnnotationResult } from "@/lib/pipeline/schema";
import { countedNames, kindWords } from "./import-words";
import { ImportLosses } from "./losses";

const SHOWN_CLASSES = 20;

/** What an import took of annotations, in numbers, what it changed, and what it did not keep. */
export function AnnotationSummary({ result }: { result: AnnotationResult }) {
  // Tasks from before these were counted have none of them.
  const { formats = [], by_kind, by_class, pictures, unmatched_names = [], objects, losses = [] } = result;
  const moved = (["added", "updated", "removed"] as const).filter((what) => (objects?.[what] ?? 0) > 0);
  const facts: [string, string][] = [
    ["Formats", formats.join(", ")],
    ["Annotations", kindWords(by_kind ?? {})],
    ["Classes", countedNames(by_class ?? {}, SHOWN_CLASSES)],
    ["Items that were there", result.existing > 0 ? `${plural(result.existing, "item")} changed` : ""],
    ["Their objects", moved.map((what) => `${formatCount(objects[what])} ${what}`).join(", ")],
    ["Objects that were there already", objects?.same > 0 ? formatCount(objects.same) : ""],
    ["Pictures that are not here", unmatchedWords(pictures?.unmatched ?? 0, unmatched_names)],
  ];
  return (
    <>
      <dl
        aria-label="What was imported"
        className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-[13px]"
      >
        {facts
          .filter(([, said]) => said !== "")
          .map(([name, said]) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid max-sm:grid-cols-1">
              <dt className="text-muted">{name}</dt>
              <dd className="min-w-0 wrap-anywhere">{said}</dd>
            </div>
          ))}
      </dl>
      <section>
        <h4 className="mb-1 text-[13px] font-medium">Not kept</h4>
        <ImportLosses losses={losses} none="Everything that the annotations say is kept." />
      </section>
    </>
  );
}

const unmatchedWords = (count: number, names: readonly string[]): string =>
  count === 0 ? "" : `${formatCount(count)}: ${names.join(", ")}${count > names.length ? ", …" : ""}`;
