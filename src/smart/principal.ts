import { isFhirId, parseReference, type Bases, type PatientId } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { no, ok, type Result } from '../refusal.ts';
import { claimAt, numberAt, textAt, textsAt, type Claims } from './claims.ts';
import { parseScope, type ScopeClause, type ScopeContext } from './scope.ts';

export type SubjectKind = 'role' | 'fhirUser' | 'user' | 'client';

/** What the configuration says of one issuer's tokens (docs/configuration.md, `issuers`). */
export type IssuerRules = {
  readonly issuer: string;
  readonly claims: {
    readonly scope: string;
    readonly roles: string;
    readonly fhirUser: string;
    readonly patient: string;
    readonly encounter: string;
    readonly client: readonly string[];
  };
  readonly rolePrefix: string;
  readonly asserts: { readonly subjects: readonly SubjectKind[]; readonly contexts: readonly ScopeContext[] };
  readonly machine: { readonly equals: string } | { readonly claim: string } | { readonly clients: readonly string[] };
  readonly mfa: { readonly amr: readonly string[]; readonly acr: readonly string[]; /** Milliseconds. */ readonly maxAge: number };
  /** Milliseconds. */
  readonly clockTolerance: number;
};

export type FhirUser = { readonly type: ResourceType; readonly id: string };

/** Who is asking, as far as the issuer may say so. */
export type Principal = {
  readonly issuer: string;
  readonly subject: string;
  readonly client?: string;
  readonly jti?: string;
  readonly fhirUser?: FhirUser;
  readonly roles: readonly string[];
  /** What policy rows can name: `role:…`, `fhirUser:…`, `user:…`, `client:…`. */
  readonly subjects: readonly string[];
  readonly scopes: readonly ScopeClause[];
  /** The scopes as they stood in the token. */
  readonly scopeTokens: readonly string[];
  readonly launch: { readonly patient?: PatientId; readonly encounter?: string };
  /** The token has no user. */
  readonly machine: boolean;
  readonly strength: { readonly acr?: string; readonly amr: readonly string[]; readonly authTime?: number };
  /** Milliseconds since the epoch between which the authentication counts as strong. */
  readonly strong: { readonly from: number; readonly until: number };
  /** What a step-up challenge asks for. */
  readonly stepUp: { readonly acr: readonly string[]; readonly maxAge: number };
};

const userTypes: ReadonlySet<string> = new Set(['Patient', 'Practitioner', 'PractitionerRole', 'RelatedPerson', 'Person']);

const maxScopes = 200;

/** The fhirUser, if the issuer may say who somebody is and it is one of ours: relative, or absolute on one of our bases. */
const readFhirUser = (claims: Claims, rules: IssuerRules, bases: Bases): FhirUser | undefined => {
  if (!rules.asserts.subjects.includes('fhirUser') && !rules.asserts.subjects.includes('user')) return undefined;
  const text = textAt(claims, rules.claims.fhirUser);
  const form = text === undefined ? undefined : parseReference(text, bases);
  return form?.kind === 'local' && form.versionId === undefined && userTypes.has(form.type) ? { type: form.type, id: form.id } : undefined;
};

/** An id of the launch context: absent, or a FHIR id after an optional type; anything else is no context at all. */
const readContext = (claims: Claims, path: string, type: string): Result<string | undefined> => {
  const value = claimAt(claims, path);
  if (value === undefined || value === null || value === '') return ok(undefined);
  const id = typeof value === 'string' && value.startsWith(`${type}/`) ? value.slice(type.length + 1) : value;
  return typeof id === 'string' && isFhirId(id) ? ok(id) : no('launch-invalid');
};

/** Whether the token has no user: as the issuer's `machine` says, and never with a fhirUser, of whatever form (docs/configuration.md, `issuers`). */
const isMachine = (claims: Claims, rules: IssuerRules, client: string | undefined): boolean => {
  const { machine } = rules;
  if (![undefined, null, ''].some((absent) => claimAt(claims, rules.claims.fhirUser) === absent)) return false;
  if ('claim' in machine) return claimAt(claims, machine.claim) !== undefined;
  if ('clients' in machine) return client !== undefined && machine.clients.includes(client);
  return client !== undefined && textAt(claims, machine.equals) === client;
};

const never = { from: 1, until: 0 };

