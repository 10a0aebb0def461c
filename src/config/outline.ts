import { settings } from './settings.ts';

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

const grow = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const sections = new Map<string, Set<string>>();
  const add = (path: string): void => {
    const parent = parentOf(path);
    const names = sections.get(parent) ?? new Set<string>();
    sections.set(parent, names.add(nameOf(path).replace('[]', '')));
    if (parent !== '') add(parent);
  };
  for (const path of settings.keys()) add(path);
  return sections;
};

/** The keys of every section of the table: '' is the whole, `issuers[]` an item of a list. */
export const sections = grow();

/** `issuers[0].jwksUri` as the table spells it, `issuers[].jwksUri`. */
export const rowPathOf = (path: string): string => path.replaceAll(/\[\d+\]/g, '[]');

/** The environment variable of a path: `issuers[0].jwksUri` is WARDGATE_ISSUERS_0_JWKS_URI. */
export const variableOf = (path: string): string =>
  `WARDGATE_${path
    .replaceAll(/\[(\d*)\]/g, '_$1')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase()}`;
