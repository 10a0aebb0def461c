import { aliasBase, backendBase, type Json, type Stored } from './differential-world.ts';
import { allTypes } from './differential-policy.ts';
import type { Random } from './differential-random.ts';

/** The patients of the data: three of crossing-data.ts, two more, and some of many. */
export const patients = ['A', 'B', 'C', 'pat-d', 'pat-e', 'many-1', 'many-2'] as const;

// A reference of every form that a backend may hold. Not on the gateway's own base: a create never stores that, and no search finds it.
const strange = ['https://elsewhere.example/fhir/Patient/A', '#p', 'urn:uuid:7d3a1b1e-0000-4000-8000-000000000000', 'Group/g1', 'Practitioner/77', 'Organization/O1'];
// Forms that the gateway takes for nobody's, as another reader may take them for somebody's.
const unclear = ['Patient/A/_history/1', 'Patient/', 'Patient/A/x', 'A', 'Patient?identifier=x', 'patient/A', ' Patient/A', '/Patient/A'];

const plain = (random: Random): string => `Patient/${random.often([6, patients.slice(0, 2)], [4, patients])}`;

/** An element that may name an owner. `odd`: in forms too that are nobody's; `unclear`: in forms too that cannot be told. */
const owner = (random: Random, forms: 'odd' | 'unclear' = 'odd'): unknown => {
  const form = random.below(100);
  if (form < 74) return { reference: plain(random) };
  if (form < 80) return { reference: `${aliasBase}/${plain(random)}` };
  if (form < 84) return { reference: `${backendBase}/${plain(random)}` };
  if (form < 90) return { reference: random.pick(strange) };
  if (form < 92) return { identifier: { system: 'http://example.org/mrn', value: 'A' }, display: 'Ann Adler' };
  if (form < 94) return { reference: plain(random), display: 'Patient/B' };
  return forms === 'unclear' ? { reference: random.pick(unclear) } : undefined;
};

const many = <T>(count: number, make: () => T): readonly T[] => Array.from({ length: count }, make);

const anything = (random: Random): string =>
  random.often([5, ['Observation/a1', 'Observation/a3', 'Observation/b1', 'Observation/b3', 'Observation/x-Observation-1', 'Observation/x-Observation-2', 'Condition/cond-a', 'Condition/x-Condition-1']], [2, patients.map((id) => `Patient/${id}`)], [3, ['Practitioner/77', 'Organization/O1', 'Provenance/prov-a', 'Provenance/x-Provenance-1', 'Binary/bin-a', 'Binary/x-Binary-1', 'Appointment/app-ab', 'Appointment/app-a', 'Account/acc-ab', 'Group/g1']], [1, ['Observation/deleted-a', 'Observation/nothing', 'Task/task-a', 'https://elsewhere.example/fhir/Observation/a1', 'urn:uuid:7', '#x']]);

const target = (random: Random): unknown => {
  const reference = anything(random);
  if (random.chance(8)) return { reference: `${reference}/_history/1` };
  return { reference: random.chance(8) && /^[A-Z]/.test(reference) ? `${aliasBase}/${reference}` : reference };
};

const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
const category = (random: Random): unknown => ({ coding: [{ ...(random.chance(80) ? { system } : {}), code: random.pick(['laboratory', 'vital-signs']) }] });
const period = (random: Random): Json => random.often<Json>([3, [{}, { period: { start: '2020' } }]], [1, [{ period: { end: '2020-12-31' } }, { period: { start: '2990-01-01' } }]]);
const user = (random: Random): unknown => ({ reference: (random.chance(10) ? `${aliasBase}/` : '') + random.pick(['Practitioner/77', 'Practitioner/88', 'Patient/A', 'RelatedPerson/r-a', 'PractitionerRole/pr-77']) });
const status = (random: Random): string => random.pick(['active', 'active', 'inactive']);
const document = (random: Random): unknown => ({ attachment: { url: random.often([3, ['Binary/x-Binary-1', 'Binary/x-Binary-2', 'Binary/x-Binary-3', 'Binary/x-Binary-4', 'Binary/bin-unreferenced']], [1, [`${aliasBase}/Binary/x-Binary-1`, 'https://gw.example/fhir/Binary/x-Binary-2', 'https://elsewhere.example/letter']]) } });

