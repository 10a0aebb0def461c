import { aliasBase, backendBase, type Json, type Stored } from './world.ts';
import { allTypes } from './policy.ts';
import type { Random } from './random.ts';

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
  if (form < 74) return { reference: plain(random), ...(random.chance(10) ? { display: 'a patient' } : {}) };
  if (form < 80) return { reference: `${aliasBase}/${plain(random)}` };
  if (form < 84) return { reference: `${backendBase}/${plain(random)}` };
  if (form < 90) return { reference: random.pick(strange) };
  if (form < 92) return { identifier: { system: 'http://example.org/mrn', value: 'A' }, display: 'Ann Adler' };
  if (form < 94) return { reference: plain(random), display: 'Patient/B' };
  return forms === 'unclear' ? { reference: random.pick(unclear) } : undefined;
};

const many = <T>(count: number, make: () => T): readonly T[] => Array.from({ length: count }, make);

const anything = (random: Random): string =>
  random.often([5, ['Observation/a1', 'Observation/a3', 'Observation/b1', 'Observation/b3', 'Observation/x-Observation-1', 'Observation/x-Observation-2', 'Condition/cond-a', 'Condition/x-Condition-1']], [2, patients.map((id) => `Patient/${id}`)], [3, ['Practitioner/77', 'Organization/O1', 'Provenance/prov-a', 'Binary/bin-a', 'Binary/x-Binary-1', 'Appointment/app-ab', 'Appointment/app-a', 'Account/acc-ab', 'Group/g1']], [1, ['Observation/deleted-a', 'Observation/nothing', 'Task/task-a', 'https://elsewhere.example/fhir/Observation/a1', 'urn:uuid:7', '#x']]);

const observation = (random: Random): string => random.pick(['Observation/a1', 'Observation/a4', 'Observation/b1', 'Observation/x-Observation-1', 'Observation/x-Observation-2', 'Observation/x-Observation-3', 'Observation/deleted-a']);

// What is judged by others leads to what is not in two steps: a third is looked up only where another resource of the page needs it, too.
const context = (random: Random): unknown => ({ reference: random.pick(['Observation/a1', 'Observation/b1', 'Condition/cond-a', 'Condition/x-Condition-1', 'Practitioner/77', 'Appointment/app-ab', 'Observation/deleted-a', 'Observation/nothing', `${aliasBase}/Observation/a1`, 'Observation/a1/_history/1']) });

const target = (random: Random): unknown => {
  const reference = anything(random);
  if (random.chance(8)) return { reference: `${reference}/_history/1` };
  return { reference: random.chance(8) && /^[A-Z]/.test(reference) ? `${aliasBase}/${reference}` : reference };
};

const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
const category = (random: Random): unknown => ({ coding: [{ ...(random.chance(80) ? { system } : {}), code: random.pick(['laboratory', 'vital-signs']) }] });
const date = (random: Random): string => {
  const day = `20${10 + random.below(17)}-0${1 + random.below(9)}-1${random.below(9)}`;
  return random.often([5, [day]], [1, [day.slice(0, 4), day.slice(0, 7), `${day}T08:30:00Z`, `${day}T23:10:05.250Z`]]);
};
const dates = (random: Random): Json => {
  const [start, end] = [date(random), date(random)].map((one) => one.slice(0, 4)).sort();
  return random.often<Json>([4, [{ effectiveDateTime: date(random) }]], [2, [{ effectivePeriod: { start, end } }, { effectivePeriod: { start } }, { effectivePeriod: { end } }]], [1, [{}]]);
};
const loinc = (code: string): Json => ({ coding: [{ system: 'http://loinc.org', code, display: 'a code' }] });
const minutes = { system: 'http://unitsofmeasure.org', code: '/min', unit: '/min' };
const component = (random: Random): Json => ({ code: loinc(random.pick(['8480-6', '8462-4'])), valueQuantity: { value: 80 + random.below(80), ...minutes } });
const period = (random: Random): Json => random.often<Json>([3, [{}, { period: { start: '2020' } }]], [1, [{ period: { end: '2020-12-31' } }, { period: { start: '2990-01-01' } }]]);
const user = (random: Random): unknown => ({ reference: (random.chance(10) ? `${aliasBase}/` : '') + random.pick(['Practitioner/77', 'Practitioner/88', 'Patient/A', 'RelatedPerson/r-a', 'PractitionerRole/pr-77']) });
const status = (random: Random): string => random.pick(['active', 'active', 'inactive']);
const document = (random: Random): unknown => ({ attachment: { url: random.often([3, ['Binary/x-Binary-1', 'Binary/x-Binary-2', 'Binary/x-Binary-3', 'Binary/x-Binary-4', 'Binary/bin-unreferenced']], [1, [`${aliasBase}/Binary/x-Binary-1`, 'https://gw.example/fhir/Binary/x-Binary-2', 'https://elsewhere.example/letter']]) } });

