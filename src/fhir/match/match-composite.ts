import { selectNodes, type ElementPath } from '../element-path.ts';
import type { JsonDocument, JsonNode } from '../json.ts';
import type { SearchParam } from '../search-param.ts';
import { matcherOf } from './matcher-of.ts';
import type { Comparing, Matcher } from './matcher.ts';
import { countsAt } from './selected-by.ts';

/** The parts of a composite value, at the dollar signs that are not escaped; they keep their escapes. */
const partsOf = (value: string): readonly string[] => [...`$${value}`.matchAll(/\$((?:[^\\$]|\\.?)*)/gs)].map(([, part = '']) => part);

const begins = (path: ElementPath, base: ElementPath): boolean =>
  base.steps.length > 0 &&
  base.steps.every(({ name, where }, index) => {
    const step = path.steps[index];
    return step?.name === name && step.where?.name === where?.name && step.where?.value === where?.value;
  });

/** A part's paths below a base of the composite. Below the resource itself they are those that no other base of the composite begins. */
const pathsBelow = (base: ElementPath, composite: SearchParam, part: SearchParam): readonly ElementPath[] =>
  base.steps.length === 0
    ? part.paths.filter((path) => !composite.paths.some((other) => begins(path, other)))
    : part.paths.filter((path) => begins(path, base)).map((path) => ({ ...path, steps: path.steps.slice(base.steps.length) }));

type Part = { readonly param: SearchParam; readonly matches: Matcher };

const readParts = (value: string, components: readonly (SearchParam | undefined)[], comparing: Comparing): readonly Part[] | undefined => {
  const texts = partsOf(value);
  if (texts.length !== components.length || components.length === 0) return undefined;
  const parts = components.map((param, index): Part | undefined => {
    const matches = param === undefined ? undefined : matcherOf({ ...comparing, param, modifier: undefined, value: texts[index] ?? '' });
    return param === undefined || matches === undefined ? undefined : { param, matches };
  });
  const known = parts.filter((part) => part !== undefined);
  return known.length < parts.length ? undefined : known;
};

/**
 * One value `a$b` of a composite, over a resource: all parts must hold below one and the same base element (R4 search section 3.1.1.4.17).
 * `components` are the parameters of the parts, in order; undefined where the value has another form.
 */
export const matchComposite = (param: SearchParam, components: readonly (SearchParam | undefined)[], value: string, comparing: Comparing): Matcher | undefined => {
  const parts = readParts(value, components, comparing);
  if (parts === undefined || param.opaque) return undefined;
  const bases = param.paths.map((base) => ({ base, parts: parts.map((part) => ({ ...part, paths: pathsBelow(base, param, part.param) })) }));
  const hasPart = (doc: JsonDocument, node: JsonNode, paths: readonly ElementPath[], part: Part): boolean =>
    paths.some((path) => selectNodes(doc, node, path).some((found) => countsAt(part.param, path, doc, found, comparing.bases) && part.matches(doc, found)));
  return (doc, node) =>
    bases.some(({ base, parts: below }) => selectNodes(doc, node, base).some((one) => below.every(({ paths, ...part }) => hasPart(doc, one, paths, part))));
};
