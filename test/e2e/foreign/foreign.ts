import type { Case, Feature } from '../case.ts';
import { clinician, having, patientA, type Persona } from '../personas.ts';

const notFound = { status: 404, refusal: 'not-found' } as const;
const json = { Accept: 'application/fhir+json' };

const twins = (name: string, path: (id: string) => string, id: string, as: Persona = patientA, headers: Readonly<Record<string, string>> = {}): Case => ({
  name, as, foreign: { path: path(id), headers }, absent: { path: path('absent'), headers }, ids: [id, 'absent'], expect: notFound,
});

const subject = { subject: { reference: 'Patient/A' } };
const creates = (name: string, reference: (id: string) => string, id: string): Case => {
  const body = (one: string) => ({ resourceType: 'Observation', status: 'final', ...subject, derivedFrom: [{ reference: reference(one) }] });
  return {
    name, as: clinician, ids: [id, 'absent'], expect: { status: 422, refusal: 'reference-unreachable' },
    foreign: { method: 'POST', path: 'Observation', body: body(id) }, absent: { method: 'POST', path: 'Observation', body: body('absent') },
  };
};

const attesting: Persona = { claims: { sub: 'w', fhirUser: 'Practitioner/88', roles: ['reporter'], patient: 'A', scope: 'patient/*.cruds' }, sees: ['A'] };
const attests = (name: string, reference: (id: string) => string, id: string): Case => {
  const body = (one: string) => ({ resourceType: 'Provenance', recorded: '2024-01-05T09:11:00Z', target: [{ reference: reference(one) }], agent: [{ who: { reference: 'Patient/A' } }] });
  return {
    name, as: attesting, ids: [id, 'absent'], expect: { status: 422, refusal: 'reference-unreachable' },
    foreign: { method: 'POST', path: 'Provenance', body: body(id) }, absent: { method: 'POST', path: 'Provenance', body: body('absent') },
  };
};

/** Foreign and absent: the same bytes but for ids and times, and the same exchanges upstream in number and kind (docs/decisions.md, 6; deciding.md, invariant 3). */
export const foreignIsAbsent: Feature = {
  name: 'foreign is as absent',
  cases: [
    twins('read', (id) => `Observation/${id}`, 'b1'),
    twins('read of a Patient', (id) => `Patient/${id}`, 'B'),
    twins('read of what is two patients\'', (id) => `Appointment/${id}`, 'app-ab'),
    twins('read of what is nobody\'s', (id) => `Observation/${id}`, 'no-subject'),
    twins('read of what was deleted, and was the own', (id) => `Observation/${id}`, 'deleted-a'),
    twins('read of what was deleted, and was another\'s', (id) => `Observation/${id}`, 'deleted-b'),
    twins('read by a clinician', (id) => `Condition/${id}`, 'cond-b', clinician),
    twins('read under a granular scope', (id) => `Observation/${id}`, 'a3', having(patientA, { scope: 'patient/Observation.rs?category=laboratory' })),
    twins('vread', (id) => `Observation/${id}/_history/1`, 'b1'),
    twins('vread of a version that was another\'s', (id) => `Observation/${id}/_history/1`, 'moved'),
    twins('vread of what was deleted', (id) => `Observation/${id}/_history/1`, 'deleted-b'),
    twins('history', (id) => `Observation/${id}/_history`, 'b1'),
    twins('history of what was deleted', (id) => `Observation/${id}/_history`, 'deleted-b'),
    twins('history of what was given away', (id) => `Observation/${id}/_history`, 'moved-away'),
    twins('a Binary as JSON', (id) => `Binary/${id}`, 'bin-b', patientA, json),
    twins('a Binary\'s content', (id) => `Binary/${id}`, 'bin-b'),
    twins('a Binary by its documents, as JSON', (id) => `Binary/${id}`, 'bin-b-doc', patientA, json),
    twins('a Binary by its documents, its content', (id) => `Binary/${id}`, 'bin-b-doc'),
    twins('a Provenance', (id) => `Provenance/${id}`, 'prov-b'),
    {
      name: 'a patient that a search names', as: patientA, ids: ['B', 'Z'], expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' },
      foreign: { path: 'Observation?patient=B' }, absent: { path: 'Observation?patient=Z' },
    },
    {
      name: 'a resource that a search names', as: patientA, ids: ['b1', 'z9'], expect: { status: 200, resources: [], total: 0 },
      foreign: { path: 'Observation?_id=b1' }, absent: { path: 'Observation?_id=z9' },
    },
    {
      name: 'a Provenance that a search names', as: patientA, ids: ['prov-b', 'absent'], expect: { status: 200, resources: [] },
      foreign: { path: 'Provenance?_id=prov-b' }, absent: { path: 'Provenance?_id=absent' },
    },
    {
      name: 'a Provenance by its target, of more than one patient', as: patientA, ids: ['b3', 'z9'], expect: { status: 200, resources: [] },
      foreign: { path: 'Provenance?target=Observation/b3' }, absent: { path: 'Provenance?target=Observation/z9' },
    },
    creates('a reference in a submitted resource', (id) => `Observation/${id}`, 'b1'),
    creates('a reference on the gateway\'s base', (id) => `http://localhost:8080/fhir/Observation/${id}`, 'b1'),
    creates('a reference to what was deleted', (id) => `Observation/${id}`, 'deleted-b'),
    {
      name: 'a patient that a submitted resource belongs to', as: clinician, ids: ['B', 'absent'], expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' },
      foreign: { method: 'POST', path: 'Observation', body: { resourceType: 'Observation', status: 'final', subject: { reference: 'Patient/B' } } },
      absent: { method: 'POST', path: 'Observation', body: { resourceType: 'Observation', status: 'final', subject: { reference: 'Patient/absent' } } },
    },
  ],
};

/** The same of a derived resource that is submitted: what it is judged by costs no more where it is there. */
export const foreignTargetIsAbsent: Feature = {
  name: 'a foreign target is as an absent one',
  policies: 'wide',
  cases: [
    attests('a resource', (id) => `Observation/${id}`, 'b1'),
    attests('a Provenance, which has targets of its own', (id) => `Provenance/${id}`, 'prov-b'),
    attests('a Binary, which has documents', (id) => `Binary/${id}`, 'bin-b-doc'),
    {
      name: 'an own target is attested', as: attesting, expect: { status: 201 },
      request: { method: 'POST', path: 'Provenance', body: { resourceType: 'Provenance', recorded: '2024-01-05T09:11:00Z', target: [{ reference: 'Observation/a4' }], agent: [{ who: { reference: 'Patient/A' } }] } },
    },
  ],
};
