import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maskTouches } from '../../src/decision/mask/mask-touches.ts';
import type { Mask } from '../../src/decision/mask/rules.ts';
import { selectNodes, type ElementPath } from '../../src/fhir/element-path.ts';
import { elementNames, elementOf, elementsNamed, isPrimitive, type Element } from '../../src/fhir/elements.ts';
import { isFault, rawOf, scan, type JsonDocument } from '../../src/fhir/json.ts';
import type { ResourceType } from '../../src/fhir/resource-types.ts';
import { searchParamNames, searchParamOf } from '../../src/fhir/search-param.ts';
import { checkMaskPaths } from '../../src/policy/check-mask-paths.ts';
import type { Draft } from '../../src/policy/draft.ts';
import { maskOf, maskText } from '../support/masking.ts';

type Json = { readonly [name: string]: unknown };

// ---- Resources and masks from the definitions: with `fc.gen`, so that what fails shrinks

type Gen = fc.GeneratorValue;

const types = ['Patient', 'Observation', 'DocumentReference', 'Questionnaire', 'Provenance', 'Encounter', 'Bundle', 'Binary'] as const satisfies readonly ResourceType[];
const urls = ['http://example.org/x', 'http://example.org/y'];

const values: Readonly<Record<string, readonly unknown[]>> = {
  boolean: [true, false], integer: [0, 7], positiveInt: [3], unsignedInt: [0, 4], decimal: [1.5],
  date: ['1980', '1980-02', '1980-02-03', 'soon'], dateTime: ['2020', '2020-02-03T04:05:06Z'], instant: ['2020-02-03T04:05:06Z'],
  uri: ['http://example.org/u', 'Patient/A', 'urn:oid:1.2'], url: ['Binary/1', 'Patient/B'], canonical: ['http://example.org/c|1'],
  string: ['text', 'see Patient/A', 'r\u00e9sum\u00e9 \\ "'], markdown: ['note'], xhtml: ['<div>x</div>', '<a href="Patient/A"/>'], code: ['final', 'phone'], id: ['A', 'o1'],
};
const references = ['Patient/A', 'https://gw.example/fhir/Patient/B', 'http://hapi:8080/fhir/Patient/C/_history/2', '#p', 'Practitioner/1', 'https://other.example/fhir/Patient/A', 'Patient?x=1'];

const pick = <T>(g: Gen, options: readonly [T, ...T[]]): T => g(fc.constantFrom<T[]>, ...options);
const pickFrom = <T>(g: Gen, options: readonly T[]): T => options[g(fc.nat, options.length - 1)]!;
const chance = (g: Gen, one: number): boolean => g(fc.nat, one - 1) === 0;

const primitive = (g: Gen, container: string, { name, type }: Element): unknown => {
  if (container === 'Reference' && name === 'reference') return pickFrom(g, references);
  if (container === 'Extension' && name === 'url') return pickFrom(g, [...urls, 'part']);
  return pickFrom(g, values[type] ?? ['v']);
};

const hasEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (Object.values(value).length === 0 || Object.values(value).some(hasEmpty));

const membersOf = (container: string): readonly Element[] => [...new Set([...elementNames(container)].flatMap((name) => elementsNamed(container, name)))];

const valueOf = (g: Gen, container: string, element: Element, depth: number): unknown => {
  if (isPrimitive(element.type)) return primitive(g, container, element);
  return element.type === 'Resource' ? resourceOf(g, pickFrom(g, types), depth - 2) : objectOf(g, element.container, depth - 1);
};

const addTo = (g: Gen, object: Record<string, unknown>, container: string, element: Element, depth: number): void => {
  const count = g(fc.integer, { min: 1, max: 2 });
  const list = element.name === 'extension' || element.name === 'modifierExtension' || chance(g, 3);
  const items = Array.from({ length: count }, () => valueOf(g, container, element, depth)).filter((item) => !hasEmpty(item));
  if (items.length === 0) return;
  object[element.name] = list ? items : items[0];
  if (!isPrimitive(element.type) || depth <= 0 || !chance(g, 4)) return;
  const beside = (): Json => ({ extension: [objectOf(g, 'Extension', 0)] });
  if (!list) object[`_${element.name}`] = beside();
  else {
    object[element.name] = items.map((item) => (chance(g, 3) ? null : item));
    object[`_${element.name}`] = items.map(() => (chance(g, 2) ? null : beside()));
  }
};

