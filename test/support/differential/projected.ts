import assert from 'node:assert/strict';
import { elementsWhere } from './definitions.ts';
import type { Param } from './requests.ts';
import type { Json } from './world.ts';

const subsetted = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

const isPart = (part: unknown, whole: unknown): boolean => {
  if (Array.isArray(part)) return Array.isArray(whole) && part.every((one) => whole.some((other) => isPart(one, other)));
  if (typeof part !== 'object' || part === null) return part === whole;
  return typeof whole === 'object' && whole !== null && Object.entries(part).every(([key, value]) => isPart(value, (whole as Json)[key]));
};

const isNamed = (key: string, names: readonly string[]): boolean =>
  names.some((name) => (name.endsWith('[x]') ? key.startsWith(name.slice(0, -3)) && /^[A-Z]/.test(key.slice(name.length - 3)) : key === name));

const always = ['resourceType', 'id', 'meta', 'implicitRules'];

/** What `_elements` and `_summary` want: by name whole, or at least in part. */
const wanted = (type: string, params: readonly Param[]): { readonly whole: readonly string[]; readonly some: readonly string[] } | undefined => {
  const elements = params.find(({ name }) => name === '_elements')?.value.split(',');
  if (elements !== undefined) {
    const choices = elementsWhere(type, ({ path }) => path.endsWith('[x]'));
    const named = elements.map((name) => (choices.includes(`${name}[x]`) ? `${name}[x]` : name));
    return { whole: named.filter((name) => !name.includes('.')), some: named.map((name) => name.split('.')[0] ?? '') };
  }
  const summary = params.find(({ name }) => name === '_summary')?.value;
  if (summary === 'text') return { whole: ['text'], some: ['text'] };
  return summary === 'true' ? { whole: [], some: elementsWhere(type, ({ isSummary }) => isSummary === true) } : undefined;
};

const withoutMeta = ({ meta: _meta, ...rest }: Json): Json => rest;

/** Whether parameters ask for a part of each resource. */
export const isProjected = (params: readonly Param[]): boolean => params.some(({ name, value }) => name === '_elements' || (name === '_summary' && ['true', 'text', 'data'].includes(value)));

/** Holds what was given against the whole that may be shown, of which only a part was asked for: R4 search sections 3.1.1.5.8 and 3.1.1.5.9. */
export const checkProjected = (given: Json, shown: Json, params: readonly Param[]): void => {
  const type = String(shown['resourceType']);
  const { tag = [], ...meta } = (given['meta'] ?? {}) as { readonly tag?: readonly unknown[] };
  const { tag: own = [], ...stored } = (shown['meta'] ?? {}) as { readonly tag?: readonly unknown[] };
  assert.deepEqual([meta, tag], [stored, [...own, subsetted]], 'a part says that it is one');
  const asked = wanted(type, params);
  if (asked === undefined) {
    const { text: _text, ...rest } = withoutMeta(shown);
    assert.deepEqual(withoutMeta(given), rest, 'all but the narrative');
    return;
  }
  const mandatory = elementsWhere(type, ({ min }) => min > 0);
  const modifiers = elementsWhere(type, ({ isModifier }) => isModifier === true);
  for (const [key, value] of Object.entries(given)) {
    assert.ok(isNamed(key.replace(/^_/, ''), [...always, ...asked.some, ...mandatory, ...modifiers]), `\`${key}\` was not asked for`);
    if (key !== 'meta') assert.ok(isPart(value, shown[key]), `\`${key}\` is what may be shown`);
  }
  for (const [key, value] of Object.entries(withoutMeta(shown))) {
    if (isNamed(key, [...asked.whole, ...mandatory]) || (isNamed(key, asked.some) && typeof value !== 'object' && asked.whole.length === 0 && !params.some(({ name }) => name === '_elements'))) assert.deepEqual(given[key], value, `\`${key}\` is there`);
  }
};
