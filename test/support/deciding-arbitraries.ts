import fc from 'fast-check';
import type { ResourceType } from '../../src/fhir/resource-types.ts';
import type { Given } from './deciding.ts';
import type { OracleCaller, OracleRow, OracleWorld } from './oracle.ts';

/** The types that the laws are about: of every class, with one owner, several, and the resource itself as owner. */
export const types = ['Observation', 'Patient', 'Appointment', 'Account', 'Group', 'Person', 'RelatedPerson', 'Coverage', 'Schedule', 'Practitioner', 'Organization', 'Binary', 'Provenance', 'Task', 'AuditEvent'] as const satisfies readonly ResourceType[];

export const typeArb = fc.constantFrom(...types, 'Observation', 'Patient', 'Appointment');

const patients = ['A', 'B', 'C'];
const queries: Readonly<Record<string, readonly string[]>> = {
  Observation: ['?category=laboratory', '?status=final', '?category=http://c|laboratory&status=final,amended', '?_tag=x', '?date=2026', '?date=2025&status=final'],
  Patient: ['?active=true', '?family=ad', '?_tag=x'],
  Appointment: ['?status=booked'],
  Practitioner: ['?active=true'],
  '*': ['?_tag=x'],
};

/** The first ones so many times as often as the second. */
const often = <T>(weight: number, first: readonly T[], second: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constantFrom(...first) }, { weight: 1, arbitrary: fc.constantFrom(...second) });

const scopeArb = (type: string): fc.Arbitrary<string> =>
  fc.record({
    context: often(5, ['patient', 'user'], ['system']),
    on: often(6, [type, '*'], ['Condition']),
    letters: often(2, ['cruds', '*'], ['rs', 'r', 's', 'c', 'read']),
    pick: fc.nat(9),
  }).map(({ context, on, letters, pick }) => {
    const query = ['read', '*'].includes(letters) ? undefined : queries[on]?.[pick];
    return `${context}/${on}.${letters}${query ?? ''}`;
  });

/** The scope tokens of callers who ask about a type. */
export const scopesArb = (type: string): fc.Arbitrary<readonly string[]> =>
  fc.tuple(fc.array(scopeArb(type), { minLength: 1, maxLength: 3 }), often(4, [[]], [['openid', 'fhirUser'], ['openid']])).map(([clinical, more]) => [...more, ...clinical]);

/** A caller but for the scopes. */
export const whoArb: fc.Arbitrary<Omit<Given, 'scope'>> = fc
  .record({
    patient: fc.option(often(2, ['A'], ['B', 'C']), { nil: undefined, freq: 4 }),
    fhirUser: fc.option(fc.constantFrom('Patient/A', 'Patient/B', 'Practitioner/77', 'RelatedPerson/r1', 'Person/p1'), { nil: undefined, freq: 5 }),
    machine: often(4, [false], [true]),
    mfa: fc.boolean(),
    careteam: fc.subarray(patients),
    related: fc.subarray(patients),
    group: fc.subarray(patients),
    person: fc.option(fc.subarray(patients), { nil: undefined }),
    emergency: often(2, ['none' as const], ['open' as const, 'not-here' as const]),
  })
  .map(({ patient, fhirUser, machine, mfa, group, person, ...found }) => ({
    ...found, groups: { g: group }, ...(person === undefined ? {} : { person }), ...(patient === undefined ? {} : { patient }), ...(fhirUser === undefined ? {} : { fhirUser }), ...(machine && fhirUser === undefined ? { client: 'etl' } : {}), ...(mfa ? { mfa: true as const } : {}),
  }));

