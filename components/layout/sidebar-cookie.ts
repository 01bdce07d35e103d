/** Whether the sidebar is wide, as somebody chose: in a cookie, so that the server's first paint has its width already. */
export const SIDEBARS = ["lists", "grids"] as const;
/** Pages of pictures need the room; there the sidebar is icons until somebody opens it, and is remembered apart. */
export type SidebarOf = (typeof SIDEBARS)[number];
export type SidebarChoice = Readonly<Record<SidebarOf, boolean>>;

const cookieOf = (of: SidebarOf): string => `stillframe.sidebar.${of}`;

/** The kind of page that an address leads to. */
export const sidebarOf = (pathname: string): SidebarOf =>
  pathname.startsWith("/inputs") || /^\/datasets\/./.test(pathname) ? "grids" : "lists";

/** @param read gives what a cookie holds */
export const readSidebar = (read: (cookie: string) => string | undefined): SidebarChoice => ({
  lists: read(cookieOf("lists")) !== "icons",
  grids: read(cookieOf("grids")) === "wide",
});

export function keepSidebar(of: SidebarOf, isWide: boolean): void {
  document.cookie = `${cookieOf(of)}=${isWide ? "wide" : "icons"}; path=/; max-age=31536000; samesite=lax`;
}
