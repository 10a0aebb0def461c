import { having, type Persona } from '../personas.ts';

/** The types that US Core profiles, and Binary and Endpoint, to which they refer. */
export const usCoreTypes = [
  'AllergyIntolerance', 'Binary', 'CarePlan', 'CareTeam', 'Condition', 'Coverage', 'Device', 'DiagnosticReport', 'DocumentReference', 'Encounter', 'Endpoint', 'Goal', 'Immunization', 'Location', 'Medication', 'MedicationDispense',
  'MedicationRequest', 'Observation', 'Organization', 'Patient', 'Practitioner', 'PractitionerRole', 'Procedure', 'Provenance', 'QuestionnaireResponse', 'RelatedPerson', 'ServiceRequest', 'Specimen',
] as const;

const launch = 'launch/patient openid fhirUser offline_access';
const forEach = (context: 'patient' | 'user', permission: string): string => [launch, ...usCoreTypes.map((type) => `${context}/${type}.${permission}`)].join(' ');

/** A patient of test/support/us-core-data.ts in an own app, with a scope of SMART v2 for each type. */
export const patient: Persona = { claims: { sub: 'amy.shaw', fhirUser: 'Patient/uc1', patient: 'uc1', scope: forEach('patient', 'rs') }, sees: ['uc1'] };
/** The same with scopes of SMART v1. */
export const patientV1: Persona = having(patient, { scope: forEach('patient', 'read') });
/** With these scopes alone. */
export const patientWith = (...scopes: readonly string[]): Persona => having(patient, { scope: [launch, ...scopes].join(' ') });

/** A physician of the care team of `uc1`; of the one of `uc2` only formerly. No launch patient. */
export const physician: Persona = { claims: { sub: 'f.fox', fhirUser: 'Practitioner/uc-dr', roles: ['physician'], scope: forEach('user', 'rs') }, sees: ['uc1'] };
/** The same with scopes of SMART v1. */
export const physicianV1: Persona = having(physician, { scope: forEach('user', 'read') });
/** The same in an app launched from a patient's record, with `patient/` scopes. */
export const launched = (from: string): Persona => having(physician, { patient: from, scope: forEach('patient', 'rs') }, from === 'uc1' ? ['uc1'] : []);
/** A nurse practitioner of both care teams. */
export const nurse: Persona = { claims: { sub: 'n.nye', fhirUser: 'Practitioner/uc-np', roles: ['physician'], scope: forEach('user', 'rs') }, sees: ['uc1', 'uc2'] };
