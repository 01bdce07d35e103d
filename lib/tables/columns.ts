/** Cells by the names of their columns, as people and spreadsheets write them. Pure. */

type Row = Readonly<Record<string, unknown>>;

/** `File Name`, `FILENAME` and `file_name` are one name. */
const plainName = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, "");

/** The column of that name, else the only one that is called so in another spelling; undefined where there is none. */
export function columnOf(names: readonly string[], name: string): string | undefined {
  if (names.includes(name)) return name;
  const alike = names.filter((other) => plainName(other) === plainName(name));
  return alike.length === 1 ? alike[0] : undefined;
}

export function cellOf(row: Row, name: string): unknown {
  if (Object.hasOwn(row, name)) return row[name];
  const column = columnOf(Object.keys(row), name);
  return column === undefined ? undefined : row[column];
}