const readStrength = (claims: Claims, rules: IssuerRules): Pick<Principal, 'strength' | 'strong'> => {
  const acr = textAt(claims, 'acr');
  const amr = textsAt(claims, 'amr');
  const authTime = numberAt(claims, 'auth_time');
  const strength = { amr, ...(acr === undefined ? {} : { acr }), ...(authTime === undefined ? {} : { authTime }) };
  const enough = amr.some((one) => rules.mfa.amr.includes(one)) || (acr !== undefined && rules.mfa.acr.includes(acr));
  if (!enough || authTime === undefined) return { strength, strong: never };
  return { strength, strong: { from: authTime * 1000 - rules.clockTolerance, until: authTime * 1000 + rules.mfa.maxAge } };
};

/** The scopes that this token may use: of the contexts that the issuer may assert, with what each context needs (deciding.md, "Grants"). */
const usableScopes = (clauses: readonly ScopeClause[], rules: IssuerRules, who: { readonly machine: boolean; readonly patient: boolean }): readonly ScopeClause[] =>
  clauses.filter(({ context }) => {
    if (!rules.asserts.contexts.includes(context)) return false;
    if (context === 'patient') return who.patient;
    return context === 'user' ? !who.machine : who.machine;
  });

const ownScope = (tokens: readonly string[], fhirUser: FhirUser | undefined): readonly ScopeClause[] =>
  fhirUser !== undefined && tokens.includes('openid') && tokens.includes('fhirUser')
    ? [{ context: 'user', type: fhirUser.type, letters: new Set(['r'] as const), query: [], ownOnly: true }]
    : [];

const subjectsOf = (rules: IssuerRules, roles: readonly string[], fhirUser: FhirUser | undefined, client: string | undefined, machine: boolean): readonly string[] => {
  const may = (kind: SubjectKind): boolean => rules.asserts.subjects.includes(kind);
  return [
    ...(may('role') ? roles.map((role) => `role:${rules.rolePrefix}${role}`) : []),
    ...(fhirUser !== undefined && may('fhirUser') ? [`fhirUser:${fhirUser.type}`] : []),
    ...(fhirUser !== undefined && may('user') ? [`user:${fhirUser.type}/${fhirUser.id}`] : []),
    ...(client !== undefined && machine && may('client') ? [`client:${client}`] : []),
  ];
};

const scopeTokensOf = (claims: Claims, rules: IssuerRules): readonly string[] | undefined => {
  const value = claimAt(claims, rules.claims.scope);
  const tokens = typeof value === 'string' ? value.split(' ').filter((token) => token !== '') : textsAt(claims, rules.claims.scope);
  return tokens.length <= maxScopes ? tokens : undefined;
};

/** From the claims of a verified token to who is asking. The launch context comes from the token alone. */
export const principalOf = (claims: Claims, rules: IssuerRules, bases: Bases): Result<Principal> => {
  const scopeTokens = scopeTokensOf(claims, rules);
  const subject = textAt(claims, 'sub');
  if (scopeTokens === undefined || subject === undefined) return no('token-invalid', { detail: 'too many scopes, or no sub' });
  // An issuer that may not assert the patient context names nobody's patient, for `launch` rows neither.
  const patient = rules.asserts.contexts.includes('patient') ? readContext(claims, rules.claims.patient, 'Patient') : ok(undefined);
  if (!patient.ok) return patient;
  const encounter = readContext(claims, rules.claims.encounter, 'Encounter');
  if (!encounter.ok) return encounter;
  const client = rules.claims.client.map((path) => textAt(claims, path)).find((text) => text !== undefined);
  const fhirUser = readFhirUser(claims, rules, bases);
  const machine = isMachine(claims, rules, client);
  const roles = textsAt(claims, rules.claims.roles);
  const jti = textAt(claims, 'jti');
  const clauses = scopeTokens.flatMap((token) => parseScope(token, bases) ?? []).concat(ownScope(scopeTokens, fhirUser));
  return ok({
    issuer: rules.issuer, subject, roles, scopeTokens, machine,
    ...(client === undefined ? {} : { client }),
    ...(jti === undefined ? {} : { jti }),
    ...(fhirUser === undefined ? {} : { fhirUser }),
    subjects: subjectsOf(rules, roles, fhirUser, client, machine),
    scopes: usableScopes(clauses, rules, { machine, patient: patient.value !== undefined }),
    launch: {
      ...(patient.value === undefined ? {} : { patient: patient.value }),
      ...(encounter.value === undefined ? {} : { encounter: encounter.value }),
    },
    ...readStrength(claims, rules),
    stepUp: { acr: rules.mfa.acr, maxAge: rules.mfa.maxAge },
  });
};

/** Whether the authentication counts as strong and recent now. */
export const isStrong = (principal: Principal, now: number): boolean => principal.strong.from <= now && now <= principal.strong.until;
