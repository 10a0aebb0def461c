import type { RefusalCode } from '../../src/refusal.ts';
import type { Persona } from './personas.ts';

/** One request of a client. */
export type Ask = {
  /** GET unless said otherwise. */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Below the FHIR base; from the root of the host where it begins with `/`. `{next}` and the like stand for what an earlier step kept. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as FHIR JSON, text as it stands, under the media type of `headers`. */
  readonly body?: string | object;
};

type Members = Readonly<Record<string, unknown>>;

/** What must come of it; what is not named is not looked at, apart from the laws that hold for every answer (check-laws.ts). */
export type Expectation = {
  readonly status: number;
  /** The refusal whose fixed text must be the whole answer. */
  readonly refusal?: RefusalCode;
  /** Where the refusal says that the fault lies; the name of a parameter, header or element. */
  readonly at?: string;
  /** Exactly what is given out, as `Type/id`, of a history as `Type/id/_history/n`; a deletion as `deleted Type/id`. */
  readonly resources?: readonly string[];
  /** Those of them that an include brought, of a search; no others. */
  readonly included?: readonly string[];
  /** The order counts. */
  readonly inOrder?: true;
  /** Of a Bundle; `none`: it must not say one. */
  readonly total?: number | 'none';
  /** Whether the Bundle goes on. */
  readonly next?: boolean;
  /** Whether there is a body at all. */
  readonly body?: 'none' | 'some';
  /** Texts that the body holds, byte for byte, and texts that it must not hold. */
  readonly contains?: readonly string[];
  readonly lacks?: readonly string[];
  /** `undefined`: the header must not be there. */
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>;
  /** What the backend received, as `GET Observation?patient=…`, in any order. Looked at where the backend tells. */
  readonly upstream?: 'nothing' | readonly string[];
  /** The body of the one write that went upstream. */
  readonly sent?: string;
  /** Members of the audit records; `none`: there is no such record. */
  readonly decision?: Members | 'none';
  readonly outcome?: Members | 'none';
  readonly streamEnd?: Members;
  /** The record of an emergency that the request went by. */
  readonly breakGlass?: Members | 'none';
};

/** A request of somebody, and what must come of it. */
export type Step = {
  /** Without anybody no token is sent. */
  readonly as?: Persona;
  readonly request: Ask;
  readonly expect: Expectation;
  /** Remembers of the answer for later steps: the `next` link, `Location`, or the id in it; of a Bundle, the id of its first resource. */
  readonly keep?: Readonly<Record<string, 'next' | 'location' | 'id' | 'first'>>;
  /** The gateway's clock is that much ahead for this step, in seconds. */
  readonly later?: number;
};

/** Two requests that nobody must be able to tell apart. */
export type Twins = {
  readonly name: string;
  readonly as: Persona;
  readonly foreign: Ask;
  readonly absent: Ask;
  readonly ids: readonly [foreign: string, absent: string];
  readonly expect: Expectation;
};

/** A case: one step, some steps in turn, or twins. */
export type Case = ({ readonly name: string } & Step) | { readonly name: string; readonly steps: readonly Step[] } | Twins;

/** Cases that share a gateway. */
export type Feature = {
  readonly name: string;
  /** A folder of test/support/policies; the demo's policy unless said otherwise. */
  readonly policies?: string;
  /** YAML laid below the configuration. */
  readonly more?: string;
  readonly identifiers?: 'pseudonym';
  /** Members of the `backend` section besides its URL, as YAML flow text. */
  readonly exchange?: string;
  readonly cases: readonly Case[];
};
