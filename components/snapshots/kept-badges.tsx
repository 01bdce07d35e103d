import { Pin, ShieldCheck, Tag } from "lucide-react";
import { Badge } from "@/components/ui/status";
import type { KeptSnapshotDto } from "@/lib/snapshots/schema";

/** What keeps a snapshot from being removed. */
export function KeptBadges({ entry }: { entry: KeptSnapshotDto }) {
  return (
    <>
      {entry.aliases.map((alias) => (
        <Badge key={alias} tone="accent" icon={<Tag size={12} aria-hidden />} title="Alias">
          <span className="max-w-48 truncate">{alias}</span>
        </Badge>
      ))}
      {entry.protected ? <Badge icon={<ShieldCheck size={12} aria-hidden />}>Protected</Badge> : null}
      {entry.pinned ? <Badge icon={<Pin size={12} aria-hidden />}>Pinned</Badge> : null}
      {entry.training_model_id === null ? null : <Badge>Trained on</Badge>}
    </>
  );
}
