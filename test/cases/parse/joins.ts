import { get, refused, understood, type ParseCase } from './parse-case.ts';

const observations = (query: string) => get(`/fhir/Observation?${query}`);
const patients = (query: string) => get(`/fhir/Patient?${query}`);
const ofAs = (count: number) => observations(Array.from({ length: count }, () => 'patient=A').join('&'));
const women = patients('gender=female');
const plain = (name: string, ...values: readonly string[]) => ({ name, values });
const to = (type: string, of: unknown) => ({ type, of });
const chain = (name: string, typed: boolean, ...targets: readonly unknown[]) => ({ join: 'chain', name, typed, targets });
const has = (type: string, by: string, of: unknown) => ({ join: 'reverse', type, by, of });
const joins = (...list: readonly unknown[]) => ({ kind: 'search-type', params: [], joins: list }) as const;

/** Chains and reverse chains (R4 search sections 3.1.1.4.9 and 3.1.1.4.10; A-067, A-086, A-087, R-134). */
export const joinCases: readonly ParseCase[] = [
  understood('a chain with a type (A-087, R-134)', observations('performer:Practitioner.name=x'), joins(chain('performer', true, to('Practitioner', plain('name', 'x'))))),
  understood('a chain of a reference to one type', observations('encounter:Encounter.class=AMB,IMP'), joins(chain('encounter', true, to('Encounter', plain('class', 'AMB', 'IMP'))))),
  understood('a chain without a type: of all that have the parameter (A-087)', observations('encounter.class=AMB'), joins(chain('encounter', false, to('Encounter', plain('class', 'AMB'))))),
  understood('... which are several', observations('performer.name=x'), joins(chain('performer', false, ...['Organization', 'Patient', 'Practitioner', 'RelatedPerson'].map((type) => to(type, plain('name', 'x')))))),
  understood('a chain of four references (A-087)', observations('encounter:Encounter.patient.organization.partof.name=x'), joins(
    chain('encounter', true, to('Encounter', chain('patient', false, to('Patient', chain('organization', false, to('Organization', chain('partof', false, to('Organization', plain('name', 'x')))))))))),
  ),
  understood('a modifier at its end', observations('encounter:Encounter.class:not=AMB'), joins(chain('encounter', true, to('Encounter', { name: 'class', modifier: 'not', values: ['AMB'] })))),
  understood('a reverse chain at its end', observations('subject:Patient._has:Encounter:patient:class=AMB'), joins(chain('subject', true, to('Patient', has('Encounter', 'patient', plain('class', 'AMB')))))),
  understood('a common parameter at its end', observations('subject:Patient._tag=x'), joins(chain('subject', true, to('Patient', plain('_tag', 'x'))))),
  understood('an id at its end, by its address', observations('subject:Patient._id=https://gw.example/fhir/Patient/A'), joins(chain('subject', true, to('Patient', plain('_id', 'A'))))),
  understood('chains beside each other and beside plain parameters', observations('status=final&encounter:Encounter.class=AMB&subject:Patient.name=x'), {
    params: [plain('status', 'final')], joins: [chain('encounter', true, to('Encounter', plain('class', 'AMB'))), chain('subject', true, to('Patient', plain('name', 'x')))],
  }),
  understood('a chain without a value as none (R4 search section 3.1.1.3)', observations('encounter.class=&patient=A'), { params: [plain('patient', 'A')], joins: [] }),
  refused('five reverse chains (A-248)', patients(Array.from({ length: 5 }, (_, at) => `_has:Observation:patient:code=${at}`).join('&')), 'too-costly', patients(Array.from({ length: 4 }, (_, at) => `_has:Observation:patient:code=${at}`).join('&'))),
  refused('a chain of five references (A-087)', observations('encounter:Encounter.patient.organization.partof.partof.name=x'), 'too-costly', observations('encounter:Encounter.patient.organization.partof.name=x')),
  refused('a chain over references to anything, twice, which has thousands of ways (A-087)', get('/fhir/List?item.focus._id=x'), 'too-costly', get('/fhir/List?item:Observation.focus._id=x')),
  refused('many of them that have hundreds together (A-087)', get(`/fhir/List?${['_id', '_tag', '_profile', '_security'].map((name) => `item.${name}=x`).join('&')}`), 'too-costly', get('/fhir/List?item._id=x&item._tag=x')),
  refused('a chain over what is no reference', observations('status.name=x'), 'join-malformed', observations('status=x'), 'status'),
  refused('a chain over what there is not', observations('secret.name=x'), 'parameter-unknown', observations('encounter.class=x'), 'secret'),
  refused('a chain to a type that the reference does not lead to', observations('encounter:Patient.name=x'), 'modifier-unknown', observations('encounter:Encounter.class=x'), 'encounter'),
  refused('a chain to something that is no type', observations('encounter:Nothing.name=x'), 'modifier-unknown', observations('encounter:Encounter.class=x')),
  refused('a chain with a modifier in its middle', observations('encounter:missing.class=x'), 'modifier-unknown', observations('encounter:Encounter.class=x')),
  refused('a chain with two types', observations('subject:Patient:Group.name=x'), 'join-malformed', observations('subject:Patient.name=x'), 'subject'),
  refused('a chain to a parameter that the type has not', observations('encounter.birthdate=x'), 'parameter-unknown', observations('subject:Patient.birthdate=2000'), 'birthdate'),
  refused('a chain whose end no type has in that form', observations('subject.birthdate=yesterday'), 'parameter-value', observations('subject.birthdate=2000'), 'birthdate'),
  refused('a chain with a blank among its values', observations('encounter.class=AMB,'), 'parameter-blank', observations('encounter.class=AMB')),
  refused('a chain to another modifier than the patient\'s own', observations('encounter:Encounter.patient:missing=true'), 'owner-modifier', observations('encounter:Encounter.patient=A')),

  understood('a reverse chain, whose name carries what it asks (A-067, A-086, R-134)', patients('_has:Observation:patient:code=X'), joins(has('Observation', 'patient', plain('code', 'X')))),
  understood('a reverse chain in a reverse chain (A-067)', patients('_has:Observation:patient:_has:AuditEvent:entity:agent-name=x'), joins(has('Observation', 'patient', has('AuditEvent', 'entity', plain('agent-name', 'x'))))),
  understood('... three deep', patients('_has:Encounter:patient:_has:Observation:encounter:_has:DiagnosticReport:result:status=final'), joins(has('Encounter', 'patient', has('Observation', 'encounter', has('DiagnosticReport', 'result', plain('status', 'final')))))),
  understood('a chain at its end', patients('_has:Observation:patient:performer:Practitioner.name=x'), joins(has('Observation', 'patient', chain('performer', true, to('Practitioner', plain('name', 'x')))))),
  understood('an OR list and a modifier at its end', patients('_has:Observation:patient:code:not=X,Y'), joins(has('Observation', 'patient', { name: 'code', modifier: 'not', values: ['X', 'Y'] }))),
  understood('a common parameter at its end', patients('_has:Observation:patient:_id=o1'), joins(has('Observation', 'patient', plain('_id', 'o1')))),
  understood('a reverse chain without a value as none', patients('_has:Observation:patient:code=&gender=female'), { params: [plain('gender', 'female')], joins: [] }),
  refused('a reverse chain of five', patients('_has:Encounter:patient:_has:Encounter:part-of:_has:Encounter:part-of:_has:Encounter:part-of:_has:Encounter:part-of:class=x'), 'too-costly', patients('_has:Encounter:patient:_has:Encounter:part-of:_has:Encounter:part-of:_has:Encounter:part-of:class=x')),
  refused('a reverse chain of a type that is none', patients('_has:Nothing:patient:code=X'), 'join-malformed', women, '_has'),
  refused('a reverse chain by what is no reference', patients('_has:Observation:status:code=X'), 'join-malformed', patients('_has:Observation:patient:code=X')),
  refused('a reverse chain by what leads to another type', patients('_has:Observation:encounter:code=X'), 'join-malformed', patients('_has:Observation:patient:code=X')),
  refused('a reverse chain without an end', patients('_has:Observation:patient=X'), 'join-malformed', patients('_has:Observation:patient:code=X')),
  refused('a reverse chain without anything', patients('_has=X'), 'parameter-unknown', women),
  refused('a reverse chain to a parameter that its type has not', patients('_has:Observation:patient:birthdate=x'), 'parameter-unknown', patients('_has:Observation:patient:date=2020'), 'birthdate'),
  refused('a reverse chain to a blank patient (A-079)', patients('_has:Observation:patient:subject='), 'owner-modifier', patients('_has:Observation:patient:subject=A')),
  refused('a reverse chain in another case', patients('_Has:Observation:patient:code=X'), 'parameter-unknown', patients('_has:Observation:patient:code=X')),
  refused('one join over 20 times', observations(Array.from({ length: 21 }, () => 'encounter.class=x').join('&')), 'too-many-parameters', observations(Array.from({ length: 5 }, () => 'encounter.class=x').join('&')), 'encounter'),
  refused('more joins than are followed', observations(Array.from({ length: 9 }, () => 'encounter.class=x').join('&')), 'too-costly', observations(Array.from({ length: 8 }, () => 'encounter.class=x').join('&'))),
  refused('one parameter over 20 times, which takes HAPI seconds (A-073)', ofAs(21), 'too-many-parameters', ofAs(20), 'patient'),
];
