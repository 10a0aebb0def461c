import { kindOf, isFault, memberOf, rawOf, scan, stringMember, stringOf, childrenOf, type JsonDocument } from '../fhir/json.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import type { Criteria, FhirInteraction } from '../fhir/interaction.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { printAsk } from '../fhir/print-ask.ts';
import { printParam } from '../fhir/print.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Principal } from '../smart/principal.ts';
import type { Permit } from './decide.ts';
import { countsOwn, unionOf, type Grant } from './grant.ts';

/** What a page link holds, sealed: who may follow it, what it goes on with, and where (docs/decisions.md, 9). */
export type PageLink = {
  /** SHA-256 of `identityOf` the caller. */
  readonly who: string;
  /** Milliseconds since the epoch. */
  readonly issued: number;
  /** What was asked, as a path below the base: read and decided anew. */
  readonly ask: string;
  /** Nothing was left out of it. */
  readonly whole: boolean;
  /** Which of the searches that it comes to, as they follow each other. */
  readonly part: number;
  /** The backend's own link, below its base; empty where that search has yet to begin. */
  readonly cursor: string;
  /** How many entries of that page were given out before. */
  readonly skip: number;
  readonly count: number;
  /** SHA-256 of `confinementKey` of the decision. */
  readonly key: string;
  /** The request that declared an emergency. */
  readonly emergency: string | undefined;
};

/** Who a link belongs to: issuer, subject, client and launch patient, and no other token of anybody else. */
export const identityOf = ({ issuer, subject, client, launch }: Principal): string => JSON.stringify([issuer, subject, client ?? null, launch.patient ?? null]);

/** Grants that differ in nothing but their patients count as one, so that neither their order nor their number matters. */
const typeKey = (type: ResourceType, grants: readonly Grant[], named?: ReadonlySet<string>): string => {
  const shared = compartmentOf(type).class === 'shared';
  const alike = Map.groupBy(grants, (grant) => JSON.stringify([grant.query.map(printParam), shared && grant.shared, countsOwn(grant, type) ? grant.own?.id : null, grant.row.terms.window, grant.row.terms.mask]));
  const parts = [...alike].map(([what, some]) => {
    const union = unionOf(some);
    return JSON.stringify([what, union === 'everyone' ? union : [...union].filter((patient) => named?.has(patient) !== false).sort()]);
  });
  return JSON.stringify([type, parts.sort()]);
};

/**
 * What a search was confined to, in a form that compares: a decision made anew with another key starts the search again. Of whom a search
 * named nothing matters, where the link carries all that it named (`whole`).
 */
export const confinementKey = ({ ask, grants, searches, gated }: Permit, whole: boolean): string => {
  if (searches.length === 0) return typeKey(ask.type, grants);
  const searched = new Set(searches.map((search) => search.ask.type));
  const joined = [...gated].flatMap(([type, one]) => (one.granted && !searched.has(type) ? [typeKey(type, one.grants)] : []));
  return JSON.stringify([searches.map((search) => typeKey(search.ask.type, search.grants, whole ? search.named : undefined)), joined.sort()]);
};

// A link is at most 2 kB: of what was asked the values matter no more, but for who is named.
const longestAsk = 900;
const mostValues = 2;

const idIn = (value: string): string => value.slice(value.lastIndexOf('/') + 1);

/** At most two values, of patients two of those that the search was confined to: of others alone nothing would be left to go on with. */
const fewest = (values: readonly string[], confined: ReadonlySet<string>): readonly string[] => {
  if (values.length <= mostValues) return values;
  const reached = values.filter((value) => confined.has(idIn(value))).sort((one, other) => (idIn(one) < idIn(other) ? -1 : 1));
  return (reached.length > 0 ? reached : values).slice(0, mostValues);
};

const shorten = <T extends Criteria>(criteria: T, confined: ReadonlySet<string>): T => ({
  ...criteria, params: criteria.params.map((param) => ({ ...param, values: fewest(param.values, confined) })),
});

const shortened = (interaction: FhirInteraction, confined: ReadonlySet<string>): FhirInteraction =>
  interaction.kind === 'search-type' || interaction.kind === 'search-compartment' ? shorten(interaction, confined) : interaction;

const nobody: ReadonlySet<string> = new Set();

/**
 * What a link goes on with: the ask, shortened where it is long; undefined where even that is too long to carry. `confined`: the patients
 * that the search was confined to, by each name that the caller may give them.
 */
export const carriedAsk = (interaction: FhirInteraction, confined = nobody): { readonly ask: string; readonly whole: boolean } | undefined => {
  const whole = printAsk(interaction);
  if (whole !== undefined && whole.length <= longestAsk) return { ask: whole, whole: true };
  const short = printAsk(shortened(interaction, confined));
  return short !== undefined && short.length <= longestAsk ? { ask: short, whole: false } : undefined;
};

export const printPageLink = ({ who, issued, ask, whole, part, cursor, skip, count, key, emergency }: PageLink): string =>
  JSON.stringify([who, issued, ask, whole, part, cursor, skip, count, key, emergency ?? null]);

const fieldsOf = (doc: JsonDocument): readonly (string | undefined)[] => childrenOf(doc, 0).map((node) => stringOf(doc, node) ?? (rawOf(doc, node) === 'null' ? undefined : rawOf(doc, node)));

/** Reads what was sealed; undefined where it is not one of ours. */
export const parsePageLink = (text: string): PageLink | undefined => {
  const doc = scan(text);
  if (isFault(doc) || kindOf(doc, 0) !== 'array') return undefined;
  const fields = fieldsOf(doc);
  const [who, issued, ask, whole, part, cursor, skip, count, key, emergency] = fields;
  if (fields.length !== 10 || who === undefined || ask === undefined || cursor === undefined || key === undefined) return undefined;
  return { who, ask, cursor, key, emergency, whole: whole === 'true', issued: Number(issued), part: Number(part), skip: Number(skip), count: Number(count) };
};

/** Why a link may not be followed now by this caller, if so (deciding.md, row "page link"). */
export const refusedLink = (link: PageLink, who: string, now: number, maxAge: number): Refusal | undefined => {
  if (link.who !== who) return refuse('page-foreign');
  return now - link.issued > maxAge || now < link.issued - maxAge ? refuse('page-expired') : undefined;
};

/** The `url` of a Bundle's link of that relation. */
export const linkOf = (doc: JsonDocument, relation: string): string | undefined => {
  const link = childrenOf(doc, memberOf(doc, 0, 'link')).find((node) => stringMember(doc, node, 'relation') === relation);
  return link === undefined ? undefined : stringMember(doc, link, 'url');
};

// Segments that no reader takes for another place, then a query without what HTTP would read as its end.
const cursorGrammar = /^(?:[A-Za-z0-9_$][A-Za-z0-9_\-.$]*(?:\/(?!\.{1,2}(?:\/|\?|$))[A-Za-z0-9_\-.$]+)*)?(?:\?[\x21-\x22\x24-\x7e]*)?$/;

/** A link of the backend as a path below its base; undefined for a foreign base, and for a path that leads elsewhere. */
export const cursorOf = (url: string, bases: readonly string[]): string | undefined => {
  const base = bases.find((one) => url === one || url.startsWith(`${one}/`) || url.startsWith(`${one}?`));
  const path = base === undefined ? undefined : url.slice(base.length).replace(/^\//, '');
  return path !== undefined && cursorGrammar.test(path) ? path : undefined;
};
