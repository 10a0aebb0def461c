import type { AskedParam, HistoryParams, ResultParams } from './interaction.ts';
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

/** The name and value of a parameter as they stand in a URL. */
export const printParam = ({ name, modifier, values }: AskedParam): string => printPair(modifier === undefined ? name : `${name}:${modifier}`, values.join(','));

const printResult = ({ count, total, sort }: ResultParams): readonly string[] => [
  ...(sort === undefined ? [] : [printPair('_sort', sort.join(','))]),
  ...(total === undefined ? [] : [printPair('_total', total)]),
  ...(count === undefined ? [] : [printPair('_count', String(count))]),
];

/** The query of a search, in the order given. */
export const printQuery = (params: readonly AskedParam[], result: ResultParams): string => [...params.map(printParam), ...printResult(result)].join('&');

/** A search of one type; what confines it comes first in `params` (A-073). */
export const printSearch = (type: ResourceType, params: readonly AskedParam[], result: ResultParams): UpstreamRequest => {
  const query = printQuery(params, result);
  if (query.length <= longestQuery) return { method: 'GET', path: query === '' ? type : `${type}?${query}` };
  return { method: 'POST', path: `${type}/_search`, body: query, contentType: 'application/x-www-form-urlencoded' };
};

export const printRead = (type: ResourceType, id: string): UpstreamRequest => ({ method: 'GET', path: `${type}/${id}` });

export const printVread = (type: ResourceType, id: string, versionId: string): UpstreamRequest => ({ method: 'GET', path: `${type}/${id}/_history/${versionId}` });

export const printHistory = (type: ResourceType, id: string, { count, since, at }: HistoryParams): UpstreamRequest => {
  const query = [
    ...(since === undefined ? [] : [printPair('_since', since)]),
    ...(at === undefined ? [] : [printPair('_at', at)]),
    ...(count === undefined ? [] : [printPair('_count', String(count))]),
  ].join('&');
  return { method: 'GET', path: `${type}/${id}/_history${query === '' ? '' : `?${query}`}` };
};

export const printCreate = (type: ResourceType, body: string, prefer: 'minimal' | 'representation'): UpstreamRequest => ({
  method: 'POST', path: type, body, contentType: 'application/fhir+json', prefer,
});
