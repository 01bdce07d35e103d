/** The keys of the dataset page, as the sheet of keys lists them and as they are handled. Pure. */

export type ShortcutAction =
  | "help"
  | "palette"
  | "search"
  | "catalog"
  | "select-all"
  | "clear"
  | "tag"
  | "label"
  | "field"
  | "delete"
  | "undo"
  | "similar"
  | "group"
  | "filters"
  | "next"
  | "previous"
  | "down"
  | "up"
  | "first"
  | "last";

interface Shortcut {
  readonly action: ShortcutAction;
  /** As `event.key` has it, in lower case. */
  readonly key: string;
  /** Ctrl, or Cmd on a Mac. */
  readonly mod?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
  /** Goes from tile to tile: with Shift, it takes the selection along. */
  readonly moves?: boolean;
}

const SHORTCUTS: readonly Shortcut[] = [
  { action: "help", key: "?" },
  { action: "palette", key: "k", mod: true },
  { action: "search", key: "/" },
  { action: "catalog", key: "h", mod: true, alt: true, shift: true },
  { action: "select-all", key: "a", mod: true },
  { action: "undo", key: "z", mod: true },
  { action: "clear", key: "escape" },
  { action: "tag", key: "t" },
  { action: "label", key: "l" },
  { action: "field", key: "m" },
  { action: "similar", key: "s" },
  { action: "group", key: "g" },
  { action: "filters", key: "f" },
  { action: "delete", key: "delete" },
  { action: "next", key: "j", moves: true },
  { action: "previous", key: "k", moves: true },
  { action: "next", key: "arrowright", moves: true },
  { action: "previous", key: "arrowleft", moves: true },
  { action: "down", key: "arrowdown", moves: true },
  { action: "up", key: "arrowup", moves: true },
  { action: "first", key: "home", moves: true },
  { action: "last", key: "end", moves: true },
];

interface KeyPress {
  readonly key: string;
  /** The key's place on the keyboard: with Alt, a Mac gives another letter. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** What a key does; null when nothing. @param typing the key goes into a field: only those with Ctrl or Cmd count then, and none that edit text */
export function actionOf(event: KeyPress, typing: boolean): ShortcutAction | null {
  const mod = event.ctrlKey || event.metaKey;
  const key =
    event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key.toLowerCase();
  const found = SHORTCUTS.find(
    (shortcut) =>
      shortcut.key === key &&
      Boolean(shortcut.mod) === mod &&
      Boolean(shortcut.alt) === event.altKey &&
      (shortcut.shift === undefined ? key === "?" || !event.shiftKey || shortcut.moves : event.shiftKey),
  );
  if (!found) return null;
  return typing && !["palette", "catalog"].includes(found.action) ? null : found.action;
}

/** The sheet of keys: what people read. `mod` is Ctrl or Cmd. */
export const KEY_SHEET: readonly {
  readonly title: string;
  readonly keys: readonly (readonly [keys: string, what: string])[];
}[] = [
  {
    title: "Moving",
    keys: [
      ["j k ← → ↑ ↓", "Go from tile to tile"],
      ["Home End", "First tile, last tile"],
      ["Enter", "Open the item"],
      ["Esc", "Let the selection go, or close what is open"],
    ],
  },
  {
    title: "Selecting and changing",
    keys: [
      ["Space", "Select the tile, or let it go"],
      ["Shift+↓ Shift+j Shift+End", "Select from there on, up to where you go"],
      ["mod+A", "Select all that match"],
      ["t", "Tag the selected items"],
      ["l", "Label them"],
      ["m", "Edit their metadata"],
      ["Delete", "Delete them"],
      ["s", "Find items similar to the selected one"],
      ["mod+Z", "Undo the last change made here"],
    ],
  },
  {
    title: "Finding",
    keys: [
      ["/", "Search"],
      ["↓", "From the search to the tiles"],
      ["f", "Show the filters"],
      ["g", "Group by cluster"],
      ["Alt+click", "Exclude a value of a filter"],
    ],
  },
  {
    title: "An open item",
    keys: [
      ["← → j k", "Previous item, next item"],
      ["+ − 0", "Zoom in, out, fit to the window"],
      ["f", "Full screen"],
      ["i", "Show or hide the details"],
      ["mod+Enter", "Save the caption or the objects"],
      ["Esc", "Leave the field, close the item"],
    ],
  },
  {
    title: "Editing an item's objects",
    keys: [
      ["s b r", "Select, draw boxes, rotated boxes"],
      ["p l d", "Draw polygons, polylines, keypoints"],
      ["Enter", "End a shape that is set point by point"],
      ["Backspace", "Take its last point back"],
      ["Shift+click Alt+click", "Set a keypoint that is hidden, one that is not labelled"],
      [", .", "Previous point, next point of the chosen object"],
      ["Arrows Shift+arrows", "Move the chosen point or object by 1 or 10 pixels"],
      ["a", "Add a point after the chosen one"],
      ["v", "Hide the chosen keypoint, or make it visible"],
      ["Delete", "Remove the chosen point, else the object"],
      ["mod+Z mod+Shift+Z", "Undo and redo what was drawn"],
      ["Esc", "Give up the shape, let go of the point, of the object"],
    ],
  },
  {
    title: "Everywhere",
    keys: [
      ["mod+K", "Commands"],
      ["mod+Alt+Shift+H", "Snapshot Catalog"],
      ["Alt+T", "To the message about what was done, and its Undo"],
      ["?", "These keys"],
    ],
  },
];
