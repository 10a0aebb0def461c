import { bloodPressure, encounter, laboratoryResult, panel, patient } from './resources.ts';
import { searchset } from './searchset.ts';

/** What the backend says: prepared bytes, or so many of a Binary's content, which are made while they are sent. */
export type StaticAnswer = { readonly status: 200 | 404; readonly body: Buffer } | { readonly bytes: number };

const some = <T>(count: number, make: (index: number) => T): readonly T[] => Array.from({ length: count }, (_, index) => make(index));

const json = (value: object | string): StaticAnswer => ({ status: 200, body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) });

/** The joined page's matches: four observations of each of five encounters. */
const encounters = some(5, (index) => encounter(`e${index}`));
const observed = some(20, (index) => bloodPressure(`bp${index}`, `e${index % 5}`));

/** What it answers to what the bench asks, and to what the gateway asks instead; the first that fits a path below the base. */
const tableOf = (base: string): readonly (readonly [RegExp, StaticAnswer])[] => {
  const page = (query: string, matches: readonly object[], included?: readonly object[], goesOn = false): StaticAnswer =>
    json(searchset({ base, query, matches, goesOn, ...(included === undefined ? {} : { included }) }));
  const search = (count: number, make: (id: string) => object): StaticAnswer =>
    page(`Observation?subject=Patient%2F${patient}&_count=${count}`, some(count, (index) => make(`bp${index}`)), undefined, true);
  const binary = (id: string): StaticAnswer => json({ resourceType: 'Binary', id, contentType: 'application/pdf', securityContext: { reference: `Patient/${patient}` } });
  return [
    [/^Observation\/bp0$/, json(bloodPressure('bp0'))],
    // The bare proxy's one request for both, and then the gateway's two: what matches, and what that leads to.
    [/^Observation\?.*_include=/, page('Observation?_include=Observation%3Aencounter', observed, encounters)],
    [/^Encounter\?.*_revinclude=/, page('Encounter?_revinclude=Observation%3Aencounter', encounters, observed)],
    [/^Observation\?.*_count=20$/, page('Observation?_count=20', observed)],
    [/^Encounter\?.*_id=/, page('Encounter?_id=e0', encounters)],
    [/^Encounter\?.*_count=5$/, page('Encounter?_count=5', encounters)],
    [/^Observation\?.*encounter=/, page('Observation?encounter=e0', observed)],
    [/^Observation\?.*_count=1$/, search(1, bloodPressure)],
    [/^Observation\?.*_count=26$/, search(26, bloodPressure)],
    [/^Observation\?.*code=2339-0.*_count=100$/, search(100, laboratoryResult)],
    [/^Observation\?.*code=24323-8.*_count=100$/, search(100, panel)],
    [/^Binary\/small\?_elements=/, binary('small')],
    [/^Binary\/large\?_elements=/, binary('large')],
    [/^Binary\/small$/, { bytes: 1000 }],
    [/^Binary\/large$/, { bytes: 100_000_000 }],
  ];
};

const lost: StaticAnswer = { status: 404, body: Buffer.from(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] })) };

/** What a backend with that base answers to a URL; 404 to anything else, such as the gateway's probe. */
export const answersOf = (base: string): ((url: string) => StaticAnswer) => {
  const table = tableOf(base);
  const below = `${new URL(base).pathname}/`;
  return (url) => (url.startsWith(below) ? (table.find(([pattern]) => pattern.test(url.slice(below.length)))?.[1] ?? lost) : lost);
};
