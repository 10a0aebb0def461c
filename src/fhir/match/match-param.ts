import type { SearchParam } from '../search-param.ts';
import { matchComposite } from './match-composite.ts';
import { matchReferences } from './match-reference.ts';
import { matcherOf } from './matcher-of.ts';
import type { Comparing, Matcher } from './matcher.ts';
import { selectedBy } from './selected-by.ts';

/** A whole parameter without modifier: its OR list, and of a composite the parameters of its parts in order. */
export type AskedOf = { readonly param: SearchParam; readonly components: readonly (SearchParam | undefined)[]; readonly values: readonly string[] };

/** Whether a resource has one of the values; undefined where one of them cannot be evaluated, so that none is dropped. */
export const matchParam = ({ param, components, values }: AskedOf, comparing: Comparing): Matcher | undefined => {
  const composite = param.kind === 'composite';
  if (param.kind === 'reference') {
    const matches = matchReferences(param, undefined, values, comparing.bases);
    return matches && ((doc, node) => selectedBy(param, doc, node, comparing.bases).some((found) => matches(doc, found)));
  }
  const matchers = values.map((value) =>
    composite ? matchComposite(param, components, value, comparing) : matcherOf({ ...comparing, param, modifier: undefined, value }));
  const known = matchers.filter((matches) => matches !== undefined);
  if (known.length < values.length) return undefined;
  if (composite) return (doc, node) => known.some((matches) => matches(doc, node));
  return (doc, node) => selectedBy(param, doc, node, comparing.bases).some((found) => known.some((matches) => matches(doc, found)));
};
