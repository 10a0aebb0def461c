import type { Feature } from '../case.ts';
import { having, patientA, patientB, type Persona } from '../personas.ts';

const auditor: Persona = { claims: { sub: 'auditor', roles: ['auditor'], scope: 'user/*.rs' }, sees: 'everyone' };
const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;
const notFound = { status: 404, refusal: 'not-found' } as const;

/** Whose a resource is, type by type, for patients whose policy opens every type (docs/decisions.md, 5 and 12; ). */
export const ownership: Feature = {
  name: 'ownership',
  policies: 'wide',
  cases: [
    { name: 'a coverage is the beneficiary\'s', as: patientA, request: { path: 'Coverage' }, expect: { status: 200, resources: ['Coverage/cov-a'], total: 1, upstream: ['GET Coverage?patient=Patient%2FA&_count=20'] } },
    { name: 'A-059 not the payor\'s', as: patientA, request: { path: 'Coverage?payor=Patient/A' }, expect: { status: 200, resources: [] } },
    { name: 'A-116 nor the subscriber\'s to read', as: patientA, request: { path: 'Coverage/cov-b-by-a' }, expect: notFound },
    { name: 'whose it is, reads it', as: patientB, request: { path: 'Coverage/cov-b-by-a' }, expect: { status: 200, resources: ['Coverage/cov-b-by-a'] } },
    { name: 'A-059 answers that A gave about B are B\'s', as: patientA, request: { path: 'QuestionnaireResponse?author=Patient/A' }, expect: { status: 200, resources: [] } },
    { name: 'and B\'s they are', as: patientB, request: { path: 'QuestionnaireResponse' }, expect: { status: 200, resources: ['QuestionnaireResponse/qr-b-by-a'] } },
    { name: 'A-118 an account of two is neither\'s', as: patientA, request: { path: 'Account' }, expect: { status: 200, resources: [], total: 'none', outcome: { returned: { count: 0, filtered: 1, breach: 0 } } } },
    { name: 'A-118 a group of two is neither\'s; one of A alone is A\'s', as: patientA, request: { path: 'Group?member=Patient/A' }, expect: { status: 200, resources: ['Group/g-unreal'], total: 'none', upstream: ['GET Group?member=Patient%2FA&_count=100'] } },
    { name: 'A-118 nor to read', as: patientA, request: { path: 'Group/g1' }, expect: notFound },
    { name: 'a person that is linked to one patient is that patient\'s', as: patientA, request: { path: 'Person' }, expect: { status: 200, resources: ['Person/person-a'] } },
    { name: 'a list is its subject\'s, whatever stands in it', as: patientA, request: { path: 'List' }, expect: { status: 200, resources: ['List/list-a-of-b1'] } },
    { name: 'A-084 a device is its patient\'s', as: patientA, request: { path: 'Device' }, expect: { status: 200, resources: ['Device/dev-a'], upstream: ['GET Device?patient=Patient%2FA&_count=20'] } },
    { name: 'A-084 and of nobody else to search', as: patientA, request: { path: 'Device?patient=Patient/B' }, expect: outside },
    { name: 'A-119 a task is hidden, also from whom it is for', as: patientA, request: { path: 'Task/task-a' }, expect: outside },
    { name: 'A-084 and cannot be searched', as: patientA, request: { path: 'Task?patient=Patient/A' }, expect: outside },
    { name: 'A-119 but by who reaches everyone', as: auditor, request: { path: 'Task/task-a' }, expect: { status: 200, resources: ['Task/task-a'] } },
    { name: 'what is of no patient needs a row for everyone', as: patientA, request: { path: 'Organization/O1' }, expect: outside },
    { name: 'which an auditor has', as: auditor, request: { path: 'Organization' }, expect: { status: 200, resources: ['Organization/O1'] } },
    { name: 'A-120 decision 12: `*` reaches no operator type', as: auditor, request: { path: 'AuditEvent/ae-a' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'decision 12: nor to search', as: auditor, request: { path: 'SearchParameter' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'A-118 a schedule has no parameter that names the patient, and is narrowed by its actor', as: patientA, request: { path: 'Schedule' }, expect: { status: 200, resources: [], upstream: ['GET Schedule?actor=Patient%2FA&_count=100'] } },
    { name: 'A-082 nobody redefines search: `*` never writes an operator type', as: { claims: { sub: 'w', roles: ['writer'], scope: 'user/*.cruds' }, sees: 'everyone' }, request: { method: 'POST', path: 'SearchParameter', body: { resourceType: 'SearchParameter', status: 'active' } }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'A-153 nor what reaches are looked up in', as: { claims: { sub: 'w', roles: ['writer'], scope: 'user/*.cruds' }, sees: 'everyone' }, request: { method: 'POST', path: 'CareTeam', body: { resourceType: 'CareTeam', status: 'active', subject: { reference: 'Patient/A' } } }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'A-082 nor codes', as: { claims: { sub: 'w', roles: ['writer'], scope: 'user/*.cruds' }, sees: 'everyone' }, request: { method: 'POST', path: 'ValueSet', body: { resourceType: 'ValueSet', status: 'active' } }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
  ],
};

const targets = (...names: readonly string[]): string => `target=${names.map((name) => encodeURIComponent(name)).join('%2C')}`;

/** Provenance is what its targets are (deciding.md, row Provenance). */
export const provenance: Feature = {
  name: 'Provenance',
  cases: [
    { name: 'one of an own target is read', as: patientA, request: { path: 'Provenance/prov-a' }, expect: { status: 200, resources: ['Provenance/prov-a'], upstream: ['GET Provenance/prov-a', 'GET Observation?_id=a3&_count=1000'] } },
    { name: 'one of another\'s is not', as: patientA, request: { path: 'Provenance/prov-b' }, expect: notFound },
    { name: 'one of both is not either', as: patientA, request: { path: 'Provenance/prov-ab' }, expect: notFound },
    { name: 'a search that names an own target finds what is of own targets alone', as: patientA, request: { path: 'Provenance?target=Observation/a3' }, expect: { status: 200, resources: ['Provenance/prov-a'], total: 'none', upstream: [`GET Provenance?${targets('Observation/a3')}&_count=100`, 'GET Observation?_id=a3%2Cb3&_count=1000'] } },
    { name: 'A-065 one that names a foreign target finds nothing', as: patientA, request: { path: 'Provenance?target=Observation/b3' }, expect: { status: 200, resources: [], total: 'none' } },
    { name: 'by id as well', as: patientA, request: { path: 'Provenance?_id=prov-a,prov-b,prov-ab' }, expect: { status: 200, resources: ['Provenance/prov-a'] } },
    { name: 'one that names the own patient is narrowed', as: patientA, request: { path: 'Provenance?patient=Patient/A' }, expect: { status: 200, resources: [], upstream: ['GET Provenance?patient=Patient%2FA&_count=100', 'GET Patient?_id=<none>&_count=1000'] } },
    { name: 'one that names another patient is not even sent', as: patientA, request: { path: 'Provenance?patient=Patient/B' }, expect: outside },
    { name: 'one that names nothing is not a confined search', as: patientA, request: { path: 'Provenance' }, expect: outside },
    { name: '`target:missing` names nothing', as: patientA, request: { path: 'Provenance?target:missing=false' }, expect: outside },
    { name: 'in the own compartment', as: patientA, request: { path: 'Patient/A/Provenance' }, expect: { status: 200, resources: [], upstream: ['GET Provenance?patient=Patient%2FA&_count=100', 'GET Patient?_id=<none>&_count=1000'] } },
    { name: 'who may not read the target does not see it', as: having(patientA, { scope: 'patient/Provenance.rs' }), request: { path: 'Provenance/prov-a' }, expect: notFound },
  ],
};
