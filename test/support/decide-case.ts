/** Whole decisions from plain data: claims, policy rows and a request in, what they come to in the words of cases out. */

import { asksOf, decide, deny, notOffered, type Decision } from '../../src/decision/decide.ts';
import { decideSearches, searchAsks, searchesOf, withRealNames } from '../../src/decision/decide-search.ts';
import type { GatedTypes } from '../../src/decision/plan-joins.ts';
import { emergencyOf } from '../../src/decision/emergency.ts';
import { gateSystemHistory, refusedSystem } from '../../src/decision/gate-system.ts';
import type { PlannedSearch } from '../../src/decision/planned-search.ts';
import type { FhirInteraction } from '../../src/fhir/interaction.ts';
import { criterionName, includeValue, printParam, printQuery } from '../../src/fhir/print.ts';
import type { MatchedRows, PolicyRow } from '../../src/policy/policy.ts';
import { refuse } from '../../src/refusal.ts';
import { basesOf, callerOf, gateOf, matchRows, now, parsed, pseudonymOf, rowOf, soundCaller, type Given } from './deciding.ts';

/** What a decision came to, in the words that cases are written in. */
export type Decided = {
  readonly effect: 'permit' | 'deny';
  readonly gate?: string;
  readonly refusal?: string;
  readonly rows?: readonly string[];
  /** The parameters as they go upstream, of a single search. */
  readonly params?: readonly string[];
  readonly exact?: boolean;
  readonly confined?: readonly string[];
  /** Of several searches each as a line; `~` stands before one that may find more than is visible. */
  readonly searches?: readonly string[];
  /** Its joins, each `direct` or `in two steps`. */
  readonly joins?: readonly string[];
  /** Its includes as the backend is asked for them, and those that the gateway follows. */
  readonly includes?: readonly string[];
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

const printed = (params: PlannedSearch['narrowings'][number]['params']): readonly string[] => params.map((param) => decodeURIComponent(printParam(param)));

const linesOf = ({ ask, narrowings }: PlannedSearch): readonly string[] => narrowings.map(({ params, exact }) => `${exact ? '' : '~'}${ask.type}?${printed(params).join('&')}`);

/** What a search does with what it joins. */
const describeJoined = ({ joins, includes }: PlannedSearch): Pick<Decided, 'joins' | 'includes'> => ({
  ...(joins.length === 0 ? {} : { joins: joins.map(({ join, direct, also }) => `${criterionName(join)} ${direct ? 'direct' : 'in two steps'}${also === undefined ? '' : ` with ${decodeURIComponent(printQuery([also], [], {}))}`}`) }),
  ...(includes.rules.length === 0 ? {} : {
    includes: [
      ...includes.sent.map((include) => `${include.reverse ? '<' : ''}${includeValue(include)} direct`),
      ...includes.rules.filter(({ direct }) => !direct).map(({ reverse, source, param, targets }) => `${reverse ? '<' : ''}${source}:${param.name} to ${[...targets].join(' ')}`),
    ],
  }),
});

/** A decision in the words of cases. */
export const describeDecided = (decision: Decision): Decided => {
  if (decision.effect === 'deny') {
    const { gate: by, refusal, rows } = decision;
    return { effect: 'deny', ...(by === undefined ? {} : { gate: by }), refusal: refusal.code, ...(rows.length === 0 ? {} : { rows }) };
  }
  const { searches } = decision;
  const [search, ...more] = searches;
  if (search === undefined) return { effect: 'permit' };
  const [narrowing, ...others] = search.narrowings;
  if (more.length > 0 || others.length > 0) return { effect: 'permit', searches: searches.flatMap(linesOf), ...describeJoined(search) };
  return {
    effect: 'permit', params: printed(narrowing.params), exact: narrowing.exact,
    ...(narrowing.confined === undefined ? {} : { confined: narrowing.confined }),
    ...describeJoined(search),
  };
};

/** Rows as denials name them. */
const named = (rows: readonly PolicyRow[]): readonly string[] => rows.map(({ file, line }) => `${file}:${line}`);

/** Decides a request that is understood already, as src/stages/decide-call.ts does, without looking anything up but reaches. */
export const decideFor = (given: Given, policy: readonly PolicyRow[], interaction: FhirInteraction, asked: string[] = []): Decision => {
  const principal = soundCaller(given);
  const system = { principal, known: new Map(), emergency: given.emergency ?? ('none' as const), now };
  const onSystem = (action: string): MatchedRows => matchRows(policy, principal.subjects, 'System', action);
  const search = interaction.kind === 'search-type' || interaction.kind === 'search-compartment' || interaction.kind === 'search-system' ? interaction : undefined;
  if (search !== undefined) {
    const refused = search.kind === 'search-system' && search.all ? refusedSystem({ ...system, matched: onSystem('search') }) : undefined;
    if (refused !== undefined) return deny(refused.refusal, refused.gate, named(refused.rows));
    const searches = searchesOf(search);
    const asks = searchAsks(searches, basesOf(given));
    const gatedUnder = (all: Given): GatedTypes => new Map(asks.map((ask) => [ask.type, gateOf(all, policy, ask, asked)]));
    const gated = gatedUnder(given);
    const searched = typeof given.emergency === 'object' ? gatedUnder({ ...given, emergency: 'open' }) : gated;
    const facts = { searched, gated, bases: basesOf(given), pseudonymOf };
    const decision = decideSearches(withRealNames(search, facts), facts);
    const closed = decision.effect === 'permit' ? notOffered(search) : undefined;
    return closed === undefined ? decision : deny(refuse(closed));
  }
  const gated = interaction.kind === 'history-system' ? [gateSystemHistory({ ...system, matched: onSystem('history') })] : asksOf(interaction).map((ask) => gateOf(given, policy, ask, asked));
  return decide(interaction, gated, [], basesOf(given));
};

/** Decides a case as the pipeline does, from claims to decision. */
export const decideCase = ({ given, rows, request, body, headers }: Omit<DecisionCase, 'name' | 'expect'>, asked: string[] = []): Decision => {
  const caller = callerOf(given);
  if (!caller.ok) return { effect: 'deny', refusal: caller.refusal, rows: [] };
  const { interaction, emergency } = parsed(request, body, headers);
  return decideFor({ ...given, emergency: given.emergency ?? emergencyOf(interaction, emergency !== undefined, basesOf(given)) }, rows.map(rowOf), interaction, asked);
};
