import type { JsonDocument } from '../fhir/json.ts';
import { childrenOf, keyOf } from '../fhir/json.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import { summaryTable } from '../fhir/summary-table.ts';
import type { Problem } from './responses.ts';
import type { Steps } from './take-elements.ts';
import { takeElements } from './take-elements.ts';
import type { StoredVersion } from './version.ts';
import { documentOf } from './version.ts';

/** How much of each resource a request wants to see (R4 search sections 3.1.1.5.8 and 3.1.1.5.9). */
export type Showing = { readonly summary?: 'true' | 'text' | 'data' | 'count'; readonly elements?: readonly string[] };

const summaries = ['true', 'text', 'data', 'count'] as const;

/** Reads `_summary` and `_elements` as HAPI does: what it does not know of the former asks for nothing, and only `false` goes with the latter. */
export const readShowing = (params: URLSearchParams): Showing | Problem => {
  const asked = (params.get('_summary') ?? '').split(',');
  const elements = params.get('_elements') ?? '';
  const summary = summaries.find((one) => asked.includes(one));
  // No entries at all are a count of them, too.
  if (elements === '') return summary === undefined ? (params.get('_count') === '0' ? { summary: 'count' } : {}) : { summary };
  if (summary !== undefined) return { status: 400, diagnostics: 'HAPI-0304: Cannot combine the _summary and _elements parameters' };
  return { elements: elements.split(',').map((item) => item.trim()) };
};

/** The paths that `_elements` names for a type: `Type.path` counts for that type, a bare path for matches of any. Undefined where it says nothing of the type. */
const pathsFor = (type: ResourceType, elements: readonly string[], included: boolean): readonly Steps[] | undefined => {
  const paths = elements.flatMap((item) => {
    const [first = '', ...rest] = item.split('.');
    if (isResourceType(first)) return first === type ? [rest] : [];
    return included ? [] : [[first, ...rest]];
  });
  return paths.length === 0 ? undefined : paths;
};

const summaryPaths = (type: ResourceType, doc: JsonDocument, summary: Showing['summary']): readonly Steps[] | undefined => {
  switch (summary) {
    case 'true':
      return summaryTable[type].summary.map((path) => path.split('.'));
    case 'text':
      return [['text'], ...summaryTable[type].mandatory.map((name) => [name])];
    case 'data':
      return childrenOf(doc, 0).map((child) => [keyOf(doc, child)]).filter(([name]) => name !== 'text');
    case 'count':
    case undefined:
      return undefined;
  }
};

/** The text of a version as far as it is to be shown; of what is included, `_elements` cuts only what it names by type. */
export const show = (version: StoredVersion, { summary, elements }: Showing, included = false): string => {
  if (summary === undefined && elements === undefined) return version.text;
  const doc = documentOf(version);
  const paths = elements === undefined ? summaryPaths(version.type, doc, summary) : pathsFor(version.type, elements, included);
  return paths === undefined ? version.text : takeElements(doc, paths, summaryTable[version.type].choices);
};

/** Whether HAPI puts the tag of what is not whole on the Bundle too. */
export const marksBundle = ({ summary }: Showing): boolean => summary !== undefined && summary !== 'text';
