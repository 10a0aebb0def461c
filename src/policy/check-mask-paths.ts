import { elementNames, elementsNamed, isPrimitive, waysTo, type Way } from '../fhir/elements.ts';
import { isResourceType, resourceTypes, type ResourceType } from '../fhir/resource-types.ts';
import { placeOf, type Check } from './draft.ts';
import { didYouMean } from './nearest.ts';
import type { MaskRow } from './policy.ts';
import { problemAt, type Fault } from './problem.ts';
import { quote } from './quote.ts';

const column = { path: 2, rule: 3 } as const;

/** What is wrong, and in which cell. */
type Found = Fault & { readonly in: keyof typeof column };

const wrongRule = (message: string, hint: string, offset = 0): Found => ({ in: 'rule', code: 'unknown-rule', message, hint, offset });

const isExtension = (name: string): boolean => name === 'extension' || name === 'modifierExtension';

/** Where a path leaves the definitions of a type: the first step that is no element there. */
const lostAt = (type: ResourceType, names: readonly string[]): number => names.findIndex((_, index) => waysTo(type, names.slice(0, index + 1)).length === 0);

const unknownPath = ({ path, resource }: MaskRow, names: readonly string[]): Found => {
  const message = `${quote(path)} is no element of ${resource === '*' ? 'any type' : resource}`;
  if (!isResourceType(resource)) return { in: 'path', code: 'unknown-path', message };
  const lost = lostAt(resource, names);
  const above = names.slice(0, lost);
  const [end] = waysTo(resource, above).map((way) => way.end);
  if (end?.again !== undefined) return { in: 'path', code: 'unknown-path', message, hint: `rows on \`${end.again.join('.')}\` hold at every level` };
  const offset = above.reduce((sum, name) => sum + name.length + 1, 0);
  return { in: 'path', code: 'unknown-path', message, offset, ...didYouMean(names[lost] ?? '', elementNames(end?.container ?? resource)) };
};

/** Whether an element is hidden unless a row names it (docs/policy.md, "Masks"). */
const isHidden = (type: ResourceType, { end, parent }: Way): boolean =>
  parent === 'Attachment' ? end.name === 'data' || end.name === 'url' : type === 'Binary' && parent === 'Binary' && end.name === 'data';

const checkParts = (type: ResourceType, row: MaskRow, ways: readonly Way[]): Found | undefined => {
  const whole = ways.find(({ end }) => isPrimitive(end.type) || end.type === 'Resource' || end.again !== undefined);
  if (whole !== undefined) {
    const hint = whole.end.choice ? 'a choice is named with its type, such as `valueQuantity`' : 'the rules for it are `remove` and `only`';
    return wrongRule(`${quote(row.path)} of ${type} does not always have parts that could be kept`, hint);
  }
  for (const { 0: part, index } of row.rule.matchAll(/[^\s:]+/g)) {
    if (index === 0) continue;
    if (isExtension(part)) return wrongRule('`keep:` names no extensions', 'write a row `extension:<url>, keep`', index);
    if (ways.some(({ end }) => elementsNamed(end.container, part).length > 0)) continue;
    const names = ways.flatMap(({ end }) => [...elementNames(end.container)]);
    const { hint = `the parts are ${names.filter((name) => !isExtension(name)).slice(0, 12).join(' ')}` } = didYouMean(part, names);
    return wrongRule(`${quote(part)} is no part of ${quote(row.path)} of ${type}`, hint, index);
  }
  return undefined;
};

const checkRule = (type: ResourceType, row: MaskRow, ways: readonly Way[]): Found | undefined => {
  const { path, rule } = row;
  if (rule.startsWith('keep:')) return path === 'id' ? wrongRule('the `id` of a resource stays', 'the id of a Patient can have the rule `pseudonym`') : checkParts(type, row, ways);
  switch (rule) {
    case 'pseudonym':
      return path === 'id'
        ? wrongRule(`the ids of ${row.resource === '*' ? 'all types' : type} cannot be pseudonyms`, 'only those of Patient can, as only patients can be told one by one')
        : wrongRule(`${quote(path)} cannot have a pseudonym`, 'only the `id` of Patient can');
    case 'year':
      return ways.every(({ end }) => ['date', 'dateTime', 'Period'].includes(end.type))
        ? undefined
        : wrongRule(`${quote(path)} of ${type} is not always a date of which a year could be left`, 'the rule `year` is for date, dateTime and Period; a choice is named with its type, such as `deceasedDateTime`');
    case 'keep':
      return ways.every((way) => isHidden(type, way))
        ? undefined
        : wrongRule(`${quote(path)} of ${type} is shown without a row`, '`keep` is for what is hidden otherwise; to hide everything that is not named, write `only`');
    case 'remove':
      return path === 'id' ? wrongRule('the `id` of a resource stays', 'the id of a Patient can have the rule `pseudonym`') : undefined;
    default:
      return undefined;
  }
};

const checkElement = (row: MaskRow): Found | undefined => {
  const names = row.path.split('.');
  if (names.some(isExtension)) return { in: 'path', code: 'unknown-path', message: 'extensions are named by their URL', hint: 'without a row `extension:<url>, keep` they are removed' };
  if (row.rule === 'pseudonym' && row.path === 'id' && row.resource === 'Patient') return undefined;
  const types = isResourceType(row.resource) ? [row.resource] : resourceTypes;
  const found = types.map((type) => ({ type, ways: waysTo(type, names) })).filter(({ ways }) => ways.length > 0);
  if (found.length === 0) return unknownPath(row, names);
  for (const { type, ways } of found) {
    const fault = checkRule(type, row, ways);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

// Paths that begin with a data type hold wherever such a value stands.
const checkRow = (row: MaskRow): Found | undefined => {
  if (row.path.startsWith('Reference.')) return row.rule === 'remove' ? undefined : wrongRule(`${quote(row.path)} can only be removed`, 'the rule for it is `remove`');
  if (!/^(?:extension:|Attachment\.)/.test(row.path)) return checkElement(row);
  return row.rule === 'keep' || row.rule === 'remove' ? undefined : wrongRule(`${quote(row.path)} can only be kept`, 'it is removed unless a row has the rule `keep`');
};

/** Mask rows name elements that their type has, under rules that those can have: one that is misspelt would mask nothing. */
export const checkMaskPaths: Check = ({ masks }) =>
  masks.flatMap((written) => {
    const found = checkRow(written.row);
    return found === undefined ? [] : [problemAt(placeOf(written, column[found.in]), found)];
  });
