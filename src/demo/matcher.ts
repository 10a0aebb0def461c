import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import type { SearchParam } from '../fhir/search-param.ts';

/** Whether an element has the value that was asked for. */
export type Matcher = (doc: JsonDocument, node: JsonNode) => boolean;

/** One value of a search parameter, its FHIR escapes still in it. */
export type AskedValue = {
  readonly value: string;
  readonly modifier: string | undefined;
  readonly param: SearchParam;
  /** Milliseconds. */
  readonly now: number;
};

/** Makes the matcher of one value; undefined where the value has the wrong form, or the modifier is not one of the kind. */
export type MakeMatcher = (asked: AskedValue) => Matcher | undefined;
