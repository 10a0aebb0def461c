/**
 * Callers, policy rows, requests and resources from plain data, put through principalOf, the gates and `visible`. Rows are matched here by
 * plain comparison and not by Casbin, and look-ups are answered only if the code under test asks for them.
 */

import { gate, grantingRows, openRows, type Emergency, type Gated } from '../../src/decision/gates.ts';
import type { Ask, Grant } from '../../src/decision/grant.ts';
import { compileMasks } from '../../src/decision/mask/compile-masks.ts';
import type { Mask } from '../../src/decision/mask/rules.ts';
import type { Resource } from '../../src/decision/owners.ts';
import { lookUpKey, wantedLookUps, type ReachLookUp } from '../../src/decision/reaches.ts';
import { needKey, visible } from '../../src/decision/visible.ts';
import type { ParsedRequest } from '../../src/fhir/interaction.ts';
import type { Action } from '../../src/fhir/interaction-table.ts';
import { isFault, scan, type JsonDocument } from '../../src/fhir/json.ts';
import { parseInteraction } from '../../src/fhir/parse.ts';
import type { Bases } from '../../src/fhir/reference.ts';
import type { ResourceType } from '../../src/fhir/resource-types.ts';
import type { MatchedRows, PolicyRow, Reach, Terms } from '../../src/policy/policy.ts';
import { coveringScopes } from '../../src/smart/covering-scopes.ts';
import { principalOf, type IssuerRules, type Principal } from '../../src/smart/principal.ts';
import type { Result } from '../../src/refusal.ts';

/** The bases of every case. */
export const bases: Bases = { own: 'https://gw.example/fhir', backend: ['http://hapi:8080/fhir'] };

/** The time of every case: noon of a day in June. */
export const now = Date.parse('2026-06-15T12:00:00Z');

/** What the configuration says of the issuer, unless a case says otherwise. */
export const issuerRules: IssuerRules = {
  issuer: 'https://idp.example',
  claims: { scope: 'scope', roles: 'realm_access.roles', fhirUser: 'fhirUser', patient: 'patient', encounter: 'encounter', client: ['client_id', 'azp'] },
  rolePrefix: '',
  asserts: { subjects: ['role', 'fhirUser', 'user', 'client'], contexts: ['patient', 'user', 'system'] },
  machine: { equals: 'sub' },
  mfa: { amr: ['mfa'], acr: ['gold'], maxAge: 900_000 },
  clockTolerance: 5_000,
};

/** A caller as a case writes it down. */
export type Given = {
  readonly scope?: string;
  readonly patient?: string;
  readonly fhirUser?: string;
  /** `x`, the role of the rows below, unless said otherwise. */
  readonly roles?: readonly string[];
  /** The token has no user: its `sub` is this client. */
  readonly client?: string;
  /** Strong authentication, a minute ago. */
  readonly mfa?: true;
  /** What the look-ups find. */
  readonly careteam?: readonly string[];
  readonly related?: readonly string[];
  /** By the id of the Group. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Given where the links of a Person are followed. */
  readonly person?: readonly string[];
  /** Whether an emergency is declared, and for what it opens; `none` unless said otherwise. */
  readonly emergency?: Emergency;
  /** Laid over the claims that the members above make. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly issuer?: Partial<IssuerRules>;
  /** Membership by any parameter of the compartment. */
  readonly compartment?: 'fhir';
};

/** The claims of a caller. */
export const claimsOf = ({ scope, patient, fhirUser, roles = ['x'], client, mfa, claims }: Given): Readonly<Record<string, unknown>> => ({
  sub: client ?? 'user-1',
  realm_access: { roles },
  ...(scope === undefined ? {} : { scope }),
  ...(patient === undefined ? {} : { patient }),
  ...(fhirUser === undefined ? {} : { fhirUser }),
  client_id: client ?? 'app',
  ...(mfa === undefined ? {} : { amr: ['pwd', 'mfa'], auth_time: now / 1000 - 60 }),
  ...claims,
});

