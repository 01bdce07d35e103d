/** Names of folders, which are paths without slashes at their ends. Pure. */

/**
 * The folder and those around it, the outermost first, that are called so: what is wanted ends in their own name and not in that
 * of a folder around them. So `north` finds `a/north` and not all that lies in it, and `north/ro` finds `a/north/road`.
 *
 * @param wanted in any case
 */
export function foldersCalled(folder: string, wanted: string): string[] {
  const sought = wanted.toLowerCase();
  const found: string[] = [];
  for (let start = 0; start < folder.length;) {
    const slash = folder.indexOf("/", start);
    const end = slash < 0 ? folder.length : slash;
    // A letter in lower case can be longer.
    const around = folder.slice(0, start).toLowerCase();
    const at = folder.slice(0, end).toLowerCase().lastIndexOf(sought);
    if (at >= 0 && at + sought.length > around.length) found.push(folder.slice(0, end));
    start = end + 1;
  }
  return found;
}
