import type { Exchange } from '../../src/demo/exchange.ts';
import type { Fault } from '../../src/demo/faults.ts';
import type { Expectation } from './case.ts';
import { runMisbehaving, type BadCase } from './misbehaving.ts';
import { clinician, coordinator, etl, having, patientA } from './personas.ts';

const secret = { status: 'final', code: { text: 'secret' } };
const foreign = (resourceType: string, id: string, more: object = {}): string => JSON.stringify({ resourceType, id, subject: { reference: 'Patient/B' }, ...secret, ...more });
const leak = (resource: string, mode?: 'match' | 'include' | 'outcome'): Fault => ({ kind: 'leak', resource, ...(mode === undefined ? {} : { mode }) });
const b3 = foreign('Observation', 'b3');
const patientB = '{"resourceType":"Patient","id":"B","name":[{"family":"secret"}]}';
const own = '{"resourceType":"Encounter","id":"enc-x","status":"finished","subject":{"reference":"Patient/A"},"reasonCode":[{"text":"secret"}]}';

const at = (type: string) => ({ path }: Exchange): boolean => path.endsWith(`/${type}`);
const ofA = ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'].map((id) => `Observation/${id}`);
const failed = { status: 502, refusal: 'backend-failed', lacks: ['secret'], outcome: { refusal: 'backend-failed', patients: [] } } as const;
const breach = (count: number, more: Partial<Expectation> = {}): Expectation => ({ status: 200, lacks: ['secret'], outcome: { returned: { breach: count } }, ...more });
const withSubject = { path: 'Observation?_id=a3&_include=Observation:subject' } as const;
const withEncounter = { path: 'Observation?_id=a3&_include=Observation:encounter' } as const;
const reportOfHeart = { path: 'DiagnosticReport?result.value-quantity=71' } as const;

