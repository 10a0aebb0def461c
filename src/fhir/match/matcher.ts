import type { JsonDocument, JsonNode } from '../json.ts';
import type { Bases } from '../reference.ts';
import type { SearchParam } from '../search-param.ts';

/** Whether an element has the value that was asked for. */
export type Matcher = (doc: JsonDocument, node: JsonNode) => boolean;

/** What values are compared by. */
export type Comparing = {
  /** Milliseconds. */
  readonly now: number;
  /** Where given, references and ids are compared as the gateway reads them (reference.ts): every spelling of a place is that place. Without, as HAPI compares its own text. */
  readonly bases?: Bases;
};

/** One value of a search parameter, its FHIR escapes still in it. */
export type AskedValue = Comparing & {
  readonly value: string;
  readonly modifier: string | undefined;
  readonly param: SearchParam;
};

/** Makes the matcher of one value; undefined where the value has the wrong form, or the modifier is not one of the kind. */
export type MakeMatcher = (asked: AskedValue) => Matcher | undefined;
