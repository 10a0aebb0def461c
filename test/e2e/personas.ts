/** Somebody with a token, and the patients of test/support/crossing-data.ts whose data may be given to them, whatever they ask. */
export type Persona = {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly sees: readonly string[] | 'everyone';
  /** Seconds since they signed in; no `auth_time` without. */
  readonly signedInFor?: number;
};

/** The same person with another token. */
export const having = (persona: Persona, claims: Readonly<Record<string, unknown>>, sees: Persona['sees'] = persona.sees): Persona => ({
  ...persona, claims: { ...persona.claims, ...claims }, sees,
});

/** A patient in an own app. */
export const patientA: Persona = { claims: { sub: 'a.adler', fhirUser: 'Patient/A', patient: 'A', scope: 'openid fhirUser launch/patient patient/*.rs' }, sees: ['A'] };
export const patientB: Persona = { claims: { sub: 'b.brandt', fhirUser: 'Patient/B', patient: 'B', scope: 'openid fhirUser launch/patient patient/*.rs' }, sees: ['B'] };

/** A's mother; no launch patient. */
export const parent: Persona = { claims: { sub: 'm.adler', fhirUser: 'RelatedPerson/r-a', scope: 'openid fhirUser user/*.rs' }, sees: ['A'] };
/** Who was related to B: the one record is inactive, the other's period is over. */
export const formerParent: Persona = { claims: { sub: 'o.brandt', fhirUser: 'RelatedPerson/r-old', scope: 'openid fhirUser user/*.rs' }, sees: [] };
export const pastParent: Persona = { claims: { sub: 'p.brandt', fhirUser: 'RelatedPerson/r-past', scope: 'openid fhirUser user/*.rs' }, sees: [] };

/** A physician in an app launched from A's record. */
export const clinician: Persona = {
  claims: { sub: 's.seventy', fhirUser: 'Practitioner/77', roles: ['physician'], patient: 'A', scope: 'openid fhirUser launch patient/*.cruds' }, sees: ['A'],
};
/** The same in an app of the ward, without a launch patient: the care team of A is the only one in force. */
export const wardClinician: Persona = { claims: { sub: 's.seventy', fhirUser: 'Practitioner/77', roles: ['physician'], scope: 'openid fhirUser user/*.cruds' }, sees: ['A'] };

/** Care coordinators: of A, and of B and C (whose care teams 88 is in). */
export const coordinator: Persona = { claims: { sub: 'c.seventy', fhirUser: 'Practitioner/77', roles: ['coordinator'], scope: 'openid fhirUser user/*.rs user/CarePlan.c' }, sees: ['A'] };
export const otherCoordinator: Persona = { claims: { sub: 'c.eighty', fhirUser: 'Practitioner/88', roles: ['coordinator'], scope: 'openid fhirUser user/*.rs user/CarePlan.c' }, sees: ['B', 'C'] };

/** The privacy officer, a minute after signing in with a second factor; and with a password only. */
export const officer: Persona = {
  claims: { sub: 'p.officer', fhirUser: 'Practitioner/88', roles: ['privacy-officer'], scope: 'openid fhirUser user/*.rs', acr: 'aal2', amr: ['pwd', 'mfa'] }, sees: 'everyone', signedInFor: 60,
};
export const weakOfficer: Persona = having(officer, { acr: 'aal1', amr: ['pwd'] }, []);

/** The nightly export: a client without a user. */
export const etl: Persona = { claims: { sub: 'nightly-etl', client_id: 'nightly-etl', scope: 'system/*.rs' }, sees: 'everyone' };

/** A practitioner with wide scopes and no role. */
export const stranger: Persona = { claims: { sub: 's.stranger', fhirUser: 'Practitioner/88', scope: 'openid fhirUser user/*.cruds' }, sees: [] };
