import { kindOf, isFault, memberOf, rawOf, scan, stringMember, stringOf, childrenOf, type JsonDocument } from '../fhir/json.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import { isResourceType, type ResourceType } from '../fhir/resource-types.ts';
import { printParam } from '../fhir/print.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Principal } from '../smart/principal.ts';
import { countsOwn, unionOf, type Grant } from './grant.ts';

/** What a page link holds, sealed: who may follow it, what it was decided on, and where the backend goes on (docs/decisions.md, 9). */
export type PageLink = {
  readonly kind: 'search' | 'history';
  readonly type: ResourceType;
  /** Of a history, whose. */
  readonly id: string | undefined;
  /** `identityOf` the caller. */
  readonly who: string;
  /** Milliseconds since the epoch. */
  readonly issued: number;
  /** The backend's own link, below its base. */
  readonly cursor: string;
  /** How many entries of that page were given out before. */
  readonly skip: number;
  readonly count: number;
  /** The patients that the search named; undefined: none, or too many to carry. */
  readonly named: readonly string[] | undefined;
  /** `confinementKey` of the decision. */
  readonly key: string;
  readonly exact: boolean;
};

// Enough for every real search; more would not fit into a link.
const mostNamed = 8;

export const carriedNames = (named: ReadonlySet<string> | undefined): readonly string[] | undefined =>
  named === undefined || named.size > mostNamed ? undefined : [...named].sort();

/** Who a link belongs to: issuer, subject, client and launch patient, and no other token of anybody else. */
export const identityOf = ({ issuer, subject, client, launch }: Principal): string => JSON.stringify([issuer, subject, client ?? null, launch.patient ?? null]);

/**
 * What a search was confined to, in a form that compares: a decision made anew with another key starts the search again. Grants that
 * differ in nothing but their patients count as one, so that neither their order nor their number matters.
 */
export const confinementKey = (type: ResourceType, grants: readonly Grant[], named: readonly string[] | undefined): string => {
  const shared = compartmentOf(type).class === 'shared';
  const alike = Map.groupBy(grants, (grant) => JSON.stringify([grant.query.map(printParam), shared && grant.shared, countsOwn(grant, type) ? grant.own?.id : null]));
  const parts = [...alike].map(([what, some]) => {
    const union = unionOf(some);
    return JSON.stringify([what, union === 'everyone' ? union : [...union].filter((patient) => named === undefined || named.includes(patient)).sort()]);
  });
  return JSON.stringify(parts.sort());
};

export const printPageLink = (link: PageLink): string =>
  JSON.stringify([link.kind, link.type, link.id ?? null, link.who, link.issued, link.cursor, link.skip, link.count, link.named ?? null, link.key, link.exact]);

const fieldsOf = (doc: JsonDocument): readonly (string | undefined)[] => childrenOf(doc, 0).map((node) => stringOf(doc, node) ?? (rawOf(doc, node) === 'null' ? undefined : rawOf(doc, node)));

/** Reads what was sealed; undefined where it is not one of ours. */
export const parsePageLink = (text: string): PageLink | undefined => {
  const doc = scan(text);
  if (isFault(doc) || kindOf(doc, 0) !== 'array') return undefined;
  const nodes = childrenOf(doc, 0);
  const [kind, type = '', id, who, issued, cursor, skip, count, named, key, exact] = fieldsOf(doc);
  if ((kind !== 'search' && kind !== 'history') || !isResourceType(type) || nodes.length !== 11) return undefined;
  if (who === undefined || cursor === undefined || key === undefined) return undefined;
  return {
    kind, type, id, who, cursor, key, issued: Number(issued), skip: Number(skip), count: Number(count), exact: exact === 'true',
    named: named === undefined ? undefined : childrenOf(doc, nodes[8] ?? -1).flatMap((node) => stringOf(doc, node) ?? []),
  };
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

/** A link of the backend as a path below its base; undefined for a foreign base. */
export const cursorOf = (url: string, bases: readonly string[]): string | undefined => {
  const base = bases.find((one) => url === one || url.startsWith(`${one}/`) || url.startsWith(`${one}?`));
  return base === undefined ? undefined : url.slice(base.length).replace(/^\//, '');
};
