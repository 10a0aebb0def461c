import type { Result } from '../refusal.ts';

type Entry<T> = { readonly value: Promise<Result<T>>; readonly until: number };

/** Keeps answers for a while by key; those who ask at the same time share one load, and a failure is never kept. Bounded: the oldest go first. */
export const keep = <T>(maxAge: number, most: number, now: () => number): ((key: string, load: () => Promise<Result<T>>) => Promise<Result<T>>) => {
  const entries = new Map<string, Entry<T>>();
  return (key, load) => {
    const known = entries.get(key);
    if (known !== undefined && now() < known.until) return known.value;
    entries.delete(key);
    const value = load();
    const entry: Entry<T> = { value, until: now() + maxAge };
    entries.set(key, entry);
    const drop = (): void => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    value.then((result) => { if (!result.ok) drop(); }, drop);
    const [oldest] = entries.keys();
    if (entries.size > most && oldest !== undefined) entries.delete(oldest);
    return value;
  };
};
