import { no, ok, type Result } from '../refusal.ts';
import type { Include } from './interaction.ts';
import type { Bases } from './reference.ts';
import { isResourceType, type ResourceType } from './resource-types.ts';
import { searchParamOf } from './search-param.ts';
import type { Pair } from './url.ts';

const names: ReadonlyMap<string, Pick<Include, 'reverse' | 'iterate'>> = new Map([
  ['_include', { reverse: false, iterate: false }],
  ['_include:iterate', { reverse: false, iterate: true }],
  ['_include:recurse', { reverse: false, iterate: true }],
  ['_revinclude', { reverse: true, iterate: false }],
  ['_revinclude:iterate', { reverse: true, iterate: true }],
  ['_revinclude:recurse', { reverse: true, iterate: true }],
]);

/** Whether a parameter is an `_include` or `_revinclude` of whatever form. */
export const isInclude = (name: string): boolean => /^_(?:rev)?include(?:$|:)/.test(name);

const hasTarget = (targets: readonly ResourceType[], target: string): boolean => targets.some((type) => type === target);

/** Reads `Type:param`, `Type:param:Target`, `Type:*` or `*`; undefined where it has no value (R4 search section 3.1.1.5.4). */
export const parseInclude = ({ name, value }: Pair, bases: Bases): Result<Include | undefined> => {
  const how = names.get(name);
  if (how === undefined) return no('modifier-unknown', { at: name.split(':')[0] ?? name });
  if (value === '') return ok(undefined);
  const malformed = no('include-malformed', { at: name });
  if (value === '*') return ok({ ...how, source: '*', name: '*' });
  const [source = '', param = '', target, ...more] = value.split(':');
  if (!isResourceType(source) || more.length > 0) return malformed;
  if (param === '*') return target === undefined ? ok({ ...how, source, name: '*' }) : malformed;
  const found = searchParamOf(source, param, bases.custom);
  if (found?.kind !== 'reference') return malformed;
  if (target === undefined) return ok({ ...how, source, name: param });
  return isResourceType(target) && hasTarget(found.targets, target) ? ok({ ...how, source, name: param, target }) : malformed;
};

/** Whether two includes ask the same, so that one of them is enough. */
export const isSameInclude = (one: Include, other: Include): boolean =>
  one.reverse === other.reverse && one.iterate === other.iterate && one.source === other.source && one.name === other.name && one.target === other.target;
