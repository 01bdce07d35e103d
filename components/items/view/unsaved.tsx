"use client";

import { PencilLine } from "lucide-react";
import { useWorkspace } from "@/components/workspace/workspace";
import { Badge } from "@/components/ui/status";
import { formatCount } from "@/components/ui/format";
import { changesOf, type ItemDraft } from "./drafts";
import { useUnsaved } from "./use-drafts";

/** Marks a part that has a draft. */
export const Unsaved = ({ shown }: { shown: boolean }) =>
  shown ? (
    <span className="mr-auto">
      <Badge tone="warn" icon={<PencilLine size={12} aria-hidden />}>
        Unsaved
      </Badge>
    </span>
  ) : null;

const countOf = (drafts: readonly ItemDraft[]) => drafts.reduce((sum, draft) => sum + changesOf(draft), 0);

/** Says that other items have unsaved changes, and leads to the one that was written last. */
export function UnsavedElsewhere({ mediaId }: { mediaId: string | null }) {
  const { dataset, setView } = useWorkspace();
  const others = useUnsaved(dataset.id).filter((draft) => draft.mediaId !== mediaId);
  const last = others.at(-1);
  const count = countOf(others);
  if (!last) return null;
  return (
    <button
      type="button"
      title={`Go to ${last.fileName}`}
      onClick={() => setView({ item: last.mediaId, snapshot: null })}
      className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-full bg-warn-soft px-3 text-[13px] font-medium whitespace-nowrap text-warn hover:brightness-95 pointer-coarse:h-12"
    >
      <PencilLine size={14} aria-hidden />
      {/* On a phone the name of the item needs the room. */}
      <span>
        {formatCount(count)} unsaved<span className="max-sm:sr-only"> {count === 1 ? "change" : "changes"}</span>
      </span>
    </button>
  );
}

/** The same below the grid, while no item is open. */
export function UnsavedBar() {
  const { dataset, view } = useWorkspace();
  const unsaved = useUnsaved(dataset.id);
  const last = unsaved.at(-1);
  // The region is there before there is something to say: only then it is told.
  return (
    <div role="status">
      {last && view.item === null ? (
        <div className="flex items-center justify-center gap-3 border-t border-line bg-surface px-4 py-1.5">
          <UnsavedElsewhere mediaId={null} />
          <span dir="auto" className="min-w-0 truncate text-[13px] text-muted">
            {last.fileName}
          </span>
        </div>
      ) : null}
    </div>
  );
}
