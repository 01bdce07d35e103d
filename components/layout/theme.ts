/** Colours that somebody chose, in a cookie so that the server's first paint has them. */
export function setTheme(theme: "system" | "light" | "dark"): void {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `stillframe.theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
