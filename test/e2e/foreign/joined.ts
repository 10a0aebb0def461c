import type { Case, Feature } from '../case.ts';
import { clinician, patientA, type Persona } from '../personas.ts';

const json = { Accept: 'application/fhir+json' };
const plain = { 'Accept-Encoding': 'identity' };
const nothing = { status: 200, resources: [] } as const;

const twins = (name: string, path: (id: string) => string, ids: readonly [string, string], expect: Extract<Case, { foreign: unknown }>['expect'] = nothing, as: Persona = patientA, headers: Readonly<Record<string, string>> = {}): Case => ({
  name, as, ids, expect, foreign: { path: path(ids[0]), headers: { ...plain, ...headers } }, absent: { path: path(ids[1]), headers: { ...plain, ...headers } },
});
const notFound = { status: 404, refusal: 'not-found' } as const;
const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;

/** Foreign and absent in everything that joins, projects, or asks on a condition (deciding.md, invariant 3). */
export const foreignIsAbsentInJoins: Feature = {
  name: 'foreign is as absent in joins',
  cases: [
    twins('behind a chain', (id) => `DiagnosticReport?result._id=${id}`, ['b1', 'z9']),
    twins('behind a chain over the patient', (id) => `Observation?patient._id=${id}`, ['B', 'Z']),
    twins('behind a chain, by whose it is', (id) => `DiagnosticReport?result.patient=Patient/${id}`, ['B', 'Z']),
    twins('an identifier behind a chain', (id) => `Observation?patient.identifier=http://example.org/mrn|${id}`, ['mrn-b', 'mrn-z']),
    twins('a value behind a chain', (id) => `DiagnosticReport?result.value-quantity=${id}`, ['71', '99']),
    twins('in a reverse chain', (id) => `Practitioner?_has:Encounter:participant:_id=${id}`, ['enc-b', 'enc-z'], nothing, clinician),
    twins('a value in a reverse chain', (id) => `Patient?_has:Observation:patient:value-quantity=${id}`, ['71', '99']),
    twins('the patient of a reverse chain', (id) => `Patient?_id=${id}&_has:Observation:patient:code=2160-0`, ['B', 'Z'], outside),
    twins('what includes start from', (id) => `Observation?_id=${id}&_include=Observation:encounter&_revinclude=Provenance:target`, ['b3', 'z9']),
    twins('what is two patients\', and would include', (id) => `Appointment?_id=${id}&_include=Appointment:actor`, ['app-ab', 'app-zz']),
    twins('among several types', (id) => `?_type=Observation,Encounter&_id=${id}`, ['b1', 'z9']),
    twins('the patient of several types', (id) => `?_type=Observation,Encounter&patient=${id}`, ['B', 'Z'], outside),
    twins('a compartment of several types', (id) => `Patient/${id}/*?_type=Observation,Encounter`, ['B', 'Z'], outside),
    twins('a projection', (id) => `Observation/${id}?_elements=value`, ['b1', 'z9'], notFound),
    twins('a summary of a history', (id) => `Observation/${id}/_history?_summary=true`, ['b1', 'z9'], notFound),
    twins('on a condition', (id) => `Observation/${id}`, ['b1', 'z9'], notFound, patientA, { 'If-None-Match': 'W/"1"' }),
    twins('on a condition of time', (id) => `Patient/${id}`, ['B', 'Z'], notFound, patientA, { 'If-Modified-Since': 'Wed, 01 Jan 2098 00:00:00 GMT' }),
    twins('a Binary of documents of two', (id) => `Binary/${id}`, ['bin-ab', 'bin-zz'], notFound, patientA, json),
    twins('a Binary of another kind of document', (id) => `Binary/${id}`, ['bin-a-form', 'bin-z-form'], notFound),
  ],
};

/** What an own report names: of another patient, or of nobody, as a server without referential integrity may hold it. */
export const lostReferences: Feature = {
  name: 'a foreign target is as a lost one',
  cases: [
    twins('included', (id) => `DiagnosticReport?_id=dr-a-of-${id}&_include=DiagnosticReport:result`, ['b1', 'zz'], { status: 200, included: [] }),
    twins('included, and on from there', (id) => `DiagnosticReport?_id=dr-a-of-${id}&_include=DiagnosticReport:result&_include:iterate=Observation:encounter`, ['b1', 'zz'], { status: 200, included: [] }),
    twins('behind a chain', (id) => `DiagnosticReport?_id=dr-a-of-${id}&result.code=2160-0`, ['b1', 'zz']),
    twins('as a value', (id) => `DiagnosticReport?result=Observation/${id}`, ['b1', 'zz'], { status: 200, next: false }),
    twins('as an address of a Patient in focus', (id) => `Observation?_id=focus-on-${id}&_include=Observation:focus`, ['B', 'Z'], { status: 200, included: [] }),
  ],
};