// The elements of each type that owners, look-ups and searches go by.
const elements: Readonly<Record<string, (random: Random) => Json>> = {
  Observation: (random) => ({
    status: random.pick(['final', 'amended']), category: [category(random)], code: { ...loinc(random.pick(['8867-4', '2160-0'])), text: 'a text' }, subject: owner(random, 'unclear'), performer: [random.chance(50) ? user(random) : owner(random)].filter((one) => one !== undefined),
    focus: random.chance(30) ? [{ reference: plain(random) }] : undefined, encounter: random.chance(30) ? { reference: random.pick(['Encounter/enc-a', 'Encounter/enc-b', 'Encounter/x-Encounter-1']), display: 'a visit' } : undefined,
    hasMember: random.chance(20) ? [{ reference: random.pick(['Observation/a1', 'Observation/b1', 'Observation/x-Observation-1', 'Observation/x-Observation-2', 'Observation/x-Observation-3']) }] : undefined,
    ...dates(random), valueQuantity: random.chance(80) ? { value: 7777, ...minutes } : undefined, component: random.chance(25) ? many(1 + random.below(2), () => component(random)) : undefined,
  }),
  Condition: (random) => ({ subject: owner(random), code: { coding: [{ system: 'http://snomed.info/sct', code: random.pick(['38341003', '22298006']) }], text: 'Größe \u{1F9EA}' }, asserter: { reference: plain(random) }, recordedDate: random.chance(80) ? date(random) : undefined, encounter: random.chance(30) ? { reference: 'Encounter/x-Encounter-1' } : undefined }),
  Patient: (random) => ({
    active: random.chance(70), name: [{ family: random.pick(['Adler', 'Ädler', 'Brandt']), given: ['Ann', 'Marie'] }], gender: random.pick(['female', 'male']), birthDate: random.pick(['1980-02-03', '2001-10', '1975']),
    _birthDate: random.chance(20) ? { extension: [{ url: 'http://example.org/kept', valueString: 'about noon' }] } : undefined,
    identifier: [{ system: 'http://example.org/mrn', value: String(random.below(3)) }], address: [{ state: random.pick(['NS', 'NH']), city: 'Amsterdam', country: 'NL', line: ['Gracht 1'] }], telecom: [{ system: 'email', value: 'a@example.org' }],
    text: random.chance(40) ? { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">a patient</div>' } : undefined,
    managingOrganization: random.chance(40) ? { reference: 'Organization/O1', display: 'Hospital One' } : undefined, generalPractitioner: random.chance(40) ? [{ reference: random.pick(['Practitioner/77', 'Practitioner/88', 'PractitionerRole/pr-77', 'Organization/O1']) }] : undefined,
    link: random.chance(30) ? [{ other: { reference: plain(random) }, type: 'seealso' }] : undefined,
  }),
  Encounter: (random) => ({ status: 'finished', class: { code: 'AMB' }, subject: owner(random), participant: [{ individual: user(random) }], location: [{ location: { reference: random.pick(['Location/L1', 'Location/x-Location-1']) } }], length: { value: 10 * random.below(5), unit: 'min' }, period: random.chance(80) ? { start: date(random) } : undefined, serviceProvider: { reference: 'Organization/O1' } }),
  MedicationRequest: (random) => ({ status: 'active', intent: 'order', subject: owner(random), medicationReference: { reference: random.pick(['Medication/m1', 'Medication/x-Medication-1']) }, requester: random.chance(50) ? user(random) : { reference: plain(random) }, authoredOn: date(random) }),
  AllergyIntolerance: (random) => ({ patient: owner(random), recorder: { reference: plain(random) } }),
  DocumentReference: (random) => ({ status: 'current', subject: owner(random), date: `${date(random).slice(0, 4)}-05-05T09:00:00Z`, author: [{ reference: plain(random) }], content: many(1 + random.below(2), () => document(random)) }),
  DiagnosticReport: (random) => ({ status: 'final', code: { text: 'report' }, subject: owner(random), effectiveDateTime: date(random), result: many(1 + random.below(2), () => ({ reference: observation(random) })) }),
  Appointment: (random) => ({ status: random.pick(['booked', 'noshow']), start: `${date(random).slice(0, 4)}-05-05T09:00:00Z`, participant: many(1 + random.below(3), () => ({ actor: random.chance(70) ? owner(random) : user(random), status: 'accepted' })) }),
  Account: (random) => ({ status: 'active', subject: many(random.below(3), () => owner(random)).filter((one) => one !== undefined), owner: { reference: 'Organization/O1' } }),
  Group: (random) => ({ type: 'person', actual: random.chance(85), active: random.chance(85), member: many(random.below(4), () => ({ entity: owner(random), ...(random.chance(15) ? { inactive: true } : {}), ...period(random) })) }),
  Person: (random) => ({ active: true, link: many(random.below(3), () => ({ target: owner(random) })) }),
  RelatedPerson: (random) => ({ active: random.chance(70), patient: owner(random), ...period(random) }),
  CareTeam: (random) => ({ status: status(random), subject: owner(random), ...period(random), participant: many(1 + random.below(2), () => ({ member: user(random), ...period(random) })) }),
  Coverage: (random) => ({ status: 'active', beneficiary: owner(random), subscriber: { reference: plain(random) }, payor: [{ reference: plain(random) }] }),
  Schedule: (random) => ({ active: true, actor: many(1 + random.below(2), () => (random.chance(60) ? owner(random) : user(random))).filter((one) => one !== undefined) }),
  List: (random) => ({ status: 'current', mode: 'working', subject: owner(random), entry: [{ item: { reference: anything(random) } }] }),
  SupplyRequest: (random) => ({ status: 'active', quantity: { value: 1 }, requester: { reference: plain(random) }, deliverTo: owner(random) }),
  EnrollmentRequest: (random) => ({ status: 'active', candidate: owner(random) }),
  Device: (random) => ({ status: 'active', patient: owner(random), owner: { reference: 'Organization/O1' } }),
  Binary: (random) => ({ contentType: 'text/plain', securityContext: random.chance(30) ? undefined : random.chance(60) ? { reference: plain(random) } : context(random), data: Buffer.from(`content ${random.below(1000)}`).toString('base64') }),
  Provenance: (random) => ({ target: many(1 + random.below(3), () => target(random)), recorded: '2024-01-05T09:11:00Z', agent: [{ who: user(random) }], entity: random.chance(20) ? [{ role: 'source', what: { reference: 'Observation/a1' } }] : undefined }),
  Practitioner: (random) => ({ active: random.chance(50), name: [{ family: random.pick(['Seventy', 'Eighty']) }] }),
  PractitionerRole: (random) => ({ active: true, practitioner: { reference: random.pick(['Practitioner/77', 'Practitioner/88']) }, organization: { reference: 'Organization/O1' } }),
  Organization: (random) => ({ active: true, name: 'Clinic', partOf: random.chance(60) ? { reference: random.pick(['Organization/O1', 'Organization/x-Organization-1', 'Organization/x-Organization-2']) } : undefined }),
  Location: (random) => ({ status: 'active', name: 'Ward', managingOrganization: random.chance(50) ? { reference: 'Organization/x-Organization-1' } : undefined, partOf: random.chance(50) ? { reference: 'Location/L1' } : undefined }),
  Medication: () => ({ status: 'active' }),
  ValueSet: (random) => ({ status: random.pick(['active', 'draft']), url: random.pick(['http://example.org/vs', 'http://example.org/other']), compose: { include: [{ system: 'http://loinc.org', concept: [{ code: '8867-4' }] }] } }),
  RiskAssessment: (random) => ({ status: 'final', subject: owner(random), condition: { reference: random.pick(['Condition/cond-a', 'Condition/x-Condition-1']) }, occurrenceDateTime: date(random), prediction: [{ probabilityDecimal: 0.25 * random.below(5) }] }),
  Task: (random) => ({ status: 'requested', intent: 'order', for: owner(random) }),
  AuditEvent: (random) => ({ recorded: '2024-01-05T09:13:00Z', entity: [{ what: owner(random) }] }),
};

/** The elements of a resource of a type, without its id; a Binary is no DomainResource. */
export const randomElements = (random: Random, type: string): Json => ({
  ...(random.chance(30) ? { meta: { ...(random.chance(70) ? { tag: [{ system: 'http://example.org/tags', code: 'x' }] } : {}), ...(random.chance(50) ? { profile: ['http://example.org/profile'] } : {}) } } : {}),
  ...(type !== 'Binary' && random.chance(10) ? { extension: [{ url: random.pick(['http://example.org/kept', 'http://example.org/hidden']), valueReference: { reference: plain(random), display: 'somebody' } }] } : {}),
  ...(type !== 'Binary' && random.chance(10) ? { contained: [{ resourceType: 'Patient', id: 'p' }] } : {}),
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
  { text: JSON.stringify({ resourceType: 'Group', id: 'cohort', type: 'person', actual: true, member: ['A', 'pat-d', 'pat-e', 'many-1'].map((patient) => ({ entity: { reference: `Patient/${patient}` } })) }) },
  ...allTypes.flatMap((type) => resourcesOf(random, type)),
];
