const within = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

/** A key goes into a field, where it means a letter. */
export const isField = (target: EventTarget | null): boolean =>
  within(target, "input, textarea, select, [contenteditable]");
/** A player has keys of its own: the arrows seek. */
export const isPlayer = (target: EventTarget | null): boolean => within(target, "video");
/** Nothing lies over the item view: no dialog, no menu. */
export const isOnTop = (): boolean => document.querySelectorAll("[role=dialog], [role=menu]").length === 1;
/** What Enter and the space bar press. */
export const isPressable = (target: EventTarget | null): boolean => within(target, "button, a, summary");
