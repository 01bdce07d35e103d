import { Ban, CircleCheck, CircleDashed, CircleX, LoaderCircle, Lock } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/status";
import { presentStatusLabel, type DatasetStatus } from "@/lib/operations/statuses";

const LOOK: Record<DatasetStatus, { tone: Tone; icon: typeof Lock }> = {
  DRAFT: { tone: "neutral", icon: CircleDashed },
  INDEXING: { tone: "accent", icon: LoaderCircle },
  READY: { tone: "good", icon: CircleCheck },
  READ_ONLY: { tone: "warn", icon: Lock },
  PARTIAL_INDEX: { tone: "warn", icon: Ban },
  ERROR: { tone: "danger", icon: CircleX },
};

export function StatusBadge({ status }: { status: DatasetStatus }) {
  const { tone, icon: Icon } = LOOK[status];
  return (
    <Badge
      tone={tone}
      icon={<Icon size={12} aria-hidden className={status === "INDEXING" ? "animate-spin" : undefined} />}
    >
      {presentStatusLabel(status)}
    </Badge>
  );
}
