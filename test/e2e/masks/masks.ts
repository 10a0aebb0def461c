import type { Case, Feature } from '../case.ts';
import type { Persona } from '../personas.ts';

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const json = { Accept: 'application/fhir+json' };
const notFound = { status: 404, refusal: 'not-found' } as const;
const outside = { status: 403, refusal: 'outside-confinement' } as const;
const hidden = { status: 403, refusal: 'hidden-by-mask' } as const;
const says = ['"A"', 'Patient/A', 'Adler', '1980-02-03', 'mrn-a', 'Berlin', 'Allee', '+49', 'wards'];
const ofB = ['"B"', 'Patient/B', 'Brandt', '1975-06-07', 'mrn-b'];

const researcher: Persona = { claims: { sub: 'r.searcher', roles: ['researcher'], scope: 'user/*.rs' }, sees: ['A', 'B'] };
const nurse: Persona = { claims: { sub: 'n.seventy', fhirUser: 'Practitioner/77', roles: ['nurse'], scope: 'user/*.rs' }, sees: ['A', 'B'] };
const first = { as: researcher, request: { path: 'Patient?gender=female' }, expect: { status: 200, lacks: says }, keep: { p: 'first' } } as const;
const masked = (name: string, query: string): Case => ({ name, as: researcher, request: { path: query }, expect: hidden });

