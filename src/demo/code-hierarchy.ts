import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { childrenOf, memberOf, stringMember } from '../fhir/json.ts';
import type { Token } from '../fhir/match/selected-by.ts';
import { splitToken } from '../fhir/search-value.ts';
import type { Problem } from './responses.ts';
import type { Store } from './store.ts';
import { documentOf, isStored, standingOf } from './version.ts';

const codeAt = (doc: JsonDocument, concept: JsonNode): string => stringMember(doc, concept, 'code') ?? '';
const partsOf = (doc: JsonDocument, concept: JsonNode): readonly JsonNode[] => childrenOf(doc, memberOf(doc, concept, 'concept'));

/** The concepts from the top down to the one of that code; none if it is not there. */
const lineTo = (doc: JsonDocument, concept: JsonNode, code: string): readonly JsonNode[] => {
  for (const part of partsOf(doc, concept)) {
    const line = codeAt(doc, part) === code ? [part] : lineTo(doc, part, code);
    if (line.length > 0) return line[0] === part ? line : [part, ...line];
  }
  return [];
};

const withParts = (doc: JsonDocument, concept: JsonNode): readonly JsonNode[] => [concept, ...partsOf(doc, concept).flatMap((part) => withParts(doc, part))];

/** The codes that `:above` or `:below` means by `system|code`: itself and the broader or narrower ones of the stored CodeSystem. As with HAPI, none where the system is not stored. */
export const tokensAround = ({ instancesOf }: Store, param: string, value: string, direction: 'above' | 'below'): readonly Token[] | Problem => {
  const { system, code } = splitToken(value);
  const missing = `Invalid token specified for parameter ${param} - No`;
  if (system === undefined || system === '') return { status: 400, diagnostics: `HAPI-1240: ${missing} code specified: (missing)|${code}` };
  if (code === '') return { status: 400, diagnostics: `HAPI-1239: ${missing} system specified: ${system}|(missing)` };
  const stored = instancesOf('CodeSystem').map(standingOf).filter(isStored).map(documentOf).find((doc) => stringMember(doc, 0, 'url') === system);
  if (stored === undefined) return [];
  const line = lineTo(stored, 0, code);
  const concept = line.at(-1);
  if (concept === undefined) return [];
  return (direction === 'above' ? line : withParts(stored, concept)).map((one) => ({ system, code: codeAt(stored, one) }));
};