/** The caller as the gateway sees it. */
export const callerOf = (given: Given): Result<Principal> => principalOf(claimsOf(given), { ...issuerRules, ...given.issuer }, bases);

/** The caller of a case whose claims are sound. */
export const soundCaller = (given: Given): Principal => {
  const caller = callerOf(given);
  if (!caller.ok) throw new Error(`the claims are refused: ${caller.refusal.code}`);
  return caller.value;
};

/** The masks of every case: one that hides no parameter that cases search by, ones that hide `code` and `subject`, one that gives pseudonyms. */
export const masks: ReadonlyMap<string, Mask> = compileMasks([
  { mask: 'm', resource: '*', path: 'text', rule: 'remove' },
  { mask: 'codes', resource: 'Observation', path: 'code', rule: 'remove' },
  { mask: 'subjects', resource: 'Observation', path: 'subject', rule: 'remove' },
  { mask: 'ps', resource: 'Patient', path: 'id', rule: 'pseudonym' },
]);

/** What a patient is called under a mask that gives pseudonyms. */
export const pseudonymOf = (patient: string): string => `ps-${patient.replace(/[^A-Za-z0-9.-]/g, '-')}`;

const reachOf = (text: string): Reach => (text.startsWith('group:') ? { kind: 'group', id: text.slice(6) } : { kind: text as 'launch' | 'self' | 'careteam' | 'any' });

const termsOf = (words: readonly string[]): Terms => {
  let terms: Terms = {};
  for (const word of words) {
    const [name, value = ''] = word.split(':');
    if (name === 'mfa') terms = { ...terms, mfa: true };
    else if (name === 'break-glass') terms = { ...terms, breakGlass: true };
    else if (name === 'mask') terms = { ...terms, mask: value };
    else if (name === 'window') terms = { ...terms, window: value };
    else if (name === 'max') terms = { ...terms, max: Number(value) };
    else throw new Error(`\`${word}\` is no term`);
  }
  return terms;
};

/** `[subject] resource action reach [terms]`, or `deny [subject] resource action`; the subject is `role:x` unless one with a colon stands there. */
export const rowOf = (text: string, index: number): PolicyRow => {
  const words = text.split(' ');
  const effect = words[0] === 'deny' ? 'deny' : 'allow';
  if (effect === 'deny') words.shift();
  const subject = words[0]?.includes(':') === true ? words.shift() : 'role:x';
  const [resource = '', action = '', reach = 'any', ...terms] = words;
  return { subject: subject ?? '', resource, action, reach: reachOf(reach), terms: termsOf(terms), effect, file: 'policy.csv', line: index + 1 };
};

// docs/decisions.md, 12: written down again, so that the source is not its own witness.
const operatorTypes = [
  'SearchParameter', 'CompartmentDefinition', 'StructureDefinition', 'StructureMap', 'ImplementationGuide', 'CapabilityStatement', 'OperationDefinition',
  'GraphDefinition', 'MessageDefinition', 'TerminologyCapabilities', 'TestScript', 'TestReport', 'Subscription', 'AuditEvent',
];
const namedForWrites = ['CodeSystem', 'ValueSet', 'ConceptMap', 'NamingSystem', 'CareTeam', 'Group', 'RelatedPerson', 'Person', 'PractitionerRole'];

const covers = (row: PolicyRow, subjects: readonly string[], type: string, action: string): boolean => {
  if (!subjects.includes(row.subject)) return false;
  if (row.resource !== type && row.resource !== '*') return false;
  if (row.action !== action && row.action !== '*') return false;
  if (row.effect === 'deny') return true;
  if (row.action === '*' && action.startsWith('$')) return false;
  if (row.resource === type) return true;
  return type !== 'System' && !operatorTypes.includes(type) && !(namedForWrites.includes(type) && ['create', 'update', 'patch', 'delete'].includes(action));
};

