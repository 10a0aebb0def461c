import type { RefusalCode } from '../refusal.ts';
import type { PersonaName } from './personas.ts';

/** Request headers besides the token. */
export type StepHeaders = Readonly<Record<string, string>>;

/**
 * What is sent; `follow` goes where an earlier step's answer leads: to its next page, to what it created, or to the first resource that it
 * lists (`fullUrl`), and on by `then`.
 */
export type TourRequest =
  | { readonly method: 'GET'; readonly path: string; readonly headers?: StepHeaders }
  | { readonly method: 'POST' | 'PUT'; readonly path: string; readonly body: object }
  | { readonly method: 'POST'; readonly path: string; readonly form: string }
  | { readonly method: 'GET'; readonly follow: 'next' | 'location' | 'first'; readonly of: string; readonly then?: string };

/** Where a request can end: as it was read, at one of the three gates, or at the check of what is stored. */
export type Stage = 'request' | 'scope' | 'policy' | 'confinement' | 'data';

/** What decided: rows of policy.csv by their cells (`allow` left out), and of a refusal, where it fell and its code. */
export type Decider = {
  readonly rows: readonly string[];
  readonly stage?: Stage;
  readonly refusal?: RefusalCode;
  /** The reason that a `break-glass` record keeps with it. */
  readonly emergency?: string;
};

/** A request of the tour, and what has to come of it under policies/. */
export type Step = {
  /** By which a later step follows it. */
  readonly name?: string;
  readonly who: PersonaName | 'nobody';
  readonly sentence: string;
  readonly request: TourRequest;
  readonly status: number;
  /** How many resources the answer holds; absent: it holds none. */
  readonly resources?: number;
  /** Texts that stand in the answer, and texts that must not. */
  readonly shows?: readonly string[];
  readonly hides?: readonly string[];
  /** Printed below the table. */
  readonly look?: true;
  /** Absent: open to anyone, and not recorded. */
  readonly decider?: Decider;
};

/** A read or a search. */
export const get = (path: string, headers?: StepHeaders): TourRequest => ({ method: 'GET', path, ...(headers === undefined ? {} : { headers }) });
/** A create. */
export const post = (path: string, body: object): TourRequest => ({ method: 'POST', path, body });
/** The page after that of an earlier step. */
export const next = (of: string): TourRequest => ({ method: 'GET', follow: 'next', of });
/** The first resource that an earlier step listed, or what lies below it. */
export const first = (of: string, then = ''): TourRequest => ({ method: 'GET', follow: 'first', of, then });

/** Rows that permit. */
export const by = (...rows: readonly string[]): Decider => ({ rows });
/** Where a request was refused, and the rows that did it or were tried. */
export const refused = (stage: Stage, refusal: RefusalCode, ...rows: readonly string[]): Decider => ({ stage, refusal, rows });
