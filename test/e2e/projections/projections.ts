import type { Feature } from '../case.ts';
import { etl, officer, patientA } from '../personas.ts';

const notFound = { status: 404, refusal: 'not-found' } as const;
const subsetted = '"code":"SUBSETTED"';
const a1 = 'GET Observation/a1';

/** `_elements` and `_summary`: made here, of what was checked whole (R4 search sections 3.1.1.5.8 and 3.1.1.5.9; ). */
export const projections: Feature = {
  name: 'projections',
  cases: [
    { name: 'A-115 a read of some elements: marked, and not passed on', as: patientA, request: { path: 'Observation/a1?_elements=value' }, expect: { status: 200, resources: ['Observation/a1'], contains: [subsetted, '"value":1.00,'], lacks: ['"effectiveDateTime"', '"category"'], upstream: [a1] } },
    { name: 'A-115 what hides the owner hides no owner: another\'s is not found', as: patientA, request: { path: 'Observation/b3?_elements=value' }, expect: { ...notFound, upstream: ['GET Observation/b3'], outcome: { returned: { filtered: 1 } } } },
    { name: 'A-115 nor what is nobody\'s', as: patientA, request: { path: 'Observation/no-subject?_elements=value' }, expect: notFound },
    { name: 'A-115 nor in a summary', as: patientA, request: { path: 'Observation/b3?_summary=text' }, expect: notFound },
    { name: 'what a resource must have stays', as: patientA, request: { path: 'Observation/a1?_elements=effective' }, expect: { status: 200, contains: [subsetted, '"status":"final"', '"code":{', '"effectiveDateTime":"2024-01-03"'], lacks: ['"subject"', '"valueQuantity"'] } },
    { name: 'a summary', as: patientA, request: { path: 'Patient/A?_summary=true' }, expect: { status: 200, contains: [subsetted, '"family":"Adler"', '"birthDate"'], lacks: ['"extension"'], upstream: ['GET Patient/A'] } },
    { name: 'a summary of the text alone', as: patientA, request: { path: 'DiagnosticReport/dr-a-form?_summary=text' }, expect: { status: 200, contains: [subsetted, '"div"', '"status":"final"'], lacks: ['"presentedForm"', '"subject"'] } },
    { name: 'a summary without the text', as: patientA, request: { path: 'DiagnosticReport/dr-a-form?_summary=data' }, expect: { status: 200, contains: [subsetted, '"presentedForm"'], lacks: ['"div"'] } },
    { name: 'none', as: patientA, request: { path: 'Patient/A?_summary=false' }, expect: { status: 200, contains: ['"extension"'], lacks: [subsetted] } },
    { name: 'of a version', as: patientA, request: { path: 'Observation/a1/_history/1?_elements=value' }, expect: { status: 200, contains: [subsetted], lacks: ['"category"'] } },
    { name: 'A-111 and of another\'s not', as: patientA, request: { path: 'Observation/moved/_history/1?_elements=value' }, expect: notFound },
    { name: 'of a history', as: patientA, request: { path: 'Observation/moved/_history?_elements=value' }, expect: { status: 200, resources: ['Observation/moved/_history/2'], total: 1, contains: [subsetted], lacks: ['"subject"'], upstream: ['GET Observation/moved/_history?_count=20', 'GET Observation/moved/_history?_count=2'] } },
    { name: 'R-139 of a search: each checked whole', as: patientA, request: { path: 'Observation?_elements=value&_id=a1,a2,b1' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a2'], total: 2, contains: [subsetted, '"value":1.00,', '123456789012345678.901234567890'], lacks: ['"subject"', '"category"'], upstream: ['GET Observation?patient=Patient%2FA&_id=a1%2Ca2%2Cb1&_count=20'] } },
    { name: 'R-139 of a search of what may have two owners', as: patientA, request: { path: 'Appointment?_elements=status' }, expect: { status: 200, resources: ['Appointment/app-a'], lacks: ['app-ab'] } },
    { name: 'R-139 of a Provenance, judged by targets that are left out', as: patientA, request: { path: 'Provenance?_id=prov-a,prov-b&_elements=recorded' }, expect: { status: 200, resources: ['Provenance/prov-a'], contains: [subsetted] } },
    { name: 'summary of a search', as: patientA, request: { path: 'Observation?_summary=text&_id=a1' }, expect: { status: 200, resources: ['Observation/a1'], contains: [subsetted], lacks: ['"valueQuantity"'] } },
    { name: 'elements named with their type', as: patientA, request: { path: 'Observation?_id=a3&_include=Observation:encounter&_elements=Observation.status,Encounter.class' }, expect: { status: 200, included: ['Encounter/enc-a'], contains: ['"code":"AMB"'], lacks: ['"period"', '"valueQuantity"'] } },
    { name: 'included resources stay whole where no type is named', as: patientA, request: { path: 'Observation?_id=a3&_include=Observation:encounter&_elements=status' }, expect: { status: 200, included: ['Encounter/enc-a'], contains: ['"period"'], lacks: ['"valueQuantity"'] } },
    { name: 'what no resource has leaves what it must have', as: patientA, request: { path: 'Observation/a1?_elements=nothing' }, expect: { status: 200, contains: [subsetted, '"status":"final"'], lacks: ['"valueQuantity"'] } },
    { name: 'with `_pretty`, the digits as they are', as: patientA, request: { path: 'Observation/a1?_elements=value&_pretty=true' }, expect: { status: 200, contains: ['"value": 1.00,'] } },
    { name: 'of everyone\'s', as: etl, request: { path: 'Condition?_elements=code&_sort=_id' }, expect: { status: 200, resources: ['Condition/cond-a', 'Condition/cond-b'], total: 2, lacks: ['"encounter"'], upstream: ['GET Condition?_sort=_id&_count=20'], outcome: { patients: ['A', 'B'] } } },
    { name: 'of a Binary as JSON', as: patientA, request: { path: 'Binary/bin-a?_elements=contentType', headers: { Accept: 'application/fhir+json' } }, expect: { status: 200, resources: ['Binary/bin-a'], contains: [subsetted], lacks: ['"data"'] } },
    { name: 'A-174 and of another\'s not', as: patientA, request: { path: 'Binary/bin-b?_elements=contentType', headers: { Accept: 'application/fhir+json' } }, expect: notFound },
    { name: 'by HEAD', as: officer, request: { method: 'HEAD', path: 'Observation/b1?_elements=value' }, expect: { status: 200, body: 'none' } },
    { name: 'twice', as: patientA, request: { path: 'Observation/a1?_elements=value&_elements=code' }, expect: { status: 400, refusal: 'parameter-repeated', at: '_elements', upstream: 'nothing' } },
    { name: 'a count of a read', as: patientA, request: { path: 'Observation/a1?_summary=maybe' }, expect: { status: 400, refusal: 'parameter-value', at: '_summary', upstream: 'nothing' } },
    {
      name: 'pages go on with it',
      steps: [
        { as: patientA, request: { path: 'Observation?_count=3&_sort=_id&_elements=value' }, expect: { status: 200, next: true, lacks: ['"category"'] }, keep: { next: 'next' } },
        { as: patientA, request: { path: '{next}' }, expect: { status: 200, resources: ['a4', 'a5', 'focus-b'].map((id) => `Observation/${id}`), contains: [subsetted], lacks: ['"category"'] } },
      ],
    },
  ],
};
