/** Masks, as docs/policy.md and policy-files.md mean them: over parsed JSON, element by element. */
import { paramOf } from './definitions.ts';
import { readReference } from './references.ts';
import type { Json } from './world.ts';

/** A row of masks.csv. */
export type MaskRow = { readonly mask: string; readonly type: string; readonly path: string; readonly rule: string };

type Facts = { readonly rows: readonly MaskRow[]; readonly pseudonymOf: (patient: string) => string };

const rowsFor = (rows: readonly MaskRow[], type: string): readonly MaskRow[] => rows.filter((row) => row.type === type || row.type === '*');

/** Whether a mask shows ids of patients as pseudonyms only. */
export const pseudonymises = (rows: readonly MaskRow[]): boolean => rows.some(({ rule }) => rule === 'pseudonym');

/** "Attachments and whole Binaries are hidden unless a row names them." */
export const hidesBinaries = (rows: readonly MaskRow[]): boolean => !rows.some(({ type, path, rule }) => type === 'Binary' && path === 'data' && rule === 'keep');

// A row for `value` is about every `value[x]`.
const isAt = (path: string, element: string): boolean => element === path || (element.startsWith(path) && /^[A-Z]/.test(element.slice(path.length)) && path === 'value');
const bare = ['id', 'meta.versionId', 'meta.lastUpdated'];

const allows = (only: readonly MaskRow[], element: string): boolean =>
  only.length === 0 || [...bare, ...only.map(({ path }) => path)].some((path) => isAt(path, element) || path.startsWith(`${element}.`) || element.startsWith(`${path}.`));

const isReference = (value: Json): boolean => {
  if (typeof value['reference'] === 'string') return true;
  const { identifier } = value;
  return (typeof identifier === 'object' && !Array.isArray(identifier) && !('system' in value)) || ('display' in value && !('code' in value) && !('system' in value));
};

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a mask with pseudonyms shows of a text: of another form than a plain reference it is hidden. */
const pseudonymous = (text: string, inReference: boolean, pseudonymOf: Facts['pseudonymOf']): string | undefined => {
  const read = readReference(text);
  if (typeof read === 'object') return read.type === 'Patient' ? `Patient/${pseudonymOf(read.id)}` : text;
  if (read === 'nobody') return text;
  return inReference || /\bPatient\/[A-Za-z0-9]/.test(text) ? undefined : text;
};

type At = Facts & { readonly of: readonly MaskRow[]; readonly type: string; readonly path: string; readonly inReference: boolean };

const year = (value: unknown): unknown => {
  if (typeof value === 'string') return value.slice(0, 4);
  return isObject(value) ? { ...value, ...Object.fromEntries(['start', 'end'].flatMap((name) => (typeof value[name] === 'string' ? [[name, value[name].slice(0, 4)]] : []))) } : value;
};

// Codes, ids and times hold no such text.
const isText = (key: string, value: unknown): value is string => typeof value === 'string' && !['id', 'status', 'code', 'type', 'gender', 'versionId', 'lastUpdated', 'contentType', 'data'].includes(key);

/** What is shown under a key; a hole where nothing is. */
const maskMember = (key: string, value: unknown, at: At): unknown => {
  const { of, path: above, type, rows, pseudonymOf } = at;
  const element = above === '' ? key : `${above}.${key}`;
  const here = of.filter(({ path }) => isAt(path, element));
  if (here.some(({ rule }) => rule === 'remove')) return undefined;
  // An extension that a row keeps is kept beside `only` rows, too.
  if (key !== 'extension' && !allows(of.filter(({ rule }) => rule === 'only'), element)) return undefined;
  if (/(?:^|\.)(?:attachment|presentedForm)\.(?:url|data)$/.test(element) && !here.some(({ rule }) => rule === 'keep')) return undefined;
  if (here.some(({ rule }) => rule === 'year')) return year(value);
  if (key === 'extension') return (value as readonly Json[]).map((one) => (rows.some(({ path, rule }) => path === `extension:${String(one['url'])}` && rule === 'keep') ? maskValue(one, { ...at, of: [], path: '', type: 'Extension', inReference: false }) : undefined));
  // In a Bundle.
  if (key === 'resource' && isObject(value)) return maskResource(value, rows, pseudonymOf);
  if (key === 'contained') return (value as readonly Json[]).map((one) => maskResource(one, rows, pseudonymOf, true));
  const kept = here.find(({ rule }) => rule.startsWith('keep:'))?.rule.slice(5).split(' ');
  const parts = (one: unknown): unknown => (kept === undefined || !isObject(one) ? one : Object.fromEntries(Object.entries(one).map(([name, part]) => [name, kept.includes(name) ? part : undefined])));
  const of1 = { ...at, path: type === 'Extension' ? '' : element };
  const shown = Array.isArray(value) ? value.map((one) => maskValue(parts(one), of1)) : maskValue(parts(value), of1);
  return pseudonymises(rows) && isText(key, shown) ? pseudonymous(shown, at.inReference && key === 'reference', pseudonymOf) : shown;
};

