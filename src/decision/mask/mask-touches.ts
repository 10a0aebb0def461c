import type { ElementPath, PathStep } from '../../fhir/element-path.ts';
import type { ResourceType } from '../../fhir/resource-types.ts';
import { searchParamOf, type CustomSearchParams, type SearchParam } from '../../fhir/search-param.ts';
import { descend, elementAt, enter, isExtension, showsExtension, type Cursor } from './descend.ts';
import { noRules, type Mask, type Rules } from './rules.ts';

/** Where the walk along a parameter's path is. */
type Place = { readonly cursor: Cursor; readonly container: string };

/** From one place to the next on a path; undefined if what is there, or what the step compares, is masked. */
const stepTo = ({ cursor, container }: Place, { name, where }: PathStep): Place | undefined => {
  const element = elementAt(container, name);
  if (element === undefined) return undefined;
  if (isExtension(name)) {
    const url = where?.name === 'url' ? where.value : undefined;
    return showsExtension(cursor, container, url) ? { cursor: { ...cursor, rules: noRules }, container: 'Extension' } : undefined;
  }
  const next = descend(cursor, container, element);
  if (next === undefined || next.rules.year) return undefined;
  const place = { cursor: next, container: element.container };
  return where === undefined || stepTo(place, { name: where.name }) !== undefined ? place : undefined;
};

// Of these types a search looks at some elements only, and at others by a modifier (R4 search section 3.1.1.4.5 and following).
const searched: Readonly<Record<string, { readonly always: readonly string[]; readonly by: Readonly<Record<string, readonly string[]>> }>> = {
  CodeableConcept: { always: ['coding'], by: { text: ['text'] } },
  Reference: { always: ['reference'], by: { text: ['display'], identifier: ['identifier'] } },
};

const isWhole = ({ removed, year, listed, below }: Rules): boolean => !removed && !year && listed === undefined && [...below.values()].every(isWhole);

/** Whether a mask shows all that a search compares of the element at the end of a path. */
const showsEnd = ({ cursor, container }: Place, modifier: string | undefined): boolean => {
  const parts = Object.hasOwn(searched, container) ? searched[container] : undefined;
  if (parts === undefined) return isWhole(cursor.rules);
  const names = [...parts.always, ...(modifier !== undefined && Object.hasOwn(parts.by, modifier) ? (parts.by[modifier] ?? []) : [])];
  return names.every((name) => {
    const end = stepTo({ cursor, container }, { name });
    return end !== undefined && isWhole(end.cursor.rules);
  });
};

const showsPath = (start: Place, { steps }: ElementPath, modifier: string | undefined): boolean => {
  let place = start;
  for (const step of steps) {
    const next = stepTo(place, step);
    if (next === undefined) return false;
    place = next;
  }
  return showsEnd(place, modifier);
};

/**
 * Whether a search by a parameter, a sort or an include would tell something about what a mask hides: the parameter selects the masked
 * element, one that contains it, or a part of it that is not kept (deciding.md, "Grants").
 */
export const maskTouches = (mask: Mask, type: ResourceType, param: SearchParam, modifier: string | undefined, custom?: CustomSearchParams): boolean => {
  const cursor = enter(mask, type);
  if (cursor === undefined) return true;
  if (param.components.length > 0) {
    return param.components.some((name) => {
      const component = searchParamOf(type, name, custom);
      return component === undefined || maskTouches(mask, type, component, undefined, custom);
    });
  }
  if (param.opaque || param.paths.length === 0) return cursor.type.hasRows;
  return !param.paths.every((path) => showsPath({ cursor, container: type }, path, modifier));
};
