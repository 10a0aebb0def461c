import { readFileSync } from 'node:fs';
import path from 'node:path';
import { grantOf, type Ask, type Grant } from '../src/decision/grant.ts';
import { compileMasks } from '../src/decision/mask/compile-masks.ts';
import type { Mask } from '../src/decision/mask/rules.ts';
import { printBundle, type BundleEntry } from '../src/fhir/bundle.ts';
import { isFault, scan, type JsonDocument } from '../src/fhir/json.ts';
import type { Projection } from '../src/fhir/project.ts';
import { readPolicy } from '../src/policy/read-policy.ts';
import { makeMaskPseudonym } from '../src/shell/mask-pseudonym.ts';
import type { Call } from '../src/stages/call.ts';
import { present } from '../src/stages/present.ts';
import { foundIn } from '../src/stages/read-searchset.ts';
import { settle } from '../src/stages/settle.ts';
import { bases, now, rowOf, soundCaller } from '../test/support/deciding.ts';
import { laboratoryResult, patient } from './resources.ts';
import { searchset } from './searchset.ts';

/** What one step took for the whole bundle in one round, in microseconds. */
export type Cost = { readonly step: string; readonly round: number; readonly micros: number };

/** With what the others are compared. */
export const parsing = '`scan`, as the gateway parses it';

const policies = path.join(import.meta.dirname, '..', 'policies');

/** The mask of the example policy, which hides displays and narratives, and gives pseudonyms for patients. */
const exampleMask = (): Mask => {
  const files = ['model.conf', 'policy.csv', 'masks.csv'].map((name) => ({ name, text: readFileSync(path.join(policies, name), 'utf8') }));
  const mask = compileMasks(readPolicy(files, () => '').policy?.masks ?? []).get('deidentified');
  if (mask === undefined) throw new Error('the example policy has no mask `deidentified`');
  return mask;
};

const confined = (scope: string, mask?: Mask): Grant => {
  const principal = soundCaller({ scope, patient, fhirUser: `Patient/${patient}` });
  const [clause] = principal.scopes;
  if (clause === undefined) throw new Error(`\`${scope}\` grants nothing`);
  return grantOf(clause, rowOf('Observation search launch', 0), { principal, rowReach: new Set([patient]), mask, now });
};

// Of all that a call has, these stages look at no more where nothing is looked up.
const call = { ports: { parse: { bases }, maskPseudonym: makeMaskPseudonym(Buffer.alloc(32, 1)) } } as unknown as Call;
const ask: Ask = { type: 'Observation', action: 'search', letter: 's' };

/** What `serve-search.ts` does with a page that came: finds the entries, judges each, and gives out what is shown. `what` undefined: it only judges. */
const serve = async (doc: JsonDocument, grant: Grant, what: 'whole' | Projection | undefined): Promise<readonly BundleEntry[]> => {
  const resources = foundIn(doc).flatMap(({ resource }) => resource ?? []);
  const shown = await settle(call, ask, [grant], resources);
  if (!shown.ok || shown.value.includes(undefined)) throw new Error('not every entry is shown');
  if (what === undefined) return [];
  return resources.flatMap((resource, index) => {
    const by = shown.value[index];
    const { json, id } = by === undefined ? { json: '', id: undefined } : present(call, resource, by, what === 'whole' ? undefined : what);
    return id === undefined ? [] : [{ type: resource.type, id, json, mode: 'match' as const }];
  });
};

type Steps = ReadonlyMap<string, () => unknown>;

const stepsOver = (text: string): Steps => {
  const doc = scan(text);
  if (isFault(doc)) throw new Error(doc.reason);
  const plain = confined('patient/*.rs');
  const granular = confined('patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory');
  const masked = confined('patient/*.rs', exampleMask());
  const elements: Projection = { kind: 'elements', names: ['code', 'effectiveDateTime', 'valueQuantity'] };
  const print = async (): Promise<string> =>
    printBundle({ bundleType: 'searchset', self: bases.own, next: undefined, total: undefined, base: bases.own, entries: await serve(doc, plain, 'whole') });
  return new Map<string, () => unknown>([
    [parsing, () => scan(text)],
    ['`JSON.parse`, for comparison', () => JSON.parse(text) as unknown],
    ['check: one confined grant', () => serve(doc, plain, undefined)],
    ['check: with a granular scope', () => serve(doc, granular, undefined)],
    ['check and print the Bundle', print],
    ['check and cut to `_elements`', () => serve(doc, plain, elements)],
    ['check and mask', () => serve(doc, masked, 'whole')],
    ['check, mask and cut to `_elements`', () => serve(doc, masked, elements)],
  ]);
};

// Of the whole process, as the kernel keeps that to the nanosecond, of a thread only to the tick; what collects garbage counts.
const used = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Microseconds of processor time that each step takes; step after step, so many times, as what slows the machine for a moment should meet all alike. */
const takeTurns = async (steps: Steps, times: number): Promise<ReadonlyMap<string, number>> => {
  const sums = new Map<string, number>();
  for (let time = 0; time < times; time += 1) {
    for (const [step, run] of steps) {
      const before = used();
      await run();
      sums.set(step, (sums.get(step) ?? 0) + used() - before);
    }
  }
  return new Map([...sums].map(([step, sum]) => [step, sum / times]));
};

/** The text of a searchset of 100 laboratory results, in the form in which a reply becomes one. */
const bundleText = (): string => {
  const matches = Array.from({ length: 100 }, (_, index) => laboratoryResult(`bp${index}`));
  return Buffer.from(searchset({ base: bases.backend[0] ?? '', query: 'Observation', matches, goesOn: true })).toString('latin1');
};

/** Measures what checking the entries of a searchset of 100 entries costs beside parsing it: each step so many times in each round. */
export const checkCosts = async (rounds: number, times: number): Promise<readonly Cost[]> => {
  const steps = stepsOver(bundleText());
  // For the compiler.
  await takeTurns(steps, 5 * times);
  const costs: Cost[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const [step, micros] of await takeTurns(steps, times)) costs.push({ step, round, micros });
  }
  return costs;
};
