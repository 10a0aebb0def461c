import type { DecisionCase, Decided } from '../../support/decide-case.ts';
import type { Given } from '../../support/deciding.ts';

const launch: Given = { scope: 'patient/*.rs', patient: 'A' };
const team: Given = { scope: 'user/*.rs', fhirUser: 'Practitioner/77', careteam: ['A', 'B'] };
const all: Given = { scope: 'user/*.rs' };
const mine = ['* search launch'];
const anybody = ['* search any'];
const staffToo = ['* search launch', 'Practitioner search any', 'Organization search any', 'Location search any'];

const denied = (gate: string, refusal: string): Decided => ({ effect: 'deny', gate, refusal });
const joined = (joins: readonly string[], params: readonly string[], confined?: readonly string[], exact = true): Decided =>
  ({ effect: 'permit', params, exact, ...(confined === undefined ? {} : { confined }), joins });
const ofA = ['patient=Patient/A'];

const search = (name: string, given: Given, rows: readonly string[], request: string, expect: Decided): DecisionCase => ({ name, given, rows, request: `GET ${request}`, expect });

/** Who carries out a chain or a reverse chain, and when it is refused (deciding.md, rows "chain" and "_has"; ). */
export const joinCases: readonly DecisionCase[] = [
  search('A-087 everyone\'s chain is the backend\'s', all, anybody, 'Observation?subject:Patient.name=x', joined(['subject:Patient.name direct'], [])),
  search('A-087 ... under a granular scope on what is joined it takes two steps', { scope: 'user/Observation.rs user/Patient.rs?active=true' }, anybody, 'Observation?subject:Patient.name=x', joined(['subject:Patient.name in two steps'], [])),
  search('A-087 ... with a window on what is joined too', all, ['Observation search any', 'Patient search any window:P1Y'], 'Observation?subject:Patient.name=x', joined(['subject:Patient.name in two steps'], [])),
  search('A-087 a chain over a shared type is the backend\'s', launch, staffToo, 'Observation?performer:Practitioner.name=x', joined(['performer:Practitioner.name direct'], ofA, ['A'])),
  search('A-087 ... not where only the caller\'s own shows', { scope: 'user/*.rs', patient: 'A', fhirUser: 'Practitioner/77' }, [...mine, 'Practitioner search self'], 'Observation?performer:Practitioner.name=x', joined(['performer:Practitioner.name in two steps'], ofA, ['A'])),
  search('A-087 ... refused without a grant for it', launch, mine, 'Observation?performer:Practitioner.name=x', denied('confinement', 'outside-confinement')),
  search('A-087 ... without a scope for it', { ...launch, scope: 'patient/Observation.rs' }, staffToo, 'Observation?performer:Practitioner.name=x', denied('scope', 'insufficient-scope')),
  search('A-087 ... without a row for it', launch, ['Observation search launch'], 'Observation?performer:Practitioner.name=x', denied('policy', 'policy-denied')),

  search('A-087 a chain over the one owner is the backend\'s: the search is confined to whom the caller sees', launch, mine, 'Observation?patient.name=x', joined(['patient.name direct'], ofA, ['A'])),
  search('A-087 ... by `subject` with the type', launch, mine, 'Observation?subject:Patient.name=x', joined(['subject:Patient.name direct'], ofA, ['A'])),
  search('A-087 ... by `subject` without it takes two steps over the types that are left', launch, mine, 'Observation?subject.name=x', joined(['subject.name in two steps'], ofA, ['A'])),
  search('A-087 ... for a patient whom another grant reaches and the chain\'s does not', { ...team, patient: 'A' }, ['Observation search careteam', 'Patient search launch'], 'Observation?patient.name=x', joined(['patient.name in two steps'], ['patient=Patient/A,Patient/B'], ['A', 'B'])),
  search('A-087 ... and is the backend\'s where that one is named', { ...team, patient: 'A' }, ['Observation search careteam', 'Patient search launch'], 'Observation?patient=A&patient.name=x', joined(['patient.name direct'], ofA, ['A'])),
  search('A-087 ... everyone\'s of a confined one', { scope: 'user/Observation.rs patient/Patient.rs', patient: 'A' }, anybody, 'Observation?patient.name=x', joined(['patient.name in two steps'], [])),
  search('A-087 a chain over a mention takes two steps', launch, mine, 'Observation?performer:Patient.name=x', joined(['performer:Patient.name in two steps'], ofA, ['A'])),
  search('A-087 ... over the owner of a type that may have several', launch, mine, 'Appointment?patient.name=x', joined(['patient.name in two steps'], ofA, ['A'], false)),
  search('A-087 ... over what belongs to patients', launch, mine, 'Observation?encounter.status=finished', joined(['encounter.status in two steps'], ofA, ['A'])),
  search('A-087 ... whose owner is asked for besides, where each match refers to one at most', launch, mine, 'Observation?encounter:Encounter.status=finished', joined(['encounter:Encounter.status direct with encounter:Encounter.patient=Patient/A'], ofA, ['A'])),
  search('A-087 ... of several patients', team, ['* search careteam'], 'Observation?encounter:Encounter.status=finished', joined(['encounter:Encounter.status direct with encounter:Encounter.patient=Patient/A,Patient/B'], ['patient=Patient/A,Patient/B'], ['A', 'B'])),
  search('A-087 ... also from where nothing is confined', { scope: 'user/Observation.rs patient/Encounter.rs', patient: 'A' }, anybody, 'Observation?encounter:Encounter.status=finished', joined(['encounter:Encounter.status direct with encounter:Encounter.patient=Patient/A'], [])),
  search('A-087 ... in two steps where a match may refer to several', launch, mine, 'Observation?has-member:Observation.status=final', joined(['has-member:Observation.status in two steps'], ofA, ['A'])),
  search('A-087 ... where what is joined may have several owners', launch, mine, 'Encounter?appointment:Appointment.status=booked', joined(['appointment:Appointment.status in two steps'], ofA, ['A'])),
  search('A-087 ... under a granular scope on it', { ...launch, scope: 'patient/Observation.rs patient/Encounter.rs?status=finished' }, mine, 'Observation?encounter:Encounter.status=finished', joined(['encounter:Encounter.status in two steps'], ofA, ['A'])),
  search('A-087 ... within a window of it', launch, ['Observation search launch', 'Encounter search launch window:P1Y'], 'Observation?encounter:Encounter.status=finished', joined(['encounter:Encounter.status in two steps'], ofA, ['A'])),
  search('A-087 ... where the compartment is FHIR\'s own', { ...launch, compartment: 'fhir' }, mine, 'Observation?patient=A&encounter:Encounter.status=finished', joined(['encounter:Encounter.status in two steps'], ofA, ['A'])),
  search('A-087 ... where it goes on from there', launch, staffToo, 'Observation?encounter:Encounter.service-provider.name=x', joined(['encounter:Encounter.service-provider.name in two steps'], ofA, ['A'])),
  search('A-087 a chain of chains is the backend\'s where each is', launch, staffToo, 'Observation?patient.organization.name=x', joined(['patient.organization.name direct'], ofA, ['A'])),
  search('A-087 ... and not where one is not', launch, staffToo, 'Observation?encounter.service-provider.name=x', joined(['encounter.service-provider.name in two steps'], ofA, ['A'])),
  search('A-087 an untyped chain leaves out the types without a grant, and then takes two steps', all, ['Observation search any', 'Patient search any'], 'Observation?subject.name=x', joined(['subject.name in two steps'], [])),
  search('A-087 ... with grants for all of them it is the backend\'s', all, anybody, 'Observation?subject.name=x', joined(['subject.name direct'], [])),
  search('A-087 ... also deeper than at its beginning', all, ['Observation search any', 'Patient search any', 'Practitioner search any'], 'Observation?patient.general-practitioner.name=x', joined(['patient.general-practitioner.name in two steps'], [])),
  search('A-087 ... also within a reverse chain', all, ['Observation search any', 'Patient search any', 'Practitioner search any'], 'Patient?_has:Observation:patient:performer.name=x', joined(['_has:Observation:patient:performer.name in two steps'], [])),
  search('A-087 ... refused where none is left', all, ['Observation search any'], 'Observation?subject.name=x', denied('policy', 'policy-denied')),

  search('A-086 everyone\'s reverse chain is the backend\'s', all, anybody, 'Patient?_has:Observation:patient:code=x', joined(['_has:Observation:patient:code direct'], [])),
  search('A-086 a reverse chain over what belongs to the patients that are searched is the backend\'s', launch, mine, 'Patient?_has:Observation:patient:code=x', joined(['_has:Observation:patient:code direct'], ['_id=A'], ['A'])),
  search('A-086 ... not by who is mentioned', launch, mine, 'Patient?_has:Observation:performer:code=x', joined(['_has:Observation:performer:code in two steps'], ['_id=A'], ['A'])),
  search('A-086 ... nor over a type that may have several owners', launch, mine, 'Patient?_has:Appointment:patient:status=booked', joined(['_has:Appointment:patient:status in two steps'], ['_id=A'], ['A'])),
  search('A-086 ... nor under a granular scope on it', { ...launch, scope: 'patient/Patient.rs patient/Observation.rs?category=laboratory' }, mine, 'Patient?_has:Observation:patient:code=x', joined(['_has:Observation:patient:code in two steps'], ['_id=A'], ['A'])),
  search('A-086 ... nor for patients whose the joined grant does not reach', { ...team, patient: 'A' }, ['Patient search careteam', 'Observation search launch'], 'Patient?_has:Observation:patient:code=x', joined(['_has:Observation:patient:code in two steps'], ['_id=A,B'], ['A', 'B'])),
  search('A-086 ... of a shared type over what belongs to patients it takes two steps', launch, staffToo, 'Practitioner?_has:Observation:performer:code=x', joined(['_has:Observation:performer:code in two steps'], [])),
  search('A-086 ... within one another', launch, mine, 'Patient?_has:Encounter:patient:_has:Observation:encounter:code=x', joined(['_has:Encounter:patient:_has:Observation:encounter:code in two steps'], ['_id=A'], ['A'])),
  search('A-086 ... refused without a row for what is joined', launch, ['Patient search launch'], 'Patient?_has:Observation:patient:code=x', denied('policy', 'policy-denied')),
  search('A-086 ... refused without a scope for it', { ...launch, scope: 'patient/Patient.rs' }, mine, 'Patient?_has:Observation:patient:code=x', denied('scope', 'insufficient-scope')),
  search('A-086 ... refused without a row for what is joined by that', launch, ['Patient search launch', 'Encounter search launch'], 'Patient?_has:Encounter:patient:_has:Observation:encounter:code=x', denied('policy', 'policy-denied')),

  search('A-120 a reverse chain over Provenance has to name what it is about', launch, ['* search launch'], 'Patient?_has:Provenance:target:agent=Practitioner/7', denied('confinement', 'outside-confinement')),
  search('A-120 ... as a confined search of it has to', launch, ['* search launch'], 'Patient?_has:Provenance:target:patient=A', joined(['_has:Provenance:target:patient in two steps'], ['_id=A'], ['A'])),
  search('A-120 ... but not everyone\'s', all, anybody, 'Patient?_has:Provenance:target:agent=Practitioner/7', joined(['_has:Provenance:target:agent direct'], [])),

  search('what a mask hides is not chained by', all, ['Patient search any', 'Observation search any mask:codes'], 'Patient?_has:Observation:patient:code=x', denied('confinement', 'hidden-by-mask')),
  search('... what it shows is', all, ['Patient search any', 'Observation search any mask:codes'], 'Patient?_has:Observation:patient:status=x', joined(['_has:Observation:patient:status direct'], [])),
  search('... nor searched by', all, ['Observation search any mask:codes'], 'Observation?code=x', denied('confinement', 'hidden-by-mask')),
  search('... nor by its text', all, ['Observation search any mask:codes'], 'Observation?code:text=x', denied('confinement', 'hidden-by-mask')),
  search('... nor as a part of a composite', all, ['Observation search any mask:codes'], 'Observation?code-value-quantity=x$1', denied('confinement', 'hidden-by-mask')),
  search('... nor ordered by', all, ['Observation search any mask:codes'], 'Observation?_sort=-code', denied('confinement', 'hidden-by-mask')),
  search('... but by what it shows', all, ['Observation search any mask:codes'], 'Observation?status=x&_sort=date', { effect: 'permit', params: ['status=x'], exact: true }),
  search('... and another grant without a mask is left', { ...launch, scope: 'user/*.rs' }, ['Observation search any mask:codes', 'Observation search launch'], 'Observation?code=x', { effect: 'permit', params: ['patient=Patient/A', 'code=x'], exact: true, confined: ['A'] }),

  search('under a mask with pseudonyms a patient is named by the pseudonym', launch, ['* search launch mask:ps'], 'Observation?patient=ps-A', { effect: 'permit', params: ofA, exact: true, confined: ['A'] }),
  search('... in a compartment', launch, ['* search launch mask:ps'], 'Patient/ps-A/Observation', { effect: 'permit', params: ofA, exact: true, confined: ['A'] }),
  search('... by the real id it is nobody', launch, ['* search launch mask:ps'], 'Observation?patient=A', denied('confinement', 'outside-confinement')),
  search('... in a compartment too', launch, ['* search launch mask:ps'], 'Patient/A/Observation', denied('confinement', 'outside-confinement')),
  search('... which it is where another grant shows it', { ...launch, scope: 'user/*.rs' }, ['* search launch mask:ps', '* search launch'], 'Observation?patient=A', { effect: 'permit', params: ofA, exact: true, confined: ['A'] }),
];
