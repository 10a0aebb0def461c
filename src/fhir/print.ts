import type { AskedParam, Criterion, HistoryParams, Include, ResultParams } from './interaction.ts';
import type { Projection } from './project.ts';
import type { ResourceType } from './resource-types.ts';
import { printPair } from './url.ts';

/** What goes to the FHIR server, printed from the model alone: no byte of the client's URL or headers is in it. */
export type UpstreamRequest = {
  readonly method: 'GET' | 'POST';
  /** Below the backend's base, without a leading slash; query included. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  /** `Prefer: return=…`. */
  readonly prefer?: 'minimal' | 'representation';
};

// Above this a search goes as a form, as URLs are limited on the way (docs/decisions.md, 4).
const longestQuery = 2048;

/** The name and value of a plain parameter as they stand in a URL. */
export const printParam = ({ name, modifier, values }: AskedParam): string => printPair(modifier === undefined ? name : `${name}:${modifier}`, values.join(','));

/** The name of a criterion as a client writes it: `name:modifier`, `name:Type.name` or `_has:Type:by:name`. */
export const criterionName = (criterion: Criterion): string => {
  if (!('join' in criterion)) return criterion.modifier === undefined ? criterion.name : `${criterion.name}:${criterion.modifier}`;
  if (criterion.join === 'reverse') return `_has:${criterion.type}:${criterion.by}:${criterionName(criterion.of)}`;
  const [first] = criterion.targets;
  return first === undefined ? criterion.name : `${criterion.name}${criterion.typed ? `:${first.type}` : ''}.${criterionName(first.of)}`;
};

/** The values at the end of a criterion. */
const valuesOf = (criterion: Criterion): readonly string[] => {
  if (!('join' in criterion)) return criterion.values;
  const of = criterion.join === 'reverse' ? criterion.of : criterion.targets[0]?.of;
  return of === undefined ? [] : valuesOf(of);
};

const printCriterion = (criterion: Criterion): string => printPair(criterionName(criterion), valuesOf(criterion).join(','));

/** The value of an include as a client writes it. */
export const includeValue = ({ source, name, target }: Include): string =>
  source === '*' ? '*' : `${source}:${name}${target === undefined ? '' : `:${target}`}`;

const printInclude = (include: Include): string => printPair(`${include.reverse ? '_revinclude' : '_include'}${include.iterate ? ':iterate' : ''}`, includeValue(include));

const printProjection = (projection: Projection | undefined): readonly string[] => {
  if (projection === undefined) return [];
  return [projection.kind === 'elements' ? printPair('_elements', projection.names.join(',')) : printPair('_summary', projection.of)];
};

const printResult = ({ count, total, sort, projection }: ResultParams): readonly string[] => [
  ...(sort === undefined ? [] : [printPair('_sort', sort.join(','))]),
  ...(total === undefined ? [] : [printPair('_total', total)]),
  ...(count === undefined ? [] : [printPair('_count', String(count))]),
  ...printProjection(projection),
];

/** The query of a search, in the order given. */
export const printQuery = (criteria: readonly Criterion[], includes: readonly Include[], result: ResultParams): string =>
  [...criteria.map(printCriterion), ...includes.map(printInclude), ...printResult(result)].join('&');

/** A search of one type; what confines it comes first in `criteria` (A-073). */
export const printSearch = (type: ResourceType, criteria: readonly Criterion[], includes: readonly Include[], result: ResultParams): UpstreamRequest => {
  const query = printQuery(criteria, includes, result);
  if (query.length <= longestQuery) return { method: 'GET', path: query === '' ? type : `${type}?${query}` };
  return { method: 'POST', path: `${type}/_search`, body: query, contentType: 'application/x-www-form-urlencoded' };
};

export const printRead = (type: ResourceType, id: string): UpstreamRequest => ({ method: 'GET', path: `${type}/${id}` });

export const printVread = (type: ResourceType, id: string, versionId: string): UpstreamRequest => ({ method: 'GET', path: `${type}/${id}/_history/${versionId}` });

const historyQuery = ({ count, since, at, projection }: HistoryParams): string => {
  // HAPI FHIR loses the version that stood where `_at` comes before `_count` (docs/hapi-notes.md).
  const query = [
    ...(count === undefined ? [] : [printPair('_count', String(count))]),
    ...(since === undefined ? [] : [printPair('_since', since)]),
    ...(at === undefined ? [] : [printPair('_at', at)]),
    ...printProjection(projection),
  ].join('&');
  return query === '' ? '' : `?${query}`;
};

/** The history of an instance, of a type, or of the whole server. */
export const printHistory = (of: { readonly type: ResourceType; readonly id?: string } | undefined, history: HistoryParams): UpstreamRequest => {
  const place = of === undefined ? '' : of.id === undefined ? `${of.type}/` : `${of.type}/${of.id}/`;
  return { method: 'GET', path: `${place}_history${historyQuery(history)}` };
};

export const printCreate = (type: ResourceType, body: string, prefer: 'minimal' | 'representation'): UpstreamRequest => ({
  method: 'POST', path: type, body, contentType: 'application/fhir+json', prefer,
});
