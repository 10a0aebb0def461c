import { asksOf, decide, deny, notOffered, type Decision } from '../decision/decide.ts';
import { decideSearches, searchAsks, searchesOf, withRealNames, type SearchFacts } from '../decision/decide-search.ts';
import { emergencyOf } from '../decision/emergency.ts';
import type { Gated } from '../decision/gates.ts';
import type { Ask, Grant } from '../decision/grant.ts';
import type { PageLink } from '../decision/page-link.ts';
import { namingOf, realPatient } from '../decision/pseudonyms.ts';
import type { FhirInteraction, SearchInteraction, SeveralInteraction } from '../fhir/interaction.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { authorize, authorizeSystemHistory, deniedHistories, grantsFor, refusedSearchOfAll } from './authorize.ts';
import type { Call } from './call.ts';
import { isStillDecided, openPage } from './open-page.ts';

/** A decision, the call that it is about, and of a page link what it held. */
export type Decided = { readonly call: Call; readonly decision: Decision; readonly link?: PageLink };

const authorizeAll = async (call: Call, asks: readonly Ask[]): Promise<Result<readonly Gated[]>> => {
  const gated: Gated[] = [];
  for (const ask of asks) {
    const one = await authorize(call, ask);
    if (!one.ok) return one;
    gated.push(one.value);
    if (!one.value.granted) break;
  }
  return ok(gated);
};

/** What shows the answer of a create: the grants to read what was made. */
const readingOf = async (call: Call): Promise<Result<readonly Grant[]>> => {
  const { interaction } = call;
  return interaction.kind === 'create' ? grantsFor(call, { type: interaction.type, action: 'read', letter: 'r' }) : ok([]);
};

/**
 * Each type that a search touches, put through the gates; where what is searched itself is refused, the others are not asked. In an
 * emergency what is searched is open whole, as it is narrowed to the one patient whom the search names; what it joins and includes is
 * open for that patient alone.
 */
const gateTypes = async (call: Call, interaction: SearchInteraction | SeveralInteraction): Promise<Result<Pick<SearchFacts, 'searched' | 'gated'>>> => {
  const { bases } = call.ports.parse;
  const searches = searchesOf(interaction);
  const all = interaction.kind === 'search-system' && interaction.all;
  const types = new Set(searches.map(({ type }) => type));
  const searched = new Map<ResourceType, Gated>();
  const gated = new Map<ResourceType, Gated>();
  for (const ask of searchAsks(searches, bases)) {
    const joined = await authorize(call, ask);
    if (!joined.ok) return joined;
    gated.set(ask.type, joined.value);
    if (!types.has(ask.type)) continue;
    const own = typeof call.emergency === 'object' ? await authorize({ ...call, emergency: 'open' }, ask) : joined;
    if (!own.ok) return own;
    searched.set(ask.type, own.value);
    if (!own.value.granted && !all) break;
  }
  return ok({ searched, gated });
};

const decideSearchCall = async (call: Call, interaction: SearchInteraction | SeveralInteraction): Promise<Decided> => {
  const { ports: { maskPseudonym, parse: { bases } } } = call;
  if (interaction.kind === 'search-system' && interaction.all) {
    const refused = await refusedSearchOfAll(call);
    if (refused !== undefined) return { call, decision: deny(refused.refusal, refused.gate, refused.rows.map(({ file, line }) => `${file}:${line}`)) };
  }
  const gated = await gateTypes(call, interaction);
  if (!gated.ok) return { call, decision: deny(gated.refusal) };
  const facts: SearchFacts = { ...gated.value, bases };
  const real = withRealNames(interaction, { ...facts, pseudonymOf: maskPseudonym });
  const decision = decideSearches(real, facts);
  const closed = decision.effect === 'permit' ? notOffered(interaction) : undefined;
  return { call: { ...call, interaction: real }, decision: closed === undefined ? decision : deny(refuse(closed)) };
};

/** The patient of an instance, by the name that this caller may use. */
const withRealPatient = (call: Call, interaction: FhirInteraction, [first]: readonly Gated[]): FhirInteraction => {
  if (!('type' in interaction && 'id' in interaction) || interaction.type !== 'Patient' || first?.granted !== true) return interaction;
  const naming = namingOf(first.grants, call.ports.maskPseudonym);
  return naming === undefined ? interaction : { ...interaction, id: realPatient(interaction.id, naming) };
};

const decideOther = async (call: Call): Promise<Decided> => {
  const { interaction } = call;
  const gated = interaction.kind === 'history-system' ? ok([await authorizeSystemHistory(call)]) : await authorizeAll(call, asksOf(interaction));
  if (!gated.ok) return { call, decision: deny(gated.refusal) };
  const granted = gated.value.every((one) => one.granted);
  const reading = granted ? await readingOf(call) : ok([]);
  const real = { ...call, interaction: withRealPatient(call, interaction, gated.value) };
  if (!reading.ok) return { call: real, decision: deny(reading.refusal) };
  const decision = decide(real.interaction, gated.value, reading.value, call.ports.parse.bases);
  const whole = decision.effect === 'permit' && interaction.kind === 'history-system';
  return { call: real, decision: whole ? { ...decision, denied: await deniedHistories(call) } : decision };
};

const isSearch = (interaction: FhirInteraction): interaction is SearchInteraction | SeveralInteraction =>
  interaction.kind === 'search-type' || interaction.kind === 'search-compartment' || interaction.kind === 'search-system';

const decideAs = async (call: Call, interaction: FhirInteraction, declared: boolean): Promise<Decided> => {
  const asked: Call = { ...call, interaction, emergency: emergencyOf(interaction, declared, call.ports.parse.bases) };
  return isSearch(interaction) ? decideSearchCall(asked, interaction) : decideOther(asked);
};

/** A page is decided as its first page was; another confinement than then starts the search again (deciding.md, row "page link"). */
const decidePage = async (call: Call, sealed: string): Promise<Decided> => {
  const opened = openPage(call, sealed);
  if (!opened.ok) return { call, decision: deny(opened.refusal) };
  const { link, interaction } = opened.value;
  const decided = await decideAs(call, interaction, link.emergency !== undefined);
  const holds = decided.decision.effect === 'deny' || isStillDecided(call, link, decided.decision);
  return { ...decided, link, ...(holds ? {} : { decision: deny(refuse('page-expired')) }) };
};

/** Puts a request through the gates and plans what follows. An error while deciding is a denial (docs/decisions.md, 2). */
export const decideCall = async (call: Call): Promise<Decided> => {
  const { interaction, emergency } = call.parsed;
  try {
    return interaction.kind === 'page' ? await decidePage(call, interaction.sealed) : await decideAs(call, interaction, emergency !== undefined);
  } catch (thrown) {
    call.ports.log('error', 'deciding failed', { requestId: call.request.id, error: thrown instanceof Error ? thrown.name : 'unknown' });
    return { call, decision: deny(refuse('decision-failed')) };
  }
};