// The elements of each type that owners, look-ups and searches go by.
const elements: Readonly<Record<string, (random: Random) => Json>> = {
  Observation: (random) => ({ status: random.pick(['final', 'amended']), category: [category(random)], code: { coding: [{ system: 'http://loinc.org', code: random.pick(['8867-4', '2160-0']) }] }, subject: owner(random, 'unclear'), performer: [random.chance(50) ? { reference: 'Practitioner/77' } : owner(random)], focus: random.chance(30) ? [{ reference: plain(random) }] : undefined, effectiveDateTime: `20${10 + random.below(16)}-0${1 + random.below(9)}-11`, valueQuantity: { value: 7777, unit: '/min' } }),
  Condition: (random) => ({ subject: owner(random), code: { text: 'Größe \u{1F9EA}' }, asserter: { reference: plain(random) }, recordedDate: '2021-02-03' }),
  Patient: (random) => ({ active: random.chance(70), name: [{ family: random.pick(['Adler', 'Ädler', 'Brandt']) }], link: random.chance(30) ? [{ other: { reference: plain(random) }, type: 'seealso' }] : undefined }),
  Encounter: (random) => ({ status: 'finished', class: { code: 'AMB' }, subject: owner(random), participant: [{ individual: user(random) }] }),
  MedicationRequest: (random) => ({ status: 'active', intent: 'order', subject: owner(random), medicationReference: { reference: 'Medication/m1' }, requester: { reference: plain(random) } }),
  AllergyIntolerance: (random) => ({ patient: owner(random), recorder: { reference: plain(random) } }),
  DocumentReference: (random) => ({ status: 'current', subject: owner(random), author: [{ reference: plain(random) }], content: many(1 + random.below(2), () => document(random)) }),
  DiagnosticReport: (random) => ({ status: 'final', code: { text: 'report' }, subject: owner(random), result: [{ reference: anything(random) }] }),
  Appointment: (random) => ({ status: random.pick(['booked', 'noshow']), participant: many(1 + random.below(3), () => ({ actor: random.chance(70) ? owner(random) : user(random), status: 'accepted' })) }),
  Account: (random) => ({ status: 'active', subject: many(random.below(3), () => owner(random)).filter((one) => one !== undefined), owner: { reference: 'Organization/O1' } }),
  Group: (random) => ({ type: 'person', actual: true, member: many(random.below(3), () => ({ entity: owner(random) })) }),
  Person: (random) => ({ active: true, link: many(random.below(3), () => ({ target: owner(random) })) }),
  RelatedPerson: (random) => ({ active: random.chance(70), patient: owner(random), ...period(random) }),
  CareTeam: (random) => ({ status: status(random), subject: owner(random), ...period(random), participant: many(1 + random.below(2), () => ({ member: user(random), ...period(random) })) }),
  Coverage: (random) => ({ status: 'active', beneficiary: owner(random), subscriber: { reference: plain(random) }, payor: [{ reference: plain(random) }] }),
  Schedule: (random) => ({ active: true, actor: many(1 + random.below(2), () => (random.chance(60) ? owner(random) : user(random))).filter((one) => one !== undefined) }),
  List: (random) => ({ status: 'current', mode: 'working', subject: owner(random), entry: [{ item: { reference: anything(random) } }] }),
  SupplyRequest: (random) => ({ status: 'active', quantity: { value: 1 }, requester: { reference: plain(random) }, deliverTo: owner(random) }),
  EnrollmentRequest: (random) => ({ status: 'active', candidate: owner(random) }),
  Device: (random) => ({ status: 'active', patient: owner(random), owner: { reference: 'Organization/O1' } }),
  Binary: (random) => ({ contentType: 'text/plain', securityContext: random.chance(30) ? undefined : random.chance(60) ? { reference: plain(random) } : target(random), data: Buffer.from(`content ${random.below(1000)}`).toString('base64') }),
  Provenance: (random) => ({ target: many(1 + random.below(3), () => target(random)), recorded: '2024-01-05T09:11:00Z', agent: [{ who: user(random) }] }),
  Practitioner: (random) => ({ active: random.chance(50), name: [{ family: random.pick(['Seventy', 'Eighty']) }] }),
  PractitionerRole: (random) => ({ active: true, practitioner: { reference: random.pick(['Practitioner/77', 'Practitioner/88']) } }),
  Organization: () => ({ active: true, name: 'Clinic' }),
  Location: () => ({ status: 'active', name: 'Ward' }),
  Medication: () => ({ status: 'active' }),
  Task: (random) => ({ status: 'requested', intent: 'order', for: owner(random) }),
  AuditEvent: (random) => ({ recorded: '2024-01-05T09:13:00Z', entity: [{ what: owner(random) }] }),
};

/** The elements of a resource of a type, without its id. */
export const randomElements = (random: Random, type: string): Json => ({
  ...(random.chance(20) ? { meta: { tag: [{ system: 'http://example.org/tags', code: 'x' }] } } : {}),
  ...(random.chance(10) ? { contained: [{ resourceType: 'Patient', id: 'p' }] } : {}),
  ...elements[type]?.(random),
});

/** The text of a resource, in one of the ways in which it may come: what a round trip through numbers and strings would change is in it. */
export const randomText = (random: Random, resource: Json): string =>
  JSON.stringify(resource, null, random.often([3, ['']], [1, [' ', '\t']]))
    .replace('7777', random.pick(['1.00', '7.50', '123456789012345678.901234567890', '1e3', '-0.0']))
    .replaceAll('\u{1F9EA}', random.pick(['\u{1F9EA}', '\\ud83e\\uddea']));

const versionsOf = (random: Random, type: string, id: string): readonly Stored[] => [
  ...many(random.often([3, [1]], [2, [2, 3]]), () => ({ text: randomText(random, { resourceType: type, id, ...randomElements(random, type) }) })),
  ...(random.chance(7) ? [{ gone: `${type}/${id}` }] : []),
];

// Of the types whose searches find more than is visible more, so that pages fill from several of the backend's.
const numberOf = (type: string): number => (['Observation', 'Appointment', 'Account', 'Group', 'Schedule', 'Provenance'].includes(type) ? 24 : 9);

const resourcesOf = (random: Random, type: string): readonly Stored[] =>
  many(numberOf(type), () => undefined).flatMap((_, index) => versionsOf(random, type, `x-${type}-${index}`));

// So many patients of one caller that a search narrowed to them is too long for a URL.
const manyPatients = many(40, () => undefined).map((_, index) => `many-${index}`);
const teamOf = (patient: string): Json => ({ resourceType: 'CareTeam', id: `team-${patient}`, status: 'active', subject: { reference: `Patient/${patient}` }, participant: [{ member: { reference: 'PractitionerRole/pr-77' } }] });

/** Random resources of all types, some with versions that changed hands, some deleted. */
export const randomData = (random: Random): readonly Stored[] => [
  ...['pat-d', 'pat-e', ...manyPatients].map((id) => ({ text: JSON.stringify({ resourceType: 'Patient', id, active: true, name: [{ family: 'Ende' }] }) })),
  ...['A', ...manyPatients].map((patient) => ({ text: JSON.stringify(teamOf(patient)) })),
  ...allTypes.flatMap((type) => resourcesOf(random, type)),
];
