import type { ReactNode } from "react";
import { formatValue } from "@/components/ui/format";
import type { ComparedItem } from "@/lib/comparing/schema";
import { valueChanges, type ValueChange } from "@/lib/comparing/values";
import { objectChangeWords } from "@/lib/objects/change-words";
import { TextDiff } from "./text-diff";
import { CHANGE_NAMES, KIND_NAMES } from "./words";

const NAMES: Readonly<Record<string, string>> = {
  propagated_labels: "Labels not confirmed yet",
  cluster_id: "Cluster",
  subcluster_id: "Part of the cluster",
  file_path: "File",
  sha256: "Content of the file",
  split: "Split",
  license: "Licence",
  source_url: "Source",
};

/** What became of an item, kind by kind, before and after. */
export function ItemWords({ compared }: { compared: ComparedItem }) {
  const { change, kinds, before, after } = compared;
  if (!before || !after)
    return (
      <p>
        <span className="font-medium">{CHANGE_NAMES[change]}.</span>{" "}
        {before ? "It is no longer in the version on the right." : "It was not in the version on the left."}
      </p>
    );
  return (
    <dl aria-label="What changed" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {valueChanges(before, after, kinds).map((value) => (
        <div key={value.name}>
          <dt className="text-[13px] font-semibold">{NAMES[value.name] ?? KIND_NAMES[value.kind]}</dt>
          <dd className="text-[13px]">
            <Value value={value} compared={compared} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({
  value: { name, before, after },
  compared,
}: {
  value: ValueChange;
  compared: ComparedItem;
}): ReactNode {
  switch (name) {
    case "objects":
      return <Objects compared={compared} />;
    case "captions":
      return <Captions before={before as string[]} after={after as string[]} />;
    case "metadata":
      return <Fields before={before as Record<string, unknown>} after={after as Record<string, unknown>} />;
    case "sha256":
      return "Replaced by another file";
  }
  return Array.isArray(before) || Array.isArray(after) ? (
    <Words before={(before ?? []) as string[]} after={(after ?? []) as string[]} />
  ) : (
    <Turn before={before} after={after} />
  );
}

function Objects({ compared: { object_changes } }: { compared: ComparedItem }) {
  const phrases = object_changes ? objectChangeWords(object_changes) : [];
  return (
    <ul aria-label="Objects" className="grid gap-0.5">
      {phrases.map((phrase) => (
        <li key={phrase} dir="auto" className="wrap-anywhere">
          {phrase}
        </li>
      ))}
    </ul>
  );
}

const Captions = ({ before, after }: { before: readonly string[]; after: readonly string[] }) => (
  <div className="grid gap-1.5">
    {Array.from({ length: Math.max(before.length, after.length) }, (_, at) => (
      <TextDiff key={at} before={before[at] ?? ""} after={after[at] ?? ""} />
    ))}
  </div>
);

/** Words that went, and words that came; those that stayed say nothing. */
function Words({ before, after }: { before: readonly string[]; after: readonly string[] }) {
  return (
    <p className="flex flex-wrap gap-1.5">
      {before
        .filter((word) => !after.includes(word))
        .map((word) => (
          <del key={word} dir="auto" className="rounded bg-danger-soft px-1.5 wrap-anywhere text-danger">
            {word}
          </del>
        ))}
      {after
        .filter((word) => !before.includes(word))
        .map((word) => (
          <ins key={word} dir="auto" className="rounded bg-good-soft px-1.5 wrap-anywhere text-good no-underline">
            +{word}
          </ins>
        ))}
    </p>
  );
}

const isNothing = (value: unknown): boolean => value === null || value === undefined;

/** One value in the place of another. */
const Turn = ({ before, after }: { before: unknown; after: unknown }) => (
  <p className="wrap-anywhere">
    {isNothing(before) ? (
      <span className="text-muted">none</span>
    ) : (
      <del className="text-danger">{formatValue(before)}</del>
    )}
    <span aria-hidden> → </span>
    {isNothing(after) ? (
      <span className="text-muted">none</span>
    ) : (
      <ins className="text-good no-underline">{formatValue(after)}</ins>
    )}
  </p>
);

function Fields({ before, after }: { before: Record<string, unknown>; after: Record<string, unknown> }) {
  // Maps: fields have names that people choose, “constructor” too.
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => JSON.stringify(was.get(name)) !== JSON.stringify(is.get(name)),
  );
  return (
    <ul className="grid gap-0.5">
      {names.map((name) => (
        <li key={name}>
          <bdi className="text-muted">{name}</bdi>
          <Turn before={was.get(name)} after={is.get(name)} />
        </li>
      ))}
    </ul>
  );
}
