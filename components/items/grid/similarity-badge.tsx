import { formatPercent } from "@/components/ui/format";

/** How alike a tile is to what is searched for; nothing where nobody asked, or where it is less than asked for. */
export const SimilarityBadge = ({ similarity }: { similarity: number | undefined }) =>
  similarity === undefined ? null : (
    <span
      aria-hidden
      className="absolute bottom-2 left-2 rounded-full bg-black/65 px-1.5 text-xs font-medium text-white tabular-nums"
    >
      {formatPercent(similarity)}
    </span>
  );
