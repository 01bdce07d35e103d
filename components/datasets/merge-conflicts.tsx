"use client";

import { Button } from "@/components/ui/button";
import { formatCount, plural } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import type { DatasetDto } from "@/lib/datasets/schema";
import type { MergeBackDto, MergeBackInput, MergeConflict } from "@/lib/merging/schema";
import type { ConflictKind, Side } from "@/lib/versioning/conflicts";

/** Which side is taken: of the conflicts that are named, and of all others. */
export interface Choices {
  readonly of: ReadonlyMap<string, { readonly conflict: MergeConflict; readonly take: Side }>;
  readonly rest: Side | null;
}
export const NO_CHOICES: Choices = { of: new Map(), rest: null };

const keyOf = ({ item_id, kind }: Pick<MergeConflict, "item_id" | "kind">): string => `${kind} ${item_id}`;
const sideOf = (choices: Choices, conflict: MergeConflict): Side | null =>
  choices.of.get(keyOf(conflict))?.take ?? choices.rest;

/** Whether there is nothing left to choose about. */
export const isSettled = (choices: Choices, { conflicts, n_conflicts }: MergeBackDto): boolean =>
  choices.rest !== null ||
  (n_conflicts === conflicts.length && conflicts.every((conflict) => choices.of.has(keyOf(conflict))));

export const resolutionsOf = ({ of, rest }: Choices): Pick<MergeBackInput, "resolutions" | "take_all"> => ({
  resolutions: [...of.values()].map(({ conflict: { item_id, kind }, take }) => ({ item_id, kind, take })),
  ...(rest ? { take_all: rest } : {}),
});

const KINDS: Readonly<Record<ConflictKind, string>> = {
  files: "File",
  captions: "Captions",
  objects: "Objects",
  metadata: "Metadata",
  origins: "Licence and source",
  splits: "Split",
  removed: "Deleted or changed",
};

interface MergeConflictsProps {
  readonly preview: MergeBackDto;
  readonly names: Readonly<Record<Side, Pick<DatasetDto, "display_name">>>;
  readonly choices: Choices;
  readonly onChoose: (choices: Choices) => void;
}

/** What both sides changed, each with a choice; and one for all of them. */
export function MergeConflicts({ preview, names, choices, onChoose }: MergeConflictsProps) {
  const { conflicts, n_conflicts } = preview;
  const more = n_conflicts - conflicts.length;
  return (
    <section aria-label="Conflicts" className="grid grid-cols-1 gap-2">
      <p className="font-medium">Both sides changed the same of {plural(n_conflicts, "item")}. Choose what to keep.</p>
      <div className="flex flex-wrap gap-2">
        <Button aria-pressed={choices.rest === "ours"} onClick={() => onChoose({ of: new Map(), rest: "ours" })}>
          Keep this side for all
        </Button>
        <Button aria-pressed={choices.rest === "theirs"} onClick={() => onChoose({ of: new Map(), rest: "theirs" })}>
          Take the clone for all
        </Button>
      </div>
      <ul className="grid max-h-72 grid-cols-1 gap-2 overflow-y-auto">
        {conflicts.map((conflict) => (
          <li key={keyOf(conflict)} className="flex gap-3 rounded-md p-2 ring-1 ring-line">
            {conflict.thumbnail_url ? (
              // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made by this server already
              <img src={conflict.thumbnail_url} alt="" className="size-12 shrink-0 rounded object-cover" />
            ) : null}
            <fieldset className="grid min-w-0 flex-1 grid-cols-1 gap-1">
              <legend className="text-[13px] text-muted wrap-anywhere">
                {conflict.file_name}: {KINDS[conflict.kind]}
              </legend>
              {(["ours", "theirs"] as const).map((side) => (
                <label key={side} className="flex items-start gap-2 pointer-coarse:min-h-12">
                  <input
                    type="radio"
                    name={keyOf(conflict)}
                    className="mt-1 size-4 shrink-0 accent-(--accent)"
                    checked={sideOf(choices, conflict) === side}
                    onChange={() =>
                      onChoose({
                        ...choices,
                        of: new Map([...choices.of, [keyOf(conflict), { conflict, take: side }]]),
                      })
                    }
                  />
                  <span className="min-w-0 wrap-anywhere">
                    <span className="text-muted">
                      <Name>{names[side].display_name}</Name>:{" "}
                    </span>
                    {conflict[side]}
                  </span>
                </label>
              ))}
            </fieldset>
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <p className="text-[13px] text-muted">
          {formatCount(more)} more are not listed: choose one side for all, and name those here that differ.
        </p>
      ) : null}
    </section>
  );
}
