"use client";

import clsx from "clsx";
import { Folders, Images, ListChecks, PanelLeftClose, PanelLeftOpen, Settings } from "lucide-react";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { Drawer } from "@/components/ui/dialog";
import { Link } from "@/components/ui/link";
import { keepSidebar, sidebarOf, type SidebarChoice } from "./sidebar-cookie";

const LINKS = [
  { href: "/datasets", label: "Datasets", icon: Folders },
  { href: "/inputs", label: "Inputs", icon: Images },
  { href: "/tasks", label: "Tasks", icon: ListChecks },
  { href: "/settings", label: "Settings", icon: Settings },
];
const ROW = "flex h-9 w-full items-center gap-3 rounded-md px-2.5 pointer-coarse:min-h-12";

/** The ways from one page to another. @param isWide whether names stand beside the icons */
function Links({ isWide, onFollow }: { isWide: boolean; onFollow?: () => void }) {
  const pathname = usePathname();
  return (
    <ul className="grid gap-0.5">
      {LINKS.map(({ href, label, icon: Icon }) => {
        const isHere = pathname.startsWith(href);
        return (
          <li key={href}>
            <Link
              href={href}
              aria-current={isHere ? "page" : undefined}
              title={isWide ? undefined : label}
              onClick={onFollow}
              className={clsx(
                ROW,
                isHere ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken hover:text-ink",
              )}
            >
              <Icon size={18} aria-hidden className="shrink-0" />
              <span className={isWide ? "truncate" : "sr-only"}>{label}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The left side: names or icons, as chosen for this kind of page. On phones it is a drawer. @param initial what the server read */
export function Sidebar({ initial }: { initial: SidebarChoice }) {
  const of = sidebarOf(usePathname());
  const [choice, setChoice] = useState(initial);
  const isWide = choice[of];
  const toggle = () => {
    keepSidebar(of, !isWide);
    setChoice({ ...choice, [of]: !isWide });
  };
  const Toggle = isWide ? PanelLeftClose : PanelLeftOpen;
  return (
    <nav
      aria-label="Main"
      className={clsx(
        "flex shrink-0 flex-col justify-between overflow-x-hidden overflow-y-auto border-r border-line bg-surface p-2 max-sm:hidden",
        isWide ? "w-52" : "w-[3.4rem] pointer-coarse:w-16",
      )}
    >
      <Links isWide={isWide} />
      <button
        type="button"
        aria-expanded={isWide}
        title={isWide ? "Show icons only" : "Show names"}
        onClick={toggle}
        className={clsx(ROW, "text-muted hover:bg-sunken hover:text-ink")}
      >
        <Toggle size={18} aria-hidden className="shrink-0" />
        <span className={isWide ? "truncate" : "sr-only"}>{isWide ? "Collapse sidebar" : "Expand sidebar"}</span>
      </button>
    </nav>
  );
}

/** The same over the page, where there is no room beside it. */
export const SidebarDrawer = ({ onClose }: { onClose: () => void }) => (
  <Drawer onClose={onClose} title="Menu" side="left">
    <nav aria-label="Main" className="flex-1 overflow-y-auto p-3">
      <Links isWide onFollow={onClose} />
    </nav>
  </Drawer>
);