const objectOf = (g: Gen, container: string, depth: number): Json => {
  const object: Record<string, unknown> = {};
  const members = membersOf(container).filter(({ name, type }) => depth > 0 ? name !== 'id' : isPrimitive(type) && name !== 'id');
  for (const element of new Set(Array.from({ length: members.length === 0 ? 0 : g(fc.nat, 4) }, () => pickFrom(g, members)))) addTo(g, object, container, element, depth);
  if (container === 'Extension') object['url'] = pickFrom(g, [...urls, 'part']);
  return object;
};

const resourceOf = (g: Gen, type: ResourceType, depth: number): Json => ({ resourceType: type, id: pick(g, ['A', 'o1']), meta: { versionId: '1', tag: [{ code: 't' }] }, ...objectOf(g, type, depth) });

const pathOf = (g: Gen, type: string): string => {
  const steps: string[] = [];
  let container = type;
  for (let left = g(fc.integer, { min: 1, max: 3 }); left > 0; left -= 1) {
    const names = [...elementNames(container)].filter((name) => !/xtension$/.test(name));
    if (names.length === 0) break;
    const name = pickFrom(g, names);
    steps.push(name);
    container = elementsNamed(container, name)[0]?.container ?? '';
  }
  return steps.join('.');
};

const special = [
  'Patient, id, pseudonym', '*, Reference.display, remove', '*, Reference.identifier, remove', '*, Attachment.url, keep', '*, extension:http://example.org/x, keep',
  'Patient, extension:http://example.org/y, keep', 'Binary, data, keep', '*, text, remove', 'Patient, birthDate, year', 'Encounter, period, year', 'Patient, address, keep:state country',
  'Patient, name, keep:family', 'Observation, code, keep:coding', 'Observation, value, remove', 'Questionnaire, item.text, remove', 'DocumentReference, content.attachment, keep:url',
];

const isSound = (row: string): boolean => {
  const [resource = '', path = '', rule = ''] = row.split(', ');
  const draft = { masks: [{ row: { mask: 'm', resource, path, rule }, cells: [] }] } as unknown as Draft;
  return checkMaskPaths(draft).length === 0;
};

const maskFor = (g: Gen, type: ResourceType, pseudonyms = true): Mask => {
  const rows = Array.from({ length: g(fc.integer, { min: 1, max: 6 }) }, () => {
    if (chance(g, 3)) return pickFrom(g, special);
    const on = chance(g, 4) ? pickFrom(g, types) : type;
    return `${chance(g, 8) ? '*' : on}, ${pathOf(g, on)}, ${pick(g, ['remove', 'remove', 'only', 'year', 'keep'])}`;
  });
  const sound = rows.filter((row) => isSound(row) && (pseudonyms || !row.endsWith('pseudonym')));
  return maskOf(sound.length > 0 ? sound : ['Patient, name, remove']);
};

// ---- What a text says: its leaves by their paths without places in lists; of places that are kept free nothing

const leavesOf = (value: unknown, path = ''): readonly string[] => {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, path));
  if (typeof value === 'object') return Object.entries(value).flatMap(([name, item]) => leavesOf(item, `${path}.${name}`));
  return [`${path} = ${JSON.stringify(value)}`];
};

const pathsOf = (value: unknown): readonly string[] => leavesOf(value).map((leaf) => leaf.slice(0, leaf.indexOf(' = ')));

const lacking = (some: readonly string[], all: readonly string[]): readonly string[] => {
  const left = new Map<string, number>();
  for (const each of all) left.set(each, (left.get(each) ?? 0) + 1);
  return some.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count <= 0;
  });
};

/** A leaf as it may have been before: a year or a pseudonym stands for more. */
const isReduced = (leaf: string): boolean => / = "(?:\d{4}|ps-\w+|Patient\/ps-\w+)"$/.test(leaf);

const parsed = (text: string): Json => JSON.parse(text) as Json;

const runs = { numRuns: 1500 };