const allowArb = (type: string): fc.Arbitrary<string> =>
  fc.record({
    subject: often(8, ['role:x'], ['role:y']),
    resource: often(8, [type, type, '*'], ['Condition']),
    action: often(3, ['*'], ['read', 'search', 'create']),
    reach: often(10, ['launch', 'self', 'careteam', 'any', 'group:g'], ['group:h']),
    terms: often(2, ['', '', '', ' mfa', ' mask:m', ' mask:m'], [' mask:m max:5', ' window:P1Y', ' window:P30D', ' break-glass', ' break-glass mfa', ' max:5', ' mask:gone', ' mask:m window:P1Y']),
  }).map(({ subject, resource, action, reach, terms }) => `${subject} ${resource} ${action} ${reach}${terms}`);

/** A deny row that may touch a type. */
export const denyArb = (type: string): fc.Arbitrary<string> =>
  fc.record({ subject: often(2, ['role:x'], ['role:y']), resource: fc.constantFrom(type, '*', 'Condition'), action: fc.constantFrom('*', 'read', 'search', 'create') })
    .map(({ subject, resource, action }) => `deny ${subject} ${resource} ${action}`);

/** The policy rows, as `rowOf` reads them, that may touch a type. */
export const rowsArb = (type: string): fc.Arbitrary<readonly string[]> =>
  fc.tuple(fc.array(allowArb(type), { minLength: 1, maxLength: 4 }), often(9, [0], [1]).chain((length) => fc.array(denyArb(type), { minLength: length, maxLength: length }))).map(([allow, deny]) => [...allow, ...deny]);

// ---- Resources

const sound = ['Patient/A', 'Patient/A', 'Patient/A', 'Patient/B', 'Patient/C', 'https://gw.example/fhir/Patient/A', 'http://hapi:8080/fhir/Patient/B'];
const strange = ['https://elsewhere/fhir/Patient/A', '#A', 'urn:uuid:1', 'Patient/A/_history/1', '/Patient/A', 'Patient/A/', ' Patient/A', 'Patient?x=A', 'A', '', 'Group/A', 'Practitioner/77', 'Organization/A', 'http://hapi:8080/fhir/x/Patient/A', 'Nothing/A'];
const soundElement: fc.Arbitrary<unknown> = fc.constantFrom(...sound).map((reference) => ({ reference }));
const strangeElement: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...strange).map((reference): unknown => ({ reference })),
  fc.constantFrom<unknown>(null, 5, 'Patient/A', [], {}, { reference: null }, { reference: 7 }, { reference: ['Patient/A'] }, { identifier: { value: 'A' } }, { display: 'A' }, [{ reference: 'Patient/A' }, { reference: 'Patient/B' }], [[{ reference: 'Patient/A' }]]),
);

/** `odd`: also forms and shapes that no backend should hold. */
const elementArb = (odd: boolean): fc.Arbitrary<unknown> => (odd ? fc.oneof({ weight: 5, arbitrary: soundElement }, { weight: 1, arbitrary: strangeElement }) : soundElement);

const someArb = (odd: boolean): fc.Arbitrary<readonly unknown[]> => fc.array(elementArb(odd), { maxLength: 3 });
const concept = fc.constantFrom<unknown>({ coding: [{ system: 'http://c', code: 'laboratory' }] }, { coding: [{ code: 'laboratory' }] }, { coding: [{ system: 'http://c', code: 'x' }] }, { text: 'laboratory' }, { coding: { code: 'laboratory' } }, null);
const targetArb = fc.constantFrom<unknown>({ reference: 'Observation/o1' }, { reference: 'Observation/o2/_history/1' }, { reference: 'http://hapi:8080/fhir/Patient/A' }, { reference: 'https://elsewhere/Observation/o1' }, { display: 'x' }, 'Observation/o1', null);

// On either side of a year and of thirty days before the time of every case, as precisely as may be; and what is no date.
const dateArb = fc.constantFrom<unknown>('2026-06-15T12:00:00Z', '2026-05-17', '2026-05-15', '2026-05', '2025-06-16T00:00:00Z', '2025-06-15', '2025-06-14', '2025-06', '2025-05', '2025', '2024', 'yesterday', null);

