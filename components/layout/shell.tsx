"use client";

import { Command as CommandIcon, LogOut, Menu as MenuIcon, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { useState, type ReactNode } from "react";
import { IconButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { useOpenPalette } from "./command-palette";
import { Sidebar, SidebarDrawer } from "./sidebar";
import type { SidebarChoice } from "./sidebar-cookie";
import { setTheme } from "./theme";
import { useSignOut } from "./use-sign-out";

interface ShellProps {
  readonly user: { readonly email: string; readonly name: string };
  /** Whether the sidebar is wide, as the server read it. */
  readonly sidebar: SidebarChoice;
  readonly children: ReactNode;
}

export function Shell({ user, sidebar, children }: ShellProps) {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const openPalette = useOpenPalette();
  const signOut = useSignOut();
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent font-medium text-accent-ink focus:not-sr-only focus:absolute focus:top-1 focus:left-1 focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 flex h-13 items-center gap-1 border-b border-line bg-surface px-3 sm:gap-4 sm:px-5">
        <IconButton label="Menu" onClick={() => setMenuOpen(true)} className="sm:hidden">
          <MenuIcon size={19} aria-hidden />
        </IconButton>
        <Link
          href="/datasets"
          className="flex items-center justify-center gap-2 rounded-md font-semibold pointer-coarse:min-h-[40px] pointer-coarse:min-w-[40px]"
          aria-label="Stillframe"
        >
          <Logo />
          <span className="max-sm:hidden">Stillframe</span>
        </Link>
        <div className="ml-auto flex items-center gap-1">
          <IconButton label="Commands" title="Commands (Ctrl/Cmd+K)" onClick={openPalette}>
            <CommandIcon size={17} aria-hidden />
          </IconButton>
          <Menu
            trigger={
              <button
                type="button"
                className="flex h-9 items-center justify-center gap-2 rounded-md px-2 hover:bg-sunken pointer-coarse:min-h-[40px] pointer-coarse:min-w-[40px]"
                aria-label={`Account of ${user.email}`}
              >
                <UserRound size={18} aria-hidden />
                <span className="text-muted max-md:hidden">{user.email}</span>
              </button>
            }
          >
            <MenuLabel>{user.email}</MenuLabel>
            <MenuSeparator />
            <MenuItem icon={<Sun size={16} aria-hidden />} onSelect={() => setTheme("light")}>
              Light
            </MenuItem>
            <MenuItem icon={<Moon size={16} aria-hidden />} onSelect={() => setTheme("dark")}>
              Dark
            </MenuItem>
            <MenuItem icon={<Monitor size={16} aria-hidden />} onSelect={() => setTheme("system")}>
              As the system
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={<LogOut size={16} aria-hidden />} onSelect={signOut}>
              Sign out
            </MenuItem>
          </Menu>
        </div>
      </header>
      <div className="flex min-h-0 flex-1">
        <Sidebar initial={sidebar} />
        <main id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto outline-none">
          {children}
        </main>
      </div>
      {isMenuOpen ? <SidebarDrawer onClose={() => setMenuOpen(false)} /> : null}
    </div>
  );
}

/** Frames behind frames: the newest in front, the kept ones still there. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden>
      <rect x="7" y="2" width="15" height="12" rx="2.5" fill="var(--accent)" opacity="0.28" />
      <rect x="4.5" y="5.5" width="15" height="12" rx="2.5" fill="var(--accent)" opacity="0.5" />
      <rect x="2" y="9" width="15" height="12" rx="2.5" fill="var(--accent)" />
      <path d="M4.5 18.5l3.6-4.4 2.3 2.6 1.6-1.7 2.6 3.5z" fill="var(--accent-ink)" />
    </svg>
  );
}
