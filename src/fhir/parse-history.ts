import { no, ok, type Result } from '../refusal.ts';
import type { HistoryParams } from './interaction.ts';
import { dateRange } from './match/date-range.ts';
import { parseCount, readProjection } from './parse-result.ts';
import { withPlus } from './search-value.ts';
import type { Pair } from './url.ts';

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const dateTimePattern = /^(?:ge|le|gt|lt|eq)?\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/;

const readParam = ({ name, value }: Pair): HistoryParams | undefined => {
  const date = withPlus(value);
  const count = name === '_count' ? parseCount(value) : undefined;
  // A page without versions leads nowhere, and a bare number would have to be counted after the check (deciding.md, row "counts, pages").
  if (count !== undefined && count > 0) return { count };
  if (name === '_since' && instantPattern.test(date) && dateRange(date) !== undefined) return { since: date };
  return name === '_at' && dateTimePattern.test(date) && dateRange(date.replace(/^[a-z]{2}/, '')) !== undefined ? { at: date } : undefined;
};

const known: ReadonlySet<string> = new Set(['_count', '_since', '_at']);

/** Reads the parameters of a history: each known, well-formed, and at most once (R4 http section 3.1.0.12). */
export const parseHistory = (pairs: readonly Pair[]): Result<HistoryParams> => {
  let history: HistoryParams = {};
  const seen = new Set<string>();
  const projection = readProjection(pairs);
  if (!projection.ok) return projection;
  if (projection.value !== undefined) history = { projection: projection.value };
  for (const pair of pairs) {
    const { name } = pair;
    if (name === '_elements' || (name === '_summary' && pair.value !== 'count')) continue;
    if (!known.has(name)) return no('parameter-not-here', { at: name });
    if (seen.has(name)) return no('parameter-repeated', { at: name });
    seen.add(name);
    const read = readParam(pair);
    if (read === undefined) return no('parameter-value', { at: name });
    history = { ...history, ...read };
  }
  // Two ways to say from when on: HAPI FHIR refuses them together.
  return history.since !== undefined && history.at !== undefined ? no('parameter-not-here', { at: '_at' }) : ok(history);
};
