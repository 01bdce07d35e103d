/** Hands what a generator yields to several workers. It answers one caller at a time, so they take turns to ask. */
export async function sideBySide<T>(
  entries: AsyncGenerator<T>,
  lanes: number,
  work: (entry: T) => Promise<void>,
): Promise<void> {
  let lane: Promise<unknown> = Promise.resolve();
  const next = () => {
    const turn = lane.then(() => entries.next());
    lane = turn.catch(() => undefined);
    return turn;
  };
  const worker = async (): Promise<void> => {
    for (let turn = await next(); !turn.done; turn = await next()) await work(turn.value);
  };
  await Promise.all(Array.from({ length: lanes }, worker));
}
