/** Where tiles lie: columns, rows, and the window over rows that a browser can scroll. Pure. */

export const GAP_PX = 8;
export const PADDING_PX = 16;
/** The height of a tile's picture for its width. */
const ASPECT = 0.75;
/**
 * Rows that the scrolled area is tall at most. Browsers stop at some 17 or 33 million pixels, and a million small tiles
 * are more; the area is a window over all rows, which moves along when its end comes near.
 */
const MAX_ROWS = 20_000;
/** The window moves when fewer rows than this are left before its end. */
const EDGE_ROWS = 1_000;

/** What is written below a picture: nothing, its words, or its name and its words. */
export type Caption = "none" | "words" | "name";
const CAPTION_PX: Record<Caption, number> = { none: 0, words: 26, name: 46 };
/** Narrower tiles are pictures alone; from the second width on there is room for a name at all times. */
const WORDS_FROM_PX = 132;
const NAME_FROM_PX = 240;

export interface GridShape {
  readonly width: number;
  readonly columns: number;
  /** How wide each tile is, where all of a row are as wide as each other. */
  readonly tileWidth: number;
  readonly pictureHeight: number;
  readonly caption: Caption;
  /** From one row's upper edge to the next one's. */
  readonly rowHeight: number;
  readonly rows: number;
  /** The rows of the window. */
  readonly shownRows: number;
}

/** @param tileSize how wide tiles are at least */
export function shapeOf({ width, tileSize, cells }: { width: number; tileSize: number; cells: number }): GridShape {
  const columns = Math.max(2, Math.floor((width + GAP_PX) / (tileSize + GAP_PX)));
  const tileWidth = Math.max(1, (width - (columns - 1) * GAP_PX) / columns);
  const pictureHeight = Math.round(tileWidth * ASPECT);
  const caption = tileWidth < WORDS_FROM_PX ? "none" : tileWidth < NAME_FROM_PX ? "words" : "name";
  const rows = Math.ceil(cells / columns);
  return {
    width,
    columns,
    tileWidth,
    pictureHeight,
    caption,
    rowHeight: pictureHeight + CAPTION_PX[caption] + GAP_PX,
    rows,
    shownRows: Math.min(rows, MAX_ROWS),
  };
}

type Rows = Pick<GridShape, "rows" | "shownRows">;

/** The first row of the window, inside the list: a shorter list may end before what was wanted. */
export const baseWithin = (base: number, { rows, shownRows }: Rows): number =>
  Math.max(0, Math.min(base, rows - shownRows));

/** The first row of the window in which a row is seen: the same as before, unless the row is near an end beyond which there is more. */
export function baseFor(row: number, base: number, { rows, shownRows }: Rows): number {
  const end = base + shownRows;
  const first = base + (base > 0 ? EDGE_ROWS : 0);
  const last = end - (end < rows ? EDGE_ROWS : 0);
  if (row >= first && row <= last) return base;
  return baseWithin(Math.floor(row) - Math.floor(shownRows / 2), { rows, shownRows });
}

/** Where a tile begins in its row, and how wide it is. */
export interface Slot {
  readonly x: number;
  readonly width: number;
}

export const evenSlots = ({ columns, tileWidth }: Pick<GridShape, "columns" | "tileWidth">): Slot[] =>
  Array.from({ length: columns }, (_, column) => ({ x: column * (tileWidth + GAP_PX), width: tileWidth }));

/** What is wider or narrower than this takes no more, or less, of a row: it is cut instead. */
const [NARROWEST, WIDEST] = [0.5, 2.4];
/** The proportions of a picture that nobody has read yet. */
const USUAL = 1 / ASPECT;

/**
 * A row whose tiles have their pictures' proportions among each other. Every row holds as many tiles as any other and is as
 * high, so which row a place is in, and where that row lies, follows from its number alone: rows that are filled up by what
 * they hold would have to be read from the first one on before anybody could jump to the millionth. The price is that
 * pictures of a row that is wide altogether are cut a little.
 *
 * @param aspects width for height of each tile; null for one that is not read yet; fewer than columns in the last row
 */
export function justifiedSlots(
  aspects: readonly (number | null)[],
  { columns, width }: Pick<GridShape, "columns" | "width">,
): Slot[] {
  const shares = Array.from({ length: columns }, (_, column) =>
    Math.min(WIDEST, Math.max(NARROWEST, aspects[column] ?? USUAL)),
  );
  const unit = Math.max(0, width - (columns - 1) * GAP_PX) / shares.reduce((sum, share) => sum + share, 0);
  let x = 0;
  return shares.slice(0, Math.min(columns, aspects.length)).map((share) => {
    const slot = { x, width: share * unit };
    x += slot.width + GAP_PX;
    return slot;
  });
}
