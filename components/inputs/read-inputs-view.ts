/** The parts of the page of all inputs that live in its address. */
export interface InputsView {
  readonly q: string;
  /** The datasets that the list is narrowed to; none for all. */
  readonly datasets: readonly string[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** As many as the server lists at once. */
const MAX_DATASETS = 200;

export const readInputsView = (search: {
  get(name: string): string | null;
  getAll(name: string): string[];
}): InputsView => ({
  q: search.get("q") ?? "",
  datasets: [...new Set(search.getAll("dataset").filter((id) => UUID.test(id)))].slice(0, MAX_DATASETS),
});