/** The rows that decide about a type and action. */
export const matchRows = (rows: readonly PolicyRow[], subjects: readonly string[], type: string, action: string): MatchedRows => {
  const matching = rows.filter((row) => covers(row, subjects, type, action));
  return { allow: matching.filter(({ effect }) => effect === 'allow'), deny: matching.filter(({ effect }) => effect === 'deny') };
};

const foundBy = (lookUp: ReachLookUp, { careteam = [], related = [], groups = {}, person = [] }: Given): readonly string[] => {
  if (lookUp.kind === 'related') return related;
  if (lookUp.kind === 'person') return person;
  return (lookUp.kind === 'group' ? (groups[lookUp.id] ?? []) : careteam).filter((one) => lookUp.patient === undefined || one === lookUp.patient);
};

/** One ask through the gates, with the look-ups that the code asks for, and only those; `asked` takes down which. */
export const gateOf = (given: Given, rows: readonly PolicyRow[], ask: Ask, asked: string[] = []): Gated => {
  const principal = soundCaller(given);
  const { emergency = 'none' } = given;
  const matched = matchRows(rows, principal.subjects, ask.type, ask.action);
  const known = new Map<string, ReadonlySet<string>>();
  const scopes = coveringScopes(principal, ask.type, ask.action, ask.letter);
  for (const lookUp of wantedLookUps(ask.type, scopes, openRows(grantingRows(matched), emergency), principal, { personLinks: given.person !== undefined })) {
    known.set(lookUpKey(lookUp), new Set(foundBy(lookUp, given)));
    asked.push(lookUpKey(lookUp));
  }
  return gate(ask, { principal, matched, known, masks, emergency, now, bases: basesOf(given) });
};

/** The bases of a case. */
export const basesOf = ({ compartment }: Given): Bases => (compartment === undefined ? bases : { ...bases, compartment });

const settings = { basePath: '/fhir', bases, maxParams: 100 };

/** Parses `GET Observation?code=x` below the base. */
export const parsed = (request: string, body?: unknown, more: readonly string[] = []): ParsedRequest => {
  const [method = '', target = ''] = request.split(' ');
  const headers = [...more, ...(body === undefined ? [] : ['content-type', 'application/fhir+json'])];
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const result = parseInteraction({ method, target: `/fhir/${target}`, headers, body: text }, settings);
  if (!result.ok) throw new Error(`\`${request}\` is refused by the parser: ${result.refusal.code}`);
  return result.value;
};

/** Scans a resource that a case writes as a value or as text. */
export const documentOf = (resource: unknown): JsonDocument => {
  const doc = scan(typeof resource === 'string' ? resource : JSON.stringify(resource));
  if (isFault(doc)) throw new Error(doc.reason);
  return doc;
};

/** A resource as the predicates take it; its type and id are those that it says itself. */
export const resourceOf = (resource: unknown): Resource => {
  const doc = documentOf(resource);
  const { resourceType, id } = JSON.parse(doc.text) as { resourceType: ResourceType; id?: unknown };
  return { doc, node: 0, type: resourceType, id: typeof id === 'string' ? id : undefined };
};

/** The grants of a caller, none where a gate refuses. */
export const grantsOf = (given: Given, rows: readonly string[], type: ResourceType, action: Action = 'read', letter: Ask['letter'] = 'r'): readonly Grant[] => {
  const gated = gateOf(given, rows.map(rowOf), { type, action, letter });
  return gated.granted ? gated.grants : [];
};

/** `in`, with the masks that it is under if any, `out`, or what it needs; `known` answers needs by their key. */
export const verdictOf = (resource: unknown, grants: readonly Grant[], known: Readonly<Record<string, boolean>> = {}, by: Bases = bases): string => {
  const verdict = visible(resourceOf(resource), grants, by, new Map(Object.entries(known)));
  if (verdict === 'out') return 'out';
  if ('needs' in verdict) return `needs ${[...new Set(verdict.needs.map(needKey))].join(', ')}`;
  return verdict.masks === undefined ? 'in' : `in under ${verdict.masks.map(({ name }) => name).join(', ')}`;
};
