import type { Exchange } from '../../src/demo/exchange.ts';

const probe = 'wardgate-readiness-probe';
const random = /(?<=_id=)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=&)/;

/** A request as cases write it: method, what stands below the base (a random id that is nobody's as `<none>`), the form of a search, and the preference of a write. */
export const printed = ({ method, path, query, body, headers }: Exchange, basePath: string): string => {
  const place = `${path.slice(basePath.length).replace(/^\//, '')}${query === '' ? '' : `?${query.replace(random, '<none>')}`}`;
  const preference = /\breturn=(\w+)/.exec(String(headers['prefer'] ?? ''))?.[1];
  return [`${method} ${place}`, ...(path.endsWith('/_search') ? [body] : []), ...(preference === undefined ? [] : [`return=${preference}`])].join(' ');
};

/** What a request of a client came to upstream: without the gateway's own probes. */
export const withoutProbes = (exchanges: readonly Exchange[]): readonly Exchange[] => exchanges.filter(({ path }) => !path.endsWith(probe));
