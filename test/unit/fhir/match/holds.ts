import assert from 'node:assert/strict';
import { isFault, scan } from '../../../../src/fhir/json.ts';
import { matchParam } from '../../../../src/fhir/match/match-param.ts';
import type { Bases } from '../../../../src/fhir/reference.ts';
import type { ResourceType } from '../../../../src/fhir/resource-types.ts';
import { searchParamOf } from '../../../../src/fhir/search-param.ts';
import { splitValues } from '../../../../src/fhir/search-value.ts';

/** What the cases compare by: the gateway's base, then the backend's and its alias. */
export const bases: Bases = { own: 'https://gw.example/fhir', backend: ['http://hapi:8080/fhir', 'https://alias.example/r4'] };

/** The time of every case. */
export const now = Date.parse('2026-06-15T12:00:00Z');

/** Whether a resource has what `name=values` asks; undefined where that cannot be evaluated. */
export const holds = (asked: string, resource: { readonly resourceType: ResourceType }, by: Bases | 'none' = bases): boolean | undefined => {
  const [name = '', values = ''] = asked.split(/=(.*)/s);
  const param = searchParamOf(resource.resourceType, name);
  assert.ok(param !== undefined, name);
  const doc = scan(JSON.stringify(resource));
  assert.ok(!isFault(doc));
  const components = param.components.map((component) => searchParamOf(resource.resourceType, component));
  const matches = matchParam({ param, components, values: splitValues(values) }, by === 'none' ? { now } : { now, bases: by });
  return matches?.(doc, 0);
};

/** One case: what is asked, of which resource, and what comes out. */
export type Case = { readonly sentence: string; readonly asked: string; readonly resource: { readonly resourceType: ResourceType } & Readonly<Record<string, unknown>>; readonly holds: boolean | undefined };

/** One `it` per case. */
export const check = (cases: readonly Case[], by: Bases | 'none' = bases): void => {
  for (const { sentence, asked, resource, holds: wanted } of cases) {
    it(`${sentence} (\`${asked}\`): ${wanted === undefined ? 'cannot be evaluated' : wanted ? 'yes' : 'no'}`, () => { assert.equal(holds(asked, resource, by), wanted); });
  }
};
