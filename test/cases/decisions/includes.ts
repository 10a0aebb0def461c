import type { DecisionCase, Decided } from '../../support/decide-case.ts';
import type { Given } from '../../support/deciding.ts';

const launch: Given = { scope: 'patient/*.rs', patient: 'A' };
const all: Given = { scope: 'user/*.rs' };
const anybody = ['* search any'];
const staffToo = ['* search launch', 'Practitioner search any'];

const denied = (gate: string, refusal: string): Decided => ({ effect: 'deny', gate, refusal });
const included = (includes: readonly string[] | undefined, params: readonly string[], confined?: readonly string[], exact = true): Decided =>
  ({ effect: 'permit', params, exact, ...(confined === undefined ? {} : { confined }), ...(includes === undefined ? {} : { includes }) });
const ofA = ['patient=Patient/A'];

const search = (name: string, given: Given, rows: readonly string[], request: string, expect: Decided): DecisionCase => ({ name, given, rows, request: `GET ${request}`, expect });

/** Which types an include may bring in, who follows it, and when it is refused (deciding.md, row include; ). */
export const includeCases: readonly DecisionCase[] = [
  search('A-100 everyone\'s include is the backend\'s', all, anybody, 'Observation?_include=Observation:encounter', included(['Observation:encounter direct'], [])),
  search('A-100 ... a reverse one too', all, anybody, 'Patient?_revinclude=Observation:subject', included(['<Observation:subject direct'], [])),
  search('A-100 an include of a shared type is the backend\'s', launch, staffToo, 'Observation?_include=Observation:performer:Practitioner', included(['Observation:performer:Practitioner direct'], ofA, ['A'])),
  search('A-100 ... refused without a grant for it', launch, ['* search launch'], 'Observation?_include=Observation:performer:Practitioner', denied('confinement', 'outside-confinement')),
  search('A-100 ... without a row for it', launch, ['Observation search launch'], 'Observation?_include=Observation:performer:Practitioner', denied('policy', 'policy-denied')),
  search('A-100 ... without a scope for it', { ...launch, scope: 'patient/Observation.rs' }, staffToo, 'Observation?_include=Observation:performer:Practitioner', denied('scope', 'insufficient-scope')),
  search('A-100 an include without a target stands for the types that have a grant', launch, staffToo, 'Observation?_include=Observation:performer', included(['Observation:performer to CareTeam Patient Practitioner RelatedPerson'], ofA, ['A'])),
  search('A-100 ... refused where none has', launch, ['Observation search launch'], 'Observation?_include=Observation:performer', denied('policy', 'policy-denied')),
  search('A-100 an include of the one owner is the backend\'s', launch, ['* search launch'], 'Observation?_include=Observation:patient', included(['Observation:patient direct'], ofA, ['A'])),
  search('A-100 ... by `subject`, printed with its type', launch, ['* search launch'], 'Observation?_include=Observation:subject:Patient', included(['Observation:subject:Patient direct'], ofA, ['A'])),
  search('A-100 ... is the gateway\'s where the owner is seen only in part', { ...launch, scope: 'patient/Observation.rs patient/Patient.rs?active=true' }, ['* search launch'], 'Observation?_include=Observation:patient', included(['Observation:patient to Patient'], ofA, ['A'])),
  search('A-100 ... is the gateway\'s where there may be several', launch, ['* search launch'], 'Appointment?_include=Appointment:patient', included(['Appointment:patient to Patient'], ofA, ['A'], false)),
  search('A-100 an include of what belongs to patients is the gateway\'s', launch, ['* search launch'], 'Observation?_include=Observation:encounter', included(['Observation:encounter to Encounter EpisodeOfCare'], ofA, ['A'])),
  search('A-101 a reverse include of the confined is the gateway\'s', launch, ['* search launch'], 'Patient?_revinclude=Observation:patient', included(['<Observation:patient to Patient'], ['_id=A'], ['A'])),
  search('A-101 ... of Provenance too', launch, ['* search launch'], 'Patient?_revinclude=Provenance:target:Patient', included(['<Provenance:target to Patient'], ['_id=A'], ['A'])),
  search('A-101 ... refused without a row for its source', launch, ['Patient search launch'], 'Patient?_revinclude=Observation:patient', denied('policy', 'policy-denied')),
  search('A-101 ... refused without a scope for its source', { ...launch, scope: 'patient/Patient.rs' }, ['* search launch'], 'Patient?_revinclude=Observation:patient', denied('scope', 'insufficient-scope')),
  search('A-101 ... that leads to another type than is searched brings nothing', launch, ['* search launch'], 'Patient?_revinclude=Observation:encounter', included(undefined, ['_id=A'], ['A'])),
  search('A-068 an include that repeats is the gateway\'s, and others beside it', launch, staffToo, 'Observation?_include:iterate=Observation:has-member:Observation&_include=Observation:performer:Practitioner', included(['Observation:has-member to Observation', 'Observation:performer to Practitioner'], ofA, ['A'])),
  search('A-068 ... everyone\'s is the backend\'s', all, anybody, 'Observation?_include:iterate=Observation:has-member', included(['Observation:has-member direct'], [])),
  search('A-068 ... that begins at what is included', launch, staffToo, 'Observation?_include=Observation:encounter&_include:iterate=Encounter:participant:Practitioner', included(['Observation:encounter to Encounter EpisodeOfCare', 'Encounter:participant to Practitioner'], ofA, ['A'])),
  search('A-099 `*` of one\'s own stands for each parameter of the type, the owner\'s the backend\'s', launch, ['Coverage search launch', 'Patient search launch'], 'Coverage?_include=*', included(['Coverage:beneficiary direct', 'Coverage:patient direct', 'Coverage:payor to Patient', 'Coverage:policy-holder to Patient', 'Coverage:subscriber to Patient'], ofA, ['A'])),
  search('A-099 ... with the type before it the same', launch, ['Coverage search launch', 'Patient search launch'], 'Coverage?_include=Coverage:*', included(['Coverage:beneficiary direct', 'Coverage:patient direct', 'Coverage:payor to Patient', 'Coverage:policy-holder to Patient', 'Coverage:subscriber to Patient'], ofA, ['A'])),
  search('A-099 ... refused where no type has a grant', { ...launch, scope: 'patient/Coverage.rs' }, ['Coverage search launch'], 'Coverage?_include=*', denied('scope', 'insufficient-scope')),
  search('A-099 a reverse `*` stands for the types that have a grant', launch, ['Patient search launch', 'Flag search launch'], 'Patient?_revinclude=*', included([
    '<Flag:author to Device Organization Patient Practitioner PractitionerRole', '<Flag:patient to Patient', '<Flag:subject to Group Location Medication Organization Patient PlanDefinition Practitioner Procedure', '<Patient:link to Patient RelatedPerson',
  ], ['_id=A'], ['A'])),
  search('what a mask hides is not included by', all, ['Observation search any mask:subjects', 'Patient search any'], 'Observation?_include=Observation:patient', denied('confinement', 'hidden-by-mask')),
  search('... what it shows is', all, ['Observation search any mask:subjects', 'Encounter search any'], 'Observation?_include=Observation:encounter', included(['Observation:encounter:Encounter direct'], [])),
];
