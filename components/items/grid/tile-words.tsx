import clsx from "clsx";
import { Hash, Tag } from "lucide-react";
import type { ReactNode } from "react";
import type { ItemDto } from "@/lib/items/schema";
import { IssueIcon } from "../issue-icon";

type Words = Pick<ItemDto, "labels" | "tags" | "issues" | "propagated_labels">;
type Kind = "label" | "tag" | "issue";

/** Labels, tags and issues differ in colour and in shape: square, round, and cut at a corner. */
const LOOKS: Record<Kind, string> = {
  label: "rounded-sm bg-accent-soft text-accent-text",
  tag: "rounded-full bg-line text-ink",
  issue: "rounded-tl-sm rounded-br-lg bg-warn-soft text-warn",
};
/** More than this many do not fit beside each other. */
const MAX_SHOWN = 3;

const wordsOf = (item: Words): { readonly kind: Kind; readonly word: string }[] => [
  ...item.labels.map((word) => ({ kind: "label" as const, word })),
  ...item.tags.map((word) => ({ kind: "tag" as const, word })),
  ...item.issues.map((word) => ({ kind: "issue" as const, word })),
];

function Icon({ kind, word }: { kind: Kind; word: string }) {
  if (kind === "issue") return <IssueIcon issue={word} size={11} />;
  const Shape = kind === "label" ? Tag : Hash;
  return <Shape size={10} aria-hidden className="shrink-0" />;
}

/** What is known of an item, below its picture. */
export function TileWords({ item }: { item: Words }): ReactNode {
  const words = wordsOf(item);
  const shown = words.slice(0, MAX_SHOWN);
  return (
    <p className="flex h-5 min-w-0 gap-1 overflow-hidden text-xs leading-5">
      {shown.map(({ kind, word }) => (
        <span
          key={`${kind} ${word}`}
          title={word}
          // Long words give way first: of short ones nothing would be left.
          style={{ flexShrink: word.length ** 2 }}
          className={clsx(
            "flex min-w-0 items-center gap-1 px-1.5",
            LOOKS[kind],
            // Nobody has confirmed it yet.
            kind === "label" && item.propagated_labels.includes(word) && "outline-1 -outline-offset-1 outline-dashed",
          )}
        >
          <Icon kind={kind} word={word} />
          <span className="max-w-24 truncate">{word}</span>
        </span>
      ))}
      {words.length > shown.length ? (
        <span
          title={words
            .slice(MAX_SHOWN)
            .map(({ word }) => word)
            .join(", ")}
          className="shrink-0 text-muted"
        >
          +{words.length - shown.length}
        </span>
      ) : null}
    </p>
  );
}

/** The same on a small picture: which kinds there are, and nothing that has to be read. */
export function TileMarks({ item }: { item: Words }) {
  const words = wordsOf(item);
  const kinds = (["label", "tag", "issue"] as const).flatMap((kind) => words.find((one) => one.kind === kind) ?? []);
  if (kinds.length === 0) return null;
  return (
    <span aria-hidden className="absolute bottom-1 left-1 flex gap-0.5 transition-opacity group-hover:opacity-0">
      {kinds.map(({ kind, word }) => (
        <span key={kind} className={clsx("grid size-4 place-items-center", LOOKS[kind])}>
          <Icon kind={kind} word={word} />
        </span>
      ))}
    </span>
  );
}
