import path from 'node:path';
import type { Entries, Problem } from './problem.ts';
import type { Built, Given } from './setting.ts';
import { settings } from './settings.ts';

type Surroundings = { readonly file: string; readonly hostName: string };

/** Values by concrete path: what may be printed, apart from what may not. */
type Values = { readonly values: ReadonlyMap<string, unknown>; readonly secrets: ReadonlyMap<string, string>; readonly problems: readonly Problem[] };

/** How many items the list has, and the first that is skipped on the way to the last. */
const itemsOf = (entries: Entries, listName: string): { readonly count: number; readonly gap?: number } => {
  const found = new Set([...entries.keys()].filter((key) => key.startsWith(`${listName}[`)).map((key) => Number.parseInt(key.slice(listName.length + 1), 10)));
  const most = Math.max(-1, ...found);
  const gap = Array.from({ length: most + 1 }, (_, item) => item).find((item) => !found.has(item));
  return gap === undefined ? { count: most + 1 } : { count: gap, gap };
};

const absent = (setting: Built<unknown>, given: Given): unknown => {
  if ('default' in setting) return setting.default;
  return 'derive' in setting ? setting.derive(given) : undefined;
};

const listOf = (row: string): string | undefined => /^(.*?)\[\]/.exec(row)?.[1];

/** The lists of mappings that the table has, `issuers` among them. */
const lists = new Set([...settings.keys()].flatMap((row) => listOf(row) ?? []));

/** Takes each row's value from the entries or from its default, and judges it by the row's kind. */
export const readSettings = (entries: Entries, { file, hostName }: Surroundings): Values => {
  const directory = path.dirname(file);
  const items = new Map([...lists].map((name) => [name, itemsOf(entries, name)]));
  const values = new Map<string, unknown>();
  const secrets = new Map<string, string>();
  const problems: Problem[] = [...items].flatMap(([name, { gap }]) => (gap === undefined ? [] : [{ path: `${name}[${gap}]`, message: 'is missing, while a later one is given' }]));
  for (const [name, { count }] of items) if (count === 0) values.set(name, Object.freeze([]));

  const readRow = (at: string, setting: Built<unknown>, concrete: (row: string) => string): void => {
    const entry = entries.get(at);
    const raw = entry === undefined ? absent(setting, { hostName, oneIssuer: items.get('issuers')?.count === 1, at: (row) => values.get(concrete(row)) }) : entry.raw;
    if (raw === undefined) {
      if ('required' in setting) problems.push({ path: at, message: 'is required' });
      return;
    }
    const read = setting.kind.read(raw, directory);
    if ('faults' in read) {
      problems.push(...read.faults.map((fault) => ({ path: at + fault.at, message: fault.message, ...(entry && { origin: entry.origin }) })));
    } else if (setting.secret === true) secrets.set(at, String(read.value));
    else values.set(at, read.value);
  };

  for (const [row, setting] of settings) {
    if ('unbuilt' in setting) continue;
    const times = items.get(listOf(row) ?? '')?.count ?? 1;
    for (let item = 0; item < times; item += 1) {
      const concrete = (other: string): string => other.replace('[]', `[${item}]`);
      readRow(concrete(row), setting, concrete);
    }
  }
  return { values, secrets, problems };
};
