import { column, placeOf, type Check } from './draft.ts';
import { didYouMean } from './nearest.ts';
import { problemAt } from './problem.ts';
import { quote } from './quote.ts';

/** Masks that rows name exist, and one with pseudonyms stands only where the patients can be told one by one (docs/policy.md, "Masks"). */
export const checkMasks: Check = ({ rows, masks, names }) => {
  const pseudonyms = new Set(masks.filter(({ row }) => row.rule === 'pseudonym').map(({ row }) => row.mask));
  return rows.flatMap((written) => {
    const { terms, reach } = written.row;
    const place = placeOf(written, column.terms);
    if (terms.mask === undefined) return [];
    if (!names.masks.has(terms.mask)) {
      const { hint = 'masks are defined in masks.csv' } = didYouMean(terms.mask, names.masks);
      return [problemAt(place, { code: 'unknown-mask', message: `masks.csv does not define ${quote(terms.mask)}`, hint })];
    }
    if (reach.kind !== 'any' || !pseudonyms.has(terms.mask)) return [];
    const message = `${quote(terms.mask)} gives pseudonyms, which needs a reach of single patients`;
    return [problemAt(place, { code: 'mask-needs-reach', message, hint: 'the reach may be `launch`, `self`, `careteam` or `group:<id>`' })];
  });
};
