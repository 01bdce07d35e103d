/** Gives an element the focus where what had it has just gone; as a ref of what stands in its place. */
export function focusIfLost(element: HTMLElement | null): void {
  if (element && document.activeElement === document.body) element.focus();
}

/** Scrolls what has just appeared to where it is seen; as its ref. */
export const bringIntoSight = (element: HTMLElement | null): void => element?.scrollIntoView({ block: "nearest" });
