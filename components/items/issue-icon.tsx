import { CircleDotDashed, Copy, Droplet, Moon, Sun, TagX, TriangleAlert, type LucideIcon } from "lucide-react";

const ICONS: Readonly<Record<string, LucideIcon>> = {
  blur: Droplet,
  dark: Moon,
  bright: Sun,
  duplicates: Copy,
  outliers: CircleDotDashed,
  mislabels: TagX,
};

/** What an issue is, as a shape; its name stands beside it. */
export function IssueIcon({ issue, size = 13 }: { issue: string; size?: number }) {
  const Icon = Object.hasOwn(ICONS, issue) ? ICONS[issue]! : TriangleAlert;
  return <Icon size={size} aria-hidden className="shrink-0" />;
}