/** Masks with pseudonyms, over the members of a group (policy-files.md, masks.csv; deciding.md, "Grants"; A-091). */
export const masks: Feature = {
  name: 'masks with pseudonyms',
  policies: 'masked',
  more: 'reaches: { maxAge: 10m }',
  cases: [
    {
      name: 'who takes part, under other names', as: researcher, request: { path: 'Patient' },
      expect: {
        status: 200, total: 2, lacks: [...says, ...ofB], contains: ['"birthDate":"1980"', '"state":"BE"', '"country":"DE"', '"gender":"male"'],
        upstream: ['GET Group/g1', 'GET Patient?_id=A%2CB&_count=2'], decision: { reach: ['group:g1'], confinement: ['A', 'B'], terms: ['mask:deidentified', 'max:2'] }, outcome: { patients: ['A', 'B'] },
      },
    },
    {
      name: 'by such a name a patient is read, found and searched in', steps: [
        first,
        { as: researcher, request: { path: 'Patient/{p}' }, expect: { status: 200, lacks: says, contains: ['"birthDate":"1980"'], upstream: ['GET Patient/A'], headers: { 'content-location': /\/Patient\/(?!A\/)[^/]+\/_history\/1$/ }, outcome: { patients: ['A'] } } },
        { as: researcher, request: { path: 'Patient?_id={p}' }, expect: { status: 200, total: 1, lacks: says, upstream: ['GET Patient?_id=A&_count=2'] } },
        { as: researcher, request: { path: 'Observation?patient={p}' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a2'], total: 7, next: true, lacks: says, upstream: ['GET Observation?patient=Patient%2FA&_count=2'] } },
        { as: researcher, request: { path: 'Observation?subject=Patient/{p}&_id=a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
        { as: researcher, request: { path: 'Observation?subject=http://localhost:8080/fhir/Patient/{p}&_id=a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
        { as: researcher, request: { method: 'POST', path: 'Observation/_search', headers: form, body: 'patient={p}&_id=a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
        { as: researcher, request: { path: 'Patient/{p}/Observation?_id=a1' }, expect: { status: 200, resources: ['Observation/a1'], lacks: says } },
        { as: researcher, request: { path: 'Patient/{p}/_history' }, expect: { status: 200, lacks: says, total: 1 } },
        { as: researcher, request: { path: 'Patient/{p}/_history/1' }, expect: { status: 200, lacks: says } },
        { as: researcher, request: { path: 'Patient/{p}', headers: { 'If-None-Match': 'W/"1"' } }, expect: { status: 304, body: 'none' } },
        { as: researcher, request: { path: 'Patient/{p}?_elements=name,birthDate' }, expect: { status: 200, lacks: says, contains: ['"birthDate":"1980"', 'SUBSETTED'] } },
      ],
    },
    { name: 'a real id is as an absent one: a read', as: researcher, foreign: { path: 'Patient/A' }, absent: { path: 'Patient/Z' }, ids: ['A', 'Z'], expect: notFound },
    { name: 'its history', as: researcher, foreign: { path: 'Patient/A/_history' }, absent: { path: 'Patient/Z/_history' }, ids: ['A', 'Z'], expect: notFound },
    { name: 'its versions', as: researcher, foreign: { path: 'Patient/A/_history/1' }, absent: { path: 'Patient/Z/_history/1' }, ids: ['A', 'Z'], expect: notFound },
    { name: 'a search that names it', as: researcher, foreign: { path: 'Observation?patient=A' }, absent: { path: 'Observation?patient=Z' }, ids: ['A', 'Z'], expect: outside },
    { name: 'a search of the Patient itself', as: researcher, foreign: { path: 'Patient?_id=A' }, absent: { path: 'Patient?_id=Z' }, ids: ['A', 'Z'], expect: outside },
    { name: 'a search in its compartment', as: researcher, foreign: { path: 'Patient/A/Observation' }, absent: { path: 'Patient/Z/Observation' }, ids: ['A', 'Z'], expect: outside },
    { name: 'nor by another reference to it', as: researcher, request: { path: 'Observation?performer=Patient/A' }, expect: { status: 200, resources: [] } },
    { name: 'which its other name finds', steps: [first, { as: researcher, request: { path: 'Observation?performer=Patient/{p}' }, expect: { status: 200, resources: ['Observation/b-by-a'], lacks: [...says, ...ofB] } }] },
    { name: 'the record names whom a search named, as everywhere in it', steps: [first, { as: researcher, request: { path: 'Observation?patient={p}' }, expect: { status: 200, decision: { ask: [{ patients: ['A'] }] } } }] },
    { name: 'behind a chain', as: researcher, foreign: { path: 'DiagnosticReport?result.patient=A' }, absent: { path: 'DiagnosticReport?result.patient=Z' }, ids: ['A', 'Z'], expect: { status: 200, resources: [] } },
    { name: 'a patient outside the group is not there', as: researcher, request: { path: 'Patient/C' }, expect: notFound },
    { name: 'in references, of whichever patient', as: researcher, request: { path: 'Observation/focus-b' }, expect: { status: 200, resources: ['Observation/focus-b'], lacks: [...says, ...ofB] } },
    { name: 'a display beside a reference, a narrative and its extensions go', as: researcher, request: { path: 'DiagnosticReport/dr-a' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a'], lacks: [...says, '"display"'] } },
    { name: 'a narrative', as: researcher, request: { path: 'DiagnosticReport/dr-a-form' }, expect: { status: 200, lacks: [...says, '"div"', 'Binary/'], outcome: { masked: ['presentedForm.url', 'subject.reference', 'text'] } } },
    { name: 'an extension', as: researcher, request: { path: 'Observation/a2' }, expect: { status: 200, lacks: ['"extension"', '0.1234'], contains: ['123456789012345678.901234567890'] } },
    { name: 'where an attachment leads', as: researcher, request: { path: 'DocumentReference/doc-a' }, expect: { status: 200, lacks: ['Binary/'], contains: ['"contentType":"text/plain"'] } },
    { name: 'A-174 a Binary is hidden, its content', as: researcher, request: { path: 'Binary/bin-a' }, expect: { ...outside, upstream: 'nothing' } },
    { name: 'A-174 nor as JSON', as: researcher, request: { path: 'Binary/bin-a', headers: json }, expect: { ...outside, upstream: 'nothing' } },
    masked('A-091 what is masked cannot be searched: a name', 'Patient?name=adler'),
    masked('A-091 nor an identifier', 'Patient?identifier=http://example.org/mrn|mrn-a'),
    masked('A-091 nor a telephone number', 'Patient?phone=%2B49%2030%201234567'),
    masked('A-091 nor a date of which the year is left', 'Patient?birthdate=1980-02-03'),
    masked('A-091 nor a part that is not kept', 'Patient?address-city=Berlin'),
    masked('A-091 nor the whole that holds it', 'Patient?address=Berlin'),
    masked('A-091 nor whether it is there', 'Patient?name:missing=false'),
    masked('A-088 nor sorted by', 'Patient?_sort=birthdate'),
    masked('A-088 nor sorted backwards', 'Patient?_sort=-family'),
    masked('A-087 nor behind a chain', 'Observation?patient.name=adler'),
    masked('A-087 nor behind two', 'DiagnosticReport?result.patient.birthdate=1980-02-03'),
    masked('A-086 nor within a reverse chain', 'Encounter?subject:Patient._has:Observation:patient:patient.name=adler'),
    masked('A-091 nor an identifier beside a reference', 'Observation?performer:identifier=x'),
    { name: 'a part that is kept can', as: researcher, request: { path: 'Patient?address-state=BE' }, expect: { status: 200, total: 1, lacks: says } },
    { name: 'what no row names can', as: researcher, request: { path: 'Patient?gender=male&_sort=gender' }, expect: { status: 200, total: 1, lacks: ofB } },
    { name: 'also behind a chain', as: researcher, request: { path: 'Condition?patient.gender=male' }, expect: { status: 200, resources: ['Condition/cond-b'], lacks: ofB } },
    { name: 'what is included is masked as well', as: researcher, request: { path: 'Condition?code=38341003&_include=Condition:subject&_sort=_id' }, expect: { status: 200, lacks: [...says, ...ofB], contains: ['"birthDate":"1980"'] } },
    { name: 'and what includes it', as: researcher, request: { path: 'Patient?gender=female&_revinclude=Condition:patient' }, expect: { status: 200, included: ['Condition/cond-a'], lacks: says } },
    { name: 'A-113 such a grant is none for the history of a type', as: researcher, request: { path: 'Observation/_history' }, expect: outside },
    {
      name: 'pages are no larger than the row says, and masked', steps: [
        { as: researcher, request: { path: 'Observation?_count=100&_sort=_id' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a2'], next: true, lacks: says }, keep: { next: 'next' } },
        { as: researcher, request: { path: '{next}' }, expect: { status: 200, resources: ['Observation/a3', 'Observation/a4'], next: true, lacks: says } },
      ],
    },
  ],
};

/** Of several grants each resource is shown under the one that masks least (deciding.md, "Grants"). */
export const leastMasking: Feature = {
  name: 'least masking',
  policies: 'masked',
  more: 'reaches: { maxAge: 10m }',
  cases: [
    { name: 'the care team\'s patient in plain', as: nurse, request: { path: 'Patient/A' }, expect: { status: 200, resources: ['Patient/A'], contains: ['Adler', '1980-02-03', 'mrn-a'], outcome: { masked: undefined } } },
    { name: 'the other of the study not by the real id', as: nurse, request: { path: 'Patient/B' }, expect: notFound },
    { name: 'nor by a search', as: nurse, request: { path: 'Patient?_id=B' }, expect: { ...outside } },
    { name: 'but under another name, beside the one in plain', as: nurse, request: { path: 'Patient' }, expect: { status: 200, contains: ['Adler', '"id":"A"', '"birthDate":"1975"'], lacks: ofB } },
    { name: 'of the care team\'s patient, in plain', as: nurse, request: { path: 'Observation/a1' }, expect: { status: 200, contains: ['Patient/A'] } },
    { name: 'of the other, masked', as: nurse, request: { path: 'Observation/b1' }, expect: { status: 200, resources: ['Observation/b1'], lacks: ofB } },
    { name: 'A-091 a search by what is masked finds what is shown in plain', as: nurse, request: { path: 'Patient?name=adler' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'A-091 and no other', as: nurse, request: { path: 'Patient?name=brandt' }, expect: { status: 200, resources: [] } },
    { name: 'A-091 behind a chain as well', as: nurse, request: { path: 'Condition?patient.name=adler' }, expect: { status: 200, resources: ['Condition/cond-a'] } },
    { name: 'A-091 and no other\'s', as: nurse, request: { path: 'Condition?patient.name=brandt' }, expect: { status: 200, resources: [] } },
  ],
};
