import type { Feature } from '../case.ts';
import type { Persona } from '../personas.ts';

const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;
const hidden = { ...outside, refusal: 'hidden-by-mask' } as const;
const clerk: Persona = { claims: { sub: 'c.clerk', roles: ['clerk'], scope: 'user/*.rs' }, sees: 'everyone' };
const archivist: Persona = { claims: { sub: 'a.archivist', roles: ['archivist'], scope: 'user/*.rs' }, sees: 'everyone' };
const coder: Persona = { claims: { sub: 'c.coder', roles: ['coder'], scope: 'user/*.rs' }, sees: 'everyone' };

/** Masks without pseudonyms: what alone is shown, what is hidden unless named, what joins may not go by (policy-files.md, masks.csv; A-091). */
export const otherMasks: Feature = {
  name: 'masks without pseudonyms',
  policies: 'masked',
  cases: [
    { name: '`only`: what rows name, and nothing else', as: clerk, request: { path: 'Patient/A' }, expect: { status: 200, resources: ['Patient/A'], contains: ['Adler', '1980-02-03'], lacks: ['gender', 'telecom', 'address', 'identifier', 'extension', 'active'] } },
    { name: '`only`: of everyone', as: clerk, request: { path: 'Patient?_sort=_id' }, expect: { status: 200, resources: ['Patient/A', 'Patient/B', 'Patient/C'], inOrder: true, total: 3, lacks: ['gender', '"other"'] } },
    { name: '`only`: what it shows can be searched', as: clerk, request: { path: 'Patient?name=adler' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'A-091 `only`: what it does not, cannot', as: clerk, request: { path: 'Patient?gender=female' }, expect: hidden },
    { name: 'A-091 `only`: nor a reference', as: clerk, request: { path: 'Patient?link=Patient/A' }, expect: hidden },
    { name: 'A-101 `only`: nor an include by it', as: clerk, request: { path: 'Patient?_include=Patient:link' }, expect: hidden },
    { name: 'A-113 `only`: no history of the type', as: clerk, request: { path: 'Patient/_history' }, expect: outside },
    { name: 'a summary of what is left', as: clerk, request: { path: 'Patient/A?_elements=gender,birthDate' }, expect: { status: 200, contains: ['1980-02-03'], lacks: ['gender', 'Adler'] } },
    { name: 'A-176 an attachment\'s address that a row keeps', as: archivist, request: { path: 'DocumentReference/doc-a' }, expect: { status: 200, contains: ['Binary/bin-a-doc'] } },
    { name: 'A-176 and one that none does', as: archivist, request: { path: 'DiagnosticReport/dr-a-form' }, expect: { status: 200, lacks: ['Binary/bin-a-form'] } },
    { name: 'A-174 content that a row keeps, as JSON', as: archivist, request: { path: 'Binary/bin-b', headers: { Accept: 'application/fhir+json' } }, expect: { status: 200, contains: ['"data"'] } },
    { name: 'what a mask removes of one type is shown of none', as: coder, request: { path: 'Observation/a1' }, expect: { status: 200, resources: ['Observation/a1'], lacks: ['2160-0'], contains: ['"value":1.00,'], outcome: { masked: ['code'] } } },
    { name: 'A-091 and not searched', as: coder, request: { path: 'Observation?code=2160-0' }, expect: hidden },
    { name: 'A-091 nor as part of a composite', as: coder, request: { path: 'Observation?code-value-quantity=2160-0$gt0' }, expect: hidden },
    { name: 'A-086 nor from another type', as: coder, request: { path: 'Patient?_has:Observation:patient:code=2160-0' }, expect: hidden },
    { name: 'A-087 nor behind a chain', as: coder, request: { path: 'DiagnosticReport?result.code=2339-0' }, expect: hidden },
    { name: 'what stands beside it is', as: coder, request: { path: 'Patient?_has:Observation:patient:value-quantity=71' }, expect: { status: 200, resources: ['Patient/B'] } },
    { name: 'and behind a chain', as: coder, request: { path: 'DiagnosticReport?result.value-quantity=94' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a'] } },
    { name: 'of another type the same name is', as: coder, request: { path: 'DiagnosticReport?code=11502-2' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a-form'] } },
    { name: 'R-138 a count of what is masked tells only of what is shown', as: coder, request: { path: 'Observation?value-quantity=71&_summary=count' }, expect: { status: 200, total: 1 } },
  ],
};
