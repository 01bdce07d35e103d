/**
 * One value for the whole process. The framework can load a module once for pages and once for routes; caches that are
 * filled twice cost twice the memory, and whoever comes second waits again.
 */
export function processWide<T>(name: string, make: () => T): T {
  const shared = globalThis as unknown as { stillframe?: Map<string, unknown> };
  const values = (shared.stillframe ??= new Map());
  if (!values.has(name)) values.set(name, make());
  return values.get(name) as T;
}