// The backend says more than it was asked for: what is no match of the caller's is left out, and counted.
const more: readonly BadCase[] = [
  { name: 'A-083 a search whose constraint it takes no notice of', fault: { kind: 'ignore', param: 'patient' }, request: { path: 'Observation?_count=100' }, expect: breach(12, { resources: ofA, total: 'none', outcome: { patients: ['A'], returned: { count: 7, filtered: 0, breach: 12 } } }) },
  { name: 'A-083 by POST, where it is in the form', fault: { kind: 'ignore', param: 'patient' }, request: { path: `Observation?_count=100&code=8867-4,2160-0,2339-0,${Array.from({ length: 300 }, (_, index) => `none${index}`).join(',')}` }, expect: breach(12, { resources: ofA, total: 'none' }) },
  { name: 'A-083 the Patient, by the id', fault: { kind: 'ignore', param: '_id' }, request: { path: 'Patient' }, expect: breach(2, { resources: ['Patient/A'], total: 'none' }) },
  { name: 'A-083 a chain', fault: { kind: 'ignore', param: 'patient' }, request: { path: 'Condition?patient.name=brandt' }, expect: breach(1, { resources: ['Condition/cond-a'], outcome: { patients: ['A'], returned: { breach: 1 } } }) },
  { name: 'A-083 a reverse chain', fault: { kind: 'ignore', param: '_has' }, request: { path: 'Patient?_has:Observation:patient:value-quantity=71' }, expect: { status: 200, resources: ['Patient/A'] } },
  { name: 'A-086 what a join looks for in two steps', fault: { kind: 'ignore', param: 'patient' }, when: at('Observation'), request: reportOfHeart, expect: breach(1, { resources: [] }) },
  { name: 'A-086 slipped into it', fault: leak(foreign('Observation', 'b1')), when: at('Observation'), request: reportOfHeart, expect: breach(1, { resources: [] }) },
  { name: 'A-086 slipped into what refers back', fault: leak(foreign('DiagnosticReport', 'dr-b', { result: [{ reference: 'Observation/a3' }] })), when: at('DiagnosticReport'), request: { path: 'Observation?_has:DiagnosticReport:result:code=x' }, expect: breach(1, { resources: [] }) },
  { name: 'A-101 another patient as an include', fault: leak(patientB, 'include'), request: withSubject, expect: breach(1, { resources: ['Observation/a3', 'Patient/A'], included: ['Patient/A'], outcome: { patients: ['A'], returned: { count: 2, breach: 1 } } }) },
  { name: 'A-101 another patient\'s resource as one', fault: leak(b3, 'include'), request: withSubject, expect: breach(1, { included: ['Patient/A'] }) },
  { name: 'A-101 an include that nobody asked for', fault: leak(patientB, 'include'), request: { path: 'Observation?_id=a3' }, expect: breach(1, { resources: ['Observation/a3'] }) },
  { name: 'A-101 also of the own', fault: leak(own, 'include'), request: { path: 'Observation?_id=a3' }, expect: breach(1, { resources: ['Observation/a3'] }) },
  { name: 'A-101 of the own, that no match refers to', fault: leak(own, 'include'), request: withSubject, expect: { status: 200, resources: ['Observation/a3', 'Patient/A'], lacks: ['secret'] } },
  { name: 'A-101 in the gateway\'s own search for what is included', fault: leak(foreign('Encounter', 'enc-b')), when: at('Encounter'), request: withEncounter, expect: breach(1, { included: ['Encounter/enc-a'] }) },
  { name: 'A-101 whose constraint it takes no notice of', fault: { kind: 'ignore', param: 'patient' }, when: at('Encounter'), request: withEncounter, expect: { status: 200, included: ['Encounter/enc-a'] } },
  { name: 'A-101 and whose ids', fault: { kind: 'ignore', param: '_id' }, when: at('Encounter'), request: { path: 'DiagnosticReport?_id=dr-a-of-b1&_include=DiagnosticReport:result' }, expect: { status: 200, included: [] } },
  { name: 'A-101 another\'s in a reverse include', fault: leak(foreign('Condition', 'cond-b', { encounter: { reference: 'Encounter/enc-a' } })), when: at('Condition'), request: { path: 'Encounter?_revinclude=Condition:encounter' }, expect: breach(1, { included: ['Condition/cond-a'] }) },
  { name: 'a Provenance of another\'s target', fault: leak('{"resourceType":"Provenance","id":"prov-x","target":[{"reference":"Observation/a3"},{"reference":"Observation/b4"}],"recorded":"2024-01-05T09:11:00Z","agent":[{"who":{"display":"secret"}}]}'), when: at('Provenance'), request: { path: 'Observation?_id=a3&_revinclude=Provenance:target' }, expect: { status: 200, included: ['Provenance/prov-a'], lacks: ['secret'] } },
  { name: 'A-189 what is said to be an outcome, and is another\'s', fault: leak(b3, 'outcome'), request: { path: 'Observation' }, expect: breach(1, { resources: ofA, total: 'none' }) },
  { name: 'A-189 of another type, among several', fault: leak(patientB), when: at('Condition'), request: { path: '?_type=Condition,Encounter' }, expect: breach(1, { resources: ['Condition/cond-a', 'Encounter/enc-a'] }) },
  { name: 'another\'s, among several', fault: leak(foreign('Encounter', 'enc-b')), when: at('Encounter'), request: { path: '?_type=Condition,Encounter' }, expect: breach(1, { resources: ['Condition/cond-a', 'Encounter/enc-a'], outcome: { patients: ['A'], returned: { breach: 1 } } }) },
  { name: 'A-222 what a granular scope hides is filtered, no breach', fault: leak(foreign('Observation', 'a9', { subject: { reference: 'Patient/A' } })), as: having(patientA, { scope: 'patient/Observation.rs?category=laboratory' }), request: { path: 'Observation' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a4'], lacks: ['secret'], outcome: { returned: { filtered: 1, breach: 0 } } } },
  { name: 'A-113 of another type in the history of one', fault: leak(patientB), as: etl, request: { path: 'Condition/_history' }, expect: breach(1, { resources: ['Condition/cond-a/_history/1', 'Condition/cond-b/_history/1'] }) },
  { name: 'an unconfined search: of another type', fault: leak(patientB), as: etl, request: { path: 'Condition' }, expect: breach(1, { resources: ['Condition/cond-a', 'Condition/cond-b'] }) },
  { name: 'A-047 another\'s instead of what is on a condition', fault: { kind: 'swap', resource: foreign('Observation', 'a1', { meta: { versionId: '1' } }) }, request: { path: 'Observation/a1', headers: { 'If-None-Match': 'W/"1"' } }, expect: { status: 404, refusal: 'not-found', outcome: { returned: { filtered: 1 } } } },
  { name: 'A-115 nor is it cut', fault: { kind: 'swap', resource: foreign('Observation', 'a1') }, request: { path: 'Observation/a1?_elements=code' }, expect: { status: 404, refusal: 'not-found', lacks: ['secret'] } },
];

// Where it goes on is the gateway's to say.
const links: readonly BadCase[] = [
  { name: 'A-107 a search that goes on elsewhere ends here', fault: { kind: 'next-link', url: 'http://evil.example/fhir?_getpages=1' }, request: { path: 'Observation' }, expect: { status: 200, resources: ofA, next: false, lacks: ['evil'] } },
  { name: 'A-107 on a base that begins alike', fault: (url) => ({ kind: 'next-link', url: `${url}x/Observation?_count=20` }), request: { path: 'Observation' }, expect: { status: 200, next: false } },
  { name: 'A-107 on the own base, outside of it', fault: (url) => ({ kind: 'next-link', url: `${url}/../admin` }), request: { path: 'Observation' }, expect: { status: 200, next: false } },
  { name: 'A-107 a history too', fault: { kind: 'next-link', url: 'http://evil.example/fhir/Observation/a1/_history?_offset=1' }, request: { path: 'Observation/a1/_history' }, expect: { status: 200, resources: ['Observation/a1/_history/1'], next: false, lacks: ['evil'] } },
  { name: 'A-107 and that of a type', fault: { kind: 'next-link', url: 'http://evil.example/fhir' }, as: etl, request: { path: 'Condition/_history' }, expect: { status: 200, next: false, lacks: ['evil'] } },
  { name: 'A-107 what is included', fault: { kind: 'next-link', url: 'http://evil.example/fhir' }, when: at('Encounter'), request: withEncounter, expect: { status: 200, included: ['Encounter/enc-a'], lacks: ['evil'] } },
  { name: 'care teams that go on elsewhere are no answer', fault: { kind: 'next-link', url: 'http://evil.example/fhir' }, when: at('CareTeam'), as: coordinator, expect: { status: 503, refusal: 'reach-unavailable', decision: { decision: 'deny' }, outcome: 'none' } },
  { name: 'A-248 a search that goes on for ever does not', fault: (url) => ({ kind: 'next-link', url: `${url}/Appointment?patient=Patient%2FB&_count=20` }), request: { path: 'Appointment?_count=5' }, expect: { status: 200, resources: ['Appointment/app-a'] } },
];

// What cannot be checked is not passed on, whichever exchange it came in.
const unreadable: readonly Fault[] = [{ kind: 'html' }, { kind: 'xml' }, { kind: 'gzip' }, { kind: 'truncate' }, { kind: 'cut' }, { kind: 'not-json' }, { kind: 'duplicate-key' }, { kind: 'bundle-type', type: 'collection' }, { kind: 'bundle-type', type: 'history' }, { kind: 'status', status: 500 }];
const steps: readonly (readonly [name: string, type: string, request: BadCase['request'] & object])[] = [
  ['an include', 'Encounter', withEncounter],
  ['a reverse include', 'Condition', { path: 'Encounter?_revinclude=Condition:encounter' }],
  ['a chain', 'Observation', reportOfHeart],
  ['a reverse chain', 'DiagnosticReport', { path: 'Observation?_has:DiagnosticReport:result:code=x' }],
  ['the second of two types', 'Encounter', { path: '?_type=Condition,Encounter' }],
];
const wholly: readonly BadCase[] = [
  ...steps.flatMap(([name, type, request]) => unreadable.map((fault): BadCase => ({ name: `${name}: ${JSON.stringify(fault)}`, fault, when: at(type), request, expect: failed }))),
  ...unreadable.filter(({ kind }) => kind !== 'bundle-type').map((fault): BadCase => ({ name: `the history of a type: ${JSON.stringify(fault)}`, fault, as: etl, request: { path: 'Condition/_history' }, expect: failed })),
  { name: 'the history of a type: a searchset', fault: { kind: 'bundle-type', type: 'searchset' }, as: etl, request: { path: 'Condition/_history' }, expect: failed },
  { name: 'the history of an instance: a searchset', fault: { kind: 'bundle-type', type: 'searchset' }, request: { path: 'Observation/a1/_history' }, expect: failed },
  { name: 'A-188 more than can be checked, with an include: too costly', fault: { kind: 'oversize', bytes: 1_200_000 }, request: withSubject, expect: { status: 400, refusal: 'too-costly', at: '_include', outcome: { refusal: 'too-costly', patients: [] } } },
  { name: 'A-188 more than can be checked of what is included: too costly', fault: { kind: 'oversize', bytes: 1_200_000 }, when: at('Encounter'), request: withEncounter, expect: { status: 400, refusal: 'too-costly', outcome: { refusal: 'too-costly', patients: [] } } },
  { name: 'A-188 of what is joined: too costly', fault: { kind: 'oversize', bytes: 1_200_000 }, when: at('Observation'), request: reportOfHeart, expect: { status: 400, refusal: 'too-costly', outcome: { refusal: 'too-costly' } } },
  { name: 'an include that does not come in time', fault: { kind: 'stall', at: 'start' }, when: at('Encounter'), request: withEncounter, expect: { status: 504, refusal: 'backend-timeout' } },
  { name: 'a join that is dropped', fault: { kind: 'drop' }, when: at('Observation'), request: reportOfHeart, expect: { status: 502, refusal: 'backend-unreachable' } },
  { name: 'a directory, of staff', fault: { kind: 'html' }, when: at('Location'), as: clinician, request: { path: 'Location?name=Ward' }, expect: failed },
];

// Whatever an answer is made of, it is checked or it is none: nothing throws, and the next request is served.
const bundle = (entry: unknown, more_: object = {}): string => JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry, ...more_ });
const shapes: readonly (readonly [name: string, resource: string])[] = [
  ['entries that are none', bundle([null, 7, 'x', [], {}])],
  ['an object of entries', bundle({ 0: { resource: JSON.parse(b3) as object } })],
  ['a resource that is a list', bundle([{ resource: [JSON.parse(b3)] }])],
  ['a resource in a resource', bundle([{ resource: { resourceType: 'Bundle', type: 'searchset', id: 'x', entry: [{ resource: JSON.parse(b3) as object }] } }])],
  ['Parameters', bundle([{ resource: { resourceType: 'Parameters', id: 'x', parameter: [{ resource: JSON.parse(b3) as object }] } }])],
  ['a Binary', bundle([{ resource: { resourceType: 'Binary', id: 'x', data: 'c2VjcmV0', contentType: 'secret' } }])],
  ['a type that there is not', bundle([{ resource: { resourceType: 'Secret', id: 'secret' } }])],
  ['a type of every object', bundle([{ resource: { resourceType: '__proto__', id: 'secret' } }])],
  ['an id that is a number', bundle([{ resource: { resourceType: 'Observation', id: 7, subject: { reference: 'Patient/A' }, code: { text: 'secret' } } }])],
  ['an id that is none', bundle([{ resource: { resourceType: 'Observation', id: '../secret', subject: { reference: 'Patient/A' } } }])],
  ['a subject that is a list', bundle([{ resource: { ...(JSON.parse(b3) as object), subject: [{ reference: 'Patient/A' }, { reference: 'Patient/B' }] } }])],
  ['a subject of two references', bundle([{ resource: { ...(JSON.parse(b3) as object), subject: { reference: ['Patient/A', 'Patient/B'] } } }])],
  ['a subject of white space', bundle([{ resource: { ...(JSON.parse(b3) as object), subject: { reference: ' Patient/A' } } }])],
  ['a subject that goes on', bundle([{ resource: { ...(JSON.parse(b3) as object), subject: { reference: 'Patient/A/../B' } } }])],
  ['a subject by version', bundle([{ resource: { ...(JSON.parse(b3) as object), subject: { reference: 'Patient/A/_history/1' } } }])],
  ['a subject in a query', bundle([{ resource: { ...(JSON.parse(b3) as object), subject: { reference: 'Patient?identifier=A' } } }])],
  ['an extension for a subject', bundle([{ resource: { ...(JSON.parse(b3) as object), subject: undefined, _subject: { reference: 'Patient/A' }, extension: [{ url: 'subject', valueReference: { reference: 'Patient/A' } }] } }])],
  ['links that are none', bundle([], { link: [null, 'next', { relation: 'next', url: 7 }, { relation: ['next'], url: 'http://evil.example' }] })],
  ['a total that is none', bundle([], { total: 'secret' })],
  ['a total of fractions', bundle([], { total: -1.5 })],
];
const odd: readonly BadCase[] = [
  ...shapes.map(([name, resource]): BadCase => ({ name: `A-159 A-187 A-189 a search: ${name}`, fault: { kind: 'swap', resource }, request: { path: 'Observation' }, expect: { status: 200, resources: [], next: false, lacks: ['secret', 'evil', 'c2VjcmV0'], outcome: { patients: [] } } })),
  { name: 'A-187 more levels than anything has', fault: { kind: 'swap', resource: `{"resourceType":"Bundle","type":"searchset","entry":${'['.repeat(5000)}${']'.repeat(5000)}}` }, request: { path: 'Observation' }, expect: failed },
  { name: 'A-187 a read of them', fault: { kind: 'swap', resource: `{"resourceType":"Observation","id":"a1","subject":{"reference":"Patient/A"},"component":${'['.repeat(5000)}${']'.repeat(5000)}}` }, expect: failed },
  { name: 'A-187 a name of every object', fault: { kind: 'swap', resource: '{"resourceType":"Observation","id":"a1","subject":{"reference":"Patient/A"},"__proto__":{"secret":1}}' }, expect: { status: 502, refusal: 'backend-failed', lacks: ['secret'] } },
  { name: 'A-159 a read: a subject of two references', fault: { kind: 'swap', resource: JSON.stringify({ ...(JSON.parse(b3) as object), id: 'a1', subject: { reference: ['Patient/A', 'Patient/B'] } }) }, expect: { status: 404, refusal: 'not-found', lacks: ['secret'] } },
  { name: 'A-190 words and headers of the backend stay here', fault: { kind: 'status', status: 500, headers: { 'X-Powered-By': 'HAPI FHIR', 'X-Security-Context': 'Patient/B', Location: 'http://inner.example/secret', 'Set-Cookie': 'secret=1' } }, request: { path: 'Observation' }, expect: { ...failed, lacks: ['told to answer', 'HAPI'], headers: { location: undefined, 'content-location': undefined } } },
];

runMisbehaving('a backend that says too much', more);
runMisbehaving('a backend that answers in odd shapes', odd);
runMisbehaving('a backend that goes on elsewhere', links);
runMisbehaving('a backend that cannot be read, at any step', wholly);
