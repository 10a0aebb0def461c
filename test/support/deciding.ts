/**
 * Whole decisions from plain data: claims, policy rows and a request go through principalOf, the gates and decide. Rows are matched here by
 * plain comparison and not by Casbin, and look-ups are answered only if the code under test asks for them.
 */

import { asksOf, decide, type Decision } from '../../src/decision/decide.ts';
import { gate, grantingRows, type Gated } from '../../src/decision/gates.ts';
import type { Ask, Grant } from '../../src/decision/grant.ts';
import { needKey, visible } from '../../src/decision/visible.ts';
import type { Resource } from '../../src/decision/owners.ts';
import { lookUpKey, wantedLookUps } from '../../src/decision/reaches.ts';
import type { ParsedRequest } from '../../src/fhir/interaction.ts';
import type { Action } from '../../src/fhir/interaction-table.ts';
import { isFault, scan, type JsonDocument } from '../../src/fhir/json.ts';
import { parseInteraction } from '../../src/fhir/parse.ts';
import { printParam } from '../../src/fhir/print.ts';
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
  /** Laid over the claims that the members above make. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly issuer?: Partial<IssuerRules>;
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
  return !operatorTypes.includes(type) && !(namedForWrites.includes(type) && ['create', 'update', 'patch', 'delete'].includes(action));
};

/** The rows that decide about a type and action. */
export const matchRows = (rows: readonly PolicyRow[], subjects: readonly string[], type: string, action: string): MatchedRows => {
  const matching = rows.filter((row) => covers(row, subjects, type, action));
  return { allow: matching.filter(({ effect }) => effect === 'allow'), deny: matching.filter(({ effect }) => effect === 'deny') };
};

/** One ask through the gates, with the look-ups that the code asks for, and only those; `asked` takes down which. */
export const gateOf = (given: Given, rows: readonly PolicyRow[], ask: Ask, asked: string[] = []): Gated => {
  const principal = soundCaller(given);
  const matched = matchRows(rows, principal.subjects, ask.type, ask.action);
  const known = new Map<string, ReadonlySet<string>>();
  for (const lookUp of wantedLookUps(ask.type, coveringScopes(principal, ask.type, ask.action, ask.letter), grantingRows(matched), principal)) {
    const found = lookUp.kind === 'related' ? (given.related ?? []) : (given.careteam ?? []).filter((one) => lookUp.patient === undefined || one === lookUp.patient);
    known.set(lookUpKey(lookUp), new Set(found));
    asked.push(lookUpKey(lookUp));
  }
  return gate(ask, principal, matched, known, now);
};

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

/** What a decision came to, in the words that cases are written in. */
export type Decided = {
  readonly effect: 'permit' | 'deny';
  readonly gate?: string;
  readonly refusal?: string;
  readonly rows?: readonly string[];
  /** The parameters as they go upstream. */
  readonly params?: readonly string[];
  readonly exact?: boolean;
  readonly confined?: readonly string[];
};

/** A case of a whole decision. */
export type DecisionCase = {
  readonly name: string;
  readonly given: Given;
  readonly rows: readonly string[];
  readonly request: string;
  readonly body?: unknown;
  /** Names and values in turn, besides the content type. */
  readonly headers?: readonly string[];
  /** The look-ups that it takes; not looked at where absent. */
  readonly lookUps?: readonly string[];
  readonly expect: Decided;
};

export const describeDecided = (decision: Decision): Decided => {
  if (decision.effect === 'deny') {
    const { gate: by, refusal, rows } = decision;
    return { effect: 'deny', ...(by === undefined ? {} : { gate: by }), refusal: refusal.code, ...(rows.length === 0 ? {} : { rows }) };
  }
  const { narrowing } = decision;
  if (narrowing === undefined) return { effect: 'permit' };
  return {
    effect: 'permit', params: narrowing.params.map((param) => decodeURIComponent(printParam(param))), exact: narrowing.exact,
    ...(narrowing.confined === undefined ? {} : { confined: narrowing.confined }),
  };
};

/** Decides a case as the pipeline does, from claims to decision. */
export const decideCase = ({ given, rows, request, body, headers }: Omit<DecisionCase, 'name' | 'expect'>, asked: string[] = []): Decision => {
  const caller = callerOf(given);
  if (!caller.ok) return { effect: 'deny', refusal: caller.refusal, rows: [] };
  const read = parsed(request, body, headers);
  const policy = rows.map(rowOf);
  return decide(read, asksOf(read.interaction).map((ask) => gateOf(given, policy, ask, asked)), [], bases);
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

/** `in`, `out`, or what it needs; `known` answers needs by their key. */
export const verdictOf = (resource: unknown, grants: readonly Grant[], known: Readonly<Record<string, boolean>> = {}): string => {
  const verdict = visible(resourceOf(resource), grants, bases, new Map(Object.entries(known)));
  if (verdict === 'out') return 'out';
  return 'by' in verdict ? 'in' : `needs ${[...new Set(verdict.needs.map(needKey))].join(', ')}`;
};
