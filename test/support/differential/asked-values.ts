/** What random requests ask by: parameters with their values, by type. */
import type { Random } from './random.ts';
import type { MalformedRequest } from './requests.ts';
import { ownBase } from './world.ts';

const plainPatient = ['Patient/A', 'Patient/B', 'Patient/pat-d'];
const category = 'http://terminology.hl7.org/CodeSystem/observation-category';
/** Parameters besides those of the owners: who is merely mentioned, and what tokens, strings, dates and numbers there are. */
export const selecting: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Observation: {
    performer: ['Practitioner/77', 'Patient/A', `${ownBase}/Practitioner/77`], category: ['laboratory', `${category}|vital-signs`, `${category}|`, '|laboratory'], status: ['final', 'amended'], 'status:not': ['final'], code: ['8867-4', 'http://loinc.org|2160-0'],
    date: ['ge2015', 'lt2020-05', '2018', 'sa2019', 'ne2016', 'eb2018-03-04'], 'value-quantity': ['gt70', 'lt100|http://unitsofmeasure.org|/min', '7.5'], 'performer:missing': ['true'], 'value-quantity:missing': ['true', 'false'], focus: plainPatient,
    encounter: ['Encounter/enc-a', 'enc-b'], 'has-member': ['Observation/a1', 'Observation/x-Observation-1'], 'code:in': ['http://example.org/vs'], 'code:text': ['gr', 'a t'], 'code-value-quantity': ['8867-4$gt70', 'http://loinc.org|2160-0$lt100'],
    'component-code-value-quantity': ['8480-6$gt100'], 'combo-code': ['8480-6', '8867-4'], 'encounter:missing': ['false'], 'focus:Patient': ['A', 'Patient/B'], 'category:not': ['laboratory'],
  },
  Condition: { asserter: plainPatient, 'recorded-date': ['2021', 'ge2015'], code: ['http://snomed.info/sct|38341003'], encounter: ['Encounter/x-Encounter-1'], 'code:text': ['gr'] },
  Patient: {
    active: ['true', 'false'], family: ['adler', 'B'], 'family:exact': ['Adler'], name: ['ann', 'end'], 'name:contains': ['dl'], link: plainPatient, gender: ['female'], birthdate: ['lt2000', '1980-02-03'], 'address-state': ['NS'], address: ['amst'],
    identifier: ['http://example.org/mrn|1', '2'], email: ['a@example.org'], organization: ['Organization/O1'], 'general-practitioner': ['Practitioner/77'], given: ['ann'], 'birthdate:missing': ['true'],
  },
  Encounter: { participant: ['Practitioner/77'], status: ['finished'], location: ['Location/L1'], length: ['gt20'], date: ['ge2015'], class: ['AMB'], 'service-provider': ['Organization/O1'] },
  MedicationRequest: { requester: [...plainPatient, 'Practitioner/77'], medication: ['Medication/m1'], intent: ['order'], authoredon: ['ge2018'] },
  AllergyIntolerance: { recorder: plainPatient },
  DocumentReference: { author: plainPatient, location: ['Binary/x-Binary-1', 'Binary/bin-a-doc'], status: ['current'], date: ['ge2018'] },
  DiagnosticReport: { result: ['Observation/b1', 'Observation/a4', 'Observation/x-Observation-1'], status: ['final'], date: ['lt2020'] },
  Appointment: { actor: ['Patient/A', 'Practitioner/77', 'Patient/pat-d'], status: ['booked', 'noshow'], practitioner: ['Practitioner/77'], date: ['ge2018'] },
  Account: { owner: ['Organization/O1'], status: ['active'] },
  Group: { type: ['person'], actual: ['true'] },
  Person: { relatedperson: ['RelatedPerson/r-a'] },
  RelatedPerson: { active: ['true', 'false'] },
  RiskAssessment: { probability: ['gt0.5', 'le0.25', '0.75'], condition: ['Condition/cond-a'], date: ['ge2018'] },
  CareTeam: { participant: ['Practitioner/77', 'Patient/A'], status: ['active'] },
  Coverage: { payor: [...plainPatient, 'Organization/O1'], subscriber: plainPatient, status: ['active'] },
  Schedule: { actor: ['Patient/A', 'Patient/B', 'Practitioner/77'], active: ['true'] },
  List: { item: ['Observation/b1', 'Observation/x-Observation-1'], status: ['current'] },
  SupplyRequest: { requester: plainPatient, status: ['active'] },
  EnrollmentRequest: { status: ['active'] },
  Device: { organization: ['Organization/O1'], status: ['active'] },
  Provenance: { target: ['Observation/a3', 'Observation/b3', 'Observation/x-Observation-1', 'Patient/A', `${ownBase}/Observation/a3`], agent: ['Practitioner/77'], recorded: ['ge2020'] },
  Practitioner: { active: ['true'], family: ['Se'], name: ['eig'] },
  PractitionerRole: { practitioner: ['Practitioner/77'], organization: ['Organization/O1'] },
  Organization: { name: ['clin', 'hosp'], active: ['true'], partof: ['Organization/O1'] },
  Location: { name: ['ward'], status: ['active'], organization: ['Organization/O1'] },
  Medication: { status: ['active'], code: ['322236009'] },
  ValueSet: { url: ['http://example.org/vs'], status: ['active'] },
  Task: { patient: plainPatient, owner: ['Practitioner/77'] },
};

