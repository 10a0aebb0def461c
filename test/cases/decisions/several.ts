import type { DecisionCase, Decided } from '../../support/decide-case.ts';
import type { Given } from '../../support/deciding.ts';

const launch: Given = { scope: 'patient/*.rs', patient: 'A' };
const all: Given = { scope: 'user/*.rs' };

const denied = (gate: string, refusal: string): Decided => ({ effect: 'deny', gate, refusal });
const permitted = (...searches: readonly string[]): Decided => ({ effect: 'permit', searches });
const search = (name: string, given: Given, rows: readonly string[], request: string, expect: Decided): DecisionCase => ({ name, given, rows, request: `GET ${request}`, expect });

/** Searches of several types, and those that one search upstream cannot say (deciding.md, rows "search" and "Ask"; ). */
export const severalCases: readonly DecisionCase[] = [
  search('R-132 each type is searched as by itself', launch, ['* search launch'], '?_type=Patient,Observation&_tag=x', permitted('Patient?_id=A&_tag=x', 'Observation?patient=Patient/A&_tag=x')),
  search('R-132 ... everyone\'s too', all, ['* search any'], '_search?_type=Patient,Task', permitted('Patient?', 'Task?')),
  search('R-132 one named type without a grant refuses all', launch, ['Patient search launch'], '?_type=Patient,Observation', denied('policy', 'policy-denied')),
  search('R-132 ... without a scope', { ...launch, scope: 'patient/Patient.rs' }, ['* search launch'], '?_type=Patient,Observation', denied('scope', 'insufficient-scope')),
  search('R-132 ... outside the confinement', launch, ['* search launch'], '?_type=Patient,Task', denied('confinement', 'outside-confinement')),
  search('R-132 all types take the policy\'s (System, search)', launch, ['* search launch'], '_search?_tag=x', denied('policy', 'policy-denied')),
  search('R-132 ... and then those that have a grant are searched', launch, ['System search any', 'Patient search launch', 'Observation search launch'], '_search?_tag=x', permitted('Observation?patient=Patient/A&_tag=x', 'Patient?_id=A&_tag=x')),
  search('R-132 ... refused where none has', { ...launch, scope: 'patient/Task.rs' }, ['System search any', 'Patient search launch'], '_search?_tag=x', { effect: 'deny', gate: 'scope', refusal: 'insufficient-scope' }),
  search('R-132 ... where a row on the server needs strong authentication', launch, ['System search any mfa', 'Patient search launch'], '_search?_tag=x', denied('confinement', 'step-up')),
  search('R-132 ... or an emergency', launch, ['System search any break-glass', 'Patient search launch'], '_search?_tag=x', denied('confinement', 'outside-confinement')),
  search('R-102 a compartment names its patient in each type', launch, ['* search launch'], 'Patient/A/*?_type=Patient,Observation,Schedule', permitted('Patient?_id=A', 'Observation?patient=Patient/A', '~Schedule?actor=Patient/A&actor=Patient/A')),
  search('R-102 ... another patient\'s is refused', launch, ['* search launch'], 'Patient/B/*?_type=Patient,Observation', denied('confinement', 'outside-confinement')),
  search('R-102 ... of all its types it is a search of the server', launch, ['System search any', 'Patient search launch', 'Observation search launch'], 'Patient/A/*', permitted('Observation?patient=Patient/A', 'Patient?_id=A')),
  search('R-102 ... refused without the row', launch, ['* search launch'], 'Patient/A/*', denied('policy', 'policy-denied')),

  search('of the related persons the caller\'s own is searched besides, whoever it belongs to', { scope: 'user/*.rs', patient: 'A', fhirUser: 'RelatedPerson/r', related: ['C'] }, ['* search launch', '* search self'], 'RelatedPerson?name=x', permitted('RelatedPerson?patient=Patient/A,Patient/C&name=x', 'RelatedPerson?_id=r&name=x')),
  search('... not where a patient is named', { scope: 'user/*.rs', patient: 'A', fhirUser: 'RelatedPerson/r', related: ['C'] }, ['* search launch', '* search self'], 'RelatedPerson?patient=A', { effect: 'permit', params: ['patient=Patient/A'], exact: true, confined: ['A'] }),
  search('... nor under `patient/`', { ...launch, fhirUser: 'RelatedPerson/r', related: ['A'] }, ['* search self'], 'RelatedPerson', { effect: 'permit', params: ['patient=Patient/A'], exact: true, confined: ['A'] }),
  search('A-090 ... and no count is told of both together', { scope: 'user/*.rs', patient: 'A', fhirUser: 'RelatedPerson/r', related: ['C'] }, ['* search launch', '* search self'], 'RelatedPerson?_summary=count', denied('confinement', 'count-withheld')),

  search('`compartment: fhir` searches by each parameter of the compartment', { ...launch, compartment: 'fhir' }, ['* search launch'], 'AllergyIntolerance?code=x', permitted('AllergyIntolerance?patient=Patient/A&code=x', 'AllergyIntolerance?recorder=Patient/A&code=x', 'AllergyIntolerance?asserter=Patient/A&code=x')),
  search('... of Patient by its own id and by its links', { ...launch, compartment: 'fhir' }, ['* search launch'], 'Patient', permitted('Patient?_id=A', 'Patient?link=Patient/A')),
  search('... in the compartment of one patient too, of everyone', { ...all, compartment: 'fhir' }, ['* search any'], 'Patient/B/AllergyIntolerance?code=x', permitted('AllergyIntolerance?patient=Patient/B&code=x', 'AllergyIntolerance?recorder=Patient/B&code=x', 'AllergyIntolerance?asserter=Patient/B&code=x')),
  search('... of one alone where there are several', { scope: 'user/*.rs', fhirUser: 'Practitioner/77', careteam: ['A', 'B'], compartment: 'fhir' }, ['* search careteam'], 'Patient/B/AllergyIntolerance', permitted('AllergyIntolerance?patient=Patient/B', 'AllergyIntolerance?recorder=Patient/B', 'AllergyIntolerance?asserter=Patient/B')),
  search('... not of another patient', { ...launch, compartment: 'fhir' }, ['* search launch'], 'Patient/B/AllergyIntolerance', denied('confinement', 'outside-confinement')),
  search('... by the patient alone where one is named', { ...launch, compartment: 'fhir' }, ['* search launch'], 'AllergyIntolerance?patient=A', { effect: 'permit', params: ['patient=Patient/A'], exact: true, confined: ['A'] }),
  search('... and not otherwise for everyone', { ...all, compartment: 'fhir' }, ['* search any'], 'AllergyIntolerance', { effect: 'permit', params: [], exact: true }),
];
