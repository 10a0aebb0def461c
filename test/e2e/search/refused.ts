import type { Case, Feature } from '../case.ts';
import { patientA } from '../personas.ts';
import type { RefusalCode } from '../../../src/refusal.ts';

const refused = (refusal: RefusalCode, at?: string) => ({ status: 400, refusal, upstream: 'nothing', ...(at === undefined ? {} : { at }), decision: { decision: 'deny' } }) as const;

type Row = readonly [sentence: string, query: string, refusal: RefusalCode, at?: string];

const parameters: readonly Row[] = [
  ['A-061 `:missing` on the patient', 'patient:missing=true', 'owner-modifier', 'patient'],
  ['A-062 `:not` on the patient', 'patient:not=A', 'owner-modifier', 'patient'],
  ['A-063 `:identifier` on the patient', 'patient:identifier=ssn|123', 'owner-modifier', 'patient'],
  ['A-064 `:mdm`', 'patient:mdm=Patient/A', 'owner-modifier', 'patient'],
  ['A-079 a blank patient, which HAPI ignores', 'patient=', 'owner-modifier', 'patient'],
  ['A-079 a patient of white space', 'patient=%20', 'owner-modifier', 'patient'],
  ['A-079 a patient without a value', 'patient', 'owner-modifier', 'patient'],
  ['A-079 a blank alternative', 'patient=A,', 'owner-modifier', 'patient'],
  ['A-079 any other blank alternative', 'code=2160-0,', 'parameter-blank', 'code'],
  ['A-080 an escape in a patient', 'patient=A%5C,B', 'parameter-value', 'patient'],
  ['A-220 a patient that carries a query', 'patient=A%26_id=B', 'parameter-value', 'patient'],
  ['A-066 R-135 `_filter`', '_filter=patient%20eq%20Patient/B', 'parameter-unknown', '_filter'],
  ['A-067 `_has` that hides `_filter`', '_has:DiagnosticReport:result:_filter=X', 'parameter-unknown', '_filter'],
  ['A-068 an include in another case', '_Include=*', 'parameter-unknown', '_Include'],
  ['A-069 R-135 `_list`', '_list=L1', 'parameter-unknown', '_list'],
  ['A-069 `_query`', '_query=named', 'parameter-unknown', '_query'],
  ['A-069 `_pid`', '_pid=1000', 'parameter-unknown', '_pid'],
  ['A-069 `_source`', '_source=%23req', 'parameter-unknown', '_source'],
  ['A-069 `_contained`', '_contained=true', 'parameter-not-here', '_contained'],
  ['A-069 `_containedType`', '_containedType=contained', 'parameter-unknown', '_containedType'],
  ['A-069 `_content`', '_content=x', 'parameter-unknown', '_content'],
  ['A-069 `_text`', '_text=x', 'parameter-unknown', '_text'],
  ['A-089 `_compartmentLastUpdated`', '_compartmentLastUpdated=ge2026-01-01', 'parameter-unknown', '_compartmentLastUpdated'],
  ['A-105 the backend\'s `_offset`', '_offset=2', 'parameter-unknown', '_offset'],
  ['A-104 the backend\'s `_getpages`', '_getpages=11111111-1111-1111-1111-111111111111', 'parameter-unknown', '_getpages'],
  ['A-029 a method in a parameter', '_method=DELETE', 'parameter-unknown', '_method'],
  ['A-088 a sort over a chain', '_sort=patient.family', 'sort-unknown', '_sort'],
  ['A-088 a sort over another type', '_sort=Patient:subject.family', 'sort-unknown', '_sort'],
  ['A-092 a modifier of another kind', 'code:contains=x', 'modifier-unknown', 'code'],
  ['A-092 `:mdm` on any reference', 'performer:mdm=Practitioner/77', 'modifier-unknown', 'performer'],
  ['a parameter that the type has not', 'colour=red', 'parameter-unknown', 'colour'],
  ['a parameter in another case, which HAPI ignores where it begins with `_`', '_ID=b1', 'parameter-unknown', '_ID'],
  ['a name with a NUL, which HAPI drops', 'patient%00=B', 'parameter-malformed'],
  ['a name with a lone colon, which HAPI drops', 'patient:=B', 'parameter-malformed'],
  ['a name with a lone dot, which HAPI drops', 'patient.=B', 'parameter-malformed'],
  ['A-076 a nested name', 'n[patient]=B', 'parameter-malformed'],
  ['A-081 a name of every object', '__proto__=x', 'parameter-unknown', '__proto__'],
  ['A-081 another one', 'constructor=y', 'parameter-unknown', 'constructor'],
  ['A-022 a percent sign that encodes nothing', 'code=%zz', 'parameter-malformed'],
  ['A-022 bytes that are no UTF-8', 'code=%c0%af', 'parameter-malformed'],
  ['a control character', 'code=a%0Ab', 'parameter-malformed', 'code'],
  ['a count that is none', '_count=-1', 'parameter-value', '_count'],
  ['a count twice', '_count=1&_count=2', 'parameter-repeated', '_count'],
  ['a date that is none', 'date=yesterday', 'parameter-value', 'date'],
  ['A-073 more parameters than are counted elsewhere', Array.from({ length: 101 }, () => 'code=x').join('&'), 'too-many-parameters'],
];

