import { demoIds } from './demo-ids.ts';

/** The names by which the tour, the curl lines and the tests ask for a token. */
export type PersonaName =
  | 'patient'
  | 'lab-app'
  | 'parent'
  | 'clinician'
  | 'emergency-clinician'
  | 'care-coordinator'
  | 'infection-control'
  | 'researcher'
  | 'privacy-officer'
  | 'privacy-officer-password'
  | 'stranger'
  | 'nightly-etl';

/** What the embedded issuer says about one caller; without `sub` it is a client that acts for itself (SMART backend services). */
export type Persona = {
  readonly sentence: string;
  readonly clientId: string;
  readonly sub?: string;
  readonly alg: 'RS256' | 'ES256';
  readonly scope: string;
  readonly claims: {
    readonly fhirUser?: string;
    readonly roles?: readonly string[];
    readonly patient?: string;
    readonly acr?: string;
    readonly amr?: readonly string[];
  };
  /** Seconds between signing in and the token's making: `auth_time` is `iat` less this. */
  readonly signedInFor?: number;
};

// RFC 8176 names the methods; the classes are NIST's authenticator assurance levels.
const withPassword = { acr: 'aal1', amr: ['pwd'] } as const;
const withSecondFactor = { acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] } as const;

/** Everyone whom the embedded issuer knows, and all that it knows of them. */
export const personas: Readonly<Record<PersonaName, Persona>> = {
  patient: {
    sentence: 'Anna Keller, a patient, in her own app',
    clientId: 'patient-app',
    sub: 'anna.keller',
    alg: 'ES256',
    scope: 'openid fhirUser launch/patient patient/*.rs',
    claims: { fhirUser: `Patient/${demoIds.annaKeller}`, patient: demoIds.annaKeller, ...withPassword },
    signedInFor: 300,
  },
  'lab-app': {
    sentence: 'Bruno Meier, a patient, in an app that he let see his laboratory results and nothing else',
    clientId: 'lab-app',
    sub: 'bruno.meier',
    alg: 'ES256',
    scope: 'openid fhirUser launch/patient patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
    claims: { fhirUser: `Patient/${demoIds.brunoMeier}`, patient: demoIds.brunoMeier, ...withPassword },
    signedInFor: 300,
  },
  parent: {
    sentence: 'Eva Keller, mother of Tom, in the family app; no launch patient, being related is what lets her in',
    clientId: 'family-app',
    sub: 'eva.keller',
    alg: 'ES256',
    scope: 'openid fhirUser user/*.rs',
    claims: { fhirUser: `RelatedPerson/${demoIds.evaKeller}`, ...withPassword },
    signedInFor: 300,
  },
  clinician: {
    sentence: 'Dr. Haas, a physician, in an app launched from Anna\'s record',
    clientId: 'ward-app',
    sub: 'm.haas',
    alg: 'RS256',
    scope: 'openid fhirUser launch patient/*.cruds',
    claims: { fhirUser: `Practitioner/${demoIds.drHaas}`, roles: ['physician'], patient: demoIds.annaKeller, ...withPassword },
    signedInFor: 1200,
  },
  'emergency-clinician': {
    sentence: 'Dr. Demir, a physician on duty, two minutes after signing in with a second factor; no launch patient',
    clientId: 'emergency-desk',
    sub: 'l.demir',
    alg: 'RS256',
    scope: 'openid fhirUser user/*.rs',
    claims: { fhirUser: `Practitioner/${demoIds.drDemir}`, roles: ['physician'], ...withSecondFactor },
    signedInFor: 120,
  },
  'care-coordinator': {
    sentence: 'Mr. Lindt, who coordinates the care of the patients whose care team he is in',
    clientId: 'care-desk',
    sub: 'k.lindt',
    alg: 'RS256',
    scope: 'openid fhirUser user/*.rs',
    claims: { fhirUser: `Practitioner/${demoIds.ccLindt}`, roles: ['coordinator'], ...withPassword },
    signedInFor: 1200,
  },
  'infection-control': {
    sentence: 'Ms. Okafor, who watches for infections, a minute after signing in with a second factor',
    clientId: 'infection-watch',
    sub: 'n.okafor',
    alg: 'RS256',
    scope: 'openid fhirUser user/*.rs',
    claims: { fhirUser: `Practitioner/${demoIds.icOkafor}`, roles: ['infection-control'], ...withSecondFactor },
    signedInFor: 60,
  },
  researcher: {
    sentence: 'Dr. Ito, who evaluates the study that some patients take part in',
    clientId: 'study-desk',
    sub: 'k.ito',
    alg: 'RS256',
    scope: 'openid fhirUser user/*.rs',
    claims: { fhirUser: `Practitioner/${demoIds.drIto}`, roles: ['researcher'], ...withPassword },
    signedInFor: 1200,
  },
  'privacy-officer': {
    sentence: 'Ms. Weber, the privacy officer, a minute after signing in with a second factor',
    clientId: 'privacy-console',
    sub: 'p.weber',
    alg: 'RS256',
    scope: 'openid fhirUser user/*.rs',
    claims: { fhirUser: `Practitioner/${demoIds.poWeber}`, roles: ['privacy-officer'], ...withSecondFactor },
    signedInFor: 60,
  },
  'privacy-officer-password': {
    sentence: 'Ms. Weber again, signed in with her password only',
    clientId: 'privacy-console',
    sub: 'p.weber',
    alg: 'RS256',
    scope: 'openid fhirUser user/*.rs',
    claims: { fhirUser: `Practitioner/${demoIds.poWeber}`, roles: ['privacy-officer'], ...withPassword },
    signedInFor: 60,
  },
  stranger: {
    sentence: 'a practitioner with an account, wide scopes and no role',
    clientId: 'ward-app',
    sub: 's.stranger',
    alg: 'ES256',
    scope: 'openid fhirUser user/*.cruds',
    claims: { fhirUser: `Practitioner/${demoIds.drStranger}`, ...withPassword },
    signedInFor: 60,
  },
  'nightly-etl': {
    sentence: 'the nightly export job, a client without a user',
    clientId: 'nightly-etl',
    alg: 'ES256',
    scope: 'system/*.rs',
    claims: {},
  },
};
