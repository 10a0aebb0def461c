/** What includes must bring: their closure over what is visible. */
import type { Param as Definition } from './definitions.ts';
import { isSeen, leadsTo, standing } from './finds.ts';
import { refusedBy } from './grants.ts';
import { touches } from './masks.ts';
import { paramsOf, sourcesOf, type Include, type Searching } from './searching.ts';
import { showing } from './visible.ts';
import type { Json } from './world.ts';

const rounds = 6;

type Rule = Include & { readonly params: readonly Definition[] };

const rulesOf = ({ searches, deciding }: Searching): readonly Rule[] =>
  searches.flatMap((search) => search.includes.flatMap((include) => sourcesOf(include, search).filter((source) => standing(deciding.world, source).length > 0).map((source) => ({ ...include, source, params: paramsOf(source, include.name) }))));

type Closure = { readonly searching: Searching; readonly loose: boolean };

/** What all of a resource's masks hide leads nowhere. */
export const hides = ({ searching: { deciding, joinedAskOf, askOf, searches } }: Closure, resource: Json, param: Definition): boolean => {
  const type = String(resource['resourceType']);
  const shown = [...showing(deciding, resource, joinedAskOf(type)), ...(searches.some((search) => search.type === type) ? showing(deciding, resource, askOf(type)) : [])];
  return shown.every(({ mask }) => mask !== undefined && touches(mask, type, param.name, undefined));
};

const forward = (closure: Closure, { source, params, target }: Rule, from: readonly Json[]): readonly string[] =>
  from.filter(({ resourceType }) => resourceType === source).flatMap((resource) => params.flatMap((param) => (hides(closure, resource, param) ? [] : leadsTo(resource, param, closure.loose))))
    .filter((place) => target === undefined || place.startsWith(`${target}/`));

const backward = (closure: Closure, { source, params, target }: Rule, from: readonly string[]): readonly string[] => {
  const wanted = new Set(from.filter((place) => target === undefined || place.startsWith(`${target}/`)));
  return standing(closure.searching.deciding.world, source)
    .filter(({ resource }) => params.some((param) => leadsTo(resource, param, closure.loose).some((place) => wanted.has(place)) && !hides(closure, resource, param))).map(({ place }) => place);
};

// docs/hapi-notes.md, "Includes": four steps, each over all that was found before.
const steps = [{ reverse: true, iterate: false }, { reverse: false, iterate: false }, { reverse: true, iterate: true }, { reverse: false, iterate: true }] as const;

/** What a page's includes bring in, over what is visible alone. */
export const includedWith = (searching: Searching, page: readonly string[], loose: boolean, most = rounds): ReadonlySet<string> => {
  const { world } = searching.deciding;
  const resourceAt = (place: string): Json | undefined => {
    const text = world.currentOf(place);
    return text === undefined ? undefined : world.read(text);
  };
  const isIncluded = (place: string): boolean => {
    const resource = resourceAt(place);
    return resource !== undefined && refusedBy(searching.deciding, searching.joinedAskOf(place.split('/')[0] ?? '')).length === 0 && isSeen(searching, resource);
  };
  const closure: Closure = { searching, loose };
  const known = new Set(page);
  const all = rulesOf(searching);
  for (const { reverse, iterate } of steps) {
    const rules = all.filter((rule) => rule.reverse === reverse && rule.iterate === iterate);
    let frontier: readonly string[] = rules.length === 0 ? [] : [...known];
    for (let round = 0; frontier.length > 0 && round < (iterate ? most : 1); round += 1) {
      const from = frontier.map(resourceAt).filter((one) => one !== undefined);
      const reached = new Set(rules.flatMap((rule) => (reverse ? backward(closure, rule, frontier) : forward(closure, rule, from))));
      frontier = [...reached].filter((place) => !known.has(place) && isIncluded(place));
      for (const place of frontier) known.add(place);
    }
  }
  return new Set([...known].slice(new Set(page).size));
};

/** Whether a search asks for includes at all. */
export const hasIncludes = ({ searches }: Searching): boolean => searches.some(({ includes }) => includes.length > 0);
