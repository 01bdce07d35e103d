import { counted } from "@/components/ui/format";
import type { Loss } from "@/lib/annotations/model";

/** What an import does not keep, in numbers, and why. */
export function ImportLosses({ losses, none }: { losses: readonly Loss[]; none: string }) {
  if (losses.length === 0) return <p className="text-[13px] text-muted">{none}</p>;
  return (
    <ul aria-label="Not kept" tabIndex={0} className="grid max-h-48 grid-cols-1 gap-1 overflow-y-auto text-[13px]">
      {losses.map(({ what, count, why }) => (
        <li key={`${what} ${why}`} className="wrap-anywhere">
          <b>{counted(count, what)}</b>: <span className="text-muted">{why}</span>
        </li>
      ))}
    </ul>
  );
}
