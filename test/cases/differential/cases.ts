import type { Caller } from '../../support/differential/caller.ts';
import type { Param, SearchRequest } from '../../support/differential/requests.ts';
import type { DifferentialCase } from '../../support/differential/run.ts';
import { aliasBase, type Json, type Stored } from '../../support/differential/world.ts';

const stored = (resourceType: string, id: string, elements: Json): Stored => ({ text: JSON.stringify({ resourceType, id, ...elements }) });
const to = (reference: string): Json => ({ reference });

const clinician: Caller = { roles: ['r1'], scope: 'patient/*.cruds', fhirUser: 'Practitioner/77', patient: 'A', signedIn: 'weak' };
const launch = ['g, role:r1, alpha', 'p, alpha, *, read, launch, , allow', 'p, alpha, *, search, launch, , allow', 'p, alpha, *, create, launch, , allow'];
const any = ['g, role:r1, alpha', 'p, alpha, *, read, any, , allow', 'p, alpha, *, search, any, , allow', 'p, alpha, *, create, any, , allow'];

const search = (type: string, criteria: readonly (readonly [string, string])[], more: Partial<SearchRequest> = {}): SearchRequest => ({
  kind: 'search', types: [type], criteria: criteria.map(([name, value]) => ({ name, value })), includes: [], shape: [], by: 'get', ...more,
});
const param = (name: string, value: string): Param => ({ name, value });
const anybody: Caller = { ...clinician, scope: 'user/*.rs' };

const letter = [stored('Binary', 'letter', { contentType: 'text/plain', data: 'QQ==' }), stored('DocumentReference', 'of-letter', { status: 'current', subject: to('Patient/A'), content: [{ attachment: { url: 'Binary/letter' } }] })];
const ofB = stored('DocumentReference', 'of-letter-too', { status: 'current', subject: to('Patient/B'), content: [{ attachment: { url: 'Binary/letter' } }] });
const provenance = stored('Provenance', 'of', { target: [to('Binary/letter')], recorded: '2024-01-05T09:11:00Z', agent: [{ who: to('Practitioner/77') }] });

const ofTwo = [stored('Observation', 'of-two', { status: 'final', subject: to('Patient/A') }), stored('Provenance', 'of-two', { target: [to('Patient/A'), to('Observation/of-two')], recorded: '2024-01-05T09:11:00Z', agent: [{ who: to('Practitioner/77') }] })];
const serverHistory = ['g, role:r1, alpha', 'p, alpha, System, history, any, mfa, allow'];
const extended = stored('Observation', 'extended', { status: 'final', subject: to('Patient/A'), code: { text: 'x' }, extension: [{ url: 'http://example.org/kept', valueString: 'kept' }] });

const ofStaff = (patient: string): Stored => stored('Account', 'of-staff', { status: 'active', subject: [to('Practitioner/77'), to(`Patient/${patient}`)] });

