import { Skeleton } from "@/components/ui/status";

/** Places of tiles that are about to come. */
export const SkeletonTiles = (props: { "aria-busy"?: "true"; "aria-label"?: string; "aria-hidden"?: true }) => (
  <div
    {...props}
    role={props["aria-label"] ? "status" : undefined}
    className="grid min-h-0 flex-1 grid-cols-[repeat(auto-fill,minmax(168px,1fr))] content-start gap-2 overflow-hidden p-4"
  >
    {Array.from({ length: 24 }, (_, index) => (
      <Skeleton key={index} className="aspect-4/3" />
    ))}
  </div>
);
