import type { DecisionCase, Decided } from '../../support/decide-case.ts';
import type { Given } from '../../support/deciding.ts';

const launch: Given = { scope: 'patient/*.rs', patient: 'A' };
const team: Given = { scope: 'user/*.rs', fhirUser: 'Practitioner/77', careteam: ['A', 'B'] };
const all: Given = { scope: 'user/*.rs' };
const anybody = ['* search any'];
const mine = ['* search launch'];
const ours = ['* search careteam'];

const outside: Decided = { effect: 'deny', gate: 'confinement', refusal: 'outside-confinement', rows: ['policy.csv:1'] };
const withheld: Decided = { ...outside, refusal: 'count-withheld' };
const narrowed = (params: readonly string[], confined: readonly string[], exact = true): Decided => ({ effect: 'permit', params, exact, confined });
const open = (params: readonly string[], exact = true): Decided => ({ effect: 'permit', params, exact });

const search = (name: string, given: Given, rows: readonly string[], request: string, expect: Decided): DecisionCase => ({ name, given, rows, request: `GET ${request}`, expect });

/** What becomes of searches (deciding.md, row search; ). */
export const searchCases: readonly DecisionCase[] = [
  search('A-053 R-125 a search without a patient is confined', launch, mine, 'Observation', narrowed(['patient=Patient/A'], ['A'])),
  search('A-053 everyone\'s search is not', all, anybody, 'Observation', open([])),
  search('A-054 a search that names only another patient is refused', launch, mine, 'Observation?patient=B', outside),
  search('A-054 ... by `subject` too', launch, mine, 'Observation?subject=Patient/B', outside),
  search('A-054 ... that names the launch patient is permitted', launch, mine, 'Observation?patient=A', narrowed(['patient=Patient/A'], ['A'])),
  search('A-055 of two patients one is left', launch, mine, 'Observation?patient=A,B', narrowed(['patient=Patient/A'], ['A'])),
  search('A-055 of two patients within the reach two are left', team, ours, 'Observation?subject=Patient/B,Patient/A,Patient/C', narrowed(['patient=Patient/A,Patient/B'], ['A', 'B'])),
  search('A-056 two owner parameters are both held: no patient is named by both', launch, mine, 'Observation?patient=A&patient=B', outside),
  search('A-056 ... in different names', team, ours, 'Observation?patient=A&subject=Patient/B', outside),
  search('A-056 ... and replaced by one where they agree', team, ours, 'Observation?patient=A,B&subject=Patient/B,Patient/C&code=x', narrowed(['patient=Patient/B', 'code=x'], ['B'])),
  search('A-057 a group beside the patient is dropped', launch, mine, 'Observation?subject=Patient/A,Group/G1', narrowed(['patient=Patient/A'], ['A'])),
  search('A-057 a group alone names nobody', launch, mine, 'Observation?subject=Group/G1', outside),
  search('A-058 a parameter that stands twice is judged whole', launch, mine, 'Observation?subject=Patient/B&subject=Patient/B&performer=Patient/A', outside),
  search('A-059 R-122 a performer names nobody', launch, mine, 'Observation?performer=Patient/A&subject=Patient/B', outside),
  search('A-059 R-122 ... and stays beside the narrowed owner', launch, mine, 'Observation?performer=Patient/B', narrowed(['patient=Patient/A', 'performer=Patient/B'], ['A'])),
  search('A-060 R-126 an absolute address on the gateway\'s base is the patient', launch, mine, 'Observation?patient=https://gw.example/fhir/Patient/A', narrowed(['patient=Patient/A'], ['A'])),
  search('A-060 ... on the backend\'s too', launch, mine, 'Observation?subject=http://hapi:8080/fhir/Patient/B', outside),
  search('A-060 ... elsewhere it is nobody here', launch, mine, 'Observation?patient=https://elsewhere/fhir/Patient/A', outside),
  search('R-126 `subject:Patient=A` is `patient=A`', launch, mine, 'Observation?subject:Patient=A', narrowed(['patient=Patient/A'], ['A'])),
  search('R-126 addresses of ours become relative for the backend, of other parameters too', launch, mine, 'Observation?performer=https://gw.example/fhir/Practitioner/7', narrowed(['patient=Patient/A', 'performer=Practitioner/7'], ['A'])),
  search('... and as they are for everyone\'s search', all, anybody, 'Observation?patient=http://hapi:8080/fhir/Patient/B&performer=https://else/Practitioner/7', open(['patient=Patient/B', 'performer=https://else/Practitioner/7'])),
  search('A-065 `_id` of an owned type is narrowed besides', launch, mine, 'Observation?_id=o9', narrowed(['patient=Patient/A', '_id=o9'], ['A'])),
  search('A-084 Device is confined by its patient', launch, mine, 'Device?patient=B', outside),
  search('A-084 ... and searched for one\'s own', launch, mine, 'Device', narrowed(['patient=Patient/A'], ['A'])),
  search('A-084 R-092 Task is hidden from whoever is confined', launch, anybody, 'Task?patient=A', outside),

  search('A-110 R-121 Patient is narrowed by `_id`', launch, mine, 'Patient?name=smith', narrowed(['_id=A', 'name=smith'], ['A'])),
  search('A-110 ... `_id` of another is refused', launch, mine, 'Patient?_id=B', outside),
  search('A-110 ... of several, those within the reach', team, ours, 'Patient?_id=B,C,A', narrowed(['_id=A,B'], ['A', 'B'])),
  search('A-110 ... several `_id` are an intersection', team, ours, 'Patient?_id=A,B&_id=B,C', narrowed(['_id=B'], ['B'])),
  search('A-117 `link` of a patient names nobody', launch, mine, 'Patient?link=Patient/A', narrowed(['_id=A', 'link=Patient/A'], ['A'])),
  search('Patient for everyone', all, anybody, 'Patient?_id=B&name=x', open(['_id=B', 'name=x'])),

  search('A-118 R-128 an appointment may have several owners: never exact', launch, mine, 'Appointment?actor=Practitioner/7', narrowed(['patient=Patient/A', 'actor=Practitioner/7'], ['A'], false)),
  search('A-118 ... of another patient is refused', launch, mine, 'Appointment?patient=B', outside),
  search('A-118 `member` names the patients of a group', launch, mine, 'Group?member=Patient/A', narrowed(['member=Patient/A'], ['A'], false)),
  search('A-118 `link` and `patient` both name those of a person', launch, mine, 'Person?link=Patient/A&patient=B', outside),
  search('A-118 ... who may be two', team, ours, 'Person?link=Patient/A&patient=B', narrowed(['patient=Patient/A', 'patient=Patient/B'], ['A', 'B'], false)),
  search('A-118 two patients at one appointment, both within the reach', team, ours, 'Appointment?patient=A&patient=B,C&status=booked', narrowed(['patient=Patient/A', 'patient=Patient/B', 'status=booked'], ['A', 'B'], false)),
  search('A-118 ... one of them outside', launch, mine, 'Appointment?patient=A&patient=B', outside),
  search('A-118 a schedule is confined by its actor, which names nobody', launch, mine, 'Schedule?actor=Patient/B', narrowed(['actor=Patient/A', 'actor=Patient/B'], ['A'], false)),
  search('Coverage is the beneficiary\'s', team, ours, 'Coverage?beneficiary=Patient/A&payor=Patient/B', narrowed(['patient=Patient/A', 'payor=Patient/B'], ['A'])),

  search('a compartment is the ordinary search of its patient', launch, mine, 'Patient/A/Observation?code=x', narrowed(['patient=Patient/A', 'code=x'], ['A'])),
  search('... another patient\'s is refused', launch, mine, 'Patient/B/Observation', outside),
  search('... within which another patient is named is refused', team, ours, 'Patient/A/Observation?patient=B', outside),
  search('... of everyone names its patient', all, anybody, 'Patient/B/Observation?code=x', open(['patient=Patient/B', 'code=x'])),
  search('... of Patient is that patient', launch, mine, 'Patient/A/Patient', narrowed(['_id=A'], ['A'])),
  search('... of Schedule is confined and named by its actor', launch, mine, 'Patient/A/Schedule', narrowed(['actor=Patient/A', 'actor=Patient/A'], ['A'], false)),
  search('... of Schedule outside is refused', launch, mine, 'Patient/B/Schedule', outside),
  search('... of Provenance names the patient', launch, mine, 'Patient/A/Provenance', narrowed(['patient=Patient/A'], ['A'], false)),
  search('... of Provenance outside is refused', launch, mine, 'Patient/B/Provenance', outside),

  search('a shared type is not narrowed', launch, anybody, 'Practitioner?name=x', open(['name=x'])),
  search('... without `any` only the caller\'s own is searched', { scope: 'user/*.rs', fhirUser: 'Practitioner/77' }, ['* search self'], 'Practitioner?name=x', open(['_id=77', 'name=x'])),
  search('... under a granular scope, which it is not told to fit', { scope: 'user/Practitioner.rs?active=true', fhirUser: 'Practitioner/77' }, ['* search self'], 'Practitioner', open(['_id=77', 'active=true'], false)),
  search('... which another `_id` does not widen', { scope: 'user/*.rs', fhirUser: 'Practitioner/77' }, ['* search self'], 'Practitioner?_id=88', open(['_id=77', '_id=88'])),
  search('... under `patient/` too', { ...launch, fhirUser: 'Practitioner/77' }, ['* search self'], 'Practitioner', open(['_id=77'])),
  search('a related person whose relation is over is searched as the caller\'s own', { scope: 'user/*.rs', fhirUser: 'RelatedPerson/r', related: [] }, ['* search self'], 'RelatedPerson', open(['_id=r'])),
  search('... not where a patient is named', { scope: 'user/*.rs', fhirUser: 'RelatedPerson/r', related: [] }, ['* search self'], 'RelatedPerson?patient=B', outside),
  search('a hidden type for everyone', all, anybody, 'Task?status=requested', open(['status=requested'])),
  search('a Binary is not searched by whoever is confined', launch, mine, 'Binary', outside),
  search('... but by everyone', all, anybody, 'Binary?_id=b', open(['_id=b'])),

  search('A-120 a confined search of Provenance has to name what it is about', launch, mine, 'Provenance', outside),
  search('... a target does', launch, mine, 'Provenance?target=Observation/o1', narrowed(['target=Observation/o1'], ['A'], false)),
  search('... a target of one type does', launch, mine, 'Provenance?target:Observation=o1', narrowed(['target:Observation=o1'], ['A'], false)),
  search('... that there is no target does not', launch, mine, 'Provenance?target:missing=true', outside),
  search('... an identifier of a target does not', launch, mine, 'Provenance?target:identifier=s%7C1', outside),
  search('... an id does', launch, mine, 'Provenance?_id=p1', narrowed(['_id=p1'], ['A'], false)),
  search('... the patient does, and is narrowed', launch, mine, 'Provenance?patient=A,B&agent=Practitioner/7', narrowed(['patient=Patient/A', 'agent=Practitioner/7'], ['A'], false)),
  search('... another patient is refused', launch, mine, 'Provenance?patient=B', outside),
  search('A-062 ... a patient by identifier names nobody, whatever it looks like', launch, mine, 'Provenance?patient:identifier=A', outside),
  search('... `patient:Patient` is the patient', launch, mine, 'Provenance?patient:Patient=A', narrowed(['patient=Patient/A'], ['A'], false)),
  search('Provenance for everyone', all, anybody, 'Provenance', open([])),

  search('A-090 `_count=0` is a count, told where narrowing equals visibility', launch, mine, 'Observation?_count=0', narrowed(['patient=Patient/A'], ['A'])),
  search('A-090 ... not where several may own', launch, mine, 'Appointment?_count=0', withheld),
  search('A-090 ... nor for Provenance', launch, mine, 'Provenance?patient=A&_count=0', withheld),
  search('A-090 ... but for everyone', all, anybody, 'Appointment?_count=0', open([])),

  search('A-222 a granular query is added', { ...launch, scope: 'patient/Observation.rs?category=laboratory' }, mine, 'Observation', narrowed(['patient=Patient/A', 'category=laboratory'], ['A'], false)),
  search('A-225 ... beside what the client asks', { ...launch, scope: 'patient/Observation.rs?category=laboratory' }, mine, 'Observation?category=vital-signs', narrowed(['patient=Patient/A', 'category=vital-signs', 'category=laboratory'], ['A'], false)),
  search('A-225 ... a negation included', { ...launch, scope: 'patient/Observation.rs?category=laboratory' }, mine, 'Observation?category:not=laboratory', narrowed(['patient=Patient/A', 'category:not=laboratory', 'category=laboratory'], ['A'], false)),
  search('A-223 of two granular scopes neither is added', { ...launch, scope: 'patient/Observation.rs?category=laboratory patient/Observation.rs?code=x' }, mine, 'Observation', narrowed(['patient=Patient/A'], ['A'], false)),
  search('R-087 an unconstrained scope makes them moot', { ...launch, scope: 'patient/Observation.rs?category=laboratory patient/Observation.rs' }, mine, 'Observation', narrowed(['patient=Patient/A'], ['A'])),
  search('R-087 ... as far as it reaches', { ...launch, scope: 'user/Observation.rs?category=laboratory patient/Observation.rs' }, anybody, 'Observation', open([], false)),
  search('... which is told for the patient that it reaches', { ...team, patient: 'A', scope: 'user/Observation.rs?category=laboratory patient/Observation.rs' }, ours, 'Observation?patient=A', narrowed(['patient=Patient/A'], ['A'])),
  search('... and not for another', { ...team, patient: 'A', scope: 'user/Observation.rs?category=laboratory patient/Observation.rs' }, ours, 'Observation?patient=B', narrowed(['patient=Patient/B'], ['B'], false)),
  search('A-222 a granular scope on everyone', { scope: 'user/Observation.rs?code=http://loinc.org|1-1' }, anybody, 'Observation', open(['code=http://loinc.org|1-1'], false)),
  search('... on a shared type', { scope: 'user/Practitioner.rs?active=true' }, anybody, 'Practitioner', open(['active=true'], false)),
];
