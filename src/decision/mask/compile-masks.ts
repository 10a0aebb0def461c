import { elementsNamed, waysTo, type Way } from '../../fhir/elements.ts';
import type { ResourceType } from '../../fhir/resource-types.ts';
import type { MaskRow } from '../../policy/policy.ts';
import type { Mask, TypeMask } from './rules.ts';

/** Rules while rows are laid over each other: what any of them hides stays hidden. */
type Draft = { removed: boolean; year: boolean; named: boolean; listed: ReadonlySet<string> | undefined; readonly below: Map<string, Draft> };

const blank = (): Draft => ({ removed: false, year: false, named: false, listed: undefined, below: new Map() });

const below = (draft: Draft, name: string): Draft => {
  const known = draft.below.get(name);
  if (known !== undefined) return known;
  const made = blank();
  draft.below.set(name, made);
  return made;
};

const at = (root: Draft, steps: readonly string[]): Draft => steps.reduce(below, root);

const list = (draft: Draft, names: readonly string[]): void => {
  const more = new Set(names);
  draft.listed = draft.listed === undefined ? more : draft.listed.intersection(more);
};

const keepParts = (draft: Draft, { end }: Way, rule: string): void => {
  const parts = rule.slice('keep:'.length).split(/\s+/).flatMap((part) => elementsNamed(end.container, part).map(({ name }) => name));
  list(draft, parts);
  for (const part of parts) below(draft, part).named = true;
};

const applyRow = (root: Draft, type: ResourceType, { path, rule }: MaskRow): void => {
  for (const way of waysTo(type, path.split('.'))) {
    const draft = at(root, way.steps);
    if (rule === 'remove') draft.removed = true;
    else if (rule === 'keep') draft.named = true;
    else if (rule.startsWith('keep:')) keepParts(draft, way, rule);
    else if (rule === 'year') for (const date of way.end.type === 'Period' ? [below(draft, 'start'), below(draft, 'end')] : [draft]) date.year = true;
  }
};

// Without them a resource could not be told from another, nor its version from the next.
const bare: readonly (readonly string[])[] = [['id'], ['meta', 'versionId'], ['meta', 'lastUpdated']];

/** Lets nothing but these ways through; a way that ends here lets all below through. */
const allow = (draft: Draft, ways: readonly (readonly string[])[]): void => {
  if (ways.some((steps) => steps.length === 0)) {
    draft.named = true;
    return;
  }
  const byHead = Map.groupBy(ways, ([head = '']) => head);
  list(draft, [...byHead.keys()]);
  for (const [head, some] of byHead) allow(below(draft, head), some.map(([, ...rest]) => rest));
};

const attachments = ['Attachment.data', 'Attachment.url'];
const references = ['Reference.display', 'Reference.identifier'];

const datatypesOf = (rows: readonly MaskRow[], pseudonyms: boolean): Pick<TypeMask, 'removed' | 'unnamed'> => {
  const has = (path: string, rule: string): boolean => rows.some((row) => row.path === path && row.rule === rule);
  return {
    // A display or an identifier says who stands behind a pseudonym.
    removed: new Set([...references, ...attachments].filter((path) => has(path, 'remove') || (pseudonyms && references.includes(path)))),
    unnamed: new Set(attachments.filter((path) => !has(path, 'keep'))),
  };
};

const isExtensionRow = ({ path }: MaskRow): boolean => path.startsWith('extension:');
const urlsOf = (rows: readonly MaskRow[], rule: string): ReadonlySet<string> =>
  new Set(rows.filter((row) => isExtensionRow(row) && row.rule === rule).map(({ path }) => path.slice('extension:'.length)));

const typeMaskOf = (all: readonly MaskRow[], type: ResourceType, pseudonyms: boolean): TypeMask => {
  const rows = all.filter(({ resource }) => resource === type || resource === '*');
  const root = blank();
  for (const row of rows) applyRow(root, type, row);
  const only = rows.filter(({ rule }) => rule === 'only');
  if (only.length > 0) allow(root, [...bare, ...only.flatMap(({ path }) => waysTo(type, path.split('.')).map(({ steps }) => steps))]);
  const hidden = type === 'Binary' && !all.some(({ resource, path, rule }) => resource === 'Binary' && path === 'data' && (rule === 'keep' || rule === 'only'));
  if (hidden) allow(root, bare);
  return { root, hasRows: rows.length > 0, hidden, ...datatypesOf(rows, pseudonyms), extensions: urlsOf(rows, 'keep').difference(urlsOf(rows, 'remove')) };
};

const maskOf = (name: string, rows: readonly MaskRow[]): Mask => {
  const pseudonyms = rows.some(({ rule }) => rule === 'pseudonym');
  const made = new Map<ResourceType, TypeMask>();
  const of = (type: ResourceType): TypeMask => {
    const known = made.get(type);
    if (known !== undefined) return known;
    const mask = typeMaskOf(rows, type, pseudonyms);
    made.set(type, mask);
    return mask;
  };
  return { name, pseudonyms, of };
};

/** The masks of a policy by their names; the rows are those that its checks let through. */
export const compileMasks = (rows: readonly MaskRow[]): ReadonlyMap<string, Mask> =>
  new Map([...Map.groupBy(rows, ({ mask }) => mask)].map(([name, some]) => [name, maskOf(name, some)]));