const maskValue = (value: unknown, at: At): unknown => {
  if (!isObject(value)) return value;
  const reference = isReference(value);
  const hidden = reference ? ['display', 'identifier'].filter((name) => pseudonymises(at.rows) || at.rows.some(({ path, rule }) => path === `Reference.${name}` && rule === 'remove')) : [];
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, hidden.includes(key) ? undefined : maskMember(key, member, { ...at, inReference: reference })]));
};

/** A resource under one mask, its lists with holes where something is hidden, so that several can be laid over each other. */
const maskResource = (resource: Json, rows: readonly MaskRow[], pseudonymOf: Facts['pseudonymOf'], contained = false): Json => {
  const type = String(resource['resourceType']);
  const at: At = { rows, pseudonymOf, of: rowsFor(rows, type), type, path: '', inReference: false };
  const shown = Object.fromEntries(Object.entries(resource).map(([key, value]) => {
    if (key === 'resourceType') return [key, value];
    if (key === 'id') return [key, type === 'Patient' && !contained && pseudonymises(rows) ? pseudonymOf(String(value)) : value];
    // What stands beside a primitive goes with it.
    if (key.startsWith('_')) return [key, maskMember(key.slice(1), resource[key.slice(1)], at) === resource[key.slice(1)] ? maskValue(value, { ...at, path: key.slice(1) }) : undefined];
    return [key, maskMember(key, value, at)];
  }));
  return shown;
};

/** An element is shown if some mask shows it. */
const lay = (value: unknown, shown: readonly unknown[]): unknown => {
  const some = shown.filter((one) => one !== undefined);
  if (some.length === 0) return undefined;
  if (Array.isArray(value)) return value.map((item, index) => lay(item, some.map((one) => (one as readonly unknown[])[index])));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, lay(member, some.map((one) => (one as Json)[key]))]));
  return some.some((one) => one === value) ? value : some[0];
};

/** What is left without content goes, too. */
const pruned = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const items = value.map(pruned).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => [key, pruned(member)] as const).filter(([, member]) => member !== undefined);
  const content = members.filter(([key]) => !(key === 'resourceType' || (key === 'url' && !('contentType' in value) && members.length === 1 && 'extension' in value) || (key === 'status' && 'div' in value)));
  return content.length === 0 ? undefined : Object.fromEntries(members);
};

/** A resource as the least of several masks shows it. */
export const masked = (resource: Json, masks: readonly (readonly MaskRow[])[], pseudonymOf: Facts['pseudonymOf']): Json =>
  (pruned(lay(resource, masks.map((rows) => maskResource(resource, rows, pseudonymOf)))) ?? { resourceType: resource['resourceType'] }) as Json;

const below = (path: string, top: string): boolean => path === top || path.startsWith(`${top}.`);

const touchesPath = (rows: readonly MaskRow[], path: string, kind: string, modifier: string | undefined): boolean => {
  const only = rows.filter(({ rule }) => rule === 'only');
  if (only.length > 0 && !bare.includes(path) && !only.some((row) => below(path, row.path))) return true;
  if (path === 'content.attachment.url' && !rows.some((row) => row.path === path && row.rule === 'keep')) return true;
  return rows.some(({ path: at, rule }) => {
    if (at === 'Reference.display') return kind === 'reference' && modifier === 'text';
    if (at === 'Reference.identifier') return modifier === 'identifier';
    // A concept's text is searched by `:text` alone.
    if (at.endsWith('.text')) return modifier === 'text' && below(at, path);
    const base = at.replace(/^effective(?:DateTime|Period)$/, 'effective');
    if (rule === 'remove' || rule === 'year') return below(path, base) || below(base, path);
    if (rule.startsWith('keep:') && path === base && rule.slice(5).split(' ').includes('coding')) return modifier === 'text';
    if (rule.startsWith('keep:')) return below(base, path) || (below(path, base) && !rule.slice(5).split(' ').includes(path.slice(base.length + 1).split('.')[0] ?? ''));
    return false;
  });
};

/** "A mask touches a parameter whose expression selects the masked element or a part of it that is not kept." */
export const touches = (rows: readonly MaskRow[], type: string, name: string, modifier: string | undefined): boolean => {
  if (type === 'Binary' && hidesBinaries(rows)) return name !== '_id' && name !== '_lastUpdated';
  const param = paramOf(type, name);
  if (param === undefined) return false;
  if (param.kind === 'composite') return param.components.some(({ param: of }) => touches(rows, type, of.name, undefined));
  if (pseudonymises(rows) && param.kind === 'reference' && (modifier === 'identifier' || modifier === 'text')) return true;
  return param.paths.some((path) => touchesPath(rowsFor(rows, type), path, param.kind, modifier));
};