const joining: readonly Row[] = [
  ['A-067 `_has` by a reference that does not lead here', '_has:Observation:patient:code=X', 'join-malformed', '_has'],
  ['A-067 `_has` of no type', '_has:Observations:patient:code=X', 'join-malformed', '_has'],
  ['A-067 `_has` of nothing', '_has:DiagnosticReport:result=X', 'join-malformed', '_has'],
  ['A-067 `_has` by what is no reference', '_has:DiagnosticReport:status:code=X', 'join-malformed', '_has'],
  ['A-068 an include of another manner', '_include:everything=*', 'modifier-unknown', '_include'],
  ['an include of what is no reference', '_include=Observation:code', 'include-malformed', '_include'],
  ['an include to where the reference does not lead', '_include=Observation:encounter:Patient', 'include-malformed', '_include'],
  ['an include of a part too many', '_include=Observation:subject:Patient:x', 'include-malformed', '_include'],
  ['A-087 a chain over what is no reference', 'code.name=x', 'join-malformed', 'code'],
  ['A-087 a chain by what the target has not', 'encounter.colour=x', 'parameter-unknown', 'colour'],
  ['A-087 a chain over a type that the reference does not lead to', 'encounter:Patient.name=x', 'modifier-unknown', 'encounter'],
  ['A-248 a chain of more hops than anybody needs', 'encounter.episode-of-care.care-manager:Practitioner._has:PractitionerRole:practitioner:organization.partof.name=x', 'too-costly'],
  ['A-115 a summary that there is not', '_summary=none', 'parameter-value', '_summary'],
  ['A-115 what is no element', '_elements=a%2F..%2Fb', 'parameter-value', '_elements'],
  ['A-115 an exclusion of HAPI\'s own', '_elements:exclude=subject', 'parameter-unknown', '_elements'],
  ['A-115 both at once', '_elements=value&_summary=true', 'parameter-value', '_elements'],
];

const caseOf = ([name, query, refusal, at]: Row): Case => ({ name, as: patientA, request: { path: `Observation?${query}` }, expect: refused(refusal, at) });

/** What a search may not be made of: 400, whoever asks, and nothing goes upstream. */
export const refusedSearches: Feature = {
  name: 'searches that are refused',
  cases: [
    ...parameters.map(caseOf),
    { name: 'the nearest that is none of these', as: patientA, request: { path: 'Observation?patient=A&code=2160-0&_sort=date&_count=5&_summary=false' }, expect: { status: 200, resources: ['Observation/a1'] } },
    { name: 'A-044 R-141 a lenient client is refused as strictly', as: patientA, request: { path: 'Observation?colour=red', headers: { Prefer: 'handling=lenient' } }, expect: refused('parameter-unknown', 'colour') },
    { name: 'A-045 asynchronous answers are not offered', as: patientA, request: { path: 'Observation', headers: { Prefer: 'respond-async' } }, expect: refused('prefer-async', 'prefer') },
  ],
};

/** The same of joins, includes and projections; apart, as refusals before authentication are recorded one by one only up to 60 a minute (docs/audit.md). */
export const refusedJoins: Feature = {
  name: 'joins, includes and projections that are refused',
  cases: joining.map(caseOf),
};
