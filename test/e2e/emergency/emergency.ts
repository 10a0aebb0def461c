import type { Ask, Feature } from '../case.ts';
import { having, type Persona } from '../personas.ts';

const reason = 'unconscious in the ward';
const declared = { 'X-Break-Glass': encodeURIComponent(reason) };
const glass = (path: string, headers: Readonly<Record<string, string>> = declared): Ask => ({ path, headers });
const notFound = { status: 404, refusal: 'not-found' } as const;
const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;
const notHere = { status: 400, refusal: 'emergency-not-here', upstream: 'nothing', decision: { decision: 'deny', emergency: true }, breakGlass: 'none' } as const;
const malformed = { status: 400, refusal: 'emergency-malformed', at: 'x-break-glass', upstream: 'nothing', breakGlass: 'none' } as const;
const broken = { decision: { emergency: true, reach: ['any'] }, breakGlass: { kind: 'break-glass', reason } } as const;

const physician: Persona = { claims: { sub: 's.seventy', fhirUser: 'Practitioner/77', roles: ['physician'], scope: 'user/*.cruds' }, sees: ['A'] };
const inEmergency: Persona = { ...physician, sees: 'everyone' };
const medic: Persona = { claims: { sub: 'm.medic', fhirUser: 'Practitioner/88', roles: ['medic'], scope: 'user/*.cruds' }, sees: 'everyone' };
const surgeon: Persona = { claims: { sub: 's.surgeon', fhirUser: 'Practitioner/88', roles: ['surgeon'], scope: 'user/*.rs', amr: ['pwd'] }, sees: 'everyone', signedInFor: 60 };
const observationsOfB = ['b-by-a', 'b1', 'b2', 'b3', 'b4', 'b5', 'moved-away'].map((id) => `Observation/${id}`);