/** Reference parameters of which there is data, by type. */
export const populated: Readonly<Record<string, readonly string[]>> = {
  Observation: ['subject', 'patient', 'performer', 'encounter', 'has-member', 'focus'], Condition: ['subject', 'patient', 'asserter', 'encounter'], Patient: ['organization', 'general-practitioner', 'link'], Encounter: ['subject', 'patient', 'participant', 'location', 'service-provider'],
  MedicationRequest: ['subject', 'patient', 'medication', 'requester'], DocumentReference: ['subject', 'patient', 'author'], DiagnosticReport: ['subject', 'patient', 'result'], Appointment: ['patient', 'actor'], Account: ['subject', 'owner'], Group: ['member'], Person: ['patient'],
  RelatedPerson: ['patient'], CareTeam: ['subject', 'participant'], Coverage: ['beneficiary', 'payor', 'subscriber'], Schedule: ['actor'], List: ['subject', 'item'], RiskAssessment: ['subject', 'condition'], Device: ['patient', 'organization'], Provenance: ['target', 'agent'],
  PractitionerRole: ['practitioner', 'organization'], Location: ['organization', 'partof'], Organization: ['partof'],
};

/** What `_elements` asks for. */
export const elements: Readonly<Record<string, readonly string[]>> = {
  Observation: ['status', 'code,subject', 'valueQuantity', 'value', 'subject,component.code', 'id', 'category.coding'], Patient: ['name', 'name.family,birthDate', 'id', 'address', 'active'], Encounter: ['period', 'class,subject'],
};

/** What `_sort` asks for. */
export const sorts: Readonly<Record<string, readonly string[]>> = { Observation: ['date', '-date', 'code', '-value-quantity', 'status,-date'], Patient: ['birthdate', 'family', '-gender'], Encounter: ['date'], Condition: ['recorded-date'] };

/** A request that no caller may make. */
export const malformed = (random: Random): MalformedRequest => ({
  kind: 'malformed',
  place: random.pick([
    'Observation?patient=', 'Observation?subject=', 'Patient?_id=', 'Observation?subject:missing=true', 'Observation?patient:identifier=x', 'Observation?patient:Group=g1', 'Patient?_id:not=A', 'Observation?bogus=1',
    'Observation?date=yesterday', 'Observation?value-quantity=much', 'Observation?_include=Observation:status', 'Observation?_include=Observation:bogus', 'Observation?_include=Nothing:subject', 'Observation?_include:bogus=Observation:subject',
    'Observation?_sort=subject.name', 'Observation?_sort=bogus', 'Observation?_filter=status%20eq%20final', 'Observation?_query=x', 'Observation?_list=list-a-of-b1', 'Observation?status.code=x', 'Observation?subject.bogus=x', 'Observation?_has:Observation:status:code=x',
    'Observation?_has:Patient:_id=A', 'Observation?_count=many', 'Observation?_count=1&_count=2', 'Observation?_summary=true&_elements=id', 'Observation?_total=maybe', 'Observation?code-value-quantity=8867-4', '?_type=Nothing', '?_page=made-up', 'Observation/a1?status=final',
    'Observation/a1/_history?_count=0', 'Observation/_history?status=final', '?patient=A', 'Observation?patient.name:Patient=x', 'Observation?subject:Practitioner=77',
  ]),
});
