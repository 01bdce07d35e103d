"use client";

import { useQuery } from "@tanstack/react-query";
import { Command, defaultFilter } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import * as Radix from "@radix-ui/react-dialog";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useDialogs } from "@/components/dialogs/context";
import { datasetsQuery } from "@/lib/datasets/queries";
import { useCurrentUser } from "./current-user";
import { setTheme } from "./theme";

export interface PaletteCommand {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** Why it cannot be run now; null or nothing when it can. */
  readonly blocked?: string | null;
  readonly keys?: string;
  /** More words that it is found by. */
  readonly words?: string;
  readonly run: () => void;
}

/** The commands of a part of the page, as they are when they are asked for. */
type Source = () => readonly PaletteCommand[];
interface Palette {
  readonly register: (source: Source) => () => void;
  readonly open: () => void;
}
const PaletteContext = createContext<Palette>({ register: () => () => undefined, open: () => undefined });

/** Adds a page's own commands while it is shown. */
export function useCommands(commands: readonly PaletteCommand[]): void {
  const { register } = useContext(PaletteContext);
  const latestRef = useRef(commands);
  useEffect(() => {
    latestRef.current = commands;
  });
  useEffect(() => register(() => latestRef.current), [register]);
}
export const useOpenPalette = (): (() => void) => useContext(PaletteContext).open;

const EVERYWHERE = [
  { id: "datasets", title: "Go to Datasets", href: "/datasets" },
  { id: "inputs", title: "Go to Inputs", href: "/inputs" },
  { id: "tasks", title: "Go to Tasks", href: "/tasks" },
  { id: "settings", title: "Go to Settings", href: "/settings" },
] as const;
const THEMES = { light: "Light", dark: "Dark", system: "As the system" } as const;

/** Everything that can be done, by name: Ctrl/Cmd+K on every page. */
export function CommandPaletteProvider({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const [sources, setSources] = useState<readonly Source[]>([]);
  const register = useCallback((source: Source) => {
    setSources((current) => [...current, source]);
    return () => setSources((current) => current.filter((other) => other !== source));
  }, []);
  const open = useCallback(() => setOpen(true), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setOpen((current) => !current);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <PaletteContext value={useMemo(() => ({ register, open }), [register, open])}>
      {children}
      <Radix.Root open={isOpen} onOpenChange={setOpen}>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/35" />
          <Radix.Content
            aria-describedby={undefined}
            className="fixed top-[12dvh] left-1/2 z-50 w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 animate-fade-in overflow-hidden rounded-lg border border-line bg-raised shadow-2xl"
          >
            <Radix.Title className="sr-only">Commands</Radix.Title>
            <Commands sources={sources} onDone={() => setOpen(false)} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </PaletteContext>
  );
}

function Commands({ sources, onDone }: { sources: readonly Source[]; onDone: () => void }) {
  const router = useRouter();
  const dialogs = useDialogs();
  // A guest of one dataset has no other pages.
  const isSignedIn = useCurrentUser() !== null;
  const { data: datasets } = useQuery({ ...datasetsQuery(), enabled: isSignedIn });
  const pages: readonly PaletteCommand[] = [
    ...EVERYWHERE.map(({ id, title, href }) => ({ id, title, group: "Pages", run: () => router.push(href) })),
    {
      id: "new-dataset",
      title: "New dataset",
      group: "Pages",
      words: "create make",
      run: () => dialogs.open({ name: "new-dataset" }),
    },
  ];
  const commands: PaletteCommand[] = [
    ...sources.flatMap((source) => source()),
    ...(isSignedIn ? pages : []),
    ...Object.entries(THEMES).map(([theme, name]) => ({
      id: `theme-${theme}`,
      title: `Colours: ${name}`,
      group: "Pages",
      run: () => setTheme(theme as keyof typeof THEMES),
    })),
    ...(datasets ?? []).slice(0, 200).map((dataset) => ({
      id: dataset.id,
      title: dataset.display_name,
      group: "Open a dataset",
      run: () => router.push(`/datasets/${dataset.id}`),
    })),
  ];
  const groups = [...new Set(commands.map(({ group }) => group))];
  return (
    <Command
      label="Commands"
      loop
      filter={(value, search, words) => defaultFilter(value.split("\n")[0]!, search, words)}
    >
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search size={16} aria-hidden className="text-muted" />
        <Command.Input
          placeholder="What do you want to do?"
          className="h-11 w-full bg-transparent outline-none placeholder:text-muted"
        />
      </div>
      <Command.List className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-muted">Nothing is called that</Command.Empty>
        {groups.map((group) => (
          <Command.Group
            key={group}
            heading={group}
            className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
          >
            {commands
              .filter((command) => command.group === group)
              .map(({ id, title, blocked, keys, words, run }) => (
                <Command.Item
                  key={id}
                  // Several datasets can have one name; only the first line is searched.
                  value={`${title}\n${id}`}
                  keywords={words?.split(" ")}
                  disabled={Boolean(blocked)}
                  title={blocked ?? undefined}
                  onSelect={() => {
                    onDone();
                    // Once the palette is gone: what opens next takes the focus.
                    setTimeout(run, 0);
                  }}
                  className="flex cursor-pointer items-center justify-between gap-3 rounded px-2.5 py-2 data-[disabled=true]:cursor-not-allowed data-[disabled=true]:opacity-50 data-[selected=true]:bg-sunken"
                >
                  <span className="min-w-0 truncate">
                    {title}
                    {blocked ? <span className="block truncate text-xs text-muted">{blocked}</span> : null}
                  </span>
                  {keys ? <kbd className="shrink-0 font-sans text-xs text-muted">{keys}</kbd> : null}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}