describe('laws of masking', () => {
  it('law 6: masking removes and never adds; years and pseudonyms stand where more stood; nothing empty is left', () => {
    const seen = { removed: 0, reduced: 0, kept: 0 };
    fc.assert(fc.property(fc.constantFrom(...types), fc.gen(), (type, g) => {
      const before = resourceOf(g, type, 3);
      const { text, masked } = maskText(JSON.stringify(before), [maskFor(g, type)]);
      const after = parsed(text);
      const added = lacking(leavesOf(after), leavesOf(before));
      assert.deepEqual(added.filter((leaf) => !isReduced(leaf)), []);
      assert.deepEqual(lacking(pathsOf(after), pathsOf(before)), []);
      assert.ok(!hasEmpty(after));
      const removed = lacking(pathsOf(before), pathsOf(after));
      // An extension of nothing but its URL goes, too, and hid nothing.
      if (removed.some((path) => !/\.(?:url|status)$/.test(path))) assert.ok(masked.length > 0);
      assert.ok(masked.every((path) => /^(?:[A-Za-z]+|\?)(?:\.(?:[A-Za-z0-9]+|\?))*$/.test(path)));
      seen.removed += removed.length > 0 ? 1 : 0;
      seen.reduced += added.length > 0 ? 1 : 0;
      seen.kept += leavesOf(after).length > 3 ? 1 : 0;
    }), runs);
    // Else the law says little.
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 15, `only ${times} were ${what}`);
  });

  it('law 6: masking twice equals masking once, by one mask or several', () => {
    fc.assert(fc.property(fc.constantFrom(...types), fc.gen(), (type, g) => {
      const masks = [maskFor(g, type), ...(chance(g, 2) ? [maskFor(g, type)] : [])] as const;
      const once = maskText(JSON.stringify(resourceOf(g, type, 3)), masks);
      assert.equal(maskText(once.text, masks).text, once.text);
    }), runs);
  });

  it('one more mask never shows less', () => {
    fc.assert(fc.property(fc.constantFrom(...types), fc.gen(), (type, g) => {
      const text = JSON.stringify(resourceOf(g, type, 3));
      const [one, more] = [maskFor(g, type), maskFor(g, type)];
      const alone = maskText(text, [one]);
      const together = maskText(text, [one, more]);
      assert.deepEqual(lacking(pathsOf(parsed(alone.text)), pathsOf(parsed(together.text))), []);
      assert.deepEqual(lacking(leavesOf(parsed(alone.text)).filter((leaf) => !isReduced(leaf)), leavesOf(parsed(together.text))), []);
      assert.equal(maskText(text, [more, one]).text.length, together.text.length);
    }), runs);
  });

  it('what no row is about keeps its bytes', () => {
    fc.assert(fc.property(fc.gen(), (g) => {
      const text = JSON.stringify({ resourceType: 'Patient', id: 'A', name: [{ family: pickFrom(g, ['a', 'b']), given: ['c'] }], active: true }, null, g(fc.nat, 3));
      assert.deepEqual(maskText(text, [maskOf(['Observation, value, remove'])]), { text, masked: [] });
    }), { numRuns: 20 });
  });

  it('law 6: what a mask removes, no parameter selects that it does not touch', () => {
    // Of a concept a search compares the codings, of a reference where it leads, and nowhere extensions, ids of elements and who assigned an identifier.
    const comparedOf: Readonly<Record<string, RegExp>> = { CodeableConcept: /^\.coding\./, Reference: /^\.reference\b/ };
    const compared = (value: unknown, end: string): readonly string[] =>
      leavesOf(value).filter((leaf) => !/^[^=]*(?:xtension|assigner\.|\.id\b|\._)/.test(leaf) && (comparedOf[end] ?? /^/).test(leaf));
    const endOf = (type: string, { steps }: ElementPath): string => steps.reduce((container, { name }) => elementOf(container, name)?.container ?? '', type);
    const seen = { touched: 0, free: 0 };
    fc.assert(fc.property(fc.constantFrom(...types.filter((type) => type !== 'Bundle')), fc.gen(), (type, g) => {
      const mask = maskFor(g, type, false);
      const before = JSON.stringify(resourceOf(g, type, 3));
      const after = maskText(before, [mask]).text;
      const [one, other] = [scan(before), scan(after)];
      if (isFault(one) || isFault(other)) throw new Error('no JSON');
      for (const name of searchParamNames(type)) {
        const param = searchParamOf(type, name)!;
        if (maskTouches(mask, type, param, undefined)) {
          seen.touched += 1;
          continue;
        }
        // A composite is asked by its parts.
        for (const path of param.components.length > 0 ? [] : param.paths) {
          const selected = (doc: JsonDocument): readonly string[] => selectNodes(doc, 0, path).flatMap((node) => compared(JSON.parse(rawOf(doc, node)), endOf(type, path)));
          assert.deepEqual(selected(other), selected(one), name);
          seen.free += selected(one).length > 0 ? 1 : 0;
        }
      }
    }), runs);
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 400, `only ${times} were ${what}`);
  });
});
