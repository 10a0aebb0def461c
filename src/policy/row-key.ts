import { printReach } from './parse-reach.ts';
import type { PolicyRow, Terms } from './policy.ts';

/** The terms in a fixed order, so that two cells that mean the same are the same. */
export const printTerms = ({ mfa, breakGlass, mask, window, max }: Terms): string =>
  [
    ...(breakGlass === true ? ['break-glass'] : []),
    ...(mask === undefined ? [] : [`mask:${mask}`]),
    ...(max === undefined ? [] : [`max:${max}`]),
    ...(mfa === true ? ['mfa'] : []),
    ...(window === undefined ? [] : [`window:${window}`]),
  ].join(' ');

/** What a row says, without where it stands; no cell holds a comma. */
export const keyOf = ({ subject, resource, action, reach, terms, effect }: PolicyRow): string =>
  [subject, resource, action, printReach(reach), printTerms(terms), effect].join(',');

/** The rows without those that say what one before them says. */
export const distinct = (rows: readonly PolicyRow[]): readonly PolicyRow[] => {
  const first = new Map<string, PolicyRow>();
  for (const row of rows) {
    const key = keyOf(row);
    if (!first.has(key)) first.set(key, row);
  }
  return [...first.values()];
};
