import { diffWordsWithSpace } from "diff";

/** A text that was changed, in one: what went is struck out, what came is underlined. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  return (
    <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">
      {diffWordsWithSpace(before, after).map((part, index) =>
        part.removed ? (
          <del key={index} className="bg-danger-soft text-danger">
            {part.value}
          </del>
        ) : part.added ? (
          <ins key={index} className="bg-good-soft text-good">
            {part.value}
          </ins>
        ) : (
          <span key={index}>{part.value}</span>
        ),
      )}
    </p>
  );
}