/** What the differential test once found, each with its nearest permitted neighbour. */
export const differentialCases: readonly DifferentialCase[] = [
  { name: 'the Provenance of a letter whose documents are visible is visible: two look-ups on', policy: launch, caller: clinician, stored: [...letter, provenance], request: { kind: 'read', type: 'Provenance', id: 'of', params: [] }, expect: { status: 200, given: 1 } },
  { name: '... not where a document of it belongs to another', policy: launch, caller: clinician, stored: [...letter, ofB, provenance], request: { kind: 'read', type: 'Provenance', id: 'of', params: [] }, expect: { status: 404 } },
  { name: 'stronger authentication is not asked for where the reach is everyone already, be it that a locked row shows the caller\'s own', policy: [...any, 'p, alpha, Practitioner, read, self, mfa, allow'], caller: { ...clinician, scope: 'user/*.rs' }, request: { kind: 'read', type: 'Practitioner', id: 'absent-1', params: [] }, expect: { status: 404 } },
  { name: '... and is where no other row shows what is not the caller\'s own', policy: ['g, role:r1, alpha', 'p, alpha, Practitioner, read, self, , allow', 'p, alpha, Practitioner, read, any, mfa, allow'], caller: { ...clinician, scope: 'user/*.rs' }, request: { kind: 'read', type: 'Practitioner', id: 'absent-1', params: [] }, expect: { status: 401 } },
  { name: 'who reaches everyone finds by patient what refers to the patient under an alias', policy: any, caller: { ...clinician, scope: 'user/*.rs' }, stored: [stored('Device', 'under-alias', { status: 'active', patient: to(`${aliasBase}/Patient/A`) })], request: { kind: 'search', types: ['Device'], criteria: [{ name: 'patient', value: 'Patient/A' }], includes: [], shape: [], by: 'get' }, expect: { status: 200, given: 2 } },
  { name: '... as does who is confined to the patient', policy: launch, caller: clinician, stored: [stored('Device', 'under-alias', { status: 'active', patient: to(`${aliasBase}/Patient/A`) })], request: { kind: 'search', types: ['Device'], criteria: [{ name: 'patient', value: 'A' }], includes: [], shape: [], by: 'get' }, expect: { status: 200, given: 2 } },
  { name: '... and by who is mentioned', policy: any, caller: { ...clinician, scope: 'user/*.rs' }, stored: [stored('Appointment', 'under-alias', { status: 'booked', participant: [{ actor: to(`${aliasBase}/Practitioner/88`), status: 'accepted' }] })], request: { kind: 'search', types: ['Appointment'], criteria: [{ name: 'practitioner', value: 'Practitioner/88' }], includes: [], shape: [], by: 'get' }, expect: { status: 200, given: 1 } },
  { name: 'the care team counts of which the caller is a participant under an alias', policy: ['g, role:r1, alpha', 'p, alpha, *, read, careteam, , allow'], caller: { ...clinician, scope: 'user/*.rs', fhirUser: 'Practitioner/99' }, stored: [stored('CareTeam', 'under-alias', { status: 'active', subject: to('Patient/B'), participant: [{ member: to(`${aliasBase}/Practitioner/99`) }] })], request: { kind: 'read', type: 'Observation', id: 'b1', params: [] }, expect: { status: 200, given: 1 } },
  { name: '... and not for others than its patient', policy: ['g, role:r1, alpha', 'p, alpha, *, read, careteam, , allow'], caller: { ...clinician, scope: 'user/*.rs', fhirUser: 'Practitioner/99' }, stored: [stored('CareTeam', 'under-alias', { status: 'active', subject: to('Patient/B'), participant: [{ member: to(`${aliasBase}/Practitioner/99`) }] })], request: { kind: 'read', type: 'Observation', id: 'a1', params: [] }, expect: { status: 404 } },
  { name: 'the record of a patient who was created names the id that the server gave', policy: any, caller: { ...clinician, scope: 'user/*.cruds' }, request: { kind: 'create', type: 'Patient', body: { resourceType: 'Patient', id: 'A', active: true } }, expect: { status: 201, given: 1 } },
  { name: 'an include of every type leaves its page a link', policy: any, caller: anybody, request: search('Observation', [], { includes: [param('_include', 'Observation:focus')], shape: [param('_count', '3')] }), expect: { status: 200 } },
  { name: '... and one of every parameter', policy: any, caller: anybody, request: search('Observation', [['patient', 'A']], { includes: [param('_include', '*')], shape: [param('_count', '2')] }), expect: { status: 200 } },
  { name: 'a page over several types is no longer than one over one', policy: any, caller: anybody, request: search('Patient', [], { types: ['Patient', 'Location', 'Practitioner'], shape: [param('_count', '2')] }), expect: { status: 200 } },
  { name: '... nor where each is confined', policy: launch, caller: clinician, request: search('Condition', [['patient', 'A']], { types: ['Condition', 'Encounter', 'Observation'], shape: [param('_count', '2')] }), expect: { status: 200 } },
  { name: 'a Provenance is judged by its targets as they are shown, not as if they were searched by its own parameters', policy: ['g, role:r1, alpha', 'p, alpha, *, search, launch, mask:named, allow'], masks: ['named, Patient, name, only'], caller: clinician, stored: ofTwo, request: search('Provenance', [['target', 'Observation/of-two'], ['recorded', 'ge2020']]), expect: { status: 200, given: 1 } },
  { name: '... and not where a target is hidden', policy: ['g, role:r1, alpha', 'p, alpha, *, search, launch, mask:named, allow'], masks: ['named, Patient, name, only'], caller: clinician, stored: [...ofTwo, stored('Observation', 'of-two', { status: 'final', subject: to('Patient/B') })], request: search('Provenance', [['target', 'Observation/of-two'], ['recorded', 'ge2020']]), expect: { status: 200, given: 0 } },
  { name: 'no stronger authentication is asked for where it would not help: the history of the server under a patient scope', policy: serverHistory, caller: clinician, request: { kind: 'wide-history', params: [] }, expect: { status: 403 } },
  { name: '... and is where it would', policy: serverHistory, caller: anybody, request: { kind: 'wide-history', params: [] }, expect: { status: 401 } },
  { name: 'what refers by a parameter that cannot be followed is left out of an include of every parameter', policy: launch, caller: clinician, request: search('Composition', [['patient', 'A']], { includes: [param('_revinclude:iterate', '*')] }), expect: { status: 200 } },
  { name: 'a mask that shows some elements alone shows the extensions besides that it keeps', policy: ['g, role:r1, alpha', 'p, alpha, *, read, launch, mask:coded, allow'], masks: ['coded, Observation, code, only', 'coded, *, extension:http://example.org/kept, keep'], caller: clinician, stored: [extended], request: { kind: 'read', type: 'Observation', id: 'extended', params: [] }, expect: { status: 200, given: 1 } },
  { name: '... and no others', policy: ['g, role:r1, alpha', 'p, alpha, *, read, launch, mask:coded, allow'], masks: ['coded, Observation, code, only', 'coded, *, extension:http://example.org/other, keep'], caller: clinician, stored: [extended], request: { kind: 'read', type: 'Observation', id: 'extended', params: [] }, expect: { status: 200, given: 1 } },
  { name: 'what refers to a practitioner where patients are named is included', policy: [...launch, 'p, alpha, Practitioner, search, any, , allow'], caller: clinician, stored: [ofStaff('A')], request: search('Practitioner', [['_id', '77']], { includes: [param('_revinclude', 'Account:subject')] }), expect: { status: 200 } },
  { name: '... and not where it is another patient\'s', policy: [...launch, 'p, alpha, Practitioner, search, any, , allow'], caller: clinician, stored: [ofStaff('B')], request: search('Practitioner', [['_id', '77']], { includes: [param('_revinclude', 'Account:subject')] }), expect: { status: 200 } },
  { name: 'a count over all types is refused where some may not be counted', policy: [...launch, 'p, alpha, System, search, any, , allow'], caller: clinician, request: search('Patient', [], { types: 'all', patient: 'A', shape: [param('_summary', 'count')] }), expect: { status: 403 } },
  { name: '... and given to whom reaches everyone', policy: [...any, 'p, alpha, System, search, any, , allow'], caller: anybody, request: search('Patient', [['_lastUpdated', 'ge2020']], { types: 'all', shape: [param('_summary', 'count')] }), expect: { status: 200 } },
];
