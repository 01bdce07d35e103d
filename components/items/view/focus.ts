/** Gives an element the focus where what had it has just gone; as a ref of what stands in its place. */
export function focusIfLost(element: HTMLElement | null): void {
  if (element && document.activeElement === document.body) element.focus();
}
