import { parsePath, selectNodes } from '../fhir/element-path.ts';
import { childrenOf, kindOf, memberOf, none, rawOf, stringMember, stringOf, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import type { AskedParam } from '../fhir/interaction.ts';
import { searchParamOf } from '../fhir/search-param.ts';
import { splitToken, unescapeValue } from '../fhir/search-value.ts';
import type { Resource } from './owners.ts';

type Token = { readonly system: string | undefined; readonly code: string | undefined };

const tokenOf = (doc: JsonDocument, node: JsonNode): Token => ({
  system: stringMember(doc, node, 'system'), code: stringMember(doc, node, 'code') ?? stringMember(doc, node, 'value'),
});

/** The tokens that one element holds: Coding, CodeableConcept, Identifier, ContactPoint, code, boolean, string (R4 search section 3.1.1.4.10). */
const tokensAt = (doc: JsonDocument, node: JsonNode): readonly Token[] => {
  if (kindOf(doc, node) !== 'object') return rawOf(doc, node) === 'null' ? [] : [{ system: undefined, code: stringOf(doc, node) ?? rawOf(doc, node) }];
  const coding = memberOf(doc, node, 'coding');
  if (coding === none) return [tokenOf(doc, node)];
  // What stands there in another shape, some backend may read and another not, so it is no token.
  return kindOf(doc, coding) === 'array' ? childrenOf(doc, coding).flatMap((one) => (kindOf(doc, one) === 'object' ? [tokenOf(doc, one)] : [])) : [];
};

const matchesToken = (value: string, { system, code }: Token): boolean => {
  const wanted = splitToken(value);
  if (wanted.code !== '' && wanted.code !== code) return false;
  if (wanted.system === undefined) return wanted.code !== '';
  return wanted.system === '' ? system === undefined : wanted.system === system;
};

/** Without case and accents, as R4 search section 3.1.1.4.8 compares strings. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

// What a string parameter finds of a HumanName or an Address (R4 patient, search parameters `name` and `address`): not their `use` or `type`.
const textElements = ['text', 'family', 'given', 'prefix', 'suffix', 'line', 'city', 'district', 'state', 'postalCode', 'country'].map(parsePath);

/** The texts of a string, HumanName or Address element. */
const textsAt = (doc: JsonDocument, node: JsonNode): readonly string[] => {
  const found = kindOf(doc, node) === 'object' ? textElements.flatMap((path) => selectNodes(doc, node, path)) : [node];
  return found.flatMap((one) => stringOf(doc, one) ?? []);
};

const satisfiesParam = (resource: Resource, { name, values }: AskedParam): boolean => {
  const param = searchParamOf(resource.type, name);
  if (param === undefined || param.opaque) return false;
  const { doc, node } = resource;
  return param.paths.some((path) =>
    selectNodes(doc, node, path).some((found) =>
      param.kind === 'token'
        ? tokensAt(doc, found).some((token) => values.some((value) => matchesToken(value, token)))
        : textsAt(doc, found).some((text) => values.some((value) => plain(text).startsWith(plain(unescapeValue(value))))),
    ),
  );
};

/** q(scope)(r): whether a resource has all that a granular scope asks; what cannot be evaluated is not satisfied. */
export const satisfies = (resource: Resource, query: readonly AskedParam[]): boolean => query.every((param) => satisfiesParam(resource, param));