/** `break-glass`: an emergency, declared in the request, recorded for review (policy-files.md, terms; deciding.md, row emergency). */
export const emergencies: Feature = {
  name: 'emergencies',
  policies: 'emergency',
  more: 'reaches: { maxAge: 10m }',
  cases: [
    { name: 'not declared, a stranger\'s record is not found', as: physician, request: { path: 'Observation/b1' }, expect: { ...notFound, breakGlass: 'none' } },
    { name: 'declared, it is read, and leaves a record', as: inEmergency, request: glass('Observation/b1'), expect: { status: 200, resources: ['Observation/b1'], decision: { emergency: true, reach: ['careteam', 'any'], terms: ['break-glass'] }, outcome: { patients: ['B'], terms: ['break-glass'] }, breakGlass: { reason } } },
    { name: 'who sees patients in no other way: not declared', as: medic, request: { path: 'Observation/b1' }, expect: { ...outside, breakGlass: 'none' } },
    { name: 'declared', as: medic, request: glass('Observation/b1'), expect: { status: 200, resources: ['Observation/b1'], ...broken } },
    { name: 'absent is absent, and recorded as well', as: medic, request: glass('Observation/absent'), expect: { ...notFound, breakGlass: { reason } } },
    { name: 'a version', as: medic, request: glass('Observation/b1/_history/1'), expect: { status: 200, resources: ['Observation/b1'], ...broken } },
    { name: 'a history', as: medic, request: glass('Observation/b1/_history'), expect: { status: 200, total: 1, ...broken } },
    { name: 'HEAD', as: medic, request: { method: 'HEAD', ...glass('Observation/b1') }, expect: { status: 200, body: 'none', ...broken } },
    { name: 'a search that names one patient', as: medic, request: glass('Observation?patient=Patient/B'), expect: { status: 200, resources: observationsOfB, total: 7, ...broken } },
    { name: 'the Patient itself', as: medic, request: glass('Patient?_id=B'), expect: { status: 200, resources: ['Patient/B'], ...broken } },
    { name: 'in a compartment', as: medic, request: glass('Patient/B/Condition'), expect: { status: 200, resources: ['Condition/cond-b'], ...broken } },
    { name: 'by POST', as: medic, request: { method: 'POST', path: 'Condition/_search', headers: { ...declared, 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'patient=B' }, expect: { status: 200, resources: ['Condition/cond-b'], ...broken } },
    { name: 'of several types, each of which names it', as: medic, request: glass('?_type=Condition,Encounter&patient=Patient/B'), expect: { status: 200, resources: ['Condition/cond-b', 'Encounter/enc-b'], ...broken } },
    { name: 'one that names nobody is not opened', as: medic, request: glass('Observation'), expect: notHere },
    { name: 'nor one that names two', as: medic, request: glass('Observation?patient=A,B'), expect: notHere },
    { name: 'nor one that names one and then another', as: medic, request: glass('Observation?patient=A&subject=Patient/B'), expect: notHere },
    { name: 'one named twice is one', as: medic, request: glass('Condition?patient=B&subject=Patient/B'), expect: { status: 200, resources: ['Condition/cond-b'] } },
    { name: 'nor one that names a performer', as: medic, request: glass('Observation?performer=Practitioner/77'), expect: notHere },
    { name: 'nor by a chain', as: medic, request: glass('Observation?patient.identifier=mrn-b'), expect: notHere },
    { name: 'nor the history of a type', as: medic, request: glass('Observation/_history'), expect: notHere },
    { name: 'nor a write', as: medic, request: { method: 'POST', path: 'Procedure', headers: declared, body: { resourceType: 'Procedure', status: 'completed', subject: { reference: 'Patient/B' } } }, expect: notHere },
    { name: 'where something else has a reach, that counts: nobody named', as: physician, request: glass('Condition'), expect: { status: 200, resources: ['Condition/cond-a'], decision: { reach: ['careteam'], emergency: true }, breakGlass: 'none' } },
    { name: 'two named', as: physician, request: glass('Condition?patient=A,B'), expect: { status: 200, resources: ['Condition/cond-a'], breakGlass: 'none' } },
    { name: 'too short a reason', as: medic, request: glass('Observation/b1', { 'X-Break-Glass': 'short' }), expect: malformed },
    { name: 'too long a one', as: medic, request: glass('Observation/b1', { 'X-Break-Glass': 'x'.repeat(501) }), expect: malformed },
    { name: 'none', as: medic, request: glass('Observation/b1', { 'X-Break-Glass': '' }), expect: malformed },
    { name: 'white space', as: medic, request: glass('Observation/b1', { 'X-Break-Glass': '%20'.repeat(20) }), expect: malformed },
    { name: 'half an encoding', as: medic, request: glass('Observation/b1', { 'X-Break-Glass': 'unconscious%E0%A4%A' }), expect: malformed },
    { name: 'malformed is refused also where nothing is to be opened', as: physician, request: glass('Observation/a1', { 'X-Break-Glass': 'short' }), expect: malformed },
    { name: 'other letters are', as: medic, request: glass('Observation/b1', { 'X-Break-Glass': encodeURIComponent('bewußtlos auf Station') }), expect: { status: 200, breakGlass: { reason: 'bewußtlos auf Station' } } },
    { name: 'A-237 nothing of it breaks a line of the record', as: medic, request: glass('Observation/b1', { 'X-Break-Glass': 'unconscious%0A%7B%22kind%22%3A%22x%22%7D' }), expect: { status: 200, breakGlass: { reason: 'unconscious\n{"kind":"x"}' } } },
    { name: 'with `mfa` beside it: a challenge', as: surgeon, request: glass('Observation/b1'), expect: { status: 401, refusal: 'step-up', upstream: 'nothing', breakGlass: 'none' } },
    { name: 'after a second factor it opens', as: having(surgeon, { amr: ['mfa'] }), request: glass('Observation/b1'), expect: { status: 200, resources: ['Observation/b1'], breakGlass: { reason } } },
    { name: 'not declared there is no challenge', as: surgeon, request: { path: 'Observation/b1' }, expect: outside },
    { name: 'a deny row stays a deny row', as: having(medic, { roles: ['barred'] }), request: glass('Condition/cond-b'), expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing', breakGlass: 'none' } },
    { name: 'so does a scope that is missing', as: having(medic, { scope: 'user/Patient.rs' }), request: glass('Observation/b1'), expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing', breakGlass: 'none' } },
    { name: 'under patient scopes the launch patient stays the only one', as: having(medic, { patient: 'A', scope: 'patient/*.rs' }, ['A']), request: glass('Observation/b1'), expect: notFound },
    {
      name: 'a page link carries it, and says where it was declared',
      steps: [
        { as: medic, request: glass('Observation?patient=Patient/B&_count=4&_sort=_id'), expect: { status: 200, resources: observationsOfB.slice(0, 4), inOrder: true, next: true, ...broken }, keep: { next: 'next' } },
        { as: medic, request: { path: '{next}' }, expect: { status: 200, resources: observationsOfB.slice(4), next: false, decision: { emergency: true, reach: ['any'] }, breakGlass: { reason: undefined, declaredIn: /^[0-9a-f-]{36}$/ } } },
        { as: inEmergency, request: { path: '{next}' }, expect: { status: 403, refusal: 'page-foreign', upstream: 'nothing' } },
      ],
    },
    {
      name: 'one that was not opened does not become so',
      steps: [
        { as: physician, request: { path: 'Observation?_count=4&_sort=_id' }, expect: { status: 200, next: true, breakGlass: 'none' }, keep: { next: 'next' } },
        { as: physician, request: { ...glass('{next}') }, expect: { status: 200, breakGlass: 'none', outcome: { patients: ['A'] } } },
      ],
    },
  ],
};