type Elements = Readonly<Record<string, fc.Arbitrary<unknown>>>;

const elementsOf = (type: (typeof types)[number], odd: boolean): Elements => {
  const one = elementArb(odd);
  const some = someArb(odd);
  switch (type) {
    case 'Observation':
      return { subject: one, performer: some, focus: some, category: fc.array(concept, { maxLength: 2 }), status: fc.constantFrom('final', 'amended', null), effectiveDateTime: dateArb };
    case 'Patient':
      return { active: fc.boolean(), name: fc.constantFrom([{ family: 'Adler', use: 'x' }], [{ family: 'Brandt' }], 'Adler'), link: some.map((list) => list.map((other) => ({ other }))) };
    case 'Appointment':
      return { participant: some.map((list) => list.map((actor) => ({ actor }))), status: fc.constantFrom('booked', 'noshow'), start: dateArb };
    case 'Account':
      return { subject: some, owner: one };
    case 'Group':
      return { member: some.map((list) => list.map((entity) => ({ entity }))) };
    case 'Person':
      return { link: some.map((list) => list.map((target) => ({ target }))) };
    case 'RelatedPerson':
      return { patient: one };
    case 'Coverage':
      return { beneficiary: one, subscriber: one, payor: some };
    case 'Schedule':
      return { actor: some };
    case 'Practitioner':
      return { active: fc.boolean() };
    case 'Provenance':
      return { target: fc.array(targetArb, { maxLength: 2 }) };
    case 'Binary':
      return { securityContext: fc.oneof(one, targetArb) };
    default:
      return { for: one };
  }
};

const idOf: Readonly<Record<string, readonly string[]>> = { Patient: patients, Practitioner: ['77', '78'], RelatedPerson: ['r1', 'r2'], Person: ['p1', 'p2'] };

/** A resource of a type, some of its elements missing. */
export const resourceArb = (type: (typeof types)[number], odd: boolean): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.tuple(fc.constantFrom(...(idOf[type] ?? ['x1'])), fc.oneof({ weight: 4, arbitrary: fc.record(elementsOf(type, odd)) }, fc.record(elementsOf(type, odd), { requiredKeys: [] })), often<Readonly<Record<string, unknown>>>(1, [{}], [{ meta: { tag: [{ code: 'x' }] } }, { meta: { lastUpdated: '2026-06-01T00:00:00Z' } }, { meta: { tag: [{ code: 'x' }], lastUpdated: '2025-01-01T00:00:00Z' } }])).map(
    ([id, elements, meta]) => ({ resourceType: type, id, ...meta, ...elements }),
  );

/** What look-ups find. */
export const worldArb: fc.Arbitrary<OracleWorld> = fc.record({ shown: fc.subarray(['Observation/o1', 'Observation/o2', 'Patient/A', 'Patient/B', 'Group/A']), documents: fc.boolean() }).map(({ shown, documents }) => ({
  isVisible: (reference) => shown.includes(reference), documentsVisible: () => documents,
}));

// ---- The same in the oracle's words

/** A caller in the oracle's words. */
export const oracleCallerOf = ({ scope = '', patient, fhirUser, client, mfa, careteam = [], related = [], groups = {}, person = [], emergency = 'none' }: Given): OracleCaller => ({
  scopes: scope.split(' '), patient, fhirUser, user: client === undefined, strong: mfa === true, subjects: ['role:x'], careteam, related, groups, person, emergency: typeof emergency === 'object' ? 'open' : emergency,
});

/** A row in the oracle's words; the subject stands in it. */
export const oracleRowOf = (text: string): OracleRow => {
  const words = text.split(' ');
  const effect = words[0] === 'deny' ? 'deny' : 'allow';
  const [subject = '', resource = '', action = '', reach = 'any', ...terms] = effect === 'deny' ? words.slice(1) : words;
  return { subject, resource, action, reach, terms, effect };
};
